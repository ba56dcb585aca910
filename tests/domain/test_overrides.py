"""Shares of proposals answered otherwise, with part and whole."""

from __future__ import annotations

from review.domain.aggregation import Rate
from review.domain.overrides import Override, Tally, overrides

TALLIES = [
    Tally(1, "met", True, 3, 2),
    Tally(1, "met", False, 5, 5),
    Tally(1, "filed", False, 4, 3),
    Tally(2, "met", True, 1, 0),
]


def test_each_item_of_each_scheme_has_its_shares() -> None:
    assert overrides(TALLIES, decimals=1, minimum_n=4) == (
        Override(1, "met", Rate(1, 8, "12.5"), Rate(1, 3, None), Rate(0, 5, "0.0")),
        Override(1, "filed", Rate(1, 4, "25.0"), Rate(0, 0, None), Rate(1, 4, "25.0")),
        Override(2, "met", Rate(1, 1, None), Rate(1, 1, None), Rate(0, 0, None)),
    )


def test_what_was_not_overridden_was_accepted() -> None:
    found = overrides(TALLIES, decimals=0, minimum_n=1)

    assert [each.n_accepted for each in found] == [7, 3, 0]
