"""What a cell of a bureau's spreadsheet says: words, names, numbers, days.

Each function takes a cell as the file holds it and answers its value, or refuses it
with a sentence that says what to do. Nothing is guessed in silence: what was read with
a grain of salt has a `…_doubt` beside it that says so.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from review.domain.cases import Remark
from review.domain.errors import N_, RuleBroken

Cell = str | int | float | bool | date | datetime | time | timedelta

CALENDAR = (date, datetime, time, timedelta)
LONGEST_CODE = 64
LONGEST_NAME = 200
LONGEST_TEXT = 5000

# Private-use places that GB18030 once gave to characters which have their own by now
# (GB 18030-2022; the first ten are the vertical punctuation marks, the last one is ḿ).
_OLD_PLACES = (
    "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796"
    "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864"
    "\ue816\ue817\ue818\ue831\ue83b\ue855\ue7c7"
)
_NEW_PLACES = (
    "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
    "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb"
    "\U00020087\U00020089\U000200cc\U000215d7\U0002298f\U000241fe\u1e3f"
)
STANDARD_PLACES = str.maketrans(_OLD_PLACES, _NEW_PLACES)

# Only widths and the radicals of the Kangxi block (they come out of PDF files) are
# folded in names: full NFKC would swap rare characters for their common relatives.
NAME_FOLDS = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    | {0x3000: " ", 0xA0: " "}
)

# Nearly every cell is made of these; 同 (of 同上) and 锟 (of 锟斤拷) are looked at twice.
ORDINARY = re.compile(r"[\u4e00-\u540b\u540d-\u951e\u9520-\u9fa5A-Za-z0-9]+")
HAN = "[\u2e80-\u2fdf\u3007\u3400-\u9fff\ue000-\ufaff\U00020000-\U0003ffff]"
PADDING = re.compile(f" (?={HAN}|[（）])|(?<={HAN}) |(?<=[（）]) ")
UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x7f\x00-\x08\x0b\x0c\x0e-\x1f]"
)
LOST = re.compile("[\ufffd\x80-\x9f]|锟斤拷")
NAME_DOT = re.compile(f"(?<={HAN})[.‧・•∙⋅･·](?={HAN})")
DITTO = frozenset({"同上", "同前", "〃", "″", "〞", '"', "”", "“"})
EXCEL_ERROR = re.compile(
    r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|#{3,}"
)
YES = frozenset(
    {"是", "有", "对", "真", "√", "✓", "✔", "y", "yes", "true", "1"}
    | {"封存", "涉密", "秘密", "机密", "绝密"}
)
NO = frozenset(
    {"否", "无", "非", "不", "假", "×", "✗", "✘", "n", "no", "false", "0"}
    | {"不封存", "不涉密", "公开", "-", "/", "—"}
)
LIFTS = frozenset({"否", "不封存", "不涉密", "n", "no"})
# Among Chinese characters these marks are written in full width.
CHINESE_MARKS = str.maketrans("(),;:!?", "（），；：！？")


class CellRefused(RuleBroken):
    """The cell cannot be what its column asks for."""

    sentence = N_("This cannot be read here.")
    error = N_("The spreadsheet shows an error here: correct the formula, or type it.")
    ditto = N_("Write the value itself instead of a sign for “the same as above”.")
    lost = N_(
        "A character was lost before this file was saved: type it again, and save "
        "the file as XLSX or as CSV UTF-8."
    )
    long = N_("%(length)s characters; at most %(limit)s are possible here.")
    became_date = N_(
        "The spreadsheet program turned this into a date or a time: "
        "set the column to “text” and type it again."
    )
    digits = N_(
        "The spreadsheet program rounded this number and its last digits are gone: "
        "set the column to “text” and type it again."
    )
    identity = N_(
        "This looks like an identity-card number. It is not needed here: "
        "give the licence number."
    )
    licence = N_(
        "A licence number has 4 to 30 digits or letters; the number of a card, or one "
        "of the bureau's own, has 4 to 20 and may have characters, such as 援中001."
    )
    name = N_("This is not a name.")
    number = N_("Write a plain number here.")
    decimals = N_("At most two decimals are possible here.")
    below = N_("A number below zero is not possible here.")
    whole = N_("Write a whole number here.")
    truth = N_("Write 是 or 否 here.")


def _found(text: str) -> str:
    """Text that nothing is known to have happened to; marks nobody sees are left out."""
    text = UNSEEN.sub("", text.translate(STANDARD_PLACES)).strip(" \t\r\n\u3000\xa0")
    if LOST.search(text):
        raise CellRefused(CellRefused.lost)
    if EXCEL_ERROR.fullmatch(text):
        raise CellRefused(CellRefused.error)
    if text in DITTO:
        raise CellRefused(CellRefused.ditto)
    # A leading apostrophe is how spreadsheets, and our own exports, mark plain text.
    return text[1:] if text[:1] == "'" and len(text) > 1 else text


def written(cell: Cell | None) -> str:
    """The cell as text, whatever it holds."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell if ORDINARY.fullmatch(cell) else _found(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise CellRefused(CellRefused.long, length=len(text), limit=limit)
    return text


def words(cell: Cell | None) -> str:
    """A short text in one width, its spaces single, its marks as Chinese has them."""
    text = written(cell)
    if ORDINARY.fullmatch(text):
        return _within(text, LONGEST_NAME)
    folded = " ".join(text.translate(NAME_FOLDS).split())
    chinese = folded.translate(CHINESE_MARKS) if re.search(HAN, folded) else folded
    return _within(chinese, LONGEST_NAME)


def house(cell: Cell | None) -> str:
    """The name of a firm, a body or a county: spaces beside a character mean nothing."""
    return PADDING.sub("", words(cell))


def long_text(cell: Cell | None) -> str:
    """A reason or a comment, with its lines."""
    text = written(cell).replace("\r\n", "\n").replace("\r", "\n")
    return _within(text, LONGEST_TEXT)


def code(cell: Cell | None) -> str:
    """A number that is a name: of a case, an item, a volume. No spaces, one width."""
    if isinstance(cell, CALENDAR):
        raise CellRefused(CellRefused.became_date)
    if isinstance(cell, int | float) and abs(cell) >= 1e15:
        raise CellRefused(CellRefused.digits)
    folded = unicodedata.normalize("NFKC", written(cell))
    return _within("".join(folded.split()), LONGEST_CODE)


SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,3})")
TRAILING_ZERO = re.compile(r"(\d+)\.0+")


def long_number(cell: Cell | None) -> str:
    """A licence number, also after a spreadsheet program took it for a quantity.

    Scientific notation is undone where it still has every digit. Spreadsheets keep 15
    digits, so a longer number that stands in a number cell has lost its end.
    """
    text = code(cell)
    if plain := TRAILING_ZERO.fullmatch(text):
        return plain[1]
    if power := SCIENTIFIC.fullmatch(text):
        first, rest, exponent = power[1], power[2] or "", int(power[3])
        if len(rest) != exponent:
            raise CellRefused(CellRefused.digits)
        return first + rest
    return text


IDENTITY = re.compile(
    r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]"
)
# A number of the bureau's own has few digits; with 17 it is a name beside a licence.
LICENCE = re.compile(
    rf"[0-9A-Z-]{{4,30}}|(?=.*\d)(?!.*\d{{13}})(?:{HAN}|[0-9A-Z()〔〕-]){{4,20}}"
)


def licence_no(cell: Cell | None) -> str:
    """A person's licence number; never an identity card's."""
    number = long_number(cell).upper()
    if IDENTITY.fullmatch(number):
        raise CellRefused(CellRefused.identity)
    return _licence(number)


def firm_licence_no(cell: Cell | None) -> str:
    """A firm's licence number or its unified social credit code."""
    return _licence(long_number(cell).upper())


def _licence(number: str) -> str:
    if number and not LICENCE.fullmatch(number):
        raise CellRefused(CellRefused.licence)
    return number


CAME_AS_QUANTITY = N_(
    "Read as %(read)s, but a spreadsheet program had taken it for a quantity: "
    "check the last digits."
)
ENDS_IN_ZEROS = N_(
    "Ends in 00, as numbers do that a spreadsheet program has cut off: "
    "check the last digits."
)


def licence_doubt(cell: Cell | None) -> Remark | None:
    """Long numbers that went through a number cell may have lost their last digits."""
    text = code(cell)
    number = long_number(cell)
    if len(number) > 15 and text != number:
        return Remark(CAME_AS_QUANTITY, (("read", number),))
    if len(number) == 17 and number.endswith("00"):
        return Remark(ENDS_IN_ZEROS)
    return None


def person_name(cell: Cell | None) -> str:
    """A name as its bearer writes it: rare characters stay, padding spaces go."""
    text = written(cell)
    if ORDINARY.fullmatch(text) and not text.isdigit():
        return _within(text, 60)
    if "?" in text or "？" in text:
        raise CellRefused(CellRefused.lost)
    text = NAME_DOT.sub("·", text.translate(NAME_FOLDS))
    joint = "" if re.search(HAN, text) else " "
    name = joint.join(text.split())
    if name and not any(mark.isalpha() or ord(mark) >= 0x2E80 for mark in name):
        raise CellRefused(CellRefused.name)
    return _within(name, 60)


def decimal(cell: Cell | None) -> Decimal | None:
    """A number of at most two decimals, not below zero; None where the cell is empty.

    A computed 95.35000000000001 is 95.35: that is how the machine writes it.
    """
    number = _quantity(cell)
    if number is None:
        return None
    rounded = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if abs(rounded - number) > Decimal("0.000000001"):
        raise CellRefused(CellRefused.decimals)
    return rounded


def _quantity(cell: Cell | None) -> Decimal | None:
    if isinstance(cell, (bool, *CALENDAR)):
        raise CellRefused(CellRefused.number)
    text = words(cell).removesuffix("分").strip()
    if not text:
        return None
    if not re.fullmatch(r"-?\d{1,7}(\.\d{1,20})?", text, re.ASCII):
        raise CellRefused(CellRefused.number)
    if text.startswith("-"):
        raise CellRefused(CellRefused.below)
    return Decimal(text)


def whole(cell: Cell | None) -> int | None:
    """A whole number, not below zero; None where the cell is empty."""
    number = _quantity(cell)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise CellRefused(CellRefused.whole)
    return int(number)


def year(cell: Cell | None) -> int | None:
    """A calendar year, with or without 年 behind it."""
    text = words(cell).removesuffix("年度").removesuffix("年")
    if not text:
        return None
    if not re.fullmatch(r"(19|20)\d\d", text):
        raise CellRefused(N_("Write a year of four digits here, such as 2024."))
    return int(text)


def protects(cell: Cell | None) -> bool | None:
    """是 or a written 否; 无, × and what else may stand for “nothing to say” is neither."""
    if yes(cell):
        return True
    return False if _plain_words(cell) in LIFTS else None


def _plain_words(cell: Cell | None) -> str:
    return unicodedata.normalize("NFKC", written(cell)).strip().lower()


def yes(cell: Cell | None) -> bool:
    """是 or 否; an empty cell is 否. Anything else is refused, never taken for 否."""
    text = _plain_words(cell)
    if text in YES:
        return True
    if text in NO or not text:
        return False
    raise CellRefused(CellRefused.truth)
