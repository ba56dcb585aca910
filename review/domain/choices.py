"""What may be chosen on each kind of line, read strictly and written canonically."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from review.domain.derivation import plain
from review.domain.errors import N_, RuleBroken
from review.domain.lines import Line
from review.domain.schemes import ItemKind

Choice = str | int | Decimal | tuple[str, ...]

FULL = "full"
MOST_COUNTED = 999
MOST_TEXT = 4000
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,4})?")
_LINE_BREAKS = "\n\r\t"


class InvalidAnswer(RuleBroken):
    """An answer is not one this item can have; `item` says which item."""

    sentence = N_("Item %(item)s cannot have this answer.")

    def __init__(self, sentence: str = "", *, item: str, **values: object) -> None:
        self.item = item
        super().__init__(sentence, item=item, **values)


def one_of(item: str, raw: object, allowed: Iterable[str]) -> str:
    """A word out of a known set."""
    known = tuple(allowed)
    if isinstance(raw, str) and raw in known:
        return str(raw)
    raise InvalidAnswer(
        N_("Item %(item)s: choose one of %(allowed)s."),
        item=item,
        allowed=tuple(known),
    )


TOO_LONG: Mapping[str, str] = {
    "reason": N_(
        "Item %(item)s: the reason has %(n)s of %(most)s characters and is not saved. "
        "Shorten it."
    ),
    "pages": N_(
        "Item %(item)s: the page has %(n)s of %(most)s characters and is not saved. "
        "Shorten it."
    ),
}
TEXT_TOO_LONG = N_(
    "Item %(item)s: the text has %(n)s of %(most)s characters and is not saved. "
    "Shorten it."
)


def short_text(item: str, field: str, raw: object, most: int) -> str:
    """Trimmed plain text that every database and page can hold."""
    text = raw.strip() if isinstance(raw, str) else None
    if text is not None and len(text) <= most and not any(map(_is_odd, text)):
        return text
    if text is not None and len(text) > most:
        sentence = TOO_LONG.get(field, TEXT_TOO_LONG)
        raise InvalidAnswer(sentence, item=item, n=f"{len(text):,}", most=f"{most:,}")
    raise InvalidAnswer(
        N_("Item %(item)s: %(field)s is plain text of at most %(most)s characters."),
        item=item,
        field=field,
        most=most,
    )


def _is_odd(character: str) -> bool:
    """Control characters and halves of surrogate pairs cannot be stored everywhere."""
    category = unicodedata.category(character)
    return category == "Cs" or (category == "Cc" and character not in _LINE_BREAKS)


def number(raw: object) -> Decimal | None:
    """A finite number from 0 on, with at most four decimals; else None."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        return None
    if not isinstance(raw, str):
        # Compared before it is written out: a huge number has no short form.
        if not _is_small(raw):
            return None
        raw = format(Decimal(str(raw) if isinstance(raw, float) else raw), "f")
        raw = raw.rstrip("0").rstrip(".") if "." in raw else raw
    return Decimal(raw) if _NUMBER.fullmatch(raw) else None


def _is_small(raw: float | Decimal) -> bool:
    if isinstance(raw, Decimal):
        return raw.is_finite() and 0 <= raw < 10**6 and raw.as_tuple().exponent > -60
    return 0 <= raw < 10**6


def read_choice(line: Line, raw: object) -> Choice:
    """The choice in its own type, if it is one that the line allows."""
    return _READERS[line.item.kind](line, raw)


def _points(line: Line, raw: object) -> Decimal:
    """Marks in whole steps; all of them can be lost even if the steps miss that."""
    most, step = line.item.points, line.item.step
    points = number(raw)
    if points is not None and (
        points == most or (points < most and _is_multiple(points, step))
    ):
        return points
    raise InvalidAnswer(
        N_("Item %(item)s: give a number from 0 to %(most)s in steps of %(step)s."),
        item=line.item.code,
        most=plain(most),
        step=plain(step),
    )


def _is_multiple(points: Decimal, step: Decimal) -> bool:
    return step > 0 and Fraction(points) % Fraction(step) == 0


def _count(line: Line, raw: object) -> int:
    count = number(raw)
    if count is not None and count <= MOST_COUNTED and count == int(count):
        return int(count)
    raise InvalidAnswer(
        N_("Item %(item)s: give a whole number from 0 to %(most)s."),
        item=line.item.code,
        most=MOST_COUNTED,
    )


def _alternatives(line: Line, raw: object) -> tuple[str, ...]:
    """Named alternatives, in the order of the scheme; one word is a list of one."""
    known = _option_codes(line)
    codes = [raw] if isinstance(raw, str) else raw
    if isinstance(codes, list | tuple) and _is_selection(codes, known):
        return tuple(code for code in known if code in codes)
    raise InvalidAnswer(
        N_("Item %(item)s: choose any of %(allowed)s, each at most once."),
        item=line.item.code,
        allowed=tuple(known),
    )


def _is_selection(codes: Sequence[object], known: Sequence[str]) -> bool:
    if not all(isinstance(code, str) and code in known for code in codes):
        return False
    return len(set(codes)) == len(codes)


def _word(words: Callable[[Line], tuple[str, ...]]) -> Callable[[Line, object], str]:
    return lambda line, raw: one_of(line.item.code, raw, words(line))


def _record(line: Line, raw: object) -> str:
    if line.item.options:
        return one_of(line.item.code, raw, _option_codes(line))
    return short_text(line.item.code, "choice", raw, MOST_TEXT)


def _no_choice(line: Line, raw: object) -> Choice:
    raise InvalidAnswer(
        N_("Item %(item)s is answered by its parts: %(allowed)s."),
        item=line.item.code,
        allowed=tuple(part.code for part in line.item.items),
    )


def _option_codes(line: Line) -> tuple[str, ...]:
    return tuple(option.code for option in line.item.options)


def _grade_codes(line: Line) -> tuple[str, ...]:
    return tuple(grade.code for grade in line.grades)


def _met_or_missing(line: Line) -> tuple[str, ...]:
    return ("met", "missing")


def _yes_or_no(line: Line) -> tuple[str, ...]:
    return ("yes", "no")


_READERS: Mapping[ItemKind | None, Callable[[Line, object], Choice]] = {
    None: _no_choice,
    ItemKind.STEPS: _points,
    ItemKind.ALL_OR_NOTHING: _word(_met_or_missing),
    ItemKind.PER_OCCURRENCE: _count,
    ItemKind.ALTERNATIVES: _alternatives,
    ItemKind.LEVELS: _word(_option_codes),
    ItemKind.ERROR_COUNT: _count,
    ItemKind.YES_NO: _word(_yes_or_no),
    ItemKind.INDICATOR: _word(_grade_codes),
    ItemKind.RECORD: _record,
}


def written(choice: Choice) -> object:
    """A choice as JSON: numbers of marks as text, so that none is ever rounded."""
    write = _WRITTEN.get(type(choice))
    return write(choice) if write else choice


_WRITTEN: Mapping[type, Callable[[Any], object]] = {Decimal: plain, tuple: list}


def full_choice(line: Line) -> Choice:
    """The choice that loses nothing and wins nothing beyond the full mark.

    On a veto line that is "no hit", on a bonus line "nothing extra".
    """
    return _FULL[line.item.kind](line, not line.is_bonus)


def _full_points(line: Line, best: bool) -> Decimal:
    return line.item.points if line.adds and best else Decimal(0)


def _full_count(line: Line, best: bool) -> int:
    """As many occurrences as it takes to win all the points, where marks are won."""
    if not (line.adds and best and line.item.each > 0):
        return 0
    return math.ceil(Fraction(line.item.points) / Fraction(line.item.each))


def _full_alternatives(line: Line, best: bool) -> tuple[str, ...]:
    return _option_codes(line) if line.adds and best else ()


def _full_level(line: Line, best: bool) -> str:
    pick = max if best else min
    return pick(line.item.options, key=lambda option: option.points).code


def _full_errors(line: Line, best: bool) -> int:
    """The smallest count with the best mark, or with the least in a bonus."""
    pick = max if best else min
    marks = {0: line.item.points}
    marks |= {step.errors: step.mark for step in line.item.table}
    return pick(sorted(marks), key=lambda errors: marks[errors])


def _full_yes_no(line: Line, best: bool) -> str:
    if line.is_veto:
        return "no"
    other = "no" if line.item.full_on == "yes" else "yes"
    return line.item.full_on if best else other


def _full_met(line: Line, best: bool) -> str:
    return "met" if best else "missing"


def _full_grade(line: Line, best: bool) -> str:
    return line.grades[0].code


def _full_record(line: Line, best: bool) -> str:
    return line.item.options[0].code if line.item.options else ""


def _full_none(line: Line, best: bool) -> Choice:
    return _no_choice(line, FULL)


_FULL: Mapping[ItemKind | None, Callable[[Line, bool], Choice]] = {
    None: _full_none,
    ItemKind.STEPS: _full_points,
    ItemKind.ALL_OR_NOTHING: _full_met,
    ItemKind.PER_OCCURRENCE: _full_count,
    ItemKind.ALTERNATIVES: _full_alternatives,
    ItemKind.LEVELS: _full_level,
    ItemKind.ERROR_COUNT: _full_errors,
    ItemKind.YES_NO: _full_yes_no,
    ItemKind.INDICATOR: _full_grade,
    ItemKind.RECORD: _full_record,
}
