"""How far a sheet is, as the page shows it: marks, what is missing, total and grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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
    MissingKind.GONE: N_(
        "The page meant by %(pages)s is no longer in the file: name the page anew."
    ),
    MissingKind.DAYS_CHANGED: N_(
        "Days or contents list were changed after you answered: look again."
    ),
}

HIDDEN = " hidden"
NOT_SCORED = "—"


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
    """What a section came to so far, and how many of its lines need nothing more."""

    mark: str
    n_done: int
    n_lines: int
    is_begun: bool

    @property
    def done(self) -> str:
        return f"{self.n_done}/{self.n_lines}" if self.n_lines else ""

    @property
    def is_complete(self) -> bool:
        return self.n_done == self.n_lines

    def as_json(self) -> dict[str, object]:
        return {
            "mark": self.mark,
            "done": self.done,
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
    n_done: int
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
            "n_done": self.n_done,
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
    has_result = grade is not None or sheet.total is not None
    if has_result and not any(section.is_begun for section in sections.values()):
        return _not_scored(lines, sections, saved_at)
    return Progress(
        total="" if sheet.total is None else score(sheet.total),
        grade=words(grade.title) if grade else "",
        standing=standing_of(grade),
        note=_note(scheme, sheet, bool(needs)),
        so_far=_before_total(sheet, bool(needs)),
        n_done=sum(section.n_done for section in sections.values()),
        n_lines=sum(section.n_lines for section in sections.values()),
        lines=lines,
        sections=sections,
        saved_at=_saved(saved_at),
    )


def _not_scored(
    lines: Mapping[str, LineProgress],
    sections: Mapping[str, SectionProgress],
    saved_at: datetime | None,
) -> Progress:
    """Before the first answer nothing has a mark, though nothing is lost either."""
    none = {code: replace(each, mark="") for code, each in sections.items()}
    return Progress(
        total=NOT_SCORED,
        grade="",
        standing=standing_of(None),
        note="",
        so_far=not_scored(),
        n_done=0,
        n_lines=sum(section.n_lines for section in sections.values()),
        lines=lines,
        sections=none,
        saved_at=_saved(saved_at),
    )


def not_scored() -> str:
    """What stands where a result will be."""
    return _("Not scored yet")


def _saved(at: datetime | None) -> str:
    return time_since(at, now()) if at else ""


def standing_of(grade: Grade | None) -> str:
    """The colour of a grade: excellent, good, other, or not passed."""
    if grade is None:
        return "other"
    return str(grade.standing) if grade.passes else "fail"


def _before_total(sheet: Sheet, has_needs: bool) -> str:
    """What stands before the total, or in its place why there is none."""
    if sheet.cannot_assess:
        return _("No total: an item cannot be assessed")
    if sheet.nothing_applicable:
        return _("No total: nothing applies")
    return _("So far") if has_needs and sheet.total is not None else ""


def _note(scheme: Scheme, sheet: Sheet, has_needs: bool) -> str:
    """What follows where there is no result, or that it is not final yet."""
    if sheet.cannot_assess:
        return _("The lead will decide.")
    if sheet.nothing_applicable:
        return ""
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
        [_need(each, scheme, drawn) for each in missing if each.kind in _TOLD]
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
    return {"pages": listed(found)} if isinstance(found, tuple) else {}


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
        n_done=asked.count(DONE),
        n_lines=len(asked),
        is_begun=asked.count(OPEN) < len(asked),
    )


def _section_mark(drawn: DrawnSection, mark: SectionMark | None) -> str:
    """What a section earned of what applies; a bonus what it adds."""
    if mark is None or not mark.maximum:
        return ""
    if drawn.section.kind is SectionKind.BONUS:
        return signed(min(mark.earned, drawn.section.points), True) or "+0"
    return f"{points(mark.earned)} / {points(mark.applicable)}"
