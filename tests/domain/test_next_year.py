"""A plan is moved on by a year; people's days onto working days; all of it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from review.domain.campaigns import CampaignPlan
from review.domain.next_year import a_year_later, next_year
from review.domain.rotation import WhoReviews
from review.domain.sampling_rule import Risk, SampleBy, SampleRule
from review.domain.working_days import on_a_working_day

PLAN = CampaignPlan(
    code="2024",
    name="2024年度案卷质量评查",
    assessment_year=2024,
    closed_from=date(2023, 7, 1),
    closed_until=date(2024, 6, 30),
    schemes=("civil",),
)
MOVED = [
    "Campaign code: 2024 → 2025",
    "Campaign name: 2024年度案卷质量评查 → 2025年度案卷质量评查",
    "Assessment year: 2024 → 2025",
    "Closing period: 2023-07-01 – 2024-06-30 → 2024-07-01 – 2025-06-30",
]


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2025, 3, 31), date(2026, 3, 31)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 29)),
        (date(2023, 2, 27), date(2024, 2, 27)),
        (date(2024, 2, 28), date(2025, 2, 28)),
        (date(2025, 1, 31), date(2026, 1, 31)),
    ],
)
def test_the_last_of_february_stays_the_last(day: date, later: date) -> None:
    assert a_year_later(day) == later


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 4, 3), date(2026, 4, 3)),
        (date(2026, 4, 4), date(2026, 4, 7)),
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 2, 14), date(2026, 2, 14)),
    ],
)
def test_the_next_day_on_which_offices_work(day: date, worked: date) -> None:
    assert on_a_working_day(day) == worked


def test_periods_keep_their_dates() -> None:
    copied = next_year(PLAN)

    assert (copied.plan.closed_from, copied.plan.closed_until) == (
        date(2024, 7, 1),
        date(2025, 6, 30),
    )
    assert [str(each) for each in copied.changes] == MOVED


@pytest.mark.parametrize(
    ("changes", "after", "told"),
    [
        (
            {"due_on": date(2024, 3, 28)},
            {"due_on": date(2025, 3, 28)},
            ["Reviews due on: 2024-03-28 → 2025-03-28"],
        ),
        (
            {"due_on": date(2025, 4, 4)},
            {"due_on": date(2026, 4, 7)},
            [
                (
                    "Reviews due on: 2025-04-04 → 2026-04-07, the next working day, because "
                    "nobody works on 2026-04-04."
                )
            ],
        ),
        (
            {"due_on": date(2030, 6, 3)},
            {"due_on": date(2031, 6, 3)},
            [
                "Reviews due on: 2030-06-03 → 2031-06-03",
                (
                    "The holidays of 2031 are not known to the program yet; of that year "
                    "only weekends were avoided."
                ),
            ],
        ),
        (
            {"seed": "体彩24035"},
            {"seed": ""},
            ["The seed 体彩24035 was used; announce a new one."],
        ),
        (
            {"sample": SampleRule(by=SampleBy.LISTED, case_numbers=("a", "b"))},
            {"sample": SampleRule(by=SampleBy.LISTED)},
            ["The case numbers on the list (2) are left out; name this year's."],
        ),
        (
            {
                "sample": SampleRule(
                    by=SampleBy.NUMBER,
                    number=3,
                    extra_tickets=((Risk.COMPLAINT, 2),),
                    complaints=("a",),
                )
            },
            {
                "sample": SampleRule(
                    by=SampleBy.NUMBER, number=3, extra_tickets=((Risk.COMPLAINT, 2),)
                )
            },
            ["The files complained about (1) are left out; name this year's."],
        ),
    ],
)
def test_what_changes_is_said(
    changes: dict[str, Any], after: dict[str, Any], told: list[str]
) -> None:
    copied = next_year(replace(PLAN, **changes))

    assert {name: getattr(copied.plan, name) for name in after} == after
    assert [str(each) for each in copied.changes] == [*MOVED, *told]


@pytest.mark.parametrize(
    ("code", "later"),
    [
        ("2024-q1", "2025-q1"),
        ("civil", "civil-2025"),
        ("c" * 40, "c" * 35 + "-2025"),
        ("12024", "12024-2025"),
    ],
)
def test_a_copy_has_a_code_of_its_own(code: str, later: str) -> None:
    assert next_year(replace(PLAN, code=code)).plan.code == later


def test_a_name_without_a_year_stays_and_is_pointed_out() -> None:
    copied = next_year(replace(PLAN, name="专项评查"))

    assert copied.plan.name == "专项评查"
    assert "The name holds no year and stays; change it if need be." in [
        str(each) for each in copied.changes
    ]


def test_the_rotation_stays_and_what_was_re_checked_is_asked_anew() -> None:
    copied = next_year(
        replace(PLAN, who_reviews=WhoReviews.COUNTIES, recheck_of="2024-self")
    )

    assert copied.plan.who_reviews is WhoReviews.COUNTIES
    assert copied.plan.recheck_of == ""
    assert [str(each) for each in copied.changes] == [
        *MOVED,
        "The re-check of 2024-self is left out; say what is re-checked this year.",
    ]
