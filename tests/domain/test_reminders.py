"""Who is reminded when: a table of moments, and every guard that holds one back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from review.domain.reminders import (
    MOST_STEPS,
    BadSchedule,
    Channel,
    Due,
    Duty,
    Facts,
    Schedule,
    Told,
    Verdict,
    What,
    Why,
    by_hand,
    check_schedule,
    due,
    from_data,
    hand_key,
    key_of,
    of_term,
    points,
    split,
    to_data,
    unknown_years,
    verdict,
)

DUE = date(2026, 3, 31)
"""A Tuesday of a month without holidays."""


def d(written: str) -> date:
    return date.fromisoformat(f"2026-{written}")


def duty(**facts: Any) -> Duty:
    known: dict[str, Any] = {"campaign_id": 1, "campaign": "2026", "due_on": DUE}
    return Duty(**(known | {"n_open": 3, "user_id": 7} | facts))


def told(*steps: int, n: int | None = None, last: str = "") -> Told:
    keys = frozenset(key_of(DUE, step) for step in steps)
    return Told(keys, len(steps) if n is None else n, d(last) if last else None)


def test_the_schedule_names_its_days() -> None:
    assert [(p.step, p.day) for p in points(Schedule(), DUE)] == [
        (-5, d("03-24")),
        (-2, d("03-27")),
        (0, d("03-31")),
        (1, d("04-01")),
        (3, d("04-03")),
        # Qingming is from 4 to 6 April.
        (7, d("04-10")),
    ]


def test_a_due_day_without_work_is_reminded_of_before_it() -> None:
    saturday = d("04-04")

    found = points(Schedule(before=(2,), after=(1,)), saturday)

    assert [(p.step, p.day) for p in found] == [
        (-2, d("04-02")),
        (0, d("04-03")),
        (1, d("04-07")),
    ]


@pytest.mark.parametrize(
    ("today", "before", "step", "why"),
    [
        ("03-23", (), None, Why.NOT_NOW),
        ("03-24", (), -5, None),
        ("03-26", (), -5, None),
        ("03-26", (-5,), -5, Why.TOLD),
        ("03-27", (-5,), -2, None),
        ("03-30", (-5, -2), -2, Why.TOLD),
        ("03-31", (-5, -2), 0, None),
        ("04-01", (0,), 1, None),
        ("04-02", (1,), 1, Why.TOLD),
        ("04-03", (1,), 3, None),
        ("04-09", (3,), 3, Why.TOLD),
        ("04-10", (3,), 7, None),
        ("04-15", (3,), 7, None),
        ("04-16", (3,), None, Why.NOT_NOW),
    ],
)
def test_each_day_has_its_step(
    today: str, before: tuple[int, ...], step: int | None, why: Why | None
) -> None:
    found = verdict(duty(), Schedule(), told(*before), d(today))

    assert (found.step, found.why) == (step, why)
    assert found.is_due is (why is None)


def test_what_was_missed_is_caught_up_with_once() -> None:
    """Nothing ran from the 20th to the 31st: one reminder comes, not three."""
    found = verdict(duty(), Schedule(), Told(), d("03-31"))

    assert found == Verdict(key_of(DUE, 0), 0, None, d("04-01"))


@pytest.mark.parametrize(
    ("facts", "schedule", "before", "why"),
    [
        ({"is_closed": True, "n_open": 0}, {}, told(), Why.CLOSED),
        ({"n_open": 0, "user_id": None}, {}, told(), Why.DONE),
        ({"user_id": None}, {"is_on": False}, told(), Why.NO_ACCOUNT),
        ({"due_on": None}, {"is_on": False}, told(), Why.OFF),
        ({"due_on": None}, {"most": 1}, told(n=1), Why.NO_TERM),
        ({}, {"most": 2}, told(-5, -2), Why.ENOUGH),
        ({}, {"on_the_day": False, "before": (20,)}, told(), Why.NOT_NOW),
        ({}, {}, told(0, last="03-31"), Why.TOLD),
        ({}, {}, told(-2, last="03-31"), Why.TOLD_TODAY),
        ({"given_on": d("03-31")}, {}, told(), Why.JUST_GIVEN),
        ({"given_on": d("03-30")}, {}, told(), None),
        ({}, {"most": 3}, told(-5, -2), None),
    ],
)
def test_guards_hold_in_their_order(
    facts: dict[str, Any], schedule: dict[str, Any], before: Told, why: Why | None
) -> None:
    found = verdict(duty(**facts), Schedule(**schedule), before, DUE)

    assert found.why == why


def test_another_term_begins_anew() -> None:
    later = duty(due_on=d("04-30"))

    found = verdict(later, Schedule(), told(-5, -2, 0, last="03-31"), d("04-28"))

    assert (found.is_due, found.key) == (True, "2026-04-30 -2")


def test_who_oversees_is_told_of_what_is_late_only() -> None:
    overseen = duty(what=What.OVERSEE)

    days = ("03-27", "03-31", "04-01", "04-03")
    found = [verdict(overseen, Schedule(), Told(), d(day)).step for day in days]

    assert found == [None, None, 1, 3]


@pytest.mark.parametrize(
    ("facts", "before", "why"),
    [
        ({}, Told(), None),
        ({"due_on": None}, told(n=99), None),
        ({"given_on": DUE}, Told(), None),
        ({}, Told(frozenset({hand_key(DUE)})), Why.TOLD_TODAY),
        ({}, told(0, last="03-31"), Why.TOLD_TODAY),
        ({"n_open": 0}, Told(), Why.DONE),
        ({"is_closed": True}, Told(), Why.CLOSED),
        ({"user_id": None}, Told(), Why.NO_ACCOUNT),
    ],
)
def test_by_hand_only_facts_hold_back(
    facts: dict[str, Any], before: Told, why: Why | None
) -> None:
    found = by_hand(duty(**facts), before, DUE)

    assert (found.why, found.key) == (why, "" if why else "hand 2026-03-31")


def test_a_person_gets_one_message_with_everything() -> None:
    first = duty(campaign_id=1, campaign="B", due_on=d("04-02"))
    pressing = duty(campaign_id=2, campaign="A", due_on=DUE)
    done = duty(campaign_id=3, n_open=0)
    other = duty(user_id=8)
    late = duty(campaign_id=4, user_id=8, what=What.OVERSEE, due_on=d("03-30"))
    mail = frozenset({Channel.MAIL})
    facts = Facts(
        duties=(first, done, pressing, other, late),
        schedules={2: Schedule(channels=mail)},
        told={(1, 8, What.REVIEW): told(0)},
    )

    none: frozenset[Channel] = frozenset()
    assert due(facts, d("03-31")) == {
        (7, What.REVIEW): (
            Due(pressing, "2026-03-31 +0", mail),
            Due(first, "2026-04-02 -2", none),
        ),
        (8, What.OVERSEE): (Due(late, "2026-03-30 +1", none),),
    }


def test_a_schedule_is_stored_as_it_is() -> None:
    own = Schedule(False, (9,), False, (2, 4), 3, frozenset({Channel.SMS}))

    assert from_data(to_data(own)) == own
    assert from_data(None) == Schedule()
    assert Schedule().channels == frozenset()


@pytest.mark.parametrize(
    "changes",
    [
        {"before": (0,)},
        {"after": (61,)},
        {"before": tuple(range(1, MOST_STEPS + 2))},
        {"most": 0},
        {"most": 21},
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadSchedule):
        check_schedule(Schedule(**changes))


def test_schedules_with_sense_pass() -> None:
    check_schedule(Schedule())
    check_schedule(Schedule(before=(), after=(), most=1))


def test_years_without_a_calendar_are_named() -> None:
    assert unknown_years(Schedule(), DUE) == ()
    assert unknown_years(Schedule(), date(2026, 12, 30)) == (2027,)
    assert unknown_years(Schedule(), None) == ()


def test_duty_is_split_by_the_days_of_single_reviews() -> None:
    later, last = d("04-10"), d("04-20")

    found = split(duty(n_open=4), [(last, 1), (later, 2), (d("03-30"), 1)], DUE)

    # A day that is not later than the campaign's counts for nothing.
    assert [(x.due_on, x.n_open) for x in found] == [(DUE, 1), (later, 2), (last, 1)]
    assert [x.is_extended for x in found] == [False, True, True]
    assert [x.due_on for x in split(duty(n_open=2), [(later, 2)], DUE)] == [later]
    assert split(duty(n_open=0), [], DUE) == (duty(n_open=0),)


def test_what_was_told_counts_for_its_own_day() -> None:
    before = told(-5, -2)

    assert of_term(before, DUE).n == 2
    assert of_term(before, d("04-10")).n == 0


def test_everything_that_is_said_has_words() -> None:
    assert all(each.words for each in (*Why, *Channel))
