"""A year's proposals as a table."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from review.domain.assessment_measures import Measure
from review.domain.assessment_proof import MadeOf
from review.files.assessments import (
    AssessmentHeadings,
    AssessmentNumber,
    AssessmentRow,
    assessment_table,
)
from review.files.tables import CellKind, to_csv

HEADINGS = AssessmentHeadings(
    title="2025",
    name="Name",
    licence_no="Licence",
    category="Category",
    firm="Firm",
    county="County",
    minimum="Minimum",
    part="%(title)s (part)",
    whole="%(title)s (whole)",
    n="%(title)s (n)",
    n_unknown="%(title)s (unknown)",
    points="%(title)s (points)",
    suggested="Suggestion",
    decision="Decision",
    reason="Reason",
    decided_at="Decided",
    grades={"good": "Good"},
    components={
        "handled": ("Handled", Measure.CASES_HANDLED),
        "share": ("Share", Measure.SHARE_EXCELLENT),
        "mean": ("Mean", Measure.MEAN_SCORE),
        "missing": ("Missing", Measure.CASES_REVIEWED),
    },
)


def row(name: str, **numbers: AssessmentNumber) -> AssessmentRow:
    return AssessmentRow(
        name=name,
        licence_no="115",
        category="Lawyer",
        firm="F",
        county="C",
        minimum=3,
        suggested="Competent",
        decision="",
        reason="",
        decided_at=None,
        grades={"good": 2} if numbers else {},
        numbers=numbers,
    )


FULL = row(
    "A",
    handled=AssessmentNumber(Decimal(4), Decimal(9), MadeOf()),
    share=AssessmentNumber(Decimal("33.33"), None, MadeOf(1, 3)),
    mean=AssessmentNumber(Decimal("88.50"), None, MadeOf(n=2, n_unknown=0)),
)


def test_shares_have_part_and_whole_and_means_the_number_of_cases() -> None:
    table = assessment_table([FULL, row("B")], HEADINGS, people=True)

    titles = [column.title for column in table.columns]
    assert titles == [
        *("Name", "Licence", "Category", "Firm", "County", "Minimum"),
        *("Handled", "Handled (points)"),
        *("Share", "Share (part)", "Share (whole)"),
        *("Mean", "Mean (n)"),
        "Missing",
        "Good",
        *("Suggestion", "Decision", "Reason", "Decided"),
    ]
    kinds = {column.title: column.kind for column in table.columns}
    assert kinds["Share"] is CellKind.PERCENT
    assert kinds["Mean"] is CellKind.DECIMAL
    assert kinds["Handled"] is CellKind.INTEGER


def test_a_row_says_what_it_has_and_nothing_where_it_has_nothing() -> None:
    text = to_csv(assessment_table([FULL, row("B")], HEADINGS, people=True)).decode()

    assert text.splitlines()[1:] == [
        "A,115,Lawyer,F,C,3,4,9,33.33%,1,3,88.50,2,,2,Competent,,,",
        "B,115,Lawyer,F,C,3,,,,,,,,,0,Competent,,,",
    ]


@pytest.mark.parametrize(
    ("made_of", "titles"),
    [
        (MadeOf(n=0, n_unknown=0), ["Mean (n)"]),
        (MadeOf(n=0, n_unknown=1), ["Mean (n)", "Mean (unknown)"]),
        (MadeOf(), []),
    ],
)
def test_of_how_many_nothing_is_known_is_told_where_there_are_some(
    made_of: MadeOf, titles: list[str]
) -> None:
    rows = [row("A", mean=AssessmentNumber(None, None, made_of))]
    table = assessment_table(rows, HEADINGS, people=True)

    found = [column.title for column in table.columns]
    assert [title for title in found if title.startswith("Mean (")] == titles


def test_firms_have_no_columns_about_a_person() -> None:
    table = assessment_table([FULL], HEADINGS, people=False)

    assert [column.title for column in table.columns][:3] == [
        "Name",
        "County",
        "Minimum",
    ]


def test_the_decision_is_in_the_file() -> None:
    at = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
    values = {"decision": "Not rated", "reason": "=1+1", "decided_at": at}
    decided = AssessmentRow(
        **{name: getattr(FULL, name) for name in FULL.__slots__} | values
    )

    text = to_csv(assessment_table([decided], HEADINGS, people=False)).decode()

    assert text.splitlines()[1].endswith("Not rated,'=1+1,2026-05-01 09:30:00")
