"""When things happened in the demonstration: all of it before the day it is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

# Nine to half past five at the bureau, in UTC; nobody there works on Sundays.
MORNING, WORKING = time(1), timedelta(hours=8, minutes=30)
SUNDAY = 6
DAY = timedelta(days=1)
OPEN_FOR, DUE_AFTER, LIST_AFTER = 40, 61, 10


@dataclass(frozen=True, slots=True)
class Calendar:
    """A campaign of files closed in the twelve months up to the end of a quarter."""

    opened_on: date
    closed_until: date

    @classmethod
    def before(cls, today: date) -> Calendar:
        """A campaign that opened on a Monday some forty days ago."""
        about = today - OPEN_FOR * DAY
        opened_on = about - about.weekday() * DAY
        return cls(opened_on, _end_of_quarter(opened_on - LIST_AFTER * DAY))

    def a_year_earlier(self) -> Calendar:
        until = self.closed_until
        # Fifty-two weeks: a Monday again.
        return Calendar(self.opened_on - 364 * DAY, until.replace(year=until.year - 1))

    @property
    def closed_from(self) -> date:
        return self.closed_until.replace(year=self.closed_until.year - 1) + DAY

    @property
    def year(self) -> int:
        """The year that most of the files were closed in."""
        return (self.closed_from + 182 * DAY).year

    @property
    def due_on(self) -> date:
        return self.opened_on + DUE_AFTER * DAY

    def at(self, day: int, minute: int = 0) -> datetime:
        """A moment so many days after the opening."""
        morning = datetime.combine(self.opened_on + day * DAY, MORNING, UTC)
        return morning + timedelta(minutes=minute)

    def moments(self, first: int, last: int, n: int) -> Iterator[datetime]:
        """So many moments in working hours, in order, from one day to another."""
        days = [d for d in range(first, last + 1) if self._weekday(d) != SUNDAY]
        for number in range(n):
            place, left = divmod(number * len(days), n)
            yield self.at(days[place]) + WORKING * left / n

    def _weekday(self, day: int) -> int:
        return (self.opened_on + day * DAY).weekday()


def _end_of_quarter(day: date) -> date:
    """The last day of a quarter that is over on that day."""
    month = (day.month - 1) // 3 * 3 + 1
    first = day.replace(month=month, day=1)
    following = (first + 100 * DAY).replace(day=1)
    return day if day == following - DAY else first - DAY
