"""How long a review is likely to take, from the reviewer's own finished ones.

Measured from the first answer that was saved to the submission. That says nothing about
a review that lay open over night, so what took longer than a sitting is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

SITTING = timedelta(hours=4)
FEWEST = 3
"""With fewer reviews nothing is said: one long file would be the whole history."""

MINUTE = timedelta(minutes=1)
ROUND = 5


@dataclass(frozen=True, slots=True)
class Duration:
    """What one finished review took, by which scheme, and of how many items."""

    scheme: str
    took: timedelta
    n_items: int = 1

    @property
    def is_one_sitting(self) -> bool:
        return timedelta(0) < self.took <= SITTING


@dataclass(frozen=True, slots=True)
class Estimate:
    """About how many minutes, and how many own reviews say so.

    `is_same_scheme` says that they were all made by the scheme in question.
    """

    minutes: int
    n: int
    is_same_scheme: bool


def estimate(scheme: str, n_items: int, history: Iterable[Duration]) -> Estimate | None:
    """By the reviews of the same scheme if there are enough, else by all of them.

    One part of a sheet takes as much less as it has fewer items.
    """
    told = [each for each in history if each.is_one_sitting]
    same = [each for each in told if each.scheme == scheme]
    for found, is_same in ((same, True), (told, False)):
        if len(found) >= FEWEST:
            return Estimate(_about(found, n_items), len(found), is_same)
    return None


def median_minutes(history: Iterable[Duration]) -> int | None:
    """What reviews that were made in one sitting took, if there are enough of them."""
    told = [each.took / MINUTE for each in history if each.is_one_sitting]
    return int(median(told) + 0.5) if len(told) >= FEWEST else None


def _about(found: list[Duration], n_items: int) -> int:
    """The median in minutes, to the nearest five: more would be false precision."""
    middle = median(
        each.took / MINUTE / max(each.n_items, 1) * n_items for each in found
    )
    return max(ROUND, ROUND * int(middle / ROUND + 0.5))
