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
from review.domain.assessment_proof import CASELOAD, EXACT, PERCENT, counts_in
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
