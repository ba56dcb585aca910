"""The values of a query: texts, numbers, days, yes and no, the marks of an item."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date
from decimal import Decimal

from review.domain.case_queries import ItemMarked, Range
from review.domain.errors import N_
from review.domain.kinds import special_of

NUMBER_WANTED = N_("A number is wanted here: 10, >10, <=10 or 60..75.")
DAY_WANTED = N_(
    "A day is wanted here: 2025, 2025-03, 2025-03-05, or two of them: a..b."
)
YES_NO_WANTED = N_("Yes or no is wanted here.")
NUMBER = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)分?")
NUMBERS = re.compile(rf"{NUMBER.pattern}(?:\.\.+|…+|~|-|至|到){NUMBER.pattern}")
DAY = re.compile(
    r"(\d{4})(?:年|(?:[-/.年](\d{1,2})(?:月|(?:[-/.月](\d{1,2})[日号]?))?))?"
)
BETWEEN = re.compile(r"\.\.+|…+|~|至|到|--")
YES_NO_WORDS = {"en": ("yes", "no"), "zh": ("是", "否")}
YES = {"是", "有", "y", "yes", "true", "1"}
NO = {"否", "无", "没有", "不", "n", "no", "false", "0"}


def folded(text: str) -> str:
    """A text as it is looked for: in one width, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def yes_no(text: str) -> bool | None:
    key = text.lower()
    if key in YES or key in NO:
        return key in YES
    return None


def number_range(compared: str, text: str) -> Range | None:
    """What a comparison with a number leaves; two numbers are a range with its ends."""
    if match := NUMBER.fullmatch(text):
        return _beside(compared, Decimal(match[1]), Decimal(match[1]))
    if (match := NUMBERS.fullmatch(text)) and not compared:
        return _between(Decimal(match[1]), Decimal(match[2]))
    return None


def day_range(compared: str, text: str) -> Range | None:
    """The same of days; a month or a year is all of its days."""
    if single := _days(text):
        return _beside(compared, *single)
    parts = BETWEEN.split(text)
    if compared or len(parts) != 2:
        return None
    first, last = (_days(part) for part in parts)
    return _between(first[0], last[1]) if first and last else None


def _between(low: Decimal | date, high: Decimal | date) -> Range | None:
    """A range that ends before it begins holds nothing and is a slip."""
    return Range(low, high) if low <= high else None  # type: ignore[operator]


def _beside(compared: str, low: Decimal | date, high: Decimal | date) -> Range | None:
    return {
        "": Range(low, high),
        "<": Range(None, low, beyond=True),
        "<=": Range(None, high),
        ">": Range(high, None, beyond=True),
        ">=": Range(low, None),
    }.get(compared)


def _days(text: str) -> tuple[date, date] | None:
    """The first and the last day of what is named."""
    match = DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        first = date(year, month or 1, day or 1)
        return first, first if day else _last(year, month)
    except ValueError:
        return None


def _last(year: int, month: int) -> date:
    if not month:
        return date(year, 12, 31)
    return date(year, month, calendar.monthrange(year, month)[1])


def item_marked(item: str, compared: str, text: str) -> ItemMarked | None:
    """What is asked of an item: a mark or a special answer."""
    special = special_of(text)
    if special is not None and not compared:
        return ItemMarked(item, special=special)
    if compared == "!=" and (number := NUMBER.fullmatch(text)):
        at = Decimal(number[1])
        beside = Range(None, at, beyond=True), Range(at, None, beyond=True)
        return ItemMarked(item, beside)
    found = number_range(compared, text)
    return ItemMarked(item, (found,)) if found else None
