"""How long an item takes: only what the reading trace knows, and from enough reviews."""

from __future__ import annotations

import pytest

from review.domain.item_times import ItemTime, item_time, seconds_by_item
from review.domain.tracing import Span

WHOLE_FILE = [Span(1, 60), Span(2, 90), Span(3, 30, "a")]


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], {}),
        # The whole file is read through before the first answer, whatever it is.
        (WHOLE_FILE, {}),
        ([*WHOLE_FILE, Span(3, 5, "a")], {}),
        # What is open after that belongs to what is answered next.
        ([*WHOLE_FILE, Span(4, 10), Span(5, 7, "b")], {"b": 17}),
        ([*WHOLE_FILE, Span(4, 10, "b"), Span(5, 7, "c")], {"b": 10, "c": 7}),
        # Gone back to: its times add up, those before the first answer stay out.
        ([*WHOLE_FILE, Span(4, 10, "b"), Span(1, 4, "a")], {"b": 10, "a": 4}),
        (
            [*WHOLE_FILE, Span(4, 10, "b"), Span(5, 7, "c"), Span(4, 3, "b")],
            {"b": 13, "c": 7},
        ),
        # After the last answer nothing is read for an item.
        ([*WHOLE_FILE, Span(4, 10, "b"), Span(9, 99)], {"b": 10}),
        ([Span(9, 99)], {}),
    ],
)
def test_seconds_of_one_review(spans: list[Span], found: dict[str, int]) -> None:
    assert seconds_by_item(spans) == found


@pytest.mark.parametrize(
    ("reviews", "minimum_n", "told"),
    [
        ({}, 1, (0, None)),
        ({30: 4}, 1, (4, None)),
        ({30: 5}, 1, (5, 30)),
        ({10: 2, 30: 1, 600: 2}, 1, (5, 30)),
        ({10: 3, 21: 3}, 1, (6, 16)),
        ({10: 1, 20: 2, 30: 2, 40: 1}, 1, (6, 25)),
        ({30: 9}, 10, (9, None)),
        ({30: 9, 31: 1}, 10, (10, 30)),
    ],
)
def test_the_median_stands_from_enough_reviews_on(
    reviews: dict[int, int], minimum_n: int, told: tuple[int, int | None]
) -> None:
    assert item_time(reviews, minimum_n=minimum_n) == ItemTime(*told)
