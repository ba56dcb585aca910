"""The steps of a case in the order in which they should come, with the working days between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from review.domain.case_dates import CaseDates, CaseEvent
from review.domain.working_days import Counted, working_days_between

STEPS = (
    CaseEvent.ASSIGNED,
    CaseEvent.FIRST_INTERVIEW,
    CaseEvent.HEARING,
    CaseEvent.CLOSED,
    CaseEvent.ARCHIVED,
)
Days = tuple[tuple[CaseEvent, date], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its day; `since` counts from the step above it."""

    event: CaseEvent
    on: date
    since: Counted | None = None
    is_backwards: bool = False
    """It lies before the step above it."""
    is_same_day: bool = False


def steps_known(dates: CaseDates) -> Days:
    """The days of the steps that are known."""
    return tuple((event, dates[event].on) for event in STEPS if event in dates)


def timeline(days: Days) -> tuple[Step, ...]:
    """Each step with how long after the one before it came."""
    found = []
    for n, (event, on) in enumerate(days):
        found.append(_step(event, on, days[n - 1][1] if n else None))
    return tuple(found)


def _step(event: CaseEvent, on: date, before: date | None) -> Step:
    if before is None:
        return Step(event, on)
    if on < before:
        return Step(event, on, is_backwards=True)
    if on == before:
        return Step(event, on, is_same_day=True)
    return Step(event, on, working_days_between(before, on))
