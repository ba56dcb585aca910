"""Numbers that belong to a person and must not stand in a public notice.

Notices that printed identity and bank card numbers have had to be taken back, so what
looks like one is found before anybody else reads it. A number inside a longer one is
none.
"""

from __future__ import annotations

import re
from datetime import date

DIGITS = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|[0-9]{11,19})(?![0-9A-Za-z])")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
BETWEEN = re.compile(r"(?<=[0-9])[ \u00a0-](?=[0-9])")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
CARD_LENGTHS = range(16, 20)
FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789XX")


def has_personal_number(text: str) -> bool:
    """Whether the text holds an identity, mobile phone or bank card number."""
    narrow = BETWEEN.sub("", text.translate(FULL_WIDTH))
    return any(_is_personal(found) for found in DIGITS.findall(narrow))


def _is_personal(number: str) -> bool:
    return bool(
        MOBILE.fullmatch(number) or _is_identity(number) or _is_bank_card(number)
    )


def _is_identity(number: str) -> bool:
    """GB 11643: a birthday and a check character; 17 digits and one more."""
    if len(number) != 18 or not _is_birthday(number[6:14]):
        return False
    total = sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=False))
    return CHECKS[total % 11] == number[17].upper()


def _is_birthday(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= 1900


def _is_bank_card(number: str) -> bool:
    """Sixteen to nineteen digits beginning with 62 that meet the Luhn check."""
    if len(number) not in CARD_LENGTHS or not number.isdigit() or number[:2] != "62":
        return False
    doubled = [
        sum(divmod(2 * int(digit), 10)) if place % 2 else int(digit)
        for place, digit in enumerate(reversed(number))
    ]
    return sum(doubled) % 10 == 0
