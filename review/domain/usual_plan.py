"""What a set-up proposes before anybody has typed anything; all of it may be changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from review.domain.working_days import add_working_days

WORKING_DAYS = 30
"""Six weeks: as long as the files of a usual share take beside the daily work."""


@dataclass(frozen=True, slots=True)
class UsualPlan:
    """The closed files of the last whole year, for that year's assessment."""

    year: int
    closed_from: date
    closed_until: date
    due_on: date


def usual_plan(on: date) -> UsualPlan:
    """The year is that of the period: its results belong to the year of the cases.

    Reviews are due on a working day, counted from the day after this one.
    """
    year = on.year - 1
    return UsualPlan(
        year=year,
        closed_from=date(year, 1, 1),
        closed_until=date(year, 12, 31),
        due_on=add_working_days(on, WORKING_DAYS).day,
    )


def is_year_of(year: int, closed_from: date, closed_until: date) -> bool:
    """Whether a year has any day of the period; if none, one of both is mistyped."""
    return closed_from.year <= year <= closed_until.year
