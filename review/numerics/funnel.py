"""Funnel plots: which shares chance does not explain, by exact binomial tails.

The usual arcsine puts a unit with 0 of 47 beside 7.4% outside the limits of 99.8%, where
the exact chance is 2.7%; so it is never used (Spiegelhalter, Statistics in Medicine 24,
2005, for the plot).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from review.numerics.student import beta_share


@dataclass(frozen=True, slots=True)
class Limits:
    """Between these numbers of hits a unit of `n` files lies as often as was asked."""

    n: int
    low: int
    high: int


def at_most(hits: int, n: int, share: float) -> float:
    """The chance of so many hits or fewer among n files."""
    if hits < 0:
        return 0.0
    return 1.0 if hits >= n else beta_share(1 - share, n - hits, hits + 1)


def at_least(hits: int, n: int, share: float) -> float:
    """The chance of so many hits or more among n files."""
    return at_most(n - hits, n, 1 - share)


def limits(sizes: Iterable[int], share: float, *, outside: float) -> list[Limits]:
    """The funnel for units of these sizes; half of `outside` lies beyond either end."""
    return [
        Limits(
            n,
            low=_quantile(n, share, outside / 2),
            high=n - _quantile(n, 1 - share, outside / 2),
        )
        for n in sizes
    ]


def _quantile(n: int, share: float, below: float) -> int:
    """The fewest hits of which it is not too unlikely that there are no more."""
    low, high = 0, n
    while low < high:
        middle = (low + high) // 2
        if at_most(middle, n, share) < below:
            low = middle + 1
        else:
            high = middle
    return low
