"""Pages are counted through the parts of a file, and on from numbers that were set."""

from __future__ import annotations

import pytest

from review.domain.page_numbers import (
    Part,
    Place,
    first_numbers,
    labels,
    names,
    page_named,
    place_of,
    stretches,
)

TWO_VOLUMES = [Part(3), Part(2, 2)]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], []),
        ([Part(2)], [1, 2]),
        ([Part(2), Part(1)], [1, 2, 3]),
        ([Part(2, 5), Part(2)], [5, 6, 7, 8]),
        ([Part(2), Part(2, 1), Part(1)], [1, 2, 1, 2, 3]),
        ([Part(2, None, 1), Part(1, None, 2)], [1, 2, 1]),
        ([Part(1, None, 1), Part(1, 5, 2), Part(2, None, 1)], [1, 5, 2, 3]),
        ([Part(1, 9, 1), Part(1), Part(1, None, 1)], [9, 1, 10]),
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


def test_a_number_that_two_pages_have_is_written_with_its_volume() -> None:
    assert names([Part(2), Part(1)]) == ["1", "2", "3"]
    assert names(TWO_VOLUMES) == ["1", "1:2", "1:3", "2:2", "2:3"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1", 1),
        (" １ ", 1),
        ("1:1", 1),
        ("1：3", 3),
        ("2:2", 4),
        ("2:3", 5),
        *((wrong, None) for wrong in ("2", "0", "4", "2:1", "3:1", "0:1")),
        *((wrong, None) for wrong in ("", ":", "a", ":2", "2:", "-1", "1.5", "²")),
    ],
)
def test_a_page_is_found_by_what_is_written(written: str, expected: int | None) -> None:
    assert page_named(TWO_VOLUMES, written) == expected


MAIN_AND_SECONDARY = [Part(2), Part(1, 1, 1), Part(2, None, 1)]


def test_pages_of_the_secondary_volume_are_written_with_it() -> None:
    assert names(MAIN_AND_SECONDARY) == ["1", "2", "副卷1", "副卷2", "副卷3"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *(("1", 1), ("2", 2), ("3", 5), ("副1", 3), ("副卷 1", 3), ("副卷３", 5)),
        *(("2:1", 3), ("3:2", 4), ("副4", None), ("正1", None), ("副卷", None)),
    ],
)
def test_a_number_alone_means_the_main_volume_first(
    written: str, expected: int | None
) -> None:
    assert page_named(MAIN_AND_SECONDARY, written) == expected


@pytest.mark.parametrize("parts", [TWO_VOLUMES, MAIN_AND_SECONDARY])
def test_every_page_is_found_by_its_own_name(parts: list[Part]) -> None:
    found = [page_named(parts, name) for name in names(parts)]

    assert found == [1, 2, 3, 4, 5]


def test_pages_that_follow_each_other_are_written_as_a_stretch() -> None:
    written = names([Part(4), Part(3, 20), Part(2, None, 1)])

    assert stretches(written, [1, 2, 3, 5, 7, 8, 9]) == [
        *("1–3", "20", "22", "副卷1–副卷2"),
    ]
    assert stretches(written, []) == []


def test_a_stretch_names_no_page_between_that_is_none_of_it() -> None:
    """In the order of the scans a volume may begin again, or leave numbers out."""
    assert stretches(["9", "10", "1", "2", "30"], [1, 2, 3, 4, 5]) == [
        *("9–10", "1–2", "30"),
    ]
