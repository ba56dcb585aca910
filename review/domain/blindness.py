"""The closing question: does the reviewer think to know the lawyer or the firm?

Blind review is measured, not assumed. The answer is counted apart from the review, so
that it can be given freely and influences nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from review.domain.errors import N_

# Of a normal distribution: 95 in 100 lie within so many standard deviations.
Z = 1.959964
TENTH = Decimal("0.1")


class Acquaintance(StrEnum):
    """What a reviewer says when the review is submitted."""

    NO = "no"
    GUESS = "guess"
    KNOWS = "knows"
    UNSAID = "unsaid"

    @property
    def words(self) -> str:
        return ACQUAINTANCE_WORDS[self]


ACQUAINTANCE_WORDS = {
    Acquaintance.NO: N_("No"),
    Acquaintance.GUESS: N_("I have a guess"),
    Acquaintance.KNOWS: N_("Yes, I am fairly sure"),
    Acquaintance.UNSAID: N_("I would rather not say"),
}
SAID = (Acquaintance.NO, Acquaintance.GUESS, Acquaintance.KNOWS)


@dataclass(frozen=True, slots=True)
class Blindness:
    """How many reviews were blind, of those that answered; a rate with its limits.

    Blind is who has not even a guess. `low` and `high` hold the true share in 95 of 100
    such campaigns (Wilson's interval), in percent.
    """

    counts: Mapping[Acquaintance, int]
    n_said: int
    percent: Decimal
    low: Decimal
    high: Decimal

    @property
    def n_blind(self) -> int:
        return self.counts[Acquaintance.NO]


def read_answer(raw: str) -> Acquaintance:
    """What was sent; whatever is no answer is none."""
    known = {each.value for each in Acquaintance}
    return Acquaintance(raw) if raw in known else Acquaintance.UNSAID


def blindness(counts: Mapping[str, int], *, minimum_n: int) -> Blindness | None:
    """The figure, if enough reviews answered that nobody stands out."""
    known = {each: int(counts.get(each, 0)) for each in Acquaintance}
    n_said = sum(known[each] for each in SAID)
    if n_said < max(minimum_n, 1):
        return None
    low, high = interval(known[Acquaintance.NO], n_said)
    share = Decimal(100 * known[Acquaintance.NO]) / n_said
    return Blindness(known, n_said, _tenths(share), low, high)


def interval(part: int, whole: int) -> tuple[Decimal, Decimal]:
    """Wilson's interval of a share, in percent with one decimal."""
    share, square = part / whole, Z * Z / whole
    middle = share + square / 2
    reach = Z * math.sqrt(share * (1 - share) / whole + square / whole / 4)
    ends = ((middle + sign * reach) / (1 + square) for sign in (-1, 1))
    low, high = (_tenths(Decimal(100 * min(max(end, 0.0), 1.0))) for end in ends)
    return low, high


def _tenths(percent: Decimal) -> Decimal:
    return percent.quantize(TENTH, ROUND_HALF_UP)
