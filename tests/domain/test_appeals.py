"""What an objection may say, until when, and what its decision has to say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from review.domain.appeals import (
    CAUSES,
    MOST_PAGES,
    MOST_TEXT,
    WHOLE,
    AnswerMissing,
    Cause,
    CauseDoesNotFit,
    Decided,
    Ground,
    NoMarkHere,
    NoSuchItem,
    NothingObjected,
    ObjectedTwice,
    ObjectionText,
    PagesTooLong,
    Point,
    PointsUndecided,
    ProposedOutside,
    Ruling,
    Stage,
    WindowOver,
    check_window,
    checked_decision,
    checked_points,
    is_letter,
    items_to_read,
    stage_of,
    standing_items,
)
from review.domain.errors import RuleBroken
from review.domain.lines import answerable
from tests.domain.builders import D, item, points_scheme, section, veto

LINES = answerable(
    points_scheme(section("s", item("a", 20), item("n", 0)), veto("v", "forged"))
)


def point(item: str = "a", text: str = "卷内有证据", mark: object = None) -> Point:
    return Point(item, Ground.FACT, text, None if mark is None else D(mark))


@pytest.mark.parametrize(
    "points",
    [
        [point()],
        [point(mark=0)],
        [point(mark=20)],
        [point("forged")],
        [point(WHOLE)],
        [point("a"), point("n"), point(WHOLE)],
        [point(text="字" * MOST_TEXT)],
    ],
)
def test_what_may_be_objected_to(points: list[Point]) -> None:
    assert checked_points(points, LINES) == tuple(points)


def test_blanks_around_a_text_are_none_of_it() -> None:
    assert checked_points([point(text="  有误\n")], LINES)[0].text == "有误"


@pytest.mark.parametrize(
    ("points", "refusal"),
    [
        ([], NothingObjected),
        ([point("b")], NoSuchItem),
        ([point(), point()], ObjectedTwice),
        ([point(WHOLE), point(WHOLE)], ObjectedTwice),
        ([point(text=" ")], ObjectionText),
        ([point(text="字" * (MOST_TEXT + 1))], ObjectionText),
        ([point(mark="20.01")], ProposedOutside),
        ([point(mark=-1)], ProposedOutside),
        ([point("forged", mark=1)], NoMarkHere),
        ([point("n", mark=0)], NoMarkHere),
        ([point(WHOLE, mark=90)], NoMarkHere),
    ],
)
def test_what_may_not_be_objected(
    points: list[Point], refusal: type[RuleBroken]
) -> None:
    with pytest.raises(refusal):
        checked_points(points, LINES)


def test_the_last_day_is_within_the_window() -> None:
    until = date(2026, 3, 10)
    check_window(until, until)
    check_window(date(2036, 1, 1), None)
    with pytest.raises(WindowOver, match="2026-03-10"):
        check_window(date(2026, 3, 11), until)


def decided(
    ruling: Ruling = Ruling.UPHELD,
    cause: Cause = Cause.REVIEWER_ERROR,
    reason: str = "第12页有笔录",
    item: str = "a",
) -> Decided:
    return Decided(item, ruling, cause, reason)


@pytest.mark.parametrize(
    ("ruling", "causes"),
    [
        (Ruling.UPHELD, "reviewer_error rule_unclear new_evidence"),
        (Ruling.PARTLY, "reviewer_error rule_unclear new_evidence"),
        (Ruling.REJECTED, "rule_unclear rule_applied"),
    ],
)
def test_which_cause_fits_which_ruling(ruling: Ruling, causes: str) -> None:
    fitting = set(causes.split())
    assert {cause.value for cause in CAUSES[ruling]} == fitting
    for cause in Cause:
        given = [decided(ruling, cause)]
        if cause.value in fitting:
            assert checked_decision(["a"], given, {"a"}) == tuple(given)
        else:
            with pytest.raises(CauseDoesNotFit):
                checked_decision(["a"], given, {"a"})


@pytest.mark.parametrize("reason", ["", " ", "字" * 2001])
def test_every_point_is_decided_with_a_reason(reason: str) -> None:
    with pytest.raises(PointsUndecided):
        checked_decision(["a"], [decided(reason=reason)], {"a"})
    with pytest.raises(PointsUndecided):
        checked_decision(["a", "n"], [decided()], {"a", "n"})


def test_what_changes_has_an_answer_to_stand_instead() -> None:
    with pytest.raises(AnswerMissing):
        checked_decision(["a"], [decided()], set())
    rejected = decided(Ruling.REJECTED, Cause.RULE_APPLIED)
    assert checked_decision(["a"], [rejected], set()) == (rejected,)
    whole = decided(item=WHOLE)
    assert checked_decision([WHOLE], [whole], set()) == (whole,)


def test_what_nobody_objected_to_is_not_decided() -> None:
    assert checked_decision(["a"], [decided(), decided(item="n")], {"a"}) == (
        decided(),
    )


def test_every_word_is_there_in_chinese() -> None:
    for kind in (Ground, Ruling, Cause):
        assert all(each.words and each.zh for each in kind)
    assert Ground.by_words()["程序"] is Ground.PROCEDURE
    assert Decimal(0) == point(mark=0).proposed


def test_the_pages_are_kept_without_blanks_and_within_limits() -> None:
    (kept,) = checked_points([Point("a", Ground.FACT, "x", pages=" 3-5 ")], LINES)
    assert kept.pages == "3-5"
    with pytest.raises(PagesTooLong):
        long = "1" * (MOST_PAGES + 1)
        checked_points([Point("a", Ground.FACT, "x", pages=long)], LINES)


@pytest.mark.parametrize(
    ("points", "items"),
    [
        (["n"], ("n",)),
        (["forged", "a"], ("a", "forged")),
        ([WHOLE], ("a", "n", "forged")),
        ([WHOLE, "a"], ("a", "n", "forged")),
    ],
)
def test_what_is_read_again(points: list[str], items: tuple[str, ...]) -> None:
    assert items_to_read(points, LINES) == items


UPHELD, PARTLY, REJECTED = Ruling


@pytest.mark.parametrize(
    ("rulings", "items"),
    [
        ({"a": UPHELD, "n": REJECTED}, ("a",)),
        ({"a": PARTLY, "n": PARTLY}, ("a", "n")),
        ({"a": REJECTED, "n": REJECTED}, ()),
        ({WHOLE: UPHELD}, ("a", "n")),
        ({WHOLE: REJECTED}, ()),
        # What is said of an item goes before what is said of everything.
        ({WHOLE: PARTLY, "a": REJECTED}, ("n",)),
        ({WHOLE: REJECTED, "a": UPHELD}, ("a",)),
    ],
)
def test_whose_answers_stand(
    rulings: dict[str, Ruling], items: tuple[str, ...]
) -> None:
    assert standing_items(rulings, ["a", "n"]) == items


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ("", Stage.LODGED),
        ("given", Stage.GIVEN),
        ("given decided", Stage.DECIDED),
        ("given decided told", Stage.TOLD),
        ("withdrawn told", Stage.WITHDRAWN),
        ("given withdrawn told", Stage.WITHDRAWN),
    ],
)
def test_how_far_it_is_follows_from_the_facts(facts: str, stage: Stage) -> None:
    names = ("told", "withdrawn", "decided", "given")
    found = stage_of(**{f"is_{name}": name in facts.split() for name in names})
    assert found is stage
    assert found.is_open is (stage not in (Stage.TOLD, Stage.WITHDRAWN))


def test_a_letter_is_a_pdf_or_a_picture() -> None:
    for start in (b"%PDF-1.4", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"):
        assert is_letter(start + b"rest")
    for start in (b"MZ", b"PK\x03\x04", b"", b"<html>", b"%PD"):
        assert not is_letter(start)
