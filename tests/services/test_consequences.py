"""What a plan comes to: a divided sheet gives a file more reviews than its number."""

from __future__ import annotations

import pytest

from review.services.consequences import ClassLine


@pytest.mark.parametrize(
    ("n_files", "most", "n_reads", "has_parts"),
    [(1564, 2, 3128, False), (1564, 2, 3162, True), (8, 3, 20, False)],
)
def test_parts_of_divided_sheets_are_told_from_the_sum(
    n_files: int, most: int, n_reads: int, has_parts: bool
) -> None:
    line = ClassLine("general", n_files, 2, most, n_reads, 0)

    assert line.has_parts is has_parts
