"""The time a review may take, by the reviewer's own reviews and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from review.domain.estimates import SITTING, Duration, Estimate, estimate


def history(*minutes: float, scheme: str = "a", n_items: int = 10) -> list[Duration]:
    return [Duration(scheme, timedelta(minutes=each), n_items) for each in minutes]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ((), None),
        ((25, 25), None),
        ((25, 25, 25), 25),
        ((10, 25, 200), 25),
        ((20, 30, 20, 30), 25),
        ((22, 22, 22), 20),
        ((22.5, 22.5, 22.5), 25),
        ((1, 1, 1), 5),
        ((240, 240, 240), 240),
        ((25, 25, 240.1), None),
        ((25, 25, 0), None),
        ((25, 25, -3), None),
        ((20, 20, 20, 3000), 20),
    ],
)
def test_the_median_of_reviews_done_in_one_sitting(
    minutes: tuple[float, ...], expected: int | None
) -> None:
    found = estimate("a", 10, history(*minutes))

    assert (found.minutes if found else None) == expected


def test_it_says_how_many_reviews_it_rests_on() -> None:
    found = estimate("a", 10, history(20, 20, 20, 3000))

    assert found == Estimate(20, 3, is_same_scheme=True)


def test_enough_reviews_by_the_same_scheme_come_first() -> None:
    own, others = history(60, 60, 60), history(10, 10, 10, 10, scheme="b")

    assert estimate("a", 10, own + others) == Estimate(60, 3, is_same_scheme=True)
    assert estimate("b", 10, own + others) == Estimate(10, 4, is_same_scheme=True)


def test_too_few_by_the_same_scheme_are_joined_by_the_others() -> None:
    found = estimate("a", 10, history(60, 60) + history(10, 10, 10, scheme="b"))

    assert found == Estimate(10, 5, is_same_scheme=False)


def test_a_sitting_ends_with_its_last_minute() -> None:
    assert Duration("a", SITTING).is_one_sitting
    assert not Duration("a", SITTING + timedelta(seconds=1)).is_one_sitting


def test_a_part_of_a_sheet_takes_as_much_less_as_it_has_fewer_items() -> None:
    whole, part = history(40, 40, 40, n_items=38), history(10, 10, n_items=10)

    assert estimate("a", 10, whole) == Estimate(10, 3, is_same_scheme=True)
    assert estimate("a", 38, whole + part) == Estimate(40, 5, is_same_scheme=True)
