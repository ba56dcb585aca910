"""A standing campaign (常态化评查): files enter as they close, and are reported by period.

A file belongs to the month or quarter in which its case was closed, so that a report of
a period can be repeated; what is not settled yet is told beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from review.domain.errors import N_, RuleBroken
from review.domain.kinds import Worded

MONTHS_A_YEAR = 12
KEY = re.compile(r"(2\d{3})-(?:Q([1-4])|(0[1-9]|1[0-2]))")


class ReportEvery(Worded):
    """How long a period of report is."""

    MONTH = "month", N_("Every month"), "每月", "按月"
    QUARTER = "quarter", N_("Every quarter"), "每季度", "按季度"

    @property
    def months(self) -> int:
        return 3 if self is ReportEvery.QUARTER else 1


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month or a quarter of a year; `number` counts from 1."""

    year: int
    number: int
    every: ReportEvery

    @property
    def first(self) -> date:
        return date(self.year, (self.number - 1) * self.every.months + 1, 1)

    @property
    def last(self) -> date:
        return _next(self).first - timedelta(days=1)

    @property
    def key(self) -> str:
        """As addresses and files name it: 2026-03, or 2026-Q1."""
        if self.every is ReportEvery.QUARTER:
            return f"{self.year}-Q{self.number}"
        return f"{self.year}-{self.number:02}"


def _next(period: Period) -> Period:
    if period.number * period.every.months == MONTHS_A_YEAR:
        return Period(period.year + 1, 1, period.every)
    return Period(period.year, period.number + 1, period.every)


class NoPeriod(RuleBroken):
    sentence = N_(
        "“%(key)s” is no period; write 2026-03 for a month, 2026-Q1 for a quarter."
    )


def days_of(key: str) -> tuple[date, date]:
    """The first and the last day of a period, by the name it has in addresses."""
    found = KEY.fullmatch(key)
    if found is None:
        raise NoPeriod(key=key)
    every = ReportEvery.QUARTER if found[2] else ReportEvery.MONTH
    period = Period(int(found[1]), int(found[2] or found[3]), every)
    return period.first, period.last


def period_of(day: date, every: ReportEvery) -> Period:
    """The period a day lies in."""
    return Period(day.year, (day.month - 1) // every.months + 1, every)


def periods(first: date, last: date, every: ReportEvery) -> Iterator[Period]:
    """Every period that the days from first to last touch, in order."""
    period = period_of(first, every)
    while period.first <= last:
        yield period
        period = _next(period)


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed file that fits the campaign, and by what its place is decided."""

    case_id: int
    closed_on: date
    case_no: str
    stage: str = ""
    volume_set: str = ""


def entering(found: Iterable[Closed], known: Collection[int]) -> tuple[Closed, ...]:
    """Those not in the campaign yet, the first that closed first.

    A file that was in it once does not come again, whatever became of it.
    """
    fresh = (each for each in found if each.case_id not in known)
    return tuple(sorted(fresh, key=_place))


def _place(file: Closed) -> tuple[date, str, str, str, int]:
    return (
        file.closed_on,
        file.case_no,
        file.stage,
        file.volume_set,
        file.case_id,
    )
