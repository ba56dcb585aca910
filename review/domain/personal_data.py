"""Numbers that belong to a person and must not stand in a public notice.

Notices that printed identity and bank card numbers have had to be taken back, so what
looks like one is found before anybody else reads it. A number inside a longer one is
none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

GROUP = re.compile(r"[0-9]+X?|(?<![0-9A-Za-z])X(?![0-9A-Za-z])")
"""Letters may stand at a number without a gap: Tel138…, wx138…, ID1101…"""
UNSEEN = (
    r"\x00-\x1f\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
GAP = re.compile(rf"[\s{UNSEEN}()\[\]【】〔〕/_~\u2212-]{{1,4}}")
"""What may stand between the groups of digits of one number, seen or not."""
POINT, COMMA = re.compile(r"\s?[.·•‧∙・]\s?"), re.compile(r"\s?,\s?")
BEHIND_POINT, BEHIND_COMMA = 3, 4
"""So many digits behind one make a group of a number; fewer are parts of an amount."""
DATE = re.compile(
    r"(?<![0-9./-])(?:19|20)[0-9]{2}([./-])[01]?[0-9]\1[0-3]?[0-9](?![0-9]|[./-][0-9])"
)
SHORTEST, LONGEST = 10, 20
MOBILE = re.compile(r"1[3-9][0-9]{9}")
DIALLED = re.compile(r"(?:(?:00)?86|0)?1[3-9][0-9]{9}")
LANDLINE = re.compile(
    r"(?:(?:00)?86 ?0?|0) ?(?:10|2[0-9]|[3-8][1-9][0-9]|9[0-9]{2})"
    r" ?[2-8][0-9]{2,3} ?[0-9]{4}"
)
"""Only in groups of these lengths: rows of page numbers and dates begin with 0 too."""
SHAPES = (
    re.compile(
        r"(?<![0-9])[48]00(?:(?:-?[0-9]){7}"
        r"|[ -]?(?:[0-9]{3}[ -][0-9]{4}|[0-9]{4}[ -][0-9]{3}))(?![0-9])"
    ),
    re.compile(r"(?<![0-9.])1[3-9][0-9]([.·-])(?:[0-9]{2}\1){3}[0-9]{2}(?![0-9.])"),
)
"""400-800-1234, and a mobile number in pairs: by their length they are no groups."""
ANOTHER = re.compile(r"(?:\s?[/、,;；或]\s?[2-8][0-9]{6,7}(?![0-9]))+")
"""Behind a number the next one goes without the area."""
OLD_IDENTITY = re.compile(r"[1-8][0-9]{14}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
UNION_PAY = re.compile(r"62[0-9]{14,17}")
CARD = re.compile(
    r"3[47][0-9]{13}|(?:[345][0-9]|6[013-9]|2[2-7])[0-9]{14}"
    r"|(?:4[0-9]|5[06-9]|6[013-9])[0-9]{17}|9[04-9][0-9]{14,17}"
)
"""Of other issuers, as they begin. 18 digits behind 91 or 52 are the code of an
organisation, behind 44 or 61 an identity number.
"""
AT_ONCE = ((16,), (19,), (6, 10), (6, 13))
"""How a card is set that is no row of figures; it counts though it meets no check."""
ALIKE = str.maketrans(
    "０１２３４５６７８９xＸｘ×Хх－‐‑–—―﹣（）［］／＿～．，",
    "0123456789XXXXXX-------()[]/_~.,",
)

Parts = tuple[str, ...]


def has_personal_number(text: str) -> bool:
    """Whether the text holds an identity, mobile phone or bank card number."""
    return any(True for _ in _spans(text.translate(ALIKE), _is_personal))


def number_spans(text: str) -> list[tuple[int, int]]:
    """Where numbers stand that may be a person's: from one character to before another.

    For hiding, what is mistyped counts too: an identity number whose check character is
    wrong, the old one of 15 digits, a card number that meets no check; and so do
    landlines.
    """
    narrow = text.translate(ALIKE)
    shapes = (match.span() for shape in SHAPES for match in shape.finditer(narrow))
    found = [*_spans(narrow, _may_be_personal), *shapes]
    others = (ANOTHER.match(narrow, end) for _, end in found)
    return [*found, *(other.span() for other in others if other)]


def _spans(
    narrow: str, is_wanted: Callable[[Parts], bool]
) -> Iterator[tuple[int, int]]:
    """A number may be set in groups, letter by letter, or run over the end of a line."""
    narrow = DATE.sub(lambda date: "?" * len(date[0]), narrow)
    groups = [match.span() for match in GROUP.finditer(narrow)]
    for first, (start, _) in enumerate(groups):
        parts, last, length = tuple[str, ...](), start, 0
        for begin, end in groups[first : first + LONGEST]:
            if parts and not _is_gap(narrow, last, begin, end):
                break
            parts, last = (*parts, narrow[begin:end]), end
            length += end - begin
            if length > LONGEST:
                break
            if length < SHORTEST:
                continue
            if is_wanted(parts):
                yield start, end
            elif parts[-1][-1] == "X" and is_wanted((*parts[:-1], parts[-1][:-1])):
                yield start, end - 1


def _is_gap(text: str, last: int, begin: int, end: int) -> bool:
    """Whether the group from `begin` to `end` may go on with the one before it."""
    if GAP.fullmatch(text, last, begin):
        return True
    if COMMA.fullmatch(text, last, begin):
        return end - begin >= BEHIND_COMMA
    return end - begin >= BEHIND_POINT and bool(POINT.fullmatch(text, last, begin))


def _is_personal(parts: Parts) -> bool:
    number = "".join(parts)
    return bool(
        MOBILE.fullmatch(number) or _is_identity(number) or _is_bank_card(parts)
    )


def _is_identity(number: str) -> bool:
    """GB 11643: a birthday and a check character; 17 digits and one more."""
    if len(number) != 18 or not _is_birthday(number[6:14]):
        return False
    total = sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=False))
    return CHECKS[total % 11] == number[17].upper()


def _may_be_personal(parts: Parts) -> bool:
    number = "".join(parts)
    is_identity = len(number) == 18 and _is_birthday(number[6:14])
    is_old = OLD_IDENTITY.fullmatch(number) and _is_birthday(f"19{number[6:12]}")
    is_phone = DIALLED.fullmatch(number) or LANDLINE.fullmatch(" ".join(parts))
    return bool(is_phone or is_identity or is_old or _may_be_card(number, parts))


def _may_be_card(number: str, parts: Parts) -> bool:
    if UNION_PAY.fullmatch(number) or _is_bank_card(parts):
        return True
    return tuple(map(len, parts)) in AT_ONCE and bool(CARD.fullmatch(number))


def _is_birthday(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= 1900


def _is_bank_card(parts: Parts) -> bool:
    """Digits beginning as cards do that meet the Luhn check.

    Round figures side by side are wages rather.
    """
    number = "".join(parts)
    if not UNION_PAY.fullmatch(number):
        are_round = len(parts) > 1 and all(part.endswith("0") for part in parts)
        if are_round or not CARD.fullmatch(number):
            return False
    doubled = [
        sum(divmod(2 * int(digit), 10)) if place % 2 else int(digit)
        for place, digit in enumerate(reversed(number))
    ]
    return sum(doubled) % 10 == 0
