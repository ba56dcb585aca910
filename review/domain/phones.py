"""Telephone numbers that a bureau notes to call somebody; nothing is ever sent there."""

from __future__ import annotations

import re
import unicodedata

from review.domain.cases import Remark
from review.domain.cells import Cell, long_number, written
from review.domain.errors import N_, RuleBroken

PHONE = re.compile(r"\+?[0-9][0-9-]{4,15}")
SEVERAL = re.compile(r"[、，,;；/\n]")
MARKS = str.maketrans("()", "--")


class BadPhone(RuleBroken):
    sentence = N_("This is not a telephone number.")


LEFT_OUT = N_("This is not a telephone number; it is left out.")


def phone_of(typed: str) -> str:
    """A number to call, mobile or not, without spaces; or nothing.

    One of 17 digits or more belongs to a card.
    """
    narrow = unicodedata.normalize("NFKC", typed).translate(MARKS)
    number = re.sub(r"-+", "-", "".join(narrow.split())).strip("-")
    if number and not PHONE.fullmatch(number):
        raise BadPhone
    return number


def phone(cell: Cell) -> str:
    """The first number of a cell; what is none is left out, with a note."""
    try:
        return phone_of(_first(cell))
    except BadPhone:
        return ""


def phone_doubt(cell: Cell) -> Remark | None:
    return Remark(LEFT_OUT) if _first(cell) and not phone(cell) else None


def _first(cell: Cell) -> str:
    if not isinstance(cell, str):
        return long_number(cell)
    parts = (part.strip() for part in SEVERAL.split(written(cell)))
    return next((part for part in parts if part), "")
