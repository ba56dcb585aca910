"""Reviews that only measure are part of what a plan asks of everybody."""

from __future__ import annotations

import pytest

from review.domain.hidden_reads import HiddenReads, even_loads


def test_hidden_reads_add_up() -> None:
    assert HiddenReads().n == 0
    assert HiddenReads(second=5, seeds=3, common=150).n == 158


@pytest.mark.parametrize(
    ("n_reviews", "n_reviewers", "found"),
    [
        (0, 0, (0, 0)),
        (5, 0, (0, 0)),
        (0, 3, (0, 0)),
        (6, 3, (2, 2)),
        (339, 30, (11, 12)),
    ],
)
def test_even_loads(n_reviews: int, n_reviewers: int, found: tuple[int, int]) -> None:
    assert even_loads(n_reviews, n_reviewers) == found
