"""A sheet laid out for paper, like the forms bureaus use: blank, or with its answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby

from review.domain.answers import Answer, Answers, Special
from review.domain.choices import written
from review.domain.derivation import plain
from review.domain.lines import OVERALL
from review.domain.marks import ItemMark
from review.domain.schemes import ItemKind, Method, Scheme, SectionKind
from review.domain.set_aside import loses_nothing
from review.domain.sheets import SectionMark, Sheet
from review.web.derivation import band_words, exact
from review.web.display import score, words
from review.web.forms.answer_words import FindingWords, answer_words, finding_words
from review.web.forms.controls import NONE_OF_THESE, draw, veto_effect
from review.web.forms.drawn import (
    CHECKS,
    RADIOS,
    Block,
    Choice,
    Drawn,
    DrawnSection,
    DrawnSheet,
)
from review.web.language import gettext as _
from review.web.wording import PARTIES, SPECIALS, headed

# Kinds whose answer is a number that no box shows.
COUNTED = {ItemKind.PER_OCCURRENCE, ItemKind.ERROR_COUNT}


class Shape(StrEnum):
    """Which columns a section is printed in."""

    POINTS = "points"
    BONUS = "bonus"
    VETO = "veto"
    GRADED = "graded"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Box:
    """A choice to tick, or ticked."""

    words: str
    note: str = ""
    is_ticked: bool = False


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A line of the form; a heading has sub-items beneath it and nothing to fill in."""

    number: str
    title: str
    standard: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    maximum: str = ""
    lost: str = ""
    mark: str = ""
    said: tuple[str, ...] = ()
    findings: tuple[FindingWords, ...] = ()
    specials: tuple[Box, ...] = ()
    """On a blank form: the answers that are no judgement, as far as the line has them."""
    is_heading: bool = False
    is_remark: bool = False
    """What was written stands beside an answer that takes nothing off."""


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A block of lines with its title above them."""

    number: str
    title: str
    maximum: str
    mark: str
    note: str
    rows: tuple[PaperRow, ...]


@dataclass(frozen=True, slots=True)
class PaperTable:
    """Sections that follow each other in the same columns."""

    shape: Shape
    sections: tuple[PaperSection, ...]


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """Everything between the head of the form and the signatures."""

    tables: tuple[PaperTable, ...]
    has_total: bool
    total: str
    full_mark: str
    grades: tuple[Box, ...]
    comment: str = ""
    has_organ: bool = False
    """Whether a box asks for the organ and the cause beside it."""


@dataclass(frozen=True, slots=True)
class _Given:
    """What stands in a filled form; in a blank one nothing does."""

    answers: Answers | None = None
    marks: Mapping[str, ItemMark] = field(default_factory=dict)
    sections: Mapping[str, SectionMark] = field(default_factory=dict)


def blank_sheet(
    scheme: Scheme, sheet: Sheet, *, only: Collection[str] | None = None
) -> PaperSheet:
    """The form of a scheme, or of its part, with nothing filled in."""
    return PaperSheet(
        tables=_tables(scheme, sheet.part, only, _Given()),
        has_total=_has_total(scheme, only),
        total="",
        full_mark=exact(sheet.maximum or scheme.full_mark),
        grades=() if only is not None else tuple(_grades(scheme, None)),
        has_organ=_asks_for_organ(draw(scheme, sheet.part, only)),
    )


def filled_sheet(
    scheme: Scheme,
    sheet: Sheet,
    answers: Answers,
    comment: str,
    *,
    only: Collection[str] | None = None,
) -> PaperSheet:
    """The form with a reviewer's own answers, as far as they are given.

    A total and a grade stand in it when every line is answered, as on paper.
    """
    given = _Given(
        answers,
        {mark.code: mark for mark in sheet.items if mark.answered},
        {mark.code: mark for mark in sheet.sections},
    )
    is_whole = not sheet.n_missing
    blank = blank_sheet(scheme, sheet, only=only)
    grades = tuple(_grades(scheme, sheet.grade if is_whole else None))
    return replace(
        blank,
        tables=_tables(scheme, sheet.part, only, given),
        total=score(sheet.total) if is_whole and sheet.total is not None else "",
        grades=grades if only is None else (),
        comment=comment,
        has_organ=False,
    )


def _asks_for_organ(drawn: DrawnSheet) -> bool:
    outside = Special.NOT_DONE_EXTERNAL
    return any(outside in line.specials for line in drawn.by_code.values())


def _has_total(scheme: Scheme, only: Collection[str] | None) -> bool:
    return only is None and scheme.method is Method.POINTS


def _tables(
    scheme: Scheme, part: str | None, only: Collection[str] | None, given: _Given
) -> tuple[PaperTable, ...]:
    drawn = draw(scheme, part, only)
    return tuple(
        PaperTable(shape, tuple(_section(scheme, each, given) for each in group))
        for shape, group in groupby(drawn.sections, key=shape_of)
    )


def shape_of(drawn: DrawnSection) -> Shape:
    kind = drawn.section.kind
    if kind is SectionKind.VETO:
        return Shape.VETO
    if kind is SectionKind.BONUS:
        return Shape.BONUS
    if drawn.is_graded or drawn.section.code == OVERALL:
        return Shape.GRADED
    is_scored = any(line.line.is_scored for line in drawn.lines)
    return Shape.POINTS if is_scored else Shape.RECORD


def _grades(scheme: Scheme, given: str | None) -> Iterator[Box]:
    for grade in scheme.grades:
        band = band_words(scheme, grade.code)
        yield Box(words(grade.title), band, is_ticked=grade.code == given)


def _section(scheme: Scheme, drawn: DrawnSection, given: _Given) -> PaperSection:
    section, mark = drawn.section, given.sections.get(drawn.section.code)
    bears = mark is not None and mark.maximum > 0 and not mark.left
    return PaperSection(
        number=drawn.number,
        title=words(section.title),
        maximum=plain(section.points) if section.points else "",
        mark=plain(mark.earned) if mark and bears and given.marks else "",
        note=veto_effect(scheme, section) if section.effect else "",
        rows=tuple(row for block in drawn.blocks for row in _rows(block, given)),
    )


def _rows(block: Block, given: _Given) -> Iterator[PaperRow]:
    heading = block.heading
    if heading is not None:
        yield PaperRow(
            number=block.number,
            title=words(heading.title),
            standard=_some(words(heading.guidance)),
            maximum=plain(heading.points) if heading.points else "",
            is_heading=True,
        )
    for drawn in block.lines:
        yield _row(drawn, given)


def _row(drawn: Drawn, given: _Given) -> PaperRow:
    is_blank = given.answers is None
    answer = (given.answers or {}).get(drawn.item.code)
    mark = given.marks.get(drawn.item.code)
    return PaperRow(
        number=drawn.number,
        title=words(drawn.item.title),
        standard=tuple(_standard(drawn)),
        boxes=tuple(_boxes(drawn, answer)),
        maximum=plain(drawn.maximum) if drawn.maximum else "",
        lost=plain(mark.lost) if mark and mark.mark is not None else "",
        mark=plain(mark.mark) if mark and mark.mark is not None else "",
        said=tuple(_beside(drawn, answer)),
        findings=finding_words(drawn, answer),
        specials=tuple(Box(_(SPECIALS[each])) for each in drawn.specials if is_blank),
        is_remark=answer is not None and loses_nothing(drawn.line, answer),
    )


def _some(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _standard(drawn: Drawn) -> Iterator[str]:
    """What is asked, what it costs, and who answers for it if not the handler."""
    yield from _some(words(drawn.item.guidance), drawn.unit)
    for errors, mark in drawn.table:
        yield headed(errors, _("%(points)s points", points=mark))
    if not drawn.line.counted:
        party = _(PARTIES[drawn.item.party])
        yield f"{party} · {_('not counted in the grade')}"


def _boxes(drawn: Drawn, answer: Answer | None) -> Iterator[Box]:
    """The choices of a line; a number is written, not ticked.

    Where nothing need be found there is a box for that too: left open is not in order.
    """
    if drawn.control not in (RADIOS, CHECKS):
        return
    chosen = _chosen(answer)
    for choice in drawn.choices:
        if choice.value != NONE_OF_THESE:
            title = words(choice.title) if drawn.line.is_veto else _titled(choice)
            yield Box(title, words(choice.note), choice.value in chosen)
    if drawn.control == CHECKS:
        is_counted = bool(drawn.item.procedures)
        none = _("In time, none of these") if is_counted else _("None of these")
        is_none = answer is not None and answer.choice == ()
        yield Box(none, is_ticked=is_none)


def _titled(choice: Choice) -> str:
    """With what it costs or earns; what a veto does is said once above its lines."""
    worth = f" {choice.worth}" if choice.worth else ""
    return f"{words(choice.title)}{worth}"


def _chosen(answer: Answer | None) -> Collection[str]:
    if answer is None or answer.choice is None:
        return ()
    choice = written(answer.choice)
    return choice if isinstance(choice, list) else (str(choice),)


def _beside(drawn: Drawn, answer: Answer | None) -> Iterator[str]:
    """An answer that neither a box nor a figure shows."""
    if answer is None:
        return
    is_shown = drawn.item.kind not in COUNTED or not answer.choice
    if answer.special is None and is_shown and not drawn.line.is_free_text:
        return
    if said := answer_words(drawn, answer):
        yield said
