"""Working days over holidays, make-up days, and years that nobody has published."""

from __future__ import annotations

from datetime import date

import pytest

from review.domain.holidays import HOLIDAY_YEARS, HolidayYear
from review.domain.working_days import (
    Counted,
    DayOff,
    Reached,
    add_working_days,
    day_off,
    is_working_day,
    working_days_between,
)


def d(written: str) -> date:
    return date.fromisoformat(written)


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        ("2025-09-26", True),  # Friday
        ("2025-09-27", False),  # Saturday
        ("2025-09-28", True),  # make-up Sunday
        ("2025-10-01", False),
        ("2025-10-08", False),  # Wednesday, last day of eight
        ("2025-10-09", True),
        ("2025-10-11", True),  # make-up Saturday
        ("2025-10-12", False),
        ("2022-12-30", True),
        ("2023-01-02", False),  # Monday off by the notice for 2023
        ("2023-06-25", True),
        ("2024-02-09", True),  # the eve of the festival was no holiday
        ("2024-02-18", True),
        ("2024-09-14", True),
        ("2026-01-02", False),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-28", True),
        ("2026-09-20", True),
        ("2027-10-01", True),  # a Friday of a year not published yet
        ("2027-10-02", False),
    ],
)
def test_which_days_are_worked(day: str, is_worked: bool) -> None:
    assert is_working_day(d(day)) is is_worked


@pytest.mark.parametrize(
    ("first", "last", "n"),
    [
        ("2025-03-03", "2025-03-03", 0),
        ("2025-03-03", "2025-03-04", 1),
        ("2025-03-07", "2025-03-10", 1),  # over a weekend
        ("2025-03-08", "2025-03-09", 0),
        ("2025-09-26", "2025-09-28", 1),  # the make-up Sunday
        ("2025-09-30", "2025-10-09", 1),  # over the long holiday
        ("2025-09-30", "2025-10-11", 3),  # with the make-up Saturday
        ("2024-02-09", "2024-02-18", 1),
        ("2022-12-31", "2023-01-03", 1),
        ("2026-02-13", "2026-02-24", 2),
        ("2025-12-31", "2026-01-05", 2),
        ("2025-03-10", "2025-03-07", -1),
    ],
)
def test_working_days_between_two_days(first: str, last: str, n: int) -> None:
    found = working_days_between(d(first), d(last))

    assert found.n == n


@pytest.mark.parametrize(
    ("first", "n", "day"),
    [
        ("2025-03-03", 0, "2025-03-03"),
        ("2025-03-08", 0, "2025-03-08"),
        ("2025-03-07", 1, "2025-03-10"),
        ("2025-03-03", 5, "2025-03-10"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-09-30", 3, "2025-10-11"),
        ("2025-09-26", 1, "2025-09-28"),
        ("2024-04-26", 1, "2024-04-28"),
        ("2026-09-18", 3, "2026-09-22"),
        ("2025-10-09", -1, "2025-09-30"),
        ("2025-03-10", -5, "2025-03-03"),
    ],
)
def test_a_period_ends_on_its_last_working_day(first: str, n: int, day: str) -> None:
    assert add_working_days(d(first), n) == Reached(d(day))


@pytest.mark.parametrize("n", [1, 2, 7, 30, 250])
@pytest.mark.parametrize("first", ["2023-01-20", "2024-09-13", "2025-09-27"])
def test_adding_and_counting_agree(first: str, n: int) -> None:
    reached = add_working_days(d(first), n).day

    assert working_days_between(d(first), reached).n == n


def test_years_without_a_calendar_are_named() -> None:
    assert working_days_between(d("2026-12-30"), d("2027-01-05")) == Counted(4, (2027,))
    assert working_days_between(d("2021-12-30"), d("2022-01-05")).unknown == (
        2021,
        2022,
    )
    assert add_working_days(d("2026-12-31"), 1) == Reached(d("2027-01-01"), (2027,))
    assert not add_working_days(d("2026-12-31"), 1).is_certain
    assert working_days_between(d("2026-12-30"), d("2026-12-31")).is_certain


def test_a_year_that_is_only_begun_from_is_no_doubt() -> None:
    """The first day itself is never counted, so its year does not matter."""
    assert working_days_between(d("2022-12-31"), d("2023-01-03")) == Counted(1)


@pytest.mark.parametrize("year", HOLIDAY_YEARS, ids=lambda each: str(each.year))
def test_the_calendar_of_a_year_is_sound(year: HolidayYear) -> None:
    """What a slip of the pen would break: order, weekdays, days that are both."""
    off = [day for each in year.holidays for day in each.days]
    worked = [day for each in year.holidays for day in each.worked]

    assert str(year.year) in year.source
    assert year.published_on.year == year.year - 1
    assert off == sorted(set(off))
    assert not set(off) & set(worked)
    assert {day.weekday() for day in worked} <= {5, 6}
    assert all(each.first <= each.last for each in year.holidays)


@pytest.mark.parametrize(
    ("year", "n_off", "n_worked"),
    [(2023, 27, 7), (2024, 28, 8), (2025, 28, 5), (2026, 33, 6)],
)
def test_the_calendar_has_the_published_number_of_days(
    year: int, n_off: int, n_worked: int
) -> None:
    found = next(each for each in HOLIDAY_YEARS if each.year == year)

    assert sum(len(each.days) for each in found.holidays) == n_off
    assert sum(len(each.worked) for each in found.holidays) == n_worked


@pytest.mark.parametrize(
    ("day", "off"),
    [
        ("2026-12-18", None),
        ("2026-12-19", DayOff("a Saturday", d("2026-12-21"))),
        ("2026-12-20", DayOff("a Sunday", d("2026-12-21"))),
        ("2025-09-28", None),  # make-up Sunday
        ("2025-10-01", DayOff("a public holiday", d("2025-10-09"))),
        ("2025-10-04", DayOff("a public holiday", d("2025-10-09"))),  # a Saturday of it
    ],
)
def test_a_day_off_says_why_and_what_comes_next(day: str, off: DayOff | None) -> None:
    assert day_off(d(day)) == off
