"""Whether an answer to an item is what a query asks for; marks are never stored."""

from __future__ import annotations

from review.domain.answers import parse_answer
from review.domain.case_queries import ItemMarked
from review.domain.lines import answerable
from review.domain.marks import mark_line
from review.domain.schemes import Scheme


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
