"""Words on a paper sheet become raw choices, or are told back as they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from review.domain.lines import Line
from review.domain.paper import raw_choice
from review.domain.schemes import Grade, Item, ItemKind, Option, Section, Text

TITLE = Text("项目", "Item")
OPTIONS = (
    Option("late", Text("会见迟延", "Late meeting"), Decimal(2)),
    Option("none", Text("未会见", "No meeting"), Decimal(5)),
)
GRADES = (Grade("excellent", Text("优秀", "Excellent")),)


def line(kind: ItemKind) -> Line:
    item = Item("a", TITLE, Decimal(5), kind, options=OPTIONS)
    return Line(item, Section("s", TITLE), adds=False, grades=GRADES)


@pytest.mark.parametrize(
    ("kind", "words", "choice"),
    [
        (ItemKind.YES_NO, "是", "yes"),
        (ItemKind.YES_NO, "无", "no"),
        (ItemKind.YES_NO, "不详", "不详"),
        (ItemKind.ALL_OR_NOTHING, "齐全", "met"),
        (ItemKind.ALL_OR_NOTHING, "缺失", "missing"),
        (ItemKind.STEPS, "1.5", "1.5"),
        (ItemKind.STEPS, "不扣分", "0"),
        (ItemKind.PER_OCCURRENCE, "2", "2"),
        (ItemKind.ALTERNATIVES, "会见迟延、none", ["late", "none"]),
        (ItemKind.ALTERNATIVES, "无扣分", []),
        (ItemKind.ALTERNATIVES, "别的", ["别的"]),
        (ItemKind.LEVELS, "未会见", "none"),
        (ItemKind.INDICATOR, "优秀", "excellent"),
        (ItemKind.RECORD, "Late meeting", "late"),
    ],
)
def test_raw_choice_reads_words(kind: ItemKind, words: str, choice: object) -> None:
    assert raw_choice(line(kind), words) == choice
