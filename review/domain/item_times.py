"""How long an item of a checklist takes, as far as anybody can know.

Answers have no moments: what is saved is the sheet as it stands. Only the reading trace
tells, where a campaign keeps one, how long pages of the scanned file were open between
the answer before and the answer to an item. What was open before the first answer
belongs to no item, for the whole file may be read through in it. What is read on paper,
thought over or written with no page in sight has no time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from review.domain.tracing import Span, trace_of

FEWEST_TIMED = 5
"""Reviews below which a median is no figure of an item, but somebody's morning."""


@dataclass(frozen=True, slots=True)
class ItemTime:
    """The median over the reviews that have a time for the item; None for too few."""

    n_timed: int = 0
    seconds: int | None = None


def seconds_by_item(spans: Iterable[Span]) -> dict[str, int]:
    """One review's seconds before the answers to each item, its first answer apart."""
    found = Counter[str]()
    for step in trace_of(spans).steps[1:]:
        found[step.item] += step.seconds
    del found[""]
    return dict(found)


def item_time(reviews: Mapping[int, int], *, minimum_n: int = 1) -> ItemTime:
    """From how many reviews took how many seconds; half a second counts as one."""
    n = sum(reviews.values())
    if n < max(minimum_n, FEWEST_TIMED):
        return ItemTime(n)
    ordered = sorted(reviews.items())
    low, high = _at(ordered, (n - 1) // 2), _at(ordered, n // 2)
    return ItemTime(n, (low + high + 1) // 2)


def _at(ordered: Iterable[tuple[int, int]], place: int) -> int:
    """The seconds of the review at a place, counted from none."""
    for seconds, n in ordered:
        place -= n
        if place < 0:
            return seconds
    raise IndexError(place)
