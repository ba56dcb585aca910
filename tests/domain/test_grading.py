from __future__ import annotations

from decimal import Decimal

import pytest

from review.domain.grading import (
    UnknownGrade,
    as_one,
    best,
    grade_of,
    is_better,
    rank,
    worse_of,
    worst,
)
from tests.domain.builders import GRADES, grade, points_scheme

QUZHOU = (grade("a", "89.5"), grade("b", 80), grade("c", 70), grade("d", 0))


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("100.00", "excellent"),
        ("90.00", "excellent"),
        ("89.99", "good"),
        ("80.00", "good"),
        ("79.99", "pass"),
        ("70.00", "pass"),
        ("60.00", "pass"),
        ("59.99", "fail"),
        ("0.00", "fail"),
        ("120.00", "excellent"),
    ],
)
def test_a_band_holds_its_lower_end_and_not_its_upper(
    total: str, expected: str
) -> None:
    assert grade_of(points_scheme(), Decimal(total)).code == expected


@pytest.mark.parametrize(
    ("total", "expected"), [("89.50", "a"), ("89.49", "b"), ("70.00", "c")]
)
def test_a_band_may_begin_between_whole_points(total: str, expected: str) -> None:
    assert grade_of(points_scheme(grades=QUZHOU), Decimal(total)).code == expected


def test_the_last_grade_has_no_floor() -> None:
    open_below = (grade("a", 50), grade("b"))
    for lowest in ((grade("a", 50), grade("b", 10)), open_below):
        assert grade_of(points_scheme(grades=lowest), Decimal("9.99")).code == "b"


@pytest.mark.parametrize(
    ("code", "other", "better"),
    [
        ("excellent", "good", True),
        ("good", "excellent", False),
        ("good", "good", False),
        ("pass", "fail", True),
    ],
)
def test_grades_compare_by_their_place_in_the_list(
    code: str, other: str, better: bool
) -> None:
    assert is_better(GRADES, code, other) is better


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("excellent",), "excellent"),
        (("excellent", "pass"), "pass"),
        (("fail", "pass"), "fail"),
        (("good", "excellent", "good"), "good"),
    ],
)
def test_the_worse_grade_is_kept(codes: tuple[str, ...], expected: str) -> None:
    assert worse_of(GRADES, codes) == expected


def test_the_ends_of_the_list_are_the_best_and_the_worst() -> None:
    assert (best(GRADES), worst(GRADES)) == ("excellent", "fail")
    assert [rank(GRADES, each.code) for each in GRADES] == [0, 1, 2, 3]


def test_an_unknown_grade_is_named() -> None:
    with pytest.raises(UnknownGrade, match="no grade superb"):
        rank(GRADES, "superb")


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ([], ""),
        (["abcd"], "abcd"),
        (["abcd", "acd"], "abcd"),
        (["acd", "abcd"], "abcd"),
        (["cd", "abcd"], "abcd"),
        (["ac", "acx", "abc"], "abcx"),
        (["abc", "xc"], "abxc"),
        (["ab", "xy"], "abxy"),
    ],
)
def test_several_tables_are_one_in_the_order_of_each(
    tables: list[str], expected: str
) -> None:
    assert as_one(tables) == list(expected)
