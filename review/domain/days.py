"""Days as bureaus write them, and as spreadsheet programs count them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from review.domain.cases import Remark
from review.domain.cells import Cell, CellRefused, written
from review.domain.errors import N_

# Day 0 of the count that spreadsheets use; it takes 1900 for a leap year, which only
# matters before March 1900.
DAY_ZERO = date(1899, 12, 30)
EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)

_CLOCK = r"(?:[T ]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
WRITTEN_DAY = re.compile(
    rf"(\d{{4}}) ?[年/.\-] ?(\d{{1,2}}) ?[月/.\-] ?(\d{{1,2}}) ?[日号.]?{_CLOCK}"
)
PACKED_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
COUNTED_DAY = re.compile(r"(\d{5})(?:\.\d+)?")
MONTH_ONLY = re.compile(r"\d{4} ?[年/.\-] ?\d{1,2} ?月?")
CHINESE_DAY = re.compile(r"([\d]{4})年([\d十]{1,3})月([\d十]{1,3})[日号]?")
CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")

NOT_A_DAY = N_(
    "This is not a day. Write it like 2024年3月5日, 2024/3/5, 2024-03-05 or 20240305."
)
DAY_MISSING = N_("The day of the month is missing. Write it like 2024年3月5日.")
NO_SUCH_DAY = N_("There is no such day in the calendar.")
UNLIKELY_YEAR = N_("The year %(year)s cannot be right here.")
READ_FROM_COUNT = N_("Read as %(read)s from a spreadsheet's count of days: check it.")


def day(cell: Cell | None) -> date | None:
    """A day in any of the ways met in use; None where the cell is empty.

    What could be two different days, such as 03/05/2024 or 24.3.5, is refused.
    """
    if isinstance(cell, datetime):
        return _likely(cell.date())
    if isinstance(cell, date):
        return _likely(cell)
    if not isinstance(cell, (str, int, float, type(None))) or isinstance(cell, bool):
        raise CellRefused(NOT_A_DAY)
    text = _plain(cell)
    return _read(text) if text else None


def day_doubt(cell: Cell | None) -> Remark | None:
    """A bare count of days may also have been some other number."""
    if isinstance(cell, str | int | float) and COUNTED_DAY.fullmatch(_plain(cell)):
        return Remark(READ_FROM_COUNT, (("read", str(day(cell))),))
    return None


def _plain(cell: str | float | None) -> str:
    text = unicodedata.normalize("NFKC", written(cell)).strip()
    return " ".join(text.split())


def _read(text: str) -> date:
    if match := WRITTEN_DAY.fullmatch(text) or PACKED_DAY.fullmatch(text):
        return _of(int(match[1]), int(match[2]), int(match[3]))
    if match := CHINESE_DAY.fullmatch(text.translate(CHINESE_DIGITS)):
        return _of(int(match[1]), _chinese_number(match[2]), _chinese_number(match[3]))
    if match := COUNTED_DAY.fullmatch(text):
        return _likely(DAY_ZERO + timedelta(days=int(match[1])))
    raise CellRefused(DAY_MISSING if MONTH_ONLY.fullmatch(text) else NOT_A_DAY)


def _chinese_number(text: str) -> int:
    """十 is ten, 十5 fifteen, 2十 twenty, 2十1 twenty-one; digits are themselves."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(text)
    if len(tens) > 1 or len(ones) > 1:
        raise CellRefused(NO_SUCH_DAY)
    return 10 * int(tens or 1) + int(ones or 0)


def _of(year: int, month: int, day_of_month: int) -> date:
    try:
        return _likely(date(year, month, day_of_month))
    except ValueError:
        raise CellRefused(NO_SUCH_DAY) from None


def _likely(found: date) -> date:
    if not EARLIEST <= found <= LATEST:
        raise CellRefused(UNLIKELY_YEAR, year=found.year)
    return found
