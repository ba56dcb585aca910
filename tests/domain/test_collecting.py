"""What bureaus deliver, where each of them is, and what it adds up to."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from review.domain.collecting import (
    Progress,
    added_up,
    decimals_of,
    progress_of,
    structure_of,
)
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


@pytest.mark.parametrize(
    ("percents", "decimals"),
    [(["43.8", "100.0"], 1), (["43.75"], 2), (["44"], 0), ([None], 0), ([], 0)],
)
def test_shares_have_the_decimals_of_the_publications(
    percents: list[str | None], decimals: int
) -> None:
    rates = {str(n): {"percent": each} for n, each in enumerate(percents)}
    assert decimals_of({"rates": rates}) == decimals


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
