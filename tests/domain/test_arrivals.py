"""Files enter a standing campaign once, in the order in which they closed."""

from __future__ import annotations

from datetime import date

import pytest

from review.domain.arrivals import (
    Closed,
    Period,
    ReportEvery,
    entering,
    period_of,
    periods,
)

MONTH, QUARTER = ReportEvery.MONTH, ReportEvery.QUARTER


@pytest.mark.parametrize(
    ("day", "every", "key", "first", "last"),
    [
        (date(2026, 1, 1), MONTH, "2026-01", date(2026, 1, 1), date(2026, 1, 31)),
        (date(2028, 2, 29), MONTH, "2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), MONTH, "2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        (date(2026, 3, 31), QUARTER, "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), QUARTER, "2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 1), QUARTER, "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_lies_in_one_period(
    day: date, every: ReportEvery, key: str, first: date, last: date
) -> None:
    period = period_of(day, every)

    assert (period.key, period.first, period.last) == (key, first, last)
    assert period.first <= day <= period.last


def test_periods_follow_each_other_over_the_year() -> None:
    found = [each.key for each in periods(date(2025, 11, 15), date(2026, 2, 1), MONTH)]
    quarters = list(periods(date(2025, 11, 15), date(2026, 2, 1), QUARTER))

    assert found == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert quarters == [Period(2025, 4, QUARTER), Period(2026, 1, QUARTER)]


def closed(case_id: int, day: int, case_no: str = "", stage: str = "") -> Closed:
    return Closed(case_id, date(2026, 1, day), case_no, stage)


@pytest.mark.parametrize(
    ("found", "known", "entered"),
    [
        ([], (), []),
        ([closed(1, 5), closed(2, 3)], (), [2, 1]),
        ([closed(1, 5), closed(2, 3)], (2,), [1]),
        ([closed(1, 5), closed(2, 3)], (1, 2), []),
        ([closed(1, 5, "b"), closed(2, 5, "a")], (), [2, 1]),
        (
            [closed(1, 5, "a", "trial_first"), closed(2, 5, "a", "investigation")],
            (),
            [2, 1],
        ),
    ],
)
def test_files_enter_once_and_in_order(
    found: list[Closed], known: tuple[int, ...], entered: list[int]
) -> None:
    assert [each.case_id for each in entering(found, known)] == entered
