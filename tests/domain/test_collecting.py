"""What bureaus deliver, where each of them is, and what it adds up to."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from review.domain.collecting import Progress, added_up, progress_of, structure_of
from tests.domain.builders import GRADES


@pytest.mark.parametrize(
    ("published", "delivered", "n_campaigns", "progress"),
    [
        ({}, {}, 0, Progress.NOTHING),
        ({}, {}, 1, Progress.UNDER_WAY),
        ({"a": 1}, {}, 1, Progress.PUBLISHED),
        ({"a": 1}, {"a": 1}, 1, Progress.DELIVERED),
        ({"a": 2}, {"a": 1}, 1, Progress.CORRECTED),
        ({"a": 1, "b": 1}, {"a": 1}, 2, Progress.PUBLISHED),
        ({}, {"a": 1}, 0, Progress.DELIVERED),
    ],
)
def test_progress_follows_from_releases_and_deliveries(
    published: Mapping[str, int],
    delivered: Mapping[str, int],
    n_campaigns: int,
    progress: Progress,
) -> None:
    assert progress_of(published, delivered, n_campaigns) is progress


def test_structures_are_compared_as_a_set() -> None:
    one, two = {"structure_digest": "1"}, {"structure_digest": "2"}

    assert structure_of([one, two]) == structure_of([two, one, two])
    assert structure_of([one]) != structure_of([two])


def test_counts_are_added_and_shares_are_of_the_whole() -> None:
    first, *_rest, last = (grade.code for grade in GRADES)
    totals = [{"grades": {first: 3}}, {"grades": {first: 1, last: 4}, "n_ungraded": 2}]

    figure = added_up(totals, GRADES, 2)

    assert (figure.n, figure.n_ungraded, figure.mean_score) == (8, 2, None)
    assert figure.grade_rates[first].as_json() == {
        "part": 4,
        "whole": 8,
        "percent": "50.00",
    }
