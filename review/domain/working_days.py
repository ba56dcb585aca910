"""Working days as Chinese offices count them: weekends, holidays, make-up days.

A period counts from the day after the event (民法典 art. 201; the procedural codes count
alike). For a year without a published calendar only weekends are known; every result
says which of its years are such.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from review.domain.errors import N_
from review.domain.holidays import HOLIDAY_YEARS

SATURDAY = 5
ONE_DAY = timedelta(days=1)
OFF = frozenset(d for y in HOLIDAY_YEARS for h in y.holidays for d in h.days)
WORKED = frozenset(d for y in HOLIDAY_YEARS for h in y.holidays for d in h.worked)
WEEKEND = {SATURDAY: N_("a Saturday"), SATURDAY + 1: N_("a Sunday")}
HOLIDAY = N_("a public holiday")
KNOWN_YEARS = frozenset(each.year for each in HOLIDAY_YEARS)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of working days; `unknown` are years of which only weekends are known."""

    n: int
    unknown: tuple[int, ...] = ()

    @property
    def is_certain(self) -> bool:
        return not self.unknown


@dataclass(frozen=True, slots=True)
class Reached:
    """The day a period ends; `unknown` are years of which only weekends are known."""

    day: date
    unknown: tuple[int, ...] = ()

    @property
    def is_certain(self) -> bool:
        return not self.unknown


def is_working_day(day: date) -> bool:
    """A make-up day is worked whatever its weekday; a holiday is not."""
    if day in WORKED:
        return True
    return day not in OFF and day.weekday() < SATURDAY


@dataclass(frozen=True, slots=True)
class DayOff:
    """Why offices do not work on a day, and the next one on which they do."""

    words: str
    next_on: date


def day_off(day: date) -> DayOff | None:
    """What stands against a day by which work is asked for; None on a working day."""
    if is_working_day(day):
        return None
    words = HOLIDAY if day in OFF else WEEKEND[day.weekday()]
    return DayOff(words, on_a_working_day(day))


def on_a_working_day(day: date) -> date:
    """The day itself, or the next one on which offices work."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def working_days_between(first: date, last: date) -> Counted:
    """The working days after the first day, up to the last one and with it.

    On the same day none has passed; backwards the number is negative.
    """
    if last < first:
        back = working_days_between(last, first)
        return Counted(-back.n, back.unknown)
    passed = list(_days(first + ONE_DAY, last))
    return Counted(sum(map(is_working_day, passed)), _unknown(passed))


def add_working_days(first: date, n: int) -> Reached:
    """The day on which the n-th working day after the first day ends.

    With none to add it is the day itself, worked or not; with fewer it lies before.
    """
    step = ONE_DAY if n >= 0 else -ONE_DAY
    day, passed = first, []
    while n:
        day += step
        passed.append(day)
        if is_working_day(day):
            n -= 1 if step > timedelta(0) else -1
    return Reached(day, _unknown(passed))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _unknown(days: Iterable[date]) -> tuple[int, ...]:
    return tuple(sorted({day.year for day in days} - KNOWN_YEARS))
