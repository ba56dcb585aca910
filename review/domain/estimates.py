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
    """What one finished review took, and by which scheme it was made."""

    scheme: str
    took: timedelta

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


def estimate(scheme: str, history: Iterable[Duration]) -> Estimate | None:
    """By the reviews of the same scheme if there are enough, else by all of them."""
    told = [each for each in history if each.is_one_sitting]
    same = [each for each in told if each.scheme == scheme]
    for found, is_same in ((same, True), (told, False)):
        if len(found) >= FEWEST:
            return Estimate(_about(found), len(found), is_same)
    return None


def median_minutes(history: Iterable[Duration]) -> int | None:
    """What reviews that were made in one sitting took, if there are enough of them."""
    told = [each.took / MINUTE for each in history if each.is_one_sitting]
    return int(median(told) + 0.5) if len(told) >= FEWEST else None


def _about(found: list[Duration]) -> int:
    """The median in minutes, to the nearest five: more would be false precision."""
    middle = median(each.took / MINUTE for each in found)
    return max(ROUND, ROUND * int(middle / ROUND + 0.5))
