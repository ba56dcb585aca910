"""Whether an answer to an item is what a query asks for; marks are never stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from review.domain.answers import parse_answer
from review.domain.case_queries import ItemMarked
from review.domain.lines import OVERALL, answerable
from review.domain.marks import mark_line
from review.domain.numbering import Numbered, numbered
from review.domain.schemes import Scheme

AT = "#"
"""Before a number of the sheet: each scheme has its own item there."""


def numbers(scheme: Scheme) -> Iterator[Numbered]:
    """Every item with the number it has on the sheet; parts are sheets of their own."""
    for part in scheme.parts:
        for section in numbered(scheme, part):
            yield from (x for x in section.lines if x.line.item.code != OVERALL)


def asked_of(scheme: Scheme, test: ItemMarked) -> list[ItemMarked]:
    """What is asked of the items of this scheme; a number may be on each part."""
    if not test.item.startswith(AT):
        return [test]
    wanted = test.item.removeprefix(AT)
    found = (each.line.item.code for each in numbers(scheme) if each.number == wanted)
    return [replace(test, item=code) for code in found]


def place_of(scheme: Scheme, item: str) -> int | None:
    """Where the answers to an item stand in a stored review; None if it has none."""
    codes = list(answerable(scheme))
    return codes.index(item) if item in codes else None


def fits(scheme: Scheme, test: ItemMarked, stored: object) -> bool:
    """Whether a stored answer has such a mark; unanswered has none."""
    item = scheme.item(test.item)
    if item is None or stored is None:
        return False
    answer = parse_answer(scheme, item, stored)
    if test.special is not None:
        return answer.special is test.special
    marked = mark_line(answerable(scheme)[test.item], answer)
    if not test.ranges:
        return marked.hit or marked.lost > 0
    mark = marked.mark
    return mark is not None and any(each.holds(mark) for each in test.ranges)
