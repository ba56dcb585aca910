"""Several rows of a paper sheet about one item become one answer, or are refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from review.domain.cases import AnswerRecord
from review.domain.kinds import Special
from review.domain.lines import Line
from review.domain.paper_rows import RowsDiffer, answer_of
from review.domain.schemes import Item, ItemKind, Option, Section, Text

TITLE = Text("项目", "Item")
OPTIONS = (
    Option("late", Text("会见迟延", "Late meeting"), Decimal(2)),
    Option("none", Text("未会见", "No meeting"), Decimal(5)),
)


def line(kind: ItemKind, *, adds: bool = False) -> Line:
    item = Item("a", TITLE, Decimal(9), kind, options=OPTIONS)
    return Line(item, Section("s", TITLE), adds=adds, grades=())


def rows(*said: str) -> list[AnswerRecord]:
    return [AnswerRecord("a", words, reason=f"第{n}处") for n, words in enumerate(said)]


@pytest.mark.parametrize(
    ("kind", "said", "choice", "n_joined"),
    [
        (ItemKind.STEPS, ["2"], "2", 1),
        (ItemKind.STEPS, ["2", "3"], "5", 2),
        (ItemKind.STEPS, ["1.5", "不扣分", "1.25"], "2.75", 3),
        (ItemKind.STEPS, ["2", "", ""], "2", 1),
        (ItemKind.STEPS, ["2", "很多"], "很多", 2),
        (ItemKind.PER_OCCURRENCE, ["1", "1", "1"], "3", 3),
        (ItemKind.ERROR_COUNT, ["2", "1"], "3", 2),
        (ItemKind.ALTERNATIVES, ["会见迟延", "none"], ["late", "none"], 2),
        (ItemKind.ALTERNATIVES, ["late、none", "late"], ["late", "none"], 2),
        (ItemKind.ALTERNATIVES, ["不扣分", "不扣分"], [], 2),
        (ItemKind.LEVELS, ["会见迟延", "late"], "late", 1),
        (ItemKind.ALL_OR_NOTHING, ["缺", "缺失"], "missing", 1),
    ],
)
def test_rows_of_an_item_are_taken_together(
    kind: ItemKind, said: list[str], choice: object, n_joined: int
) -> None:
    answer = answer_of(rows(*said), line(kind))

    assert answer.raw["choice"] == choice
    assert answer.n_joined == n_joined
    assert answer.raw["findings"] == [{"reason": f"第{n}处"} for n in range(len(said))]


@pytest.mark.parametrize(
    ("kind", "adds", "said", "told"),
    [
        (
            ItemKind.LEVELS,
            False,
            ["late", "none"],
            Text("会见迟延 / 未会见", "Late meeting / No meeting"),
        ),
        (ItemKind.YES_NO, False, ["是", "否"], Text("是 / 否", "yes / no")),
        (ItemKind.STEPS, True, ["2", "3"], Text("2 / 3", "2 / 3")),
        (
            ItemKind.ALTERNATIVES,
            False,
            ["late", "不扣分"],
            Text("会见迟延 / 0", "Late meeting / 0"),
        ),
    ],
)
def test_rows_that_contradict_each_other_are_refused(
    kind: ItemKind, adds: bool, said: list[str], told: Text
) -> None:
    with pytest.raises(RowsDiffer) as refused:
        answer_of(rows(*said), line(kind, adds=adds))

    assert refused.value.values == {"item": "a", "said": told}


def test_points_won_are_said_once_however_often_they_are_written() -> None:
    answer = answer_of(rows("3", "3"), line(ItemKind.STEPS, adds=True))

    assert (answer.raw["choice"], answer.n_joined) == ("3", 1)


def test_a_named_deduction_alone_is_the_answer() -> None:
    named = [
        AnswerRecord("a", option="会见迟延", reason="甲", pages="7"),
        AnswerRecord("a", option="none", reason="乙"),
    ]

    answer = answer_of(named, line(ItemKind.ALTERNATIVES))

    assert answer.raw == {
        "choice": ["late", "none"],
        "findings": [
            {"option": "late", "reason": "甲", "pages": "7"},
            {"option": "none", "reason": "乙"},
        ],
    }
    assert answer.joined == Text("会见迟延、未会见", "Late meeting, No meeting")


def test_special_answers_must_agree_and_are_no_choice() -> None:
    both = [
        AnswerRecord("a", special=Special.NOT_APPLICABLE),
        AnswerRecord("a", special=Special.CANNOT_ASSESS),
    ]

    with pytest.raises(RowsDiffer):
        answer_of(both, line(ItemKind.STEPS))
    twice = answer_of([both[0], both[0]], line(ItemKind.STEPS))

    assert twice.raw == {"special": "not_applicable"}


def test_what_has_a_reason_outside_the_handler_is_no_finding() -> None:
    outside = AnswerRecord(
        "a", special=Special.NOT_DONE_EXTERNAL, organ="court", reason="未通知"
    )

    answer = answer_of([outside], line(ItemKind.STEPS))

    assert answer.raw == {
        "special": "not_done_external",
        "organ": "court",
        "cause": "未通知",
    }
