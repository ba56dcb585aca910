"""Student's t, held against printed tables and against its closed forms."""

from __future__ import annotations

from math import atan, pi, sqrt

import pytest

from review.numerics.student import both_tails, quantile


# Critical values for two tails of 5% and 1%, from any printed table.
@pytest.mark.parametrize(
    ("df", "five", "one"),
    [
        (1, 12.706, 63.657),
        (2, 4.303, 9.925),
        (5, 2.571, 4.032),
        (10, 2.228, 3.169),
        (19, 2.093, 2.861),
        (30, 2.042, 2.750),
        (120, 1.980, 2.617),
        (5000, 1.960, 2.577),
    ],
)
def test_quantiles_are_those_of_the_tables(df: int, five: float, one: float) -> None:
    assert [round(quantile(each, df), 3) for each in (0.05, 0.01)] == [five, one]


@pytest.mark.parametrize("t", [0.01, 0.5, 1.0, 2.0, 7.5, 40.0])
def test_one_and_two_degrees_have_closed_forms(t: float) -> None:
    assert both_tails(t, 1) == pytest.approx(1 - 2 * atan(t) / pi, rel=1e-9)
    assert both_tails(t, 2) == pytest.approx(1 - t / sqrt(2 + t * t), rel=1e-9)


@pytest.mark.parametrize("df", [1, 3, 8, 40, 900])
def test_tails_and_quantiles_undo_each_other(df: int) -> None:
    for both in (0.9, 0.3, 0.05, 0.001):
        assert both_tails(quantile(both, df), df) == pytest.approx(both, rel=1e-9)
    assert both_tails(0, df) == 1
