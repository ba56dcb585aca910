"""Numbers that belong to a person and must not stand in a public notice.

Notices that printed identity and bank card numbers have had to be taken back, so what
looks like one is found before anybody else reads it. A number inside a longer one is
none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

GROUP = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]+[Xx]?|[Xx])(?![0-9A-Za-z])")
UNSEEN = (
    r"\x00-\x1f\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
GAP = re.compile(rf"[\s{UNSEEN}()（）\u2212-]{{1,4}}")
"""What may stand between the groups of digits of one number, seen or not."""
POINT = re.compile(r"\s?[.．·•‧∙・]\s?")
BEHIND_POINT = 3
"""So many digits behind a point make a group of a number; fewer are parts of an amount."""
LONGEST = 19
MOBILE = re.compile(r"1[3-9][0-9]{9}")
ABROAD = re.compile(r"(?:00)?86(1[3-9][0-9]{9})")
LANDLINE = re.compile(
    r"(?<![0-9A-Za-z])0[1-9][0-9]{1,2}[)）]?[ .．-]{0,2}[2-8][0-9]{6,7}(?![0-9A-Za-z])"
)
OLD_IDENTITY = re.compile(r"[1-8][0-9]{14}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
CARD_LENGTHS = range(16, 20)
FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ－‐‑–—", "0123456789XX-----")


def has_personal_number(text: str) -> bool:
    """Whether the text holds an identity, mobile phone or bank card number."""
    return any(True for _ in _spans(text, _is_personal))


def number_spans(text: str) -> list[tuple[int, int]]:
    """Where numbers stand that may be a person's: from one character to before another.

    For hiding, what is mistyped counts too: an identity number whose check character is
    wrong, the old one of 15 digits, a card number that meets no check, a landline.
    """
    landlines = LANDLINE.finditer(text.translate(FULL_WIDTH))
    return [*_spans(text, _may_be_personal), *(match.span() for match in landlines)]


def _spans(text: str, is_wanted: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """A number may be set in groups, letter by letter, or run over the end of a line."""
    narrow = text.translate(FULL_WIDTH)
    groups = [match.span() for match in GROUP.finditer(narrow)]
    for first, (start, _) in enumerate(groups):
        number, last = "", start
        for begin, end in groups[first : first + LONGEST]:
            if number and not _is_gap(narrow, last, begin, end):
                break
            number, last = number + narrow[begin:end], end
            if len(number) > LONGEST:
                break
            if is_wanted(number):
                yield start, end


def _is_gap(text: str, last: int, begin: int, end: int) -> bool:
    """Whether the group from `begin` to `end` may go on with the one before it."""
    if GAP.fullmatch(text, last, begin):
        return True
    return end - begin >= BEHIND_POINT and bool(POINT.fullmatch(text, last, begin))


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


def _may_be_personal(number: str) -> bool:
    is_identity = len(number) == 18 and _is_birthday(number[6:14])
    is_old = OLD_IDENTITY.fullmatch(number) and _is_birthday(f"19{number[6:12]}")
    is_card = len(number) in CARD_LENGTHS and number.isdigit() and number[:2] == "62"
    is_mobile = MOBILE.fullmatch(number) or ABROAD.fullmatch(number)
    return bool(is_mobile or is_identity or is_old or is_card)


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
