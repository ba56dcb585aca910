"""Rotations: round in a circle, never oneself, no two in turns, from the seed alone."""

from __future__ import annotations

import pytest

from review.domain.candidates import (
    AllocationRules,
    CaseToAllocate,
    Reviewer,
    Unit,
    forbidden,
)
from review.domain.rotation import (
    NobodyKnowsYet,
    OwnIsCounty,
    Round,
    SameCountyBarred,
    TooFewUnits,
    Way,
    WhoReviews,
    as_stored,
    barred_among,
    check_way,
    idle,
    is_open,
    place_of,
    rotation,
    round_in,
    wanted_in,
    who_of,
    wish_faults,
)

SEEDS = ("7", "2026-03-02 双色球 03 11 18", "", "１２")


def counties(n: int) -> list[str]:
    return [f"1501{each:02}" for each in range(n)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("n", [3, 4, 5, 9, 60])
def test_everybody_reviews_one_and_is_reviewed_by_one(n: int, seed: str) -> None:
    found = rotation(counties(n), seed)

    assert set(found) == set(found.values()) == set(counties(n))
    assert [reader for reader, read in found.items() if reader == read] == []
    assert [a for a, b in found.items() if found[b] == a] == []


@pytest.mark.parametrize("n", [0, 1, 2])
def test_where_it_cannot_be_it_is_said(n: int) -> None:
    with pytest.raises(TooFewUnits) as refused:
        rotation(counties(n), "7")
    assert refused.value.values == {"n": n}


def test_the_order_of_the_list_and_repetitions_do_not_matter() -> None:
    codes = counties(9)
    assert rotation(codes, "7") == rotation([*reversed(codes), codes[0]], "7")
    assert rotation(codes, "7") != rotation(codes, "8")


def test_anybody_can_work_it_out_again() -> None:
    """printf '7\\nrotation\\n150101' | sha256sum"""
    assert place_of("150101", "7") == (
        "ed70a0f42e61764f4e3a2b38f0711f4d47b83b79e34a85b31b26e3a05a810991"
    )
    order = sorted(counties(5), key=lambda code: place_of(code, "7"))
    assert rotation(counties(5), "7")[order[0]] == order[1]
    assert rotation(counties(5), "7")[order[-1]] == order[0]


ROUND = Round(Way.ROTATION, Unit.COUNTY, {"A": "B", "B": "C", "C": "A"})
OWN = Round(Way.OWN, Unit.COUNTY, {each: each for each in "ABC"})


@pytest.mark.parametrize(
    ("found", "reader", "may_read"),
    [
        (ROUND, "A", "B"),
        (ROUND, "B", "C"),
        (ROUND, "C", "A"),
        (OWN, "A", "A"),
        (OWN, "C", "C"),
        (ROUND, "", "ABC"),  # of no county: the bureau's own reviewers
        (OWN, "D", "ABC"),  # of a county without files
    ],
)
def test_each_may_review_whom_the_round_says(
    found: Round, reader: str, may_read: str
) -> None:
    rules = AllocationRules(unit=found.unit, barred_turns=found.barred)
    who = Reviewer("r", person="p", area=reader)
    free = [
        area
        for area in "ABC"
        if not forbidden(CaseToAllocate("c", area=area), who, rules)
    ]
    assert "".join(free) == may_read


def test_firms_go_round_too() -> None:
    found = Round(Way.ROTATION, Unit.FIRM, {"1": "2", "2": "3", "3": "1"})
    rules = AllocationRules(unit=found.unit, barred_turns=found.barred)
    who = Reviewer("r", person="p", firms=frozenset({"1"}))
    free = [
        firm
        for firm in "123"
        if not forbidden(CaseToAllocate("c", firms=frozenset({firm})), who, rules)
    ]
    assert free == ["2"]


def test_a_firm_does_not_review_itself() -> None:
    check_way(Way.OWN, Unit.COUNTY)
    check_way(Way.ROTATION, Unit.FIRM)
    with pytest.raises(OwnIsCounty):
        check_way(Way.OWN, Unit.FIRM)


def test_a_round_is_stored_and_read_back() -> None:
    assert round_in({"round": as_stored(ROUND)}) == ROUND
    assert round_in({}) is None


@pytest.mark.parametrize(
    ("who", "way", "unit"),
    [
        (WhoReviews.ANYONE, None, Unit.COUNTY),
        (WhoReviews.OWN, Way.OWN, Unit.COUNTY),
        (WhoReviews.COUNTIES, Way.ROTATION, Unit.COUNTY),
        (WhoReviews.FIRMS, Way.ROTATION, Unit.FIRM),
    ],
)
def test_every_choice_is_a_way_among_units_and_back(
    who: WhoReviews, way: Way | None, unit: Unit
) -> None:
    assert (who.way, who.unit) == (way, unit)
    assert who_of(way, unit) is who
    assert who_of(None, Unit.FIRM) is WhoReviews.ANYONE


@pytest.mark.parametrize(
    ("rules", "wanted", "is_undecided"),
    [
        ({}, WhoReviews.ANYONE, False),
        ({"who_reviews": "anyone"}, WhoReviews.ANYONE, False),
        ({"who_reviews": "counties"}, WhoReviews.COUNTIES, True),
        ({"who_reviews": "counties", "round": {}}, WhoReviews.COUNTIES, True),
        ({"who_reviews": "own", "round": as_stored(OWN)}, WhoReviews.OWN, False),
        # Settled before plans could ask for it, or otherwise than the plan asks.
        ({"round": as_stored(ROUND)}, WhoReviews.COUNTIES, False),
        ({"who_reviews": "own", "round": as_stored(ROUND)}, WhoReviews.COUNTIES, False),
    ],
)
def test_what_is_asked_for_is_open_until_it_is_settled(
    rules: dict[str, object], wanted: WhoReviews, is_undecided: bool
) -> None:
    assert wanted_in(rules) is wanted
    assert is_open(rules) is is_undecided


@pytest.mark.parametrize(
    ("who", "bars_same_county", "is_standing", "faults"),
    [
        (WhoReviews.ANYONE, True, True, []),
        (WhoReviews.OWN, False, False, []),
        (WhoReviews.OWN, True, False, [SameCountyBarred]),
        (WhoReviews.COUNTIES, True, False, []),
        (WhoReviews.FIRMS, False, True, [NobodyKnowsYet]),
        (WhoReviews.OWN, True, True, [SameCountyBarred, NobodyKnowsYet]),
    ],
)
def test_some_wishes_cannot_be_whatever_is_drawn(
    who: WhoReviews, bars_same_county: bool, is_standing: bool, faults: list[type]
) -> None:
    found = wish_faults(who, bars_same_county=bars_same_county, is_standing=is_standing)

    assert [type(fault) for fault in found] == faults


def test_units_of_which_nobody_reviews_are_named() -> None:
    assert idle({"A": 1, "B": 0, "C": 2, "D": 0}) == ("B", "D")
    assert idle({}) == ()


@pytest.mark.parametrize(
    ("found", "reader", "may_read"),
    [
        (ROUND, "A", "BD"),
        (ROUND, "D", "ABC"),  # came in later: never the own files
        (OWN, "D", "ABCD"),
        (OWN, "A", "AD"),
        (ROUND, "", "ABCD"),
    ],
)
def test_who_came_in_later_reviews_no_own_files_in_a_circle(
    found: Round, reader: str, may_read: str
) -> None:
    turns = barred_among(found, {"A", "B", "C", "D", ""})
    rules = AllocationRules(unit=found.unit, barred_turns=turns)
    who = Reviewer("r", person="p", area=reader)
    free = [
        area
        for area in "ABCD"
        if not forbidden(CaseToAllocate("c", area=area), who, rules)
    ]

    assert "".join(free) == may_read
