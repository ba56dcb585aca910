"""The next case number of a docket."""

from __future__ import annotations

import pytest

from review.domain.sampling_docket import Followed, Place, follow, place_of


@pytest.mark.parametrize(
    ("case_no", "place"),
    [
        ("(2025)民援字第15号", Place(("(2025)民援字第", "号"), 15)),
        ("（2025）民援字第１５号", Place(("(2025)民援字第", "号"), 15)),
        ("2025-0012", Place(("2025-", ""), 12)),
        ("7", Place(("", ""), 7)),
        ("无号", None),
    ],
)
def test_number_stands_in_its_series(case_no: str, place: Place | None) -> None:
    assert place_of(case_no) == place


USABLE = ["A-2", "A-3", "A-10", "A-011", "B-1", "B-4"]


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        (["A-2"], []),
        (["A-1"], [("A-1", "A-2")]),
        (["A-4"], [("A-4", "A-10")]),
        (["A-1", "A-2"], [("A-1", "A-3")]),
        (["A-0", "A-1"], [("A-0", "A-2"), ("A-1", "A-3")]),
        (["A-1", "A-0"], [("A-1", "A-2"), ("A-0", "A-3")]),
        (["A-10", "A-9"], [("A-9", "A-011")]),
        (["A-12"], [("A-12", "")]),
        (["B-2", "B-3"], [("B-2", "B-4"), ("B-3", "")]),
        (["C-1", "无"], [("C-1", ""), ("无", "")]),
        ([" Ａ-1", "A-1"], [("A-1", "A-2")]),
        ([], []),
    ],
)
def test_next_number_of_the_series_is_taken(
    asked: list[str], taken: list[tuple[str, str]]
) -> None:
    assert follow(asked, reversed(USABLE)) == tuple(Followed(*each) for each in taken)
