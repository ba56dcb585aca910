"""When people may be disturbed by messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from review.domain.working_days import is_working_day


@dataclass(frozen=True, slots=True)
class Hours:
    """When people may be disturbed: on working days, between two times of the day."""

    begin: time = time(8, 30)
    end: time = time(18, 0)


OFFICE_HOURS = Hours()


def may_disturb(local: datetime, hours: Hours = OFFICE_HOURS) -> bool:
    """Whether a message may go out now, by the clock of the place."""
    is_time = hours.begin <= local.time() < hours.end
    return is_time and is_working_day(local.date())
