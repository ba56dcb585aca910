"""The demonstration's dates hold on any day it is made."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from review.services.demo.calendar import SUNDAY, Calendar

DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 1600, 3)]
ODD_DAYS = [date(2027, 1, 1), date(2028, 2, 29), date(2028, 12, 31), date(2026, 11, 21)]


@pytest.mark.parametrize(
    ("today", "opened_on", "closed_from", "closed_until", "year"),
    [
        ("2026-11-21", "2026-10-12", "2025-10-01", "2026-09-30", 2026),
        ("2027-01-01", "2026-11-16", "2025-10-01", "2026-09-30", 2026),
        ("2028-02-29", "2028-01-17", "2027-01-01", "2027-12-31", 2027),
        ("2027-05-20", "2027-04-05", "2026-01-01", "2026-12-31", 2026),
        ("2027-05-24", "2027-04-12", "2026-04-01", "2027-03-31", 2026),
    ],
)
def test_a_campaign_is_of_the_last_four_quarters(
    today: str, opened_on: str, closed_from: str, closed_until: str, year: int
) -> None:
    made = Calendar.before(date.fromisoformat(today))

    assert (made.opened_on.isoformat(), made.closed_until.isoformat()) == (
        opened_on,
        closed_until,
    )
    assert (made.closed_from.isoformat(), made.year) == (closed_from, year)


def test_everything_is_in_its_order_on_every_day() -> None:
    for today in DAYS + ODD_DAYS:
        this = Calendar.before(today)
        last = this.a_year_earlier()

        assert this.opened_on.weekday() == last.opened_on.weekday() == 0
        assert timedelta(39) < today - this.opened_on < timedelta(47)
        assert this.closed_until < this.opened_on
        assert last.closed_until < last.opened_on
        assert last.closed_until + timedelta(days=1) == this.closed_from
        assert last.year == this.year - 1
        # The last thing of last year's campaign, and of this year's.
        assert last.at(101).date() < this.opened_on
        assert this.at(39, 500).date() < today < this.due_on


def test_moments_are_in_order_and_in_working_hours() -> None:
    made = Calendar.before(date(2026, 11, 21))

    moments = list(made.moments(4, 30, 200))

    assert len(moments) == 200
    assert moments == sorted(set(moments))
    assert {moment.weekday() for moment in moments} == set(range(6)) - {SUNDAY}
    assert all(1 <= moment.hour <= 9 for moment in moments)
    assert moments[0].date() == made.opened_on + timedelta(days=4)
    assert moments[-1].date() <= made.opened_on + timedelta(days=30)
    assert list(made.moments(4, 5, 0)) == []
