"""The statutory holidays of China as published, year by year, each with its notice.

A new year is a new entry; the State Council's office publishes it in the autumn before.
A day off may lie in the year before the one that its notice is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday from its first to its last day, and the weekend days worked for it."""

    name: str
    first: date
    last: date
    worked: tuple[date, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        n = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=each) for each in range(n))


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """The holidays of a year, and where they were published."""

    year: int
    source: str
    published_on: date
    holidays: tuple[Holiday, ...]


def _holiday(year: int, name: str, off: str, worked: str = "") -> Holiday:
    """A holiday as the notice writes it: "1-21 1-27" off, "1-28 1-29" worked."""
    first, last = (_day(year, each) for each in off.split())
    return Holiday(name, first, last, tuple(_day(year, x) for x in worked.split()))


def _day(year: int, written: str) -> date:
    month, day = (int(each) for each in written.split("-"))
    return date(year, month, day)


HOLIDAY_YEARS = (
    HolidayYear(
        2023,
        "国务院办公厅关于2023年部分节假日安排的通知",
        date(2022, 12, 8),
        (
            Holiday("元旦", date(2022, 12, 31), date(2023, 1, 2)),
            _holiday(2023, "春节", "1-21 1-27", "1-28 1-29"),
            _holiday(2023, "清明节", "4-5 4-5"),
            _holiday(2023, "劳动节", "4-29 5-3", "4-23 5-6"),
            _holiday(2023, "端午节", "6-22 6-24", "6-25"),
            _holiday(2023, "中秋节、国庆节", "9-29 10-6", "10-7 10-8"),
        ),
    ),
    HolidayYear(
        2024,
        "国务院办公厅关于2024年部分节假日安排的通知",
        date(2023, 10, 25),
        (
            _holiday(2024, "元旦", "1-1 1-1"),
            _holiday(2024, "春节", "2-10 2-17", "2-4 2-18"),
            _holiday(2024, "清明节", "4-4 4-6", "4-7"),
            _holiday(2024, "劳动节", "5-1 5-5", "4-28 5-11"),
            _holiday(2024, "端午节", "6-10 6-10"),
            _holiday(2024, "中秋节", "9-15 9-17", "9-14"),
            _holiday(2024, "国庆节", "10-1 10-7", "9-29 10-12"),
        ),
    ),
    HolidayYear(
        2025,
        "国务院办公厅关于2025年部分节假日安排的通知",
        date(2024, 11, 12),
        (
            _holiday(2025, "元旦", "1-1 1-1"),
            _holiday(2025, "春节", "1-28 2-4", "1-26 2-8"),
            _holiday(2025, "清明节", "4-4 4-6"),
            _holiday(2025, "劳动节", "5-1 5-5", "4-27"),
            _holiday(2025, "端午节", "5-31 6-2"),
            _holiday(2025, "国庆节、中秋节", "10-1 10-8", "9-28 10-11"),
        ),
    ),
    HolidayYear(
        2026,
        "国务院办公厅关于2026年部分节假日安排的通知",
        date(2025, 11, 4),
        (
            _holiday(2026, "元旦", "1-1 1-3", "1-4"),
            _holiday(2026, "春节", "2-15 2-23", "2-14 2-28"),
            _holiday(2026, "清明节", "4-4 4-6"),
            _holiday(2026, "劳动节", "5-1 5-5", "5-9"),
            _holiday(2026, "端午节", "6-19 6-21"),
            _holiday(2026, "中秋节", "9-25 9-27"),
            _holiday(2026, "国庆节", "10-1 10-7", "9-20 10-10"),
        ),
    ),
)
