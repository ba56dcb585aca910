from __future__ import annotations

from decimal import Decimal

import pytest

from review.domain.derivation import digest
from review.domain.errors import RuleBroken
from review.domain.grading import UnknownGrade
from review.domain.outcomes import Outcome, OutcomeKind
from review.domain.panel_meetings import (
    Barred,
    Ruling,
    ScoreMissing,
    ScoreOutside,
    ScoreTooFine,
    TooFewMembers,
    VotesMissing,
    barred,
    by_meeting,
    check_members,
    checked_score,
    handler_percent,
    rule_on,
)
from review.domain.schemes import Party
from tests.domain.builders import D, indicator_scheme, item, points_scheme, section

SCHEME = points_scheme()


@pytest.mark.parametrize(
    ("votes", "lead", "expected"),
    [
        ("fail fail fail", 0, ("fail", False)),
        ("pass fail fail", 0, ("fail", False)),
        ("fail pass pass", 0, ("pass", False)),
        # Three ways apart, or two against two: the lead decides.
        ("good pass fail", 2, ("fail", True)),
        ("good pass fail", 0, ("good", True)),
        ("pass pass fail fail", 3, ("fail", True)),
        ("pass pass fail fail", 0, ("pass", True)),
        # Half is no majority; three of five are.
        ("pass pass good fail", 3, ("fail", True)),
        ("pass pass pass fail good", 3, ("pass", False)),
        ("pass pass good good fail", 4, ("fail", True)),
    ],
)
def test_the_majority_decides_and_without_one_the_lead(
    votes: str, lead: int, expected: tuple[str, bool]
) -> None:
    given = {f"R{n}": grade for n, grade in enumerate(votes.split())}
    ruling = rule_on(SCHEME, given, members=list(given), lead=f"R{lead}")
    assert (ruling.grade, ruling.is_by_lead) == expected


def test_votes_are_counted_from_the_best_grade_on() -> None:
    votes = {"a": "fail", "b": "pass", "c": "fail"}
    ruling = rule_on(SCHEME, votes, members=list(votes), lead="a")
    assert ruling == Ruling("fail", False, (("pass", 1), ("fail", 2)))


@pytest.mark.parametrize(
    ("votes", "fault"),
    [
        ({"a": "fail", "b": "fail"}, VotesMissing),
        ({"a": "fail", "b": "fail", "c": "fail", "d": "fail"}, VotesMissing),
        ({"a": "fail", "b": "fail", "c": "none"}, UnknownGrade),
    ],
)
def test_everyone_present_votes_for_a_grade_of_the_scheme(
    votes: dict[str, str], fault: type[RuleBroken]
) -> None:
    with pytest.raises(fault):
        rule_on(SCHEME, votes, members=["a", "b", "c"], lead="a")


@pytest.mark.parametrize(
    ("members", "lead"),
    [(["a", "b"], "a"), (["a", "b", "c"], "d"), (["a", "b", "b"], "a"), ([], "")],
)
def test_a_panel_is_three_with_its_lead(members: list[str], lead: str) -> None:
    with pytest.raises(TooFewMembers):
        check_members(members, lead)
    check_members(["a", "b", "c"], "b")


@pytest.mark.parametrize(
    ("grade", "score", "expected"),
    [
        ("pass", "60", "60.00"),
        ("pass", "79.990", "79.99"),
        # What is typed is not rounded: half a hundredth could make another grade.
        ("pass", "79.994", ScoreTooFine),
        ("good", "79.995", ScoreTooFine),
        ("pass", "59.99", ScoreOutside),
        ("pass", None, ScoreMissing),
        ("pass", "-1", ScoreMissing),
        ("excellent", "100.01", ScoreMissing),
    ],
)
def test_a_changed_grade_rests_on_a_score_of_its_band(
    grade: str, score: str | None, expected: object
) -> None:
    given = None if score is None else Decimal(score)
    if isinstance(expected, str):
        assert str(checked_score(SCHEME, grade, given, file="x")) == expected
        return
    with pytest.raises(expected):  # type: ignore[call-overload]
        checked_score(SCHEME, grade, given, file="x")


def test_grades_by_judgement_rest_on_no_score() -> None:
    assert checked_score(indicator_scheme(), "pass", D(70), file="x") is None


def test_the_handlers_part_is_known_where_nobody_else_answers() -> None:
    shared = section("a", item("a0", 60), item("a1", 40, party=Party.CENTER))
    assert handler_percent(SCHEME, D("62.50")) == D("62.50")
    assert handler_percent(points_scheme(shared), D("62.50")) is None
    assert handler_percent(SCHEME, None) is None


def test_a_decided_result_has_a_derivation_of_its_own() -> None:
    before = Outcome(OutcomeKind.AGREED, (), "mean@1", D(50), "fail")
    after = by_meeting(before, D(60), "pass")
    assert (after.kind, after.rule) == (
        OutcomeKind.SETTLED_BY_PANEL,
        "panel_meeting@1",
    )
    assert digest(after) != digest(before)


@pytest.mark.parametrize(
    ("present", "free", "seniors", "expected"),
    [
        ("abc", "abcd", "", ()),
        ("abc", "abcd", "d", ()),
        # A senior had no other part in the file, and still sent it here.
        ("abc", "abcd", "c", (Barred.SENIOR,)),
        ("abc", "ab", "", (Barred.PART,)),
        ("abc", "ab", "xa", (Barred.SENIOR, Barred.PART)),
        # Before anybody is chosen nothing is closed.
        ("", "", "a", ()),
    ],
)
def test_who_read_a_fail_as_senior_does_not_sit_on_its_panel(
    present: str, free: str, seniors: str, expected: tuple[Barred, ...]
) -> None:
    assert barred(present, free=free, seniors=seniors) == expected
