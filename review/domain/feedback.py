"""What a submitted review tells the handler, line by line: what was lost, why, where.

Lines on which there is nothing to say are left out. A line that is only recorded is for
the bureau, not for the handler.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from review.domain.answers import Answer, Answers, Finding, Special
from review.domain.choices import Choice
from review.domain.derivation import plain
from review.domain.lines import OVERALL, Line, answerable
from review.domain.marks import ZERO, ItemMark, mark_line
from review.domain.schemes import ItemKind, Party, Scheme, Text

COUNTED_KINDS = frozenset({ItemKind.PER_OCCURRENCE, ItemKind.ERROR_COUNT})


@dataclass(frozen=True, slots=True)
class Place:
    """One occurrence: which named deduction it is, why, and where in the file."""

    about: Text | None = None
    reason: str = ""
    pages: str = ""
    absent: bool = False
    current: str = ""
    """How the pages were numbered when this was published, if otherwise."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the checklist on which a review says something.

    `lost` and `gained` are points; an indicator has a grade instead. `said` holds the
    named deductions or the level that were chosen, `times` how often it occurred.
    `external` says that it was not done for reasons outside the handler: `organ` and
    `cause` tell which, and it costs nothing; `inapplicable` that it does not apply to
    this case, whatever that does to the marks around it. `effect` says what a veto does,
    and `cap` which grade it leaves at best. `uncounted` marks a line whose party's
    marks do not make the grade.
    """

    item: str
    title: Text
    section: Text
    party: Party
    maximum: Decimal = ZERO
    lost: Decimal = ZERO
    gained: Decimal = ZERO
    grade: Text | None = None
    veto: bool = False
    effect: str = ""
    cap: Text | None = None
    uncounted: bool = False
    said: tuple[Text, ...] = ()
    times: int | None = None
    external: bool = False
    inapplicable: bool = False
    organ: str = ""
    cause: str = ""
    places: tuple[Place, ...] = ()

    @property
    def is_loss(self) -> bool:
        return bool(self.lost) or self.veto


def remarks(
    scheme: Scheme,
    answers: Answers,
    *,
    part: str | None = None,
    only: Collection[str] | None = None,
    without: Collection[str] = (),
) -> tuple[Remark, ...]:
    """What a review says to the handler, in the order of the sheet."""
    return tuple(
        _remark(scheme, line, answers[code], mark)
        for code, line in answerable(scheme, part).items()
        if code in answers and code not in without
        if only is None or code in only
        for mark in _worth_saying(line, answers[code])
    )


def _worth_saying(line: Line, answer: Answer) -> Iterator[ItemMark]:
    if line.item.kind is ItemKind.RECORD:
        return
    mark = mark_line(line, answer)
    says = bool(mark.lost) or mark.hit or bool(_gain(line, mark))
    is_graded = line.item.kind is ItemKind.INDICATOR and bool(mark.grade)
    is_told = answer.special in (Special.NOT_DONE_EXTERNAL, Special.NOT_APPLICABLE)
    if says or is_graded or is_told or answer.findings:
        yield mark


def _gain(line: Line, mark: ItemMark) -> Decimal:
    """Only a bonus is won; what any other line earns is merely kept."""
    return mark.mark if line.is_bonus and mark.mark is not None else ZERO


def _remark(scheme: Scheme, line: Line, answer: Answer, mark: ItemMark) -> Remark:
    item = line.item
    is_effective = mark.hit and line.counted and line.section.effect is not None
    cap = scheme.grade(line.section.grade_cap) if is_effective else None
    return Remark(
        item=item.code,
        title=item.title,
        section=line.section.title,
        party=item.party,
        maximum=mark.maximum,
        lost=mark.lost,
        gained=_gain(line, mark),
        grade=_grade(line, mark),
        veto=mark.hit,
        effect=line.section.effect.value
        if is_effective and line.section.effect
        else "",
        cap=cap.title if cap else None,
        uncounted=not line.counted,
        said=_said(line, answer.choice),
        times=_times(line, answer.choice),
        external=answer.special is Special.NOT_DONE_EXTERNAL,
        inapplicable=answer.special is Special.NOT_APPLICABLE,
        organ=answer.organ,
        cause=answer.cause,
        places=tuple(_place(line, each) for each in answer.findings),
    )


def _grade(line: Line, mark: ItemMark) -> Text | None:
    return next((g.title for g in line.grades if g.code == mark.grade), None)


def _said(line: Line, choice: Choice | None) -> tuple[Text, ...]:
    if line.item.code == OVERALL or choice is None:
        return ()
    chosen = choice if isinstance(choice, tuple) else (str(choice),)
    return tuple(o.title for o in line.item.options if o.code in chosen)


def _times(line: Line, choice: Choice | None) -> int | None:
    counted = line.item.kind in COUNTED_KINDS and isinstance(choice, int)
    return int(choice) if counted and isinstance(choice, int) else None


def _place(line: Line, finding: Finding) -> Place:
    option = line.item.option(finding.option) if finding.option else None
    about = option.title if option else None
    return Place(about, finding.reason, finding.pages, finding.absent, finding.current)


NUMBERS = ("maximum", "lost", "gained")
PLAIN = (
    "veto",
    "effect",
    "uncounted",
    "times",
    "external",
    "inapplicable",
    "organ",
    "cause",
)


def to_data(said: Sequence[Remark]) -> list[dict[str, object]]:
    """Remarks as a release freezes them: what is empty or nought is not written."""
    return [_to_data(each) for each in said]


def _to_data(remark: Remark) -> dict[str, object]:
    data = {
        "item": remark.item,
        "title": _text(remark.title),
        "section": _text(remark.section),
        "party": remark.party.value,
        "grade": _text(remark.grade),
        "cap": _text(remark.cap),
        "said": [_text(each) for each in remark.said],
        "places": [_place_to(each) for each in remark.places],
        **{name: getattr(remark, name) for name in PLAIN},
        **{name: plain(n) for name in NUMBERS if (n := getattr(remark, name))},
    }
    return {name: value for name, value in data.items() if value}


def _text(text: Text | None) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en} if text else {}


def _place_to(place: Place) -> dict[str, object]:
    data = {
        "about": _text(place.about),
        "reason": place.reason,
        "pages": place.pages,
        "absent": place.absent,
        "current": place.current,
    }
    return {name: value for name, value in data.items() if value}


def from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Remark, ...]:
    """Remarks back from a release."""
    return tuple(_from_data(each) for each in data)


def _from_data(data: Mapping[str, Any]) -> Remark:
    return Remark(
        item=data["item"],
        title=text_from(data["title"]),
        section=text_from(data["section"]),
        party=Party(data["party"]),
        grade=text_from(data["grade"]) if "grade" in data else None,
        cap=text_from(data["cap"]) if "cap" in data else None,
        said=tuple(map(text_from, data.get("said", ()))),
        places=tuple(map(_place_from, data.get("places", ()))),
        **{name: Decimal(data[name]) for name in NUMBERS if name in data},
        **{name: data[name] for name in PLAIN if name in data},
    )


def _place_from(data: Mapping[str, Any]) -> Place:
    return Place(
        text_from(data["about"]) if "about" in data else None,
        data.get("reason", ""),
        data.get("pages", ""),
        data.get("absent", False),
        data.get("current", ""),
    )


def text_from(data: Mapping[str, str]) -> Text:
    """Both languages back from the written form, which leaves out an empty one."""
    return Text(data.get("zh", ""), data.get("en", ""))
