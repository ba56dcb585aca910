"""What two days say about a time limit: how many lie between them, and since when it is late."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from review.domain.schemes import DayKind, LateStep, Procedure
from review.domain.working_days import add_working_days, working_days_between

ONE_DAY = timedelta(days=1)


class Timing(StrEnum):
    """What two days say about a time limit; only the first two propose anything."""

    IN_TIME = "in_time"
    LATE = "late"
    MISSING = "missing"
    BACKWARDS = "backwards"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Count:
    """How many days lie between two days, against a limit.

    `due_on` is the last day in time; `is_moved` says that it was a day off and the
    limit ran on. `unknown` are years of which only weekends are known.
    """

    timing: Timing
    n: int
    late_by: int = 0
    due_on: date | None = None
    is_moved: bool = False
    unknown: tuple[int, ...] = ()
    late: LateStep | None = None


@lru_cache(maxsize=4096)
def count(procedure: Procedure, first: date, last: date) -> Count:
    """The days after the first one, up to the last one and with it, against the limit.

    "Within" is at most; what was done before it could be done says nothing.
    """
    if last < first:
        return Count(Timing.BACKWARDS, 0)
    return _COUNTS[procedure.days](procedure, first, last)


def _working(procedure: Procedure, first: date, last: date) -> Count:
    """On a day off the count stands still: what is done then is done in time."""
    passed = working_days_between(first, last)
    due = add_working_days(first, procedure.within)
    if not passed.is_certain:
        return Count(Timing.UNKNOWN, passed.n, unknown=passed.unknown)
    late = _last_step(procedure, lambda over: passed.n > over)
    over = passed.n - procedure.within
    if over <= 0:
        return Count(Timing.IN_TIME, passed.n, due_on=due.day)
    return Count(Timing.LATE, passed.n, over, due.day, late=late)


def _calendar(procedure: Procedure, first: date, last: date) -> Count:
    """A last day off moves to the next working day (民法典 art. 203)."""
    n = (last - first).days
    end = first + timedelta(days=procedure.within)
    due = add_working_days(end - ONE_DAY, 1)
    if last <= end:
        return Count(Timing.IN_TIME, n, due_on=end)
    if not due.is_certain:
        return Count(Timing.UNKNOWN, n, unknown=due.unknown)
    is_moved = due.day != end
    if last <= due.day:
        return Count(Timing.IN_TIME, n, 0, due.day, is_moved)
    late = _last_step(procedure, lambda over: last > _due(first, over))
    return Count(Timing.LATE, n, (last - due.day).days, due.day, is_moved, late=late)


def _due(first: date, within: int) -> date:
    return add_working_days(first + timedelta(days=within) - ONE_DAY, 1).day


_COUNTS: Mapping[DayKind, Callable[[Procedure, date, date], Count]] = {
    DayKind.WORKING: _working,
    DayKind.CALENDAR: _calendar,
}


def _last_step(procedure: Procedure, is_over: Callable[[int], bool]) -> LateStep | None:
    """The furthest delay that was reached."""
    reached = [step for step in procedure.late if is_over(step.over)]
    return reached[-1] if reached else None
