"""Who may read which file: every bar, every relation of the docket, every grade."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from review.domain.candidates import (
    BAR_SENTENCES,
    GRADES,
    REFUSALS,
    AllocationRules,
    Bar,
    CaseToAllocate,
    Reviewer,
    Side,
    Strength,
    Turn,
    Unit,
    barred_turns,
    forbidden,
    graded,
    loss_of,
    relations,
)

RULES = AllocationRules()
SAME_COUNTY = AllocationRules(bar_same_area=True)
CASE = CaseToAllocate(
    key="c1",
    part="law",
    handlers=frozenset({"lead", "second"}),
    firms=frozenset({"firm-a", "firm-b"}),
    area="county",
    kind="civil",
    years=5,
    sides=frozenset(
        {
            Side(Bar.OPPOSING, person="foe"),
            Side(Bar.OPPOSING, firm="foe-firm"),
            Side(Bar.CO_COUNSEL, person="friend"),
            Side(Bar.CO_COUNSEL, firm="friend-firm"),
            Side(Bar.PREDECESSOR, person="former"),
            Side(Bar.PREDECESSOR, firm="former-firm"),
            Side(Bar.STAFF, person="head"),
            Side(Bar.STAFF, firm="parent-firm"),
        }
    ),
    matters=frozenset({"matter-1"}),
    parties=frozenset({"party-1"}),
)
STRANGER = Reviewer(
    "r1", person="p1", firms=frozenset({"firm-z"}), area="elsewhere", years=5
)


def one(name: str) -> frozenset[str]:
    return frozenset({name})


@pytest.mark.parametrize(
    ("reviewer", "rules", "bars"),
    [
        (STRANGER, RULES, ()),
        (Reviewer("r1", years=30), SAME_COUNTY, ()),
        (replace(STRANGER, person="lead"), RULES, (Bar.OWN_CASE,)),
        (replace(STRANGER, person="second"), RULES, (Bar.OWN_CASE,)),
        (replace(STRANGER, firms=one("firm-b")), RULES, (Bar.OWN_FIRM,)),
        (replace(STRANGER, fellows=one("second")), RULES, (Bar.OWN_FIRM,)),
        (
            replace(STRANGER, fellows=one("second")),
            AllocationRules(grades={}),
            (Bar.OWN_FIRM,),
        ),
        (replace(STRANGER, declared_cases=one("c1")), RULES, (Bar.DECLARED,)),
        (replace(STRANGER, declared_persons=one("second")), RULES, (Bar.DECLARED,)),
        (replace(STRANGER, declared_firms=one("firm-a")), RULES, (Bar.DECLARED,)),
        (replace(STRANGER, area="county"), RULES, ()),
        (replace(STRANGER, area="county"), SAME_COUNTY, (Bar.SAME_AREA,)),
        (replace(STRANGER, competences=one("civil")), RULES, ()),
        (replace(STRANGER, competences=one("criminal")), RULES, (Bar.COMPETENCE,)),
        (replace(STRANGER, parts=one("law")), RULES, ()),
        (replace(STRANGER, parts=one("formal")), RULES, (Bar.PART,)),
        (STRANGER, AllocationRules(taken=frozenset({("c1", "r1")})), (Bar.TAKEN,)),
        (STRANGER, AllocationRules(taken=frozenset({("c1", "r2")})), ()),
        (STRANGER, AllocationRules(apart=frozenset({("c1", "r1")})), (Bar.DECLARED,)),
        (STRANGER, AllocationRules(apart=frozenset({("c1", "r2")})), ()),
        (replace(STRANGER, years=4), RULES, (Bar.YEARS,)),
        (replace(STRANGER, years=None), RULES, (Bar.YEARS,)),
        (replace(STRANGER, is_away=True), RULES, (Bar.AWAY,)),
        (
            replace(STRANGER, person="lead", firms=one("firm-a"), area="county"),
            SAME_COUNTY,
            (Bar.OWN_CASE, Bar.OWN_FIRM, Bar.SAME_AREA),
        ),
    ],
)
def test_forbidden_names_every_bar(
    reviewer: Reviewer, rules: AllocationRules, bars: tuple[Bar, ...]
) -> None:
    assert forbidden(CASE, reviewer, rules) == bars


def test_a_sealed_file_goes_to_nobody() -> None:
    assert forbidden(replace(CASE, is_sealed=True), STRANGER, RULES) == (Bar.SEALED,)


def test_unknown_county_or_person_is_never_the_same() -> None:
    unknown = CaseToAllocate("c", handlers=frozenset({""}))

    assert forbidden(unknown, Reviewer("r"), SAME_COUNTY) == ()


RELATED = [
    (replace(STRANGER, person="foe"), Bar.OPPOSING),
    (replace(STRANGER, firms=one("foe-firm")), Bar.OPPOSING),
    (replace(STRANGER, person="friend"), Bar.CO_COUNSEL),
    (replace(STRANGER, firms=one("friend-firm")), Bar.CO_COUNSEL),
    (replace(STRANGER, person="former"), Bar.PREDECESSOR),
    (replace(STRANGER, firms=one("former-firm")), Bar.PREDECESSOR),
    (replace(STRANGER, fellows=one("foe")), Bar.OPPOSING),
    (replace(STRANGER, fellows=one("friend")), Bar.CO_COUNSEL),
    (replace(STRANGER, fellows=one("former")), Bar.PREDECESSOR),
    (replace(STRANGER, person="head"), Bar.STAFF),
    (replace(STRANGER, firms=one("parent-firm")), Bar.STAFF),
    (replace(STRANGER, matters=one("matter-1")), Bar.MATTER),
    (replace(STRANGER, parties=one("party-1")), Bar.PARTY),
    (replace(STRANGER, former_firms=one("firm-b")), Bar.EMPLOYER),
    (replace(STRANGER, colleagues=one("second")), Bar.EMPLOYER),
]


@pytest.mark.parametrize(("reviewer", "bar"), RELATED)
@pytest.mark.parametrize("strength", [*Strength, None])
def test_relation_weighs_what_the_campaign_says(
    reviewer: Reviewer, bar: Bar, strength: Strength | None
) -> None:
    rules = AllocationRules(grades={} if strength is None else {bar: strength})

    assert relations(CASE, reviewer) == (bar,)
    found = forbidden(CASE, reviewer, rules)
    warned = graded(CASE, reviewer, rules, Strength.WARN)
    loss = loss_of(CASE, reviewer, rules)
    assert (found, warned, loss) == {
        Strength.BLOCK: ((bar,), (), 1),
        Strength.WARN: ((), (bar,), 1),
        Strength.DISCLOSE: ((), (), 200),
        None: ((), (), 1),
    }[strength]


def test_duty_at_a_station_binds_the_person_and_not_the_firm() -> None:
    assert relations(CASE, replace(STRANGER, fellows=one("head"))) == ()


def test_relations_of_a_stranger_are_none() -> None:
    assert relations(CASE, STRANGER) == ()
    assert relations(CaseToAllocate("c"), Reviewer("r")) == ()


def test_who_knows_the_kind_of_case_fits_better() -> None:
    assert loss_of(CASE, replace(STRANGER, competences=one("civil")), RULES) == 0
    assert loss_of(replace(CASE, kind=""), STRANGER, RULES) == 0


def test_every_bar_has_its_sentences_and_every_relation_a_grade() -> None:
    assert set(BAR_SENTENCES) == set(REFUSALS) == set(Bar)
    assert {bar for _, bar in RELATED} == set(GRADES)


def may_read(order: list[str], done: set[tuple[str, str]]) -> dict[str, set[str]]:
    barred = barred_turns(order, done)
    return {
        one: {o for o in order if o != one and Turn(one, o) not in barred}
        for one in order
    }


def test_three_review_each_other_in_a_rotation() -> None:
    assert may_read(["a", "b", "c"], set()) == {"a": {"b"}, "b": {"c"}, "c": {"a"}}


@pytest.mark.parametrize("n", [2, 3, 4, 7, 10])
def test_no_two_read_each_other_and_turns_are_even(n: int) -> None:
    order = [f"u{each}" for each in range(n)]

    turns = may_read(order, set())

    for one_, other in combinations(order, 2):
        assert (other in turns[one_]) is not (one_ in turns[other])
    assert {len(read) for read in turns.values()} <= {(n - 1) // 2, n // 2}


def test_who_has_read_already_keeps_the_turn() -> None:
    turns = may_read(["a", "b", "c"], {("b", "a")})

    assert turns == {"a": set(), "b": {"a", "c"}, "c": {"a"}}


def test_what_is_reciprocal_already_is_not_made_worse() -> None:
    turns = may_read(["a", "b"], {("a", "b"), ("b", "a")})

    assert sum(map(len, turns.values())) == 1


@pytest.mark.parametrize(
    ("unit", "reader", "read"),
    [
        (Unit.PERSON, "p1", "second"),
        (Unit.FIRM, "firm-z", "firm-b"),
        (Unit.COUNTY, "elsewhere", "county"),
    ],
)
def test_turn_bars_at_the_level_the_campaign_says(
    unit: Unit, reader: str, read: str
) -> None:
    turned = AllocationRules(unit=unit, barred_turns=frozenset({Turn(reader, read)}))
    other = AllocationRules(unit=unit, barred_turns=frozenset({Turn(read, reader)}))

    assert forbidden(CASE, STRANGER, turned) == (Bar.RECIPROCAL,)
    assert forbidden(CASE, STRANGER, other) == ()
