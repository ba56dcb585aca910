"""What the papers of an invented case file say of it, and how each of them begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from review.services.demo.words import CITY

CENTER = f"{CITY}法律援助中心"
COURT = f"{CITY}人民法院"
HANDLER, PARTY, OTHER = "承办人：██████", "受援人：██某", "对方当事人：██公司"


@dataclass(frozen=True, slots=True)
class About:
    """What the papers of a case say of it."""

    case_no: str
    cause: str
    is_criminal: bool
    assigned_on: date
    closed_on: date
    is_thick: bool = False
    is_tried: bool = True
    """Whether a court heard the case; before that there is neither record nor judgment."""
    is_charged: bool = True
    """Whether the inquiry is over; before that there is no file to read, nor a charge."""
    is_arbitrated: bool = False


def head(about: About, on: date, *more: str) -> tuple[str, ...]:
    number = f"案号：{about.case_no}　　日期：{on.year}年{on.month}月{on.day}日"
    return (number, f"案由：{about.cause}", *more, "")


def later(about: About, days: int) -> date:
    return min(about.assigned_on + timedelta(days=days), about.closed_on)
