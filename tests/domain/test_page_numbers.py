"""Pages are counted through the parts of a file, and on from numbers that were set."""

from __future__ import annotations

import pytest

from review.domain.page_numbers import Part, Place, first_numbers, labels, place_of


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], []),
        ([Part(2)], [1, 2]),
        ([Part(2), Part(1)], [1, 2, 3]),
        ([Part(2, 5), Part(2)], [5, 6, 7, 8]),
        ([Part(2), Part(2, 1), Part(1)], [1, 2, 1, 2, 3]),
    ],
)
def test_labels_count_on_from_what_was_set(
    parts: list[Part], expected: list[int]
) -> None:
    assert labels(parts) == expected


def test_first_numbers_are_those_of_the_parts() -> None:
    assert first_numbers([Part(3), Part(2, 10), Part(1)]) == [1, 10, 12]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (-1, None),
        (0, None),
        (1, Place(0, 1)),
        (2, Place(0, 2)),
        (3, Place(1, 1)),
        (4, None),
    ],
)
def test_every_page_lies_in_one_part(page: int, expected: Place | None) -> None:
    assert place_of([Part(2), Part(1, 7)], page) == expected
