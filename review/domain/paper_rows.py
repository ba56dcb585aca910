"""Several rows of a paper sheet about one item, taken together as one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from review.domain.cases import AnswerRecord
from review.domain.choices import full_choice, number, written
from review.domain.derivation import plain
from review.domain.errors import N_, RuleBroken
from review.domain.lines import Line
from review.domain.paper import option_code, raw_choice, taken_words
from review.domain.schemes import ItemKind, Text

NOTHING = Text("", "")
COUNTED = frozenset({ItemKind.PER_OCCURRENCE, ItemKind.ERROR_COUNT})


class RowsDiffer(RuleBroken):
    """Rows of one item contradict each other."""

    sentence = N_(
        "Item %(item)s: its rows answer differently (%(said)s). Keep one answer; "
        "further rows only add a reason and a page."
    )


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """A raw answer; from how many rows its choice was taken, and what that came to."""

    raw: Mapping[str, object]
    n_joined: int = 1
    joined: Text = NOTHING


def answer_of(rows: Sequence[AnswerRecord], line: Line | None) -> PaperAnswer:
    """What the rows of one item answer together; every row may bring a finding.

    Points taken off and occurrences are added up and named deductions joined, as every
    row stands for a fault of its own. Other answers, and points won, must agree. A row
    without an answer adds its reason and its place only.
    """
    raw: dict[str, object] = {}
    specials = [row.special.value for row in rows if row.special]
    if specials:
        raw["special"] = _agreed(rows[0].item, specials, line)
    said = [each for row in rows if (each := _choice(row, line)) is not None]
    if said:
        raw["choice"] = _together(rows[0].item, said, line)
    for row in rows:
        if row.organ:
            raw |= {"organ": row.organ, "cause": row.reason}
    if findings := [found for row in rows if (found := _finding(row, line))]:
        raw["findings"] = findings
    if len(said) > 1 and line is not None and _joins(line):
        return PaperAnswer(raw, len(said), _in_words(raw["choice"], line))
    return PaperAnswer(raw)


def _choice(row: AnswerRecord, line: Line | None) -> object:
    if row.special:
        return None
    if row.choice:
        return raw_choice(line, row.choice) if line else row.choice
    if row.option and line and line.item.kind is ItemKind.ALTERNATIVES:
        return [_option(row, line)]
    return None


def _option(row: AnswerRecord, line: Line | None) -> str:
    return option_code(line, row.option) if line else row.option


def _finding(row: AnswerRecord, line: Line | None) -> dict[str, object]:
    if row.organ:
        return {}
    fields = {
        "option": _option(row, line),
        "reason": row.reason,
        "pages": row.pages,
        "absent": row.absent,
    }
    return {name: value for name, value in fields.items() if value}


def _joins(line: Line) -> bool:
    kind = line.item.kind
    takes_off = kind is ItemKind.STEPS and not line.adds
    return takes_off or kind in COUNTED or kind is ItemKind.ALTERNATIVES


def _together(item: str, said: Sequence[object], line: Line | None) -> object:
    if len(said) == 1 or line is None or not _joins(line):
        return _agreed(item, said, line)
    if line.item.kind is ItemKind.ALTERNATIVES:
        return _joined(item, said, line)
    numbers = [number(each) for each in said]
    if None in numbers:
        # Reading the answer says what is allowed instead of this.
        return said[numbers.index(None)]
    return plain(sum((each for each in numbers if each is not None), Decimal(0)))


def _joined(item: str, said: Sequence[object], line: Line) -> object:
    """Named deductions of all rows; "nothing" stands beside nothing else."""
    if written(full_choice(line)) in said:
        return _agreed(item, said, line)
    lists = [each if isinstance(each, list) else [each] for each in said]
    return list(dict.fromkeys(chain.from_iterable(lists)))


def _agreed(item: str, said: Sequence[object], line: Line | None = None) -> object:
    if any(each != said[0] for each in said):
        told = _row_of([_in_words(each, line) for each in said], " / ", " / ")
        raise RowsDiffer(item=item, said=told)
    return said[0]


def _in_words(choice: object, line: Line | None) -> Text:
    codes = choice if isinstance(choice, list) else [choice]
    if not codes:
        return Text("0", "0")
    if line is None:
        return _row_of([Text(str(code), "") for code in codes], "、", ", ")
    return _row_of([taken_words(line, code) for code in codes], "、", ", ")


def _row_of(words: Sequence[Text], zh: str, en: str) -> Text:
    return Text(zh.join(each.zh for each in words), en.join(map(str, words)))
