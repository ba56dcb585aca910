"""Former employers by dated stays, years of practice, absences, and the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from review.domain.candidates import GRADES, Bar, Strength, Unit
from review.domain.docket import (
    Relation,
    RulesBroken,
    Stay,
    as_stored,
    check_rules,
    conflict_rules,
    full_years,
    is_away,
    is_recent,
    last_together,
)
from review.domain.kinds import CaseClass

ON = date(2026, 3, 1)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def stay(starts: str = "", ends: str = "", firm: int = 1) -> Stay:
    return Stay(firm, day(starts), day(ends))


@pytest.mark.parametrize(
    ("one", "other", "last"),
    [
        (stay(), stay(), "2026-03-01"),
        (stay(ends="2020-05-31"), stay("2019-01-01"), "2020-05-31"),
        (stay(ends="2020-05-31"), stay("2020-05-31"), "2020-05-31"),
        (stay(ends="2020-05-31"), stay("2020-06-01"), ""),
        (stay("2027-01-01"), stay(), ""),
        (stay(ends="2030-01-01"), stay(), "2026-03-01"),
        (stay(), stay(firm=2), ""),
    ],
)
def test_last_day_together_is_where_stays_overlap(
    one: Stay, other: Stay, last: str
) -> None:
    assert last_together(one, other, on=ON) == day(last)
    assert last_together(other, one, on=ON) == day(last)


@pytest.mark.parametrize(
    ("last", "years", "recent"),
    [
        ("2023-03-01", 3, True),
        ("2023-02-28", 3, False),
        ("1990-01-01", None, True),
        ("2026-03-01", 0, True),
        ("2026-02-28", 0, False),
    ],
)
def test_former_employer_counts_for_so_many_years(
    last: str, years: int | None, recent: bool
) -> None:
    assert is_recent(date.fromisoformat(last), on=ON, years=years) is recent


def test_years_back_from_a_leap_day() -> None:
    leap = date(2024, 2, 29)

    assert is_recent(date(2023, 2, 28), on=leap, years=1)
    assert not is_recent(date(2023, 2, 27), on=leap, years=1)


@pytest.mark.parametrize(
    ("since", "years"),
    [("", None), ("2021-03-01", 5), ("2021-03-02", 4), ("2026-05-01", 0)],
)
def test_years_of_practice_are_completed_ones(since: str, years: int | None) -> None:
    assert full_years(day(since), on=ON) == years


@pytest.mark.parametrize(
    ("since", "until", "due", "away"),
    [
        ("", "", "2026-03-10", False),
        ("2026-03-01", "2026-03-05", "2026-03-10", True),
        ("2026-03-01", "2026-03-04", "2026-03-10", False),
        ("2026-03-06", "2026-04-30", "2026-03-10", True),
        ("2026-02-01", "2026-02-28", "2026-03-10", False),
        ("2026-04-01", "2026-04-30", "2026-03-10", False),
        ("2026-02-20", "", "2026-03-10", True),
        ("", "2026-03-31", "2026-03-10", True),
        ("2026-03-01", "2026-03-01", "", True),
        ("2026-03-02", "2026-03-09", "", False),
        ("2026-03-01", "2026-03-01", "2026-02-01", True),
    ],
)
def test_away_on_half_of_the_days_left_is_away(
    since: str, until: str, due: str, away: bool
) -> None:
    assert is_away(day(since), day(until), on=ON, due_on=day(due)) is away


def test_rules_not_said_are_strict() -> None:
    rules = conflict_rules({})

    assert rules.in_force == dict(GRADES)
    assert (rules.employer_years, rules.unit) == (None, Unit.PERSON)
    assert set(rules.years.values()) == {0}


def test_rules_come_back_as_they_were_stored() -> None:
    rules = replace(
        conflict_rules({}),
        grades={**GRADES, Bar.PARTY: None, Bar.EMPLOYER: Strength.DISCLOSE},
        employer_years=3,
        years={CaseClass.GENERAL: 3, CaseClass.COMPLEX: 5, CaseClass.MAJOR: 10},
        unit=Unit.FIRM,
    )

    again = conflict_rules({"conflicts": as_stored(rules)})

    assert again == rules
    assert Bar.PARTY not in again.in_force


@pytest.mark.parametrize("n", [-1, 61])
def test_years_out_of_range_are_refused(n: int) -> None:
    with pytest.raises(RulesBroken):
        check_rules(replace(conflict_rules({}), employer_years=n))


def test_relations_of_the_docket_are_those_the_rules_grade() -> None:
    assert {each.bar for each in Relation} | {Bar.EMPLOYER} == set(GRADES)
    assert Relation.from_words("对方律师") is Relation.OPPOSING
