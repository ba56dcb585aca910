"""Drafts: what is given, taken back, closed; read back as it was written."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from review.domain.answers import Answer, Answers, InvalidAnswers, parse_answers
from review.domain.drafts import (
    NotAsked,
    UnknownSection,
    answers_of,
    asked,
    kept_from,
    kept_in,
    n_answered,
    n_items,
    with_changes,
    with_section_closed,
    written,
)
from review.domain.schemes import Direction, ItemKind, Scheme
from tests.domain.builders import (
    OUTSIDE,
    adding,
    answers,
    bonus,
    filled,
    indicator_scheme,
    item,
    lost,
    options,
    points_scheme,
    section,
    table,
    veto,
)

KINDS = points_scheme(
    section(
        "s",
        item("steps", 20),
        item("all", 10, ItemKind.ALL_OR_NOTHING),
        item("each", 10, ItemKind.PER_OCCURRENCE, each=Decimal(2)),
        item("some", 20, ItemKind.ALTERNATIVES, options=options(late=5, none=10)),
        item("level", 20, ItemKind.LEVELS, options=options(top=20, low=5)),
        item("errors", 20, ItemKind.ERROR_COUNT, table=table((1, 15), (3, 5))),
    ),
    section(
        "r",
        item("remark", 0, ItemKind.RECORD),
        item("pick", 0, ItemKind.RECORD, options=options(x=0, y=0)),
    ),
    bonus("extra", 5, item("more", 5)),
    veto("v", "no_file"),
)
PARTS = points_scheme(
    section("a", item("a1", 50), part="one"), section("b", item("b1", 50), part="two")
)
JUDGED = indicator_scheme("judgement@1")


@pytest.mark.parametrize(
    ("scheme", "given"),
    [
        (KINDS, filled(KINDS, remark="写得好")),
        (
            KINDS,
            filled(
                KINDS,
                steps=lost("2.5"),
                each=3,
                some=["none", "late"],
                level="low",
                errors=3,
                all=OUTSIDE,
                remark="",
                pick="y",
                no_file="yes",
                more="2.5",
            ),
        ),
        (adding(section("s", item("i", 100))), {}),
        (JUDGED, filled(JUDGED, overall="good")),
    ],
)
def test_answers_are_read_back_as_they_were(scheme: Scheme, given: Answers) -> None:
    lines = asked(scheme, None, None)

    text = written(kept_from(given))

    assert answers_of(kept_in(text), lines) == given
    assert parse_answers(scheme, json.loads(text)) == given


def test_reason_before_a_choice_is_kept() -> None:
    lines = asked(KINDS, None, None)
    kept = with_changes(KINDS, {}, lines, {"steps": {"reason": "无会见笔录"}})

    assert answers_of(kept, lines)["steps"].choice is None
    assert answers_of(kept, lines)["steps"].findings[0].reason == "无会见笔录"
    assert n_answered(kept, lines) == 0


def test_changes_are_laid_over_and_none_takes_back() -> None:
    lines = asked(KINDS, None, None)
    kept = with_changes(KINDS, {}, lines, {"steps": "2.5", "all": "met"})

    kept = with_changes(KINDS, kept, lines, {"steps": None, "each": 1, "all": "full"})

    assert answers_of(kept, lines) == answers(KINDS, all="met", each=1)
    assert n_answered(kept, lines) == 2


def test_an_answer_outside_the_review_is_refused() -> None:
    lines = asked(PARTS, "one", None)

    with pytest.raises(NotAsked, match="b1"):
        with_changes(PARTS, {}, lines, {"b1": "full"})
    with pytest.raises(NotAsked, match=r"\?"):
        with_changes(PARTS, {}, lines, {"\0": "full"})


def test_an_impossible_answer_is_refused_with_the_others() -> None:
    lines = asked(KINDS, None, None)

    with pytest.raises(InvalidAnswers) as refused:
        with_changes(KINDS, {}, lines, {"steps": 99, "level": "?", "all": "met"})
    assert len(refused.value.problems) == 2


def test_only_disputed_items_are_asked() -> None:
    lines = asked(KINDS, None, ("each", "steps"))

    assert list(lines) == ["steps", "each"]
    assert n_items(lines) == 2


def test_a_remark_need_not_be_made() -> None:
    lines = asked(KINDS, None, None)

    assert n_items(lines) == len(lines) - 1
    assert n_answered(kept_from(filled(KINDS)), lines) == n_items(lines)


def test_closing_a_section_fills_what_is_open_and_nothing_else() -> None:
    lines = asked(KINDS, None, None)
    kept = kept_from(answers(KINDS, steps=lost(5), each=1))

    closed = answers_of(with_section_closed(KINDS, kept, lines, "s"), lines)

    expected = filled(KINDS, steps=lost(5), each=1)
    assert closed == {code: expected[code] for code in list(lines)[:6]}


def test_closing_a_veto_or_bonus_section_finds_nothing() -> None:
    lines = asked(KINDS, None, None)

    closed = with_section_closed(KINDS, {}, lines, "v")
    closed = with_section_closed(KINDS, closed, lines, "extra")

    assert answers_of(closed, lines) == answers(KINDS, no_file="no", more=0)


def test_closing_keeps_a_reason_already_written() -> None:
    lines = asked(KINDS, None, None)
    kept = with_changes(KINDS, {}, lines, {"steps": {"reason": "页码不清"}})

    closed = with_section_closed(KINDS, kept, lines, "s")

    answer = answers_of(closed, lines)["steps"]
    assert answer == Answer(Decimal(0), findings=answer.findings)
    assert answer.findings[0].reason == "页码不清"


@pytest.mark.parametrize("section_", ["nowhere", "overall"])
def test_only_a_section_can_be_closed(section_: str) -> None:
    lines = asked(JUDGED, None, None)

    with pytest.raises(UnknownSection):
        with_section_closed(JUDGED, {}, lines, section_)


def test_marks_that_are_won_are_filled_with_the_most() -> None:
    scheme = adding(section("s", item("i", 100)))
    lines = asked(scheme, None, None)

    assert scheme.direction is Direction.ADD
    assert with_section_closed(scheme, {}, lines, "s") == {"i": {"choice": "100"}}


def test_closing_a_section_invents_nothing_that_is_only_recorded() -> None:
    lines = asked(KINDS, None, None)

    assert with_section_closed(KINDS, {}, lines, "r") == {}


def test_closing_leaves_open_what_is_to_be_decided_by_itself() -> None:
    lines = asked(KINDS, None, None)
    every = with_section_closed(KINDS, {}, lines, "s")
    but = with_section_closed(KINDS, {}, lines, "s", but=["steps"])

    assert every.keys() - but.keys() == {"steps"}
