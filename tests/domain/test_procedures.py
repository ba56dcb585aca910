"""What the days of a case say about a time limit, and what becomes of a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from review.domain.answers import Answer, Finding, Special, parse_answer, to_json
from review.domain.case_dates import CaseDates, CaseEvent, Dated
from review.domain.completeness import MissingKind
from review.domain.lines import Line, answerable
from review.domain.procedures import (
    STALE,
    Proposal,
    Response,
    accepted,
    changed_since,
    count,
    objections,
    offered,
    proposal,
    proposals,
    response,
    seen_after,
    stamp,
)
from review.domain.schemes import DayKind, Item, ItemKind, LateStep, Procedure, Scheme
from review.domain.time_limits import Count, Timing
from tests.domain.builders import D, item, options, points_scheme, section

WORKING, CALENDAR = DayKind.WORKING, DayKind.CALENDAR


def limit(
    within: int = 3,
    days: DayKind = WORKING,
    *late: tuple[int, str],
    first: str = "assigned",
    last: str = "first_interview",
) -> Procedure:
    steps = tuple(LateStep(over, choice) for over, choice in late)
    return Procedure(first, last, within, days, "own", steps)


TIERS = limit(3, WORKING, (3, "late"), (7, "very_late"))
DECIDED = limit(7, CALENDAR, (7, "late"), first="applied", last="decided")
OPTIONS = options(late=1, very_late=3, no_notes=3)
NAMED = item("i", 4, ItemKind.ALTERNATIVES, options=OPTIONS, procedures=(TIERS,))


def sheet(line: Item) -> Scheme:
    return points_scheme(section("s", line, item("other", 90)))


def line_of(made: Item) -> Line:
    return answerable(sheet(made))["i"]


def day(written: str) -> date:
    month, day_of_month = written.split("-")
    return date(2025, int(month), int(day_of_month))


def days(**on: str) -> CaseDates:
    return {CaseEvent(kind): Dated(day(written)) for kind, written in on.items()}


# 2025-03-03 is a Monday; the Labour Day holiday of 2025 is 1 to 5 May, 27 April worked.
@pytest.mark.parametrize(
    ("procedure", "first", "last", "expected"),
    [
        (TIERS, "3-3", "3-3", Count(Timing.IN_TIME, 0, due_on=day("3-6"))),
        (TIERS, "3-3", "3-6", Count(Timing.IN_TIME, 3, due_on=day("3-6"))),
        (
            TIERS,
            "3-3",
            "3-7",
            Count(Timing.LATE, 4, 1, day("3-6"), late=LateStep(3, "late")),
        ),
        (
            TIERS,
            "3-3",
            "3-12",
            Count(Timing.LATE, 7, 4, day("3-6"), late=LateStep(3, "late")),
        ),
        (
            TIERS,
            "3-3",
            "3-13",
            Count(Timing.LATE, 8, 5, day("3-6"), late=LateStep(7, "very_late")),
        ),
        # On the Saturday after the third working day the count stands at three.
        (TIERS, "3-4", "3-8", Count(Timing.IN_TIME, 3, due_on=day("3-7"))),
        # A Sunday that is worked counts, five days of holiday do not.
        (TIERS, "4-25", "5-6", Count(Timing.LATE, 5, 2, day("4-29"), late=LateStep(3, "late"))),
        (TIERS, "3-4", "3-3", Count(Timing.BACKWARDS, 0)),
        # Seven days from 1 March end on Saturday the 8th, so on Monday the 10th.
        (DECIDED, "3-1", "3-8", Count(Timing.IN_TIME, 7, due_on=day("3-8"))),
        (DECIDED, "3-1", "3-10", Count(Timing.IN_TIME, 9, 0, day("3-10"), True)),
        (
            DECIDED,
            "3-1",
            "3-11",
            Count(Timing.LATE, 10, 1, day("3-10"), True, late=LateStep(7, "late")),
        ),
    ],
)  # fmt: skip
def test_days_are_counted_against_the_limit(
    procedure: Procedure, first: str, last: str, expected: Count
) -> None:
    assert count(procedure, day(first), day(last)) == expected


@pytest.mark.parametrize(
    ("procedure", "last", "timing"),
    [
        (TIERS, date(2019, 5, 6), Timing.UNKNOWN),
        (DECIDED, date(2019, 5, 6), Timing.IN_TIME),
        (DECIDED, date(2019, 5, 16), Timing.UNKNOWN),
    ],
)
def test_a_year_without_a_calendar_is_told(
    procedure: Procedure, last: date, timing: Timing
) -> None:
    """Days of the calendar need it only where the last one might be a holiday."""
    found = count(procedure, date(2019, 5, 1), last)

    assert found.timing is timing
    assert found.unknown == ((2019,) if timing is Timing.UNKNOWN else ())


ON_TIME, LATE, VERY_LATE = "3-6", "3-7", "3-13"
WHOLE = item("i", 4, ItemKind.ALL_OR_NOTHING, procedures=(limit(),))
ASKED = item("i", 4, ItemKind.YES_NO, full_on="no", procedures=(limit(),))
LEVEL = item(
    "i",
    4,
    ItemKind.LEVELS,
    options=options(well=4, late=2, very_late=0),
    procedures=(TIERS,),
)
STEPPED = item("i", 4, procedures=(limit(3, WORKING, (3, "1.5"), (7, "4")),))


@pytest.mark.parametrize(
    ("made", "choices"),
    [
        (WHOLE, ("met", "missing", "missing")),
        (ASKED, ("no", "yes", "yes")),
        (NAMED, ((), ("late",), ("very_late",))),
        (LEVEL, ("well", "late", "very_late")),
        (STEPPED, (D(0), D("1.5"), D(4))),
    ],
)
def test_each_kind_of_item_has_its_answers(
    made: Item, choices: tuple[object, ...]
) -> None:
    line = line_of(made)
    found = [
        proposal(line, days(assigned="3-3", first_interview=last)).choice
        for last in (ON_TIME, LATE, VERY_LATE)
    ]

    assert tuple(found) == choices


def test_what_is_not_known_proposes_nothing() -> None:
    found = proposal(line_of(NAMED), days(assigned="3-3"))

    assert (found.choice, found.is_made) == (None, False)
    assert found.spans[0].timing is Timing.MISSING


SECOND = limit(3, CALENDAR, (3, "very_late"), first="decided", last="assigned")
TWO = replace(NAMED, procedures=(DECIDED, SECOND))


@pytest.mark.parametrize(
    ("known", "choice"),
    [
        (days(applied="3-3", decided="3-10", assigned="3-13"), ()),
        (days(applied="3-3", decided="3-12", assigned="3-13"), ("late",)),
        (days(applied="3-3", decided="3-12", assigned="3-20"), ("late", "very_late")),
        (days(applied="3-3", decided="3-12"), None),
        (days(applied="3-3", decided="3-2", assigned="3-5"), None),
    ],
)
def test_of_two_limits_both_must_be_known(
    known: CaseDates, choice: tuple[str, ...] | None
) -> None:
    assert proposal(line_of(TWO), known).choice == choice


def late_one(made: Item = NAMED) -> Proposal:
    return proposal(line_of(made), days(assigned="3-3", first_interview=LATE))


def answer(made: Item, raw: object) -> Answer:
    return parse_answer(sheet(made), made, raw)


@pytest.mark.parametrize(
    ("made", "raw", "expected"),
    [
        (NAMED, "late", Response.ACCEPTED),
        (NAMED, ["late", "no_notes"], Response.ACCEPTED),
        (NAMED, ["no_notes"], Response.OVERRIDDEN),
        (NAMED, ["very_late"], Response.OVERRIDDEN),
        (NAMED, [], Response.OVERRIDDEN),
        (NAMED, {"special": "cannot_assess"}, Response.OVERRIDDEN),
        (WHOLE, "missing", Response.ACCEPTED),
        (WHOLE, "met", Response.OVERRIDDEN),
        (STEPPED, "1.5", Response.ACCEPTED),
        (STEPPED, "1", Response.OVERRIDDEN),
        (NAMED, {"reason": "待查"}, Response.OPEN),
    ],
)
def test_an_answer_takes_a_proposal_or_not(
    made: Item, raw: object, expected: Response
) -> None:
    assert response(late_one(made), answer(made, raw)) is expected


def test_without_an_answer_a_proposal_is_open() -> None:
    assert response(late_one(), None) is Response.OPEN


REASON = "第4个工作日才约见"


@pytest.mark.parametrize(
    ("made", "before", "after"),
    [
        (
            NAMED,
            None,
            {"choice": ["late"], "findings": [{"option": "late", "reason": REASON}]},
        ),
        (
            NAMED,
            {
                "choice": ["very_late", "no_notes"],
                "findings": [
                    {"option": "very_late", "reason": "甲"},
                    {"option": "no_notes", "reason": "乙"},
                    {"reason": "丙"},
                ],
            },
            {
                "choice": ["late", "no_notes"],
                "findings": [
                    {"option": "no_notes", "reason": "乙"},
                    {"reason": "丙"},
                    {"option": "late", "reason": REASON},
                ],
            },
        ),
        (WHOLE, None, {"choice": "missing", "findings": [{"reason": REASON}]}),
        (
            WHOLE,
            {"special": "cannot_assess", "reason": "看不清"},
            {"choice": "missing", "findings": [{"reason": "看不清"}]},
        ),
        (STEPPED, None, {"choice": "1.5", "findings": [{"reason": REASON}]}),
    ],
)
def test_taking_a_late_one_keeps_what_was_found_and_gives_a_reason(
    made: Item, before: object, after: dict[str, Any]
) -> None:
    given = None if before is None else answer(made, before)

    taken = accepted(late_one(made), given, REASON)

    assert taken == after
    assert to_json(answer(made, taken)) == taken
    assert response(late_one(made), answer(made, taken)) is Response.ACCEPTED


def test_taking_one_in_time_writes_no_reason() -> None:
    in_time = proposal(line_of(NAMED), days(assigned="3-3", first_interview=ON_TIME))

    assert accepted(in_time, None, REASON) == {"choice": []}
    kept = answer(NAMED, {"choice": ["no_notes"], "reason": "没有笔录"})
    assert accepted(in_time, kept, REASON)["choice"] == ["no_notes"]
    assert offered(in_time) == []


# What is asked before a review is submitted

FOUND = {"i": late_one()}


def asked(raw: object, seen: Mapping[str, str] | None = None) -> list[MissingKind]:
    answers = {} if raw is None else {"i": answer(NAMED, raw)}
    return [each.kind for each in objections(FOUND, answers, seen or {})]


@pytest.mark.parametrize(
    ("raw", "kinds"),
    [
        (None, []),
        ("late", []),
        ([], [MissingKind.OTHERWISE]),
        ({"choice": [], "reason": "笔录日期有误"}, []),
        (
            {
                "choice": ["no_notes"],
                "findings": [{"option": "no_notes", "reason": "没有笔录"}],
            },
            [MissingKind.OTHERWISE],
        ),
        (
            {
                "choice": ["very_late"],
                "findings": [{"option": "very_late", "reason": "实为第9个工作日"}],
            },
            [],
        ),
        ({"special": "cannot_assess"}, [MissingKind.OTHERWISE]),
        ({"special": "not_done_external"}, []),
    ],
)
def test_another_answer_needs_a_reason_of_its_own(
    raw: object, kinds: list[MissingKind]
) -> None:
    assert asked(raw) == kinds


def test_what_proposes_nothing_asks_for_nothing() -> None:
    nothing = {"i": proposal(line_of(NAMED), days(assigned="3-3"))}

    assert list(objections(nothing, {"i": answer(NAMED, [])}, {})) == []


# Days that change

THEN = "2025-03-03>2025-03-07"


def test_an_answer_rests_on_the_days_it_was_given_on() -> None:
    late = {"choice": ["late"]}

    seen = seen_after({}, FOUND, {}, {"i": late})

    assert seen == {"i": THEN}
    assert seen_after(seen, FOUND, {"i": late}, {"i": late, "other": {}}) == seen
    assert seen_after(seen, FOUND, {"i": late}, {}) == {}


MOVED = {
    "i": proposal(line_of(NAMED), days(assigned="3-3", first_interview=ON_TIME)),
}


def test_a_change_of_days_is_told_until_the_reviewer_looks_again() -> None:
    late = answer(NAMED, "late")
    kept = {"i": to_json(late)}
    seen = {"i": THEN}

    assert changed_since(MOVED, {"i": late}, seen) == {"i": (THEN,)}
    assert asked("late", {"i": "2025-03-03>"}) == [MissingKind.DAYS_CHANGED]
    # Saving the answer once more as it is does not mean that anybody looked.
    assert seen_after(seen, MOVED, kept, kept) == seen
    again = seen_after(seen, MOVED, kept, kept, looked_again=frozenset({"i"}))
    assert changed_since(MOVED, {"i": late}, again) == {}
    other = seen_after(seen, MOVED, kept, {"i": {"choice": []}})
    assert changed_since(MOVED, {"i": answer(NAMED, [])}, other) == {}


def test_an_answer_from_a_page_with_older_days_is_told_too() -> None:
    late = answer(NAMED, "late")

    seen = seen_after({}, MOVED, {}, {"i": to_json(late)}, is_current=False)

    assert seen == {"i": STALE}
    assert changed_since(MOVED, {"i": late}, seen) == {"i": ()}


def test_an_open_item_has_no_days_it_rests_on() -> None:
    unanswered = Answer(findings=(Finding(reason="待查"),))

    assert changed_since(MOVED, {"i": unanswered}, {"i": THEN}) == {}
    assert changed_since(MOVED, {}, {"i": THEN}) == {}
    assert changed_since(MOVED, {"i": answer(NAMED, "late")}, {}) == {}


def test_the_stamp_of_a_page_changes_with_its_days() -> None:
    assert stamp(FOUND) == stamp({"i": late_one()}) != stamp(MOVED)
    assert len(stamp(FOUND)) == 16


def test_only_items_with_limits_have_proposals() -> None:
    known = days(assigned="3-3", first_interview=LATE)

    assert list(proposals(answerable(sheet(NAMED)), known)) == ["i"]
    assert response(FOUND["i"], Answer(special=Special.NOT_APPLICABLE)) is (
        Response.OVERRIDDEN
    )
