"""The rows of one case's sheet: what stands in each, and which cells are filled in.

An item has a row of its own with room for one finding. Named deductions have a row
each, counted occurrences one for each of the first three, and whatever else was found
already its own row right below; more is written at the end of the sheet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from review.domain.answers import (
    UNANSWERED,
    Answer,
    Answers,
    Finding,
    Special,
    allowed_specials,
)
from review.domain.choices import Choice
from review.domain.lines import Line
from review.domain.numbering import Numbered, NumberedSection, numbered
from review.domain.offline import COMMENT
from review.domain.schemes import ItemKind, Option, Scheme, Text
from review.files.offline import words
from review.files.offline.how import effect_of, how_of, how_of_option, party_of

MOST_MORE = 12
COUNTED_ROWS = 3
FINDING = frozenset({"text", "pages", "absent"})


class RowKind(StrEnum):
    """What a row of a sheet is for."""

    SECTION = "section"
    NOTE = "note"
    HEADING = "heading"
    ITEM = "item"
    OPTION = "option"
    FINDING = "finding"
    FURTHER = "further"
    MORE = "more"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Cells:
    """What stands in the cells that the reviewer fills in; numbers are numbers."""

    answer: str | Decimal = ""
    special: str = ""
    text: str = ""
    pages: str = ""
    absent: str = ""
    organ: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `key` finds it again, `open` names the cells that may be changed."""

    kind: RowKind
    title: str = ""
    key: str = ""
    number: str = ""
    note: str = ""
    how: str = ""
    proposed: str = ""
    most: Decimal | None = None
    line: Line | None = None
    option: Option | None = None
    section: NumberedSection | None = None
    cells: Cells = field(default_factory=Cells)
    open: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposed:
    """An answer that days and papers propose, if they do, and what they say in words."""

    choice: Choice | None
    special: Special | None
    evidence: str


@dataclass(frozen=True, slots=True)
class OfflineCase:
    """A read as it goes into the workbook: what is asked, and the draft so far."""

    read: str
    case_no: str
    kind: str
    stage: str
    volume_set: str
    cause: str
    campaign: str
    due_on: date | None
    scheme: Scheme
    scheme_digest: str
    part: str | None
    only: tuple[str, ...] | None
    answers: Answers
    comment: str
    version: int
    marks: Mapping[str, str]
    proposals: Mapping[str, Proposed] = field(default_factory=dict)


def key_of(item: str, option: str = "", number: int = 1) -> str:
    """How a row is known: `a1`, `a1:late`, and `a1#2` for a second finding."""
    return (
        item + (f":{option}" if option else "") + (f"#{number}" if number > 1 else "")
    )


def label_of(each: Numbered, locale: str) -> str:
    """How an item is called in the list of further findings."""
    return f"{each.number} {each.line.item.title.in_language(locale)}"


def rows_of(case: OfflineCase, locale: str) -> list[Row]:
    """All rows of a case's sheet below its heading."""
    found = [
        row
        for section in numbered(case.scheme, case.part, case.only)
        for row in _section(case, section, locale)
    ]
    return [*found, *_end(case, locale)]


def _section(case: OfflineCase, section: NumberedSection, locale: str) -> Iterator[Row]:
    own = section.section
    yield Row(
        RowKind.SECTION,
        own.title.in_language(locale),
        number=section.number,
        most=own.points or None,
        note=effect_of(case.scheme, own, locale),
        section=section,
    )
    yield from _scale(section, locale)
    heading = ""
    for each in section.lines:
        if each.heading is not None and each.heading_number != heading:
            heading = each.heading_number
            yield _heading(each, locale)
        code = each.line.item.code
        proposed = case.proposals.get(code)
        yield from _item(each, case.answers.get(code, UNANSWERED), proposed, locale)


def _scale(section: NumberedSection, locale: str) -> Iterator[Row]:
    """What the grades of indicators mean, once above those that are given one."""
    graded = (e.line for e in section.lines if e.line.item.kind is ItemKind.INDICATOR)
    line = next(graded, None)
    for grade in line.grades if line else ():
        if grade.guidance:
            title = grade.title.in_language(locale)
            said = grade.guidance.in_language(locale)
            yield Row(RowKind.NOTE, f"{title}: {said}")


def _heading(each: Numbered, locale: str) -> Row:
    item = each.heading
    assert item is not None
    return Row(
        RowKind.HEADING,
        item.title.in_language(locale),
        number=each.heading_number,
        note=_in(item.guidance, locale),
        most=item.points or None,
    )


def _in(text: Text | None, locale: str) -> str:
    return text.in_language(locale) if text else ""


@dataclass(frozen=True, slots=True)
class _Placed:
    """The findings of an answer, each at its row."""

    own: Finding
    by_option: Mapping[str, Finding]
    more: tuple[tuple[str, Finding], ...]


def _placed(line: Line, answer: Answer) -> _Placed:
    """One finding in the item's row and in each option's, the others in rows below."""
    named = {o.code for o in line.item.options} if _has_option_rows(line) else set()
    has_own = answer.special is not Special.NOT_DONE_EXTERNAL and not line.is_free_text
    own, by_option, more = None, {}, []
    counts: dict[str, int] = {} if has_own else {"": 1}
    for each in answer.findings:
        number = counts[each.option] = counts.get(each.option, 0) + 1
        if number == 1 and not each.option:
            own = each
        elif number == 1 and each.option in named:
            by_option[each.option] = each
        else:
            more.append((key_of(line.item.code, each.option, number), each))
    return _Placed(own or Finding(), by_option, tuple(more))


def _has_option_rows(line: Line) -> bool:
    return line.item.kind is ItemKind.ALTERNATIVES


def _item(
    each: Numbered, answer: Answer, proposed: Proposed | None, locale: str
) -> Iterator[Row]:
    line, placed = each.line, _placed(each.line, answer)
    item = line.item
    notes = (_in(item.guidance, locale), party_of(line, locale))
    offer = _offer(line, proposed, locale) if proposed else ""
    here = words.PROPOSED_HERE.in_language(locale) % offer if offer else ""
    yield Row(
        RowKind.ITEM,
        item.title.in_language(locale),
        key=item.code,
        number=each.number,
        note="\n".join(note for note in notes if note),
        how="\n".join(part for part in (how_of(line, locale), here) if part),
        proposed=_told_of(proposed, offer, locale) if proposed else "",
        most=item.points or None,
        line=line,
        cells=_cells(line, answer, placed.own, locale),
        open=_open(line),
    )
    if _has_option_rows(line):
        for option in item.options:
            yield _option(line, option, answer, placed, locale)
    for key, finding in [*placed.more, *_blank(line, placed)]:
        yield _finding(line, key, finding, locale)


def _offer(line: Line, proposed: Proposed, locale: str) -> str:
    """The proposed answer as the cell would say it; nothing where only days are known."""
    if proposed.special is not None:
        return words.SPECIALS[proposed.special].in_language(locale)
    choice = proposed.choice
    if choice is None:
        return ""
    if isinstance(choice, tuple):
        options = [o for o in line.item.options if o.code in choice]
        titles = [option.title.in_language(locale) for option in options]
        return "；".join(titles) or words.NOTHING_TIMED.in_language(locale)
    return str(_chosen(line, Answer(choice), locale))


def _told_of(proposed: Proposed, offer: str, locale: str) -> str:
    said = words.PROPOSED.in_language(locale) % offer if offer else ""
    return "\n".join(part for part in (said, proposed.evidence) if part)


def _blank(line: Line, placed: _Placed) -> Iterator[tuple[str, Finding]]:
    """Rows for the second and third occurrence of what is counted."""
    if line.item.kind is not ItemKind.PER_OCCURRENCE:
        return
    taken = {key for key, _ in placed.more}
    most = min(COUNTED_ROWS, -int(-line.item.points // line.item.each))
    for number in range(2, most + 1):
        key = key_of(line.item.code, number=number)
        if key not in taken:
            yield key, Finding()


def _open(line: Line) -> frozenset[str]:
    if line.is_free_text:
        return frozenset({"text"})
    found = {"answer", *FINDING}
    specials = allowed_specials(line)
    if specials:
        found.add("special")
    if Special.NOT_DONE_EXTERNAL in specials:
        found.add("organ")
    return frozenset(found)


def _cells(line: Line, answer: Answer, own: Finding, locale: str) -> Cells:
    """What stands in an item's own row; a cause and a free text take the reason's cell."""
    if line.is_free_text:
        return Cells(text=str(answer.choice or ""))
    special = (
        words.SPECIALS[answer.special].in_language(locale) if answer.special else ""
    )
    if answer.special is Special.NOT_DONE_EXTERNAL:
        return Cells(special=special, text=answer.cause, organ=answer.organ)
    chosen = _chosen(line, answer, locale)
    return Cells(answer=chosen, special=special, **_told(own, locale))


def _told(finding: Finding, locale: str) -> dict[str, str]:
    absent = words.YES.in_language(locale) if finding.absent else ""
    return {"text": finding.reason, "pages": finding.pages, "absent": absent}


def _chosen(line: Line, answer: Answer, locale: str) -> str | Decimal:
    choice = answer.choice
    if choice is None:
        return ""
    if isinstance(choice, tuple):
        return "" if choice else words.NONE_OF_THESE.in_language(locale)
    if isinstance(choice, int | Decimal):
        return Decimal(choice)
    titles = dict(words.choices(line))
    return titles[choice].in_language(locale)


def _option(
    line: Line, option: Option, answer: Answer, placed: _Placed, locale: str
) -> Row:
    chosen = answer.choice if isinstance(answer.choice, tuple) else ()
    yes = words.YES.in_language(locale) if option.code in chosen else ""
    finding = placed.by_option.get(option.code, Finding())
    return Row(
        RowKind.OPTION,
        option.title.in_language(locale),
        key=key_of(line.item.code, option.code),
        note=_in(option.guidance, locale),
        how=how_of_option(line, option, locale),
        line=line,
        option=option,
        cells=Cells(answer=yes, **_told(finding, locale)),
        open=frozenset({"answer", *FINDING}),
    )


def _finding(line: Line, key: str, finding: Finding, locale: str) -> Row:
    option = line.item.option(finding.option) if finding.option else None
    title = option.title if option else words.FINDING
    return Row(
        RowKind.FINDING,
        title.in_language(locale),
        key=key,
        line=line,
        option=option,
        cells=Cells(**_told(finding, locale)),
        open=FINDING,
    )


def _end(case: OfflineCase, locale: str) -> Iterator[Row]:
    """Room for more findings, and the comment."""
    yield Row(RowKind.FURTHER, words.FURTHER.in_language(locale))
    for number in range(1, MOST_MORE + 1):
        yield Row(RowKind.MORE, key=f"+{number}", open=FINDING | {"title"})
    yield Row(
        RowKind.COMMENT,
        words.COMMENT.in_language(locale),
        key=COMMENT,
        note=words.COMMENT_WHAT.in_language(locale),
        how=words.COMMENT_HOW.in_language(locale),
        cells=Cells(text=case.comment),
        open=frozenset({"text"}),
    )
