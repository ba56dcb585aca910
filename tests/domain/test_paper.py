"""Words on a paper sheet become raw choices, or are told back as they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from review.domain.choices import read_choice
from review.domain.kinds import Special, special_of
from review.domain.lines import Line
from review.domain.paper import called, raw_choice, taken_words
from review.domain.schemes import (
    Grade,
    Item,
    ItemKind,
    Option,
    Section,
    SectionKind,
    Text,
)

TITLE = Text("项目", "Item")
OPTIONS = (
    Option("late", Text("会见迟延", "Late meeting"), Decimal(2)),
    Option("none", Text("未会见", "No meeting"), Decimal(5)),
)
GRADES = (Grade("excellent", Text("优秀", "Excellent")),)


def line(
    kind: ItemKind, *, adds: bool = False, section: SectionKind = SectionKind.STANDARD
) -> Line:
    item = Item("a", TITLE, Decimal(5), kind, options=OPTIONS, each=Decimal(1))
    return Line(item, Section("s", TITLE, kind=section), adds=adds, grades=GRADES)


@pytest.mark.parametrize(
    ("kind", "words", "choice"),
    [
        (ItemKind.YES_NO, "是", "yes"),
        (ItemKind.YES_NO, "无", "no"),
        (ItemKind.YES_NO, "不详", "不详"),
        (ItemKind.ALL_OR_NOTHING, "齐全", "met"),
        (ItemKind.ALL_OR_NOTHING, "缺失", "missing"),
        (ItemKind.ALL_OR_NOTHING, "满分", "met"),
        (ItemKind.ALL_OR_NOTHING, "不扣分", "met"),
        (ItemKind.ALL_OR_NOTHING, "无", "missing"),
        (ItemKind.YES_NO, "不扣分", "yes"),
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


@pytest.mark.parametrize(
    ("kind", "words", "choice"),
    [
        (ItemKind.STEPS, "满分", "5"),
        (ItemKind.STEPS, "不得分", "0"),
        (ItemKind.STEPS, "无", "无"),
        (ItemKind.STEPS, "不扣分", "不扣分"),
        (ItemKind.PER_OCCURRENCE, "未得分", "0"),
        (ItemKind.PER_OCCURRENCE, "无", "无"),
        (ItemKind.ALTERNATIVES, "满分", ["late", "none"]),
        (ItemKind.ALTERNATIVES, "不得分", []),
        (ItemKind.ALTERNATIVES, "无", ["无"]),
    ],
)
def test_where_marks_are_won_nothing_is_not_taken_for_everything(
    kind: ItemKind, words: str, choice: object
) -> None:
    assert raw_choice(line(kind, adds=True), words) == choice


@pytest.mark.parametrize(
    ("words", "choice"), [("无", "0"), ("不加分", "0"), ("满分", "满分"), ("2", "2")]
)
def test_beside_a_bonus_nothing_means_nothing_is_added(
    words: str, choice: object
) -> None:
    bonus = line(ItemKind.STEPS, adds=True, section=SectionKind.BONUS)

    assert raw_choice(bonus, words) == choice


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("1 优异", "top"),
        ("1", "top"),
        ("优异", "top"),
        ("TOP", "top"),
        ("2 Fine", "fine"),
        ("良好", None),
        ("优", None),
        ("", None),
    ],
)
def test_a_grade_is_called_by_its_title_or_a_part_that_is_its_own(
    words: str, code: str | None
) -> None:
    grades = (
        Grade("top", Text("1 优异", "1 Top")),
        Grade("fine", Text("2 良好", "2 Fine")),
        Grade("fair", Text("3 良好", "3 Fair")),
    )

    found = called(words, grades)

    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (ItemKind.YES_NO, ["yes", "no"]),
        (ItemKind.ALL_OR_NOTHING, ["met", "missing"]),
        (ItemKind.ALTERNATIVES, ["late", "none"]),
        (ItemKind.LEVELS, ["late", "none"]),
        (ItemKind.RECORD, ["late", "none"]),
        (ItemKind.INDICATOR, ["excellent"]),
    ],
)
def test_every_word_that_is_told_is_taken(kind: ItemKind, codes: list[str]) -> None:
    asked = line(kind)

    for code in codes:
        told = taken_words(asked, code)
        for words in (told.zh, told.en):
            assert words
            read = read_choice(asked, raw_choice(asked, words))
            assert read in (code, (code,))


@pytest.mark.parametrize("special", Special)
def test_every_special_answer_that_is_told_is_taken(special: Special) -> None:
    told = taken_words(line(ItemKind.STEPS), special)

    assert {special_of(told.zh), special_of(told.en)} == {special}
