from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from review.domain.combination import NoGradeArithmetic, standing_of, weigh
from review.domain.reads import Purpose, Read
from review.domain.rules import UnknownRule
from review.domain.schemes import Combination
from review.domain.sheets import Verdict
from tests.domain.builders import indicator_scheme, points_scheme


def by_total(*totals: object) -> list[Read]:
    return [
        Read(Purpose.COUNTED, slot, str(slot), Verdict(Decimal(str(total))))
        for slot, total in enumerate(totals, 1)
    ]


def by_grade(*grades: str) -> list[Read]:
    return [
        Read(Purpose.COUNTED, slot, str(slot), Verdict(grade=grade))
        for slot, grade in enumerate(grades, 1)
    ]


HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


@pytest.mark.parametrize(
    ("rule", "totals", "weights"),
    [
        ("mean@1", (80,), (1,)),
        ("mean@1", (80, 90), (HALF, HALF)),
        ("mean@1", (80, 90, 70), (THIRD, THIRD, THIRD)),
        ("lower@1", (80,), (1,)),
        ("lower@1", (80, 79.99), (0, 1)),
        ("lower@1", (80, 80), (1, 0)),
        ("lower@1", (80, 70, 90, 70), (0, 1, 0, 0)),
        ("median@1", (80,), (1,)),
        ("median@1", (80, 90), (HALF, HALF)),
        ("median@1", (90, 70, 80), (0, 0, 1)),
        ("median@1", (90, 70, 80, 60), (0, HALF, HALF, 0)),
        ("median@1", (80, 80, 80), (0, 1, 0)),
        ("trimmed_mean@1", (80,), (1,)),
        ("trimmed_mean@1", (80, 90), (HALF, HALF)),
        ("trimmed_mean@1", (90, 70, 80), (0, 0, 1)),
        ("trimmed_mean@1", (90, 70, 80, 60), (0, HALF, HALF, 0)),
        ("trimmed_mean@1", (1, 2, 3, 4, 5), (0, THIRD, THIRD, THIRD, 0)),
        ("trimmed_mean@1", (5, 5, 5, 5), (0, HALF, HALF, 0)),
    ],
)
def test_a_rule_weighs_the_totals(
    rule: str, totals: tuple[object, ...], weights: tuple[object, ...]
) -> None:
    scheme = points_scheme(combination=Combination(rule=rule))
    assert weigh(scheme, by_total(*totals)) == weights


@pytest.mark.parametrize(
    ("rule", "grades", "weights"),
    [
        ("lower@1", ("good", "pass"), (0, 1)),
        ("lower@1", ("good", "excellent"), (1, 0)),
        ("lower@1", ("good", "good"), (1, 0)),
        ("median@1", ("good", "pass"), (0, 1)),
        ("median@1", ("excellent", "fail", "good"), (0, 0, 1)),
        ("median@1", ("excellent", "fail", "good", "pass"), (0, 0, 0, 1)),
        ("median@1", ("excellent",), (1,)),
    ],
)
def test_grades_are_picked_and_never_averaged(
    rule: str, grades: tuple[str, ...], weights: tuple[object, ...]
) -> None:
    scheme = indicator_scheme(combination=Combination(rule=rule))
    assert weigh(scheme, by_grade(*grades)) == weights


@pytest.mark.parametrize("rule", ["mean@1", "trimmed_mean@1"])
def test_a_rule_that_calculates_is_refused_for_grades(rule: str) -> None:
    scheme = indicator_scheme(combination=Combination(rule=rule))
    with pytest.raises(NoGradeArithmetic, match=f"{rule} cannot combine grades"):
        weigh(scheme, by_grade("good", "pass"))


@pytest.mark.parametrize("make", [points_scheme, indicator_scheme])
def test_an_unknown_rule_is_named(make: type) -> None:
    scheme = make(combination=Combination(rule="mode@1"))
    with pytest.raises(UnknownRule, match="no rule mode@1; there are mean@1"):
        weigh(scheme, by_grade("good"))


def test_a_better_read_stands_higher() -> None:
    graded = [
        standing_of(indicator_scheme(), read) for read in by_grade("good", "fail")
    ]
    assert graded == [-1, -3]
    assert [standing_of(points_scheme(), read) for read in by_total("79.99", 0)] == [
        Fraction(7999, 100),
        0,
    ]
