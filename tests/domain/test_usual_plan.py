"""What is proposed for a new campaign: last year's cases, for last year's assessment."""

from __future__ import annotations

from datetime import date

import pytest

from review.domain.usual_plan import UsualPlan, is_year_of, usual_plan
from review.domain.working_days import is_working_day


@pytest.mark.parametrize(
    ("on", "due_on"),
    [
        # A Monday without holidays ahead: thirty days of six weeks.
        (date(2026, 3, 2), date(2026, 4, 14)),
        # The week of the National Day is not counted, its make-up days are.
        (date(2025, 9, 1), date(2025, 10, 17)),
    ],
)
def test_last_year_is_reviewed_and_the_term_counts_working_days(
    on: date, due_on: date
) -> None:
    year = on.year - 1

    proposed = usual_plan(on)

    assert proposed == UsualPlan(year, date(year, 1, 1), date(year, 12, 31), due_on)
    assert is_working_day(proposed.due_on)


@pytest.mark.parametrize(
    ("year", "closed_from", "closed_until", "fits"),
    [
        (2025, date(2025, 1, 1), date(2025, 12, 31), True),
        (2025, date(2024, 12, 16), date(2025, 12, 15), True),
        (2024, date(2024, 12, 16), date(2025, 12, 15), True),
        (2026, date(2025, 1, 1), date(2025, 12, 31), False),
        (2024, date(2025, 1, 1), date(2025, 12, 31), False),
    ],
)
def test_a_year_outside_the_period_is_known(
    year: int, closed_from: date, closed_until: date, fits: bool
) -> None:
    assert is_year_of(year, closed_from, closed_until) is fits
