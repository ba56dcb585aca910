"""How far a sheet is, as the page shows it: marks, what is missing, total and grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.completeness import Missing, MissingKind
from review.domain.errors import N_
from review.domain.marks import ItemMark
from review.domain.schemes import Grade, Method, Scheme, SectionKind
from review.domain.sheets import SectionMark, Sheet
from review.web.clock import now
from review.web.display import points, score, time_since, words
from review.web.forms.drawn import Drawn, DrawnSection, DrawnSheet, signed
from review.web.language import gettext as _
from review.web.wording import listed

OPEN, INCOMPLETE, DONE = "open", "incomplete", "done"
OPTIONAL = "optional"
NEEDS: Mapping[MissingKind, str] = {
    MissingKind.REASON: N_("Give a reason for what is taken off."),
    MissingKind.PLACE: N_("Give the page, or say that it is absent from the file."),
    MissingKind.OUTSIDE: N_("Name the organ and the cause."),
    MissingKind.SPECIAL: N_("This answer is not possible here; choose another."),
    MissingKind.OTHERWISE: N_("This differs from what is proposed: give the reason."),
    MissingKind.CONTRADICTION: N_(
        "Absent from the file, and yet pages or pins of it: keep one of them."
    ),
    MissingKind.PAGE: N_(
        "The file has no page %(pages)s: correct it, or say that it is absent."
    ),
    MissingKind.DAYS_CHANGED: N_(
        "Days or contents list were changed after you answered: look again."
    ),
}

HIDDEN = " hidden"


@dataclass(frozen=True, slots=True)
class LineProgress:
    """What stands beside one line: its mark, what it lost, what it still needs."""

    mark: str = ""
    lost: str = ""
    state: str = OPEN
    needs: str = ""

    def as_json(self) -> dict[str, str]:
        return {
            "mark": self.mark,
            "lost": self.lost,
            "state": self.state,
            "needs": self.needs,
        }


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """What a section came to so far, and how many of its lines are answered."""

    mark: str
    n_answered: int
    n_lines: int
    is_complete: bool

    @property
    def answered(self) -> str:
        return f"{self.n_answered}/{self.n_lines}" if self.n_lines else ""

    def as_json(self) -> dict[str, object]:
        return {
            "mark": self.mark,
            "answered": self.answered,
            "is_complete": self.is_complete,
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything on the sheet that the server computes, in the reader's words."""

    total: str
    grade: str
    standing: str
    note: str
    so_far: str
    n_answered: int
    n_lines: int
    lines: Mapping[str, LineProgress]
    sections: Mapping[str, SectionProgress]
    saved_at: str = ""

    @property
    def no_total(self) -> str:
        return "" if self.total else HIDDEN

    @property
    def is_final(self) -> str:
        return "" if self.so_far else HIDDEN

    @property
    def no_grade(self) -> str:
        return "" if self.grade else HIDDEN

    def as_json(self) -> dict[str, Any]:
        """The same for the script in the page."""
        return {
            "total": self.total,
            "grade": self.grade,
            "standing": self.standing,
            "note": self.note,
            "so_far": self.so_far,
            "n_answered": self.n_answered,
            "n_lines": self.n_lines,
            "saved_at": self.saved_at,
            "lines": {code: line.as_json() for code, line in self.lines.items()},
            "sections": {code: each.as_json() for code, each in self.sections.items()},
        }


def progress_of(
    scheme: Scheme,
    drawn: DrawnSheet,
    sheet: Sheet,
    missing: Iterable[Missing],
    *,
    saved_at: datetime | None = None,
) -> Progress:
    """The state of a sheet; missing are the things that keep it from submission."""
    needs: dict[str, list[Missing]] = {}
    for each in missing:
        needs.setdefault(each.item, []).append(each)
    marks = {item.code: item for item in sheet.items}
    lines = {
        code: _line(line, marks.get(code), tuple(needs.get(code, ())), scheme)
        for code, line in drawn.by_code.items()
    }
    grade, sections = scheme.grade(sheet.grade or ""), _sections(drawn, sheet, lines)
    return Progress(
        total="" if sheet.total is None else score(sheet.total),
        grade=words(grade.title) if grade else "",
        standing=standing_of(grade),
        note=_note(scheme, sheet, bool(needs)),
        so_far=_("So far") if needs and sheet.total is not None else "",
        n_answered=sum(section.n_answered for section in sections.values()),
        n_lines=sum(section.n_lines for section in sections.values()),
        lines=lines,
        sections=sections,
        saved_at=time_since(saved_at, now()) if saved_at else "",
    )


def standing_of(grade: Grade | None) -> str:
    """The colour of a grade: excellent, good, other, or not passed."""
    if grade is None:
        return "other"
    return str(grade.standing) if grade.passes else "fail"


def _note(scheme: Scheme, sheet: Sheet, has_needs: bool) -> str:
    """Why there is no result, or that it is not final yet."""
    if sheet.cannot_assess:
        return _("An item cannot be assessed: no total; the lead will decide.")
    if sheet.nothing_applicable:
        return _("Nothing applies: no total and no grade.")
    return so_far(scheme) if has_needs else ""


def so_far(scheme: Scheme) -> str:
    """What an unfinished sheet's result leaves out."""
    if scheme.method is Method.INDICATORS:
        return _("So far; indicators without a grade are left out.")
    return _("So far; what is unanswered has lost nothing.")


def _line(
    drawn: Drawn, mark: ItemMark | None, missing: tuple[Missing, ...], scheme: Scheme
) -> LineProgress:
    needs = " ".join(
        _need(each, scheme, drawn) for each in missing if each.kind in _TOLD
    )
    state = _state(missing)
    if mark is None:
        return LineProgress(state=state, needs=needs)
    if not drawn.line.is_required and state == DONE:
        state = OPTIONAL
    return LineProgress(
        mark=points(mark.mark) if mark.answered and mark.mark is not None else "",
        lost="" if drawn.line.adds else signed(mark.lost, False),
        state=state,
        needs=needs,
    )


def _state(missing: tuple[Missing, ...]) -> str:
    if not missing:
        return DONE
    unanswered = {MissingKind.ANSWER, MissingKind.OVERALL}
    return OPEN if any(each.kind in unanswered for each in missing) else INCOMPLETE


_TOLD = {*NEEDS, MissingKind.LIMIT}


def _need(missing: Missing, scheme: Scheme, drawn: Drawn) -> str:
    if missing.kind is MissingKind.REASON and drawn.line.is_bonus:
        return _("Give a reason for what is added.")
    if missing.kind in NEEDS:
        return _(NEEDS[missing.kind], **_values(missing))
    limit = scheme.grade(str(missing.sentence.values.get("limit", "")))
    return _(missing.sentence.text, limit=words(limit.title) if limit else "")


def _values(missing: Missing) -> dict[str, object]:
    """Pages are set apart as the reader's language does."""
    found = missing.sentence.values.get("pages")
    return {} if found is None else {"pages": listed(str(found).split(", "))}


def _sections(
    drawn: DrawnSheet, sheet: Sheet, lines: Mapping[str, LineProgress]
) -> dict[str, SectionProgress]:
    marks = {section.code: section for section in sheet.sections}
    return {
        each.section.code: _section(each, marks.get(each.section.code), lines)
        for each in drawn.sections
    }


def _section(
    drawn: DrawnSection, mark: SectionMark | None, lines: Mapping[str, LineProgress]
) -> SectionProgress:
    states = [lines[line.item.code].state for line in drawn.lines]
    asked = [state for state in states if state != OPTIONAL]
    return SectionProgress(
        mark=_section_mark(drawn, mark),
        n_answered=len(asked) - asked.count(OPEN),
        n_lines=len(asked),
        is_complete=all(state == DONE for state in asked),
    )


def _section_mark(drawn: DrawnSection, mark: SectionMark | None) -> str:
    """What a section earned of what applies; a bonus what it adds."""
    if mark is None or not mark.maximum:
        return ""
    if drawn.section.kind is SectionKind.BONUS:
        return signed(min(mark.earned, drawn.section.points), True) or "+0"
    return f"{points(mark.earned)} / {points(mark.applicable)}"
