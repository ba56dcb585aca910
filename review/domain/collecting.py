"""Results that bureaus deliver to the one above, and what they add up to.

Only published figures travel. They are added up where the schemes have the same
structure: then a grade means the same in each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from review.domain.aggregation import By, Figure, GradeCount, figures_from_counts
from review.domain.errors import N_
from review.domain.schemes import Grade

YEARS = range(2000, 2101)
MOST_REASON = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A year whose results a superior asks for, or asked for until it withdrew that."""

    year: int
    due_on: date | None
    asked_at: datetime
    withdrawn_at: datetime | None = None
    reason: str = ""

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def is_as(self, other: Asked) -> bool:
        """Whether both say the same of the year; once withdrawn, since when and why."""
        if self.is_withdrawn or other.is_withdrawn:
            return (self.withdrawn_at, self.reason) == (
                other.withdrawn_at,
                other.reason,
            )
        return (self.asked_at, self.due_on) == (other.asked_at, other.due_on)


class Progress(StrEnum):
    """Where a bureau is with what was asked of it."""

    DELIVERED = "delivered"
    CORRECTED = "corrected"
    PUBLISHED = "published"
    UNDER_WAY = "under_way"
    NOTHING = "nothing"
    AWAITED = "awaited"

    @property
    def words(self) -> str:
        return PROGRESS_WORDS[self]


PROGRESS_WORDS = {
    Progress.DELIVERED: N_("Delivered"),
    Progress.CORRECTED: N_("A correction was published and is not delivered yet"),
    Progress.PUBLISHED: N_("Published, not delivered"),
    Progress.UNDER_WAY: N_("Not published yet"),
    Progress.NOTHING: N_("No campaign of this year"),
    Progress.AWAITED: N_("Nothing has come yet"),
}


def progress_of(
    published: Mapping[str, int], delivered: Mapping[str, int], n_campaigns: int
) -> Progress:
    """From the numbers of the current final releases and of the delivered ones."""
    if any(number > delivered[c] for c, number in published.items() if c in delivered):
        return Progress.CORRECTED
    if published.keys() - delivered.keys():
        return Progress.PUBLISHED
    if delivered:
        return Progress.DELIVERED
    return Progress.UNDER_WAY if n_campaigns else Progress.NOTHING


def structure_of(schemes: Iterable[Mapping[str, Any]]) -> str:
    """One digest for the structures of all schemes of a release, in whatever order."""
    digests = sorted({str(scheme["structure_digest"]) for scheme in schemes})
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def decimals_of(total: Mapping[str, Any]) -> int:
    """With how many decimals a bureau published its rates."""
    shown = (rate["percent"] or "" for rate in total["rates"].values())
    return max((len(each.partition(".")[2]) for each in shown), default=0)


def added_up(
    totals: Iterable[Mapping[str, Any]], grades: Sequence[Grade], decimals: int
) -> Figure:
    """The totals of several bureaus together; means are not averaged again."""
    counts = (
        GradeCount("total", code, n)
        for total in totals
        for code, n in (*total["grades"].items(), (None, total.get("n_ungraded", 0)))
        if n
    )
    return figures_from_counts(
        counts, by=By.TOTAL, grades=grades, decimals=decimals
    ).rows[0]
