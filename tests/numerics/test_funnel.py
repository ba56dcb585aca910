"""Exact binomial limits beside sums by hand, and where the usual shortcut is wrong."""

from __future__ import annotations

from math import comb

import pytest

from review.numerics.funnel import at_least, at_most, limits


def summed(hits: int, n: int, share: float) -> float:
    """P(X <= hits), term by term."""
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(hits + 1))


@pytest.mark.parametrize("share", [0.0, 0.03, 0.5, 0.74, 0.97, 1.0])
@pytest.mark.parametrize("n", [1, 3, 10, 60])
def test_tails_are_the_sums_of_their_terms(n: int, share: float) -> None:
    for hits in range(n + 1):
        assert at_most(hits, n, share) == pytest.approx(summed(hits, n, share))
        more = 1 - summed(hits - 1, n, share)
        assert at_least(hits, n, share) == pytest.approx(more, abs=1e-12)


def test_none_of_forty_seven_is_not_extraordinary() -> None:
    """measurement of 12 hospitals: z = -3.78 by arcsine, 0.027 exactly."""
    assert at_most(0, 47, 0.074) == pytest.approx(0.027, abs=0.0005)


@pytest.mark.parametrize("outside", [0.05, 0.002])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_what_lies_within_the_limits_is_within_them(
    share: float, outside: float
) -> None:
    for each in limits([1, 2, 7, 40, 400], share, outside=outside):
        for hits in range(each.n + 1):
            is_low = at_most(hits, each.n, share) < outside / 2
            is_high = at_least(hits, each.n, share) < outside / 2
            assert (is_low, is_high) == (hits < each.low, hits > each.high)


def test_thousands_of_files_are_no_trouble() -> None:
    (found,) = limits([20_000], 0.25, outside=0.05)

    assert (found.low, found.high) == (4880, 5120)
