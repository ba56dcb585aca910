"""The cases named behind a number are those the number counts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from review.domain.assessment_measures import (
    Evidence,
    Measure,
    ReleasedResult,
    read_year,
)
from review.domain.assessment_proof import (
    CASELOAD,
    EXACT,
    MEANS,
    PERCENT,
    MadeOf,
    counts_in,
    made_of,
)
from review.domain.schemes import Standing


def result(case: str, **values: object) -> ReleasedResult:
    known = {"release": "r", "campaign": "c", "case": case, "grade": "g"}
    return ReleasedResult(**(known | values))  # type: ignore[arg-type]


RESULTS = (
    result("1", standing=Standing.EXCELLENT, score=Decimal(95)),
    result("2", standing=Standing.GOOD, handler_points=Decimal(80)),
    result("3", handler_points=Decimal(0), handler_maximum=Decimal(100)),
    result("4", passes=False, score=Decimal(0), handler_maximum=Decimal(100)),
    result("5", grade="", standing=Standing.EXCELLENT, score=Decimal(100)),
)
YEAR = Evidence("someone", 2025, {"lawyer": 1}, RESULTS, handled=7)


@pytest.mark.parametrize("measure", sorted(set(Measure) - CASELOAD - {Measure.POINTS}))
def test_as_many_cases_are_named_as_are_counted(measure: Measure) -> None:
    reading = read_year(YEAR, minimum=3)[measure]
    named = [each.case for each in RESULTS if counts_in(measure, each)]

    counted = reading.value if reading.part is None else reading.part
    assert len(named) == counted
    assert "5" not in named


@pytest.mark.parametrize("measure", [*sorted(CASELOAD), Measure.POINTS])
def test_what_no_release_holds_names_no_case(measure: Measure) -> None:
    assert not any(counts_in(measure, each) for each in RESULTS)


def test_every_measure_has_one_form() -> None:
    counts = set(Measure) - PERCENT - CASELOAD - EXACT

    assert counts == {
        Measure.CASES_REVIEWED,
        Measure.CASES_EXCELLENT,
        Measure.CASES_FAILED,
    }


@pytest.mark.parametrize(
    ("measure", "part", "whole", "expected"),
    [
        (Measure.SHARE_EXCELLENT, 1, 2, MadeOf(1, 2)),
        (Measure.SHARE_EXCELLENT, 0, 0, MadeOf(0, 0)),
        (Measure.CASES_FAILED, 1, 2, MadeOf(1, 2)),
        (Measure.HANDLER_MEAN, 2, 2, MadeOf(n=2, n_unknown=0)),
        (Measure.HANDLER_MEAN, 2, 5, MadeOf(n=2, n_unknown=3)),
        (Measure.MEAN_SCORE, 0, 0, MadeOf(n=0, n_unknown=0)),
        (Measure.CASES_HANDLED, 4, 3, MadeOf()),
        (Measure.CASES_SHORT, 1, 3, MadeOf()),
        (Measure.CASES_REVIEWED, None, None, MadeOf()),
    ],
)
def test_only_a_share_has_part_and_whole(
    measure: Measure, part: int | None, whole: int | None, expected: MadeOf
) -> None:
    assert made_of(measure, part, whole) == expected


@pytest.mark.parametrize("measure", sorted(PERCENT - MEANS))
def test_a_share_is_its_part_of_its_whole(measure: Measure) -> None:
    reading = read_year(YEAR, minimum=3)[measure]
    found = made_of(measure, reading.part, reading.whole)

    assert found.part is not None and found.whole == len(RESULTS) - 1
    assert reading.value == Decimal(100 * found.part) / found.whole
