"""Whether reviewers suffice is said before anything is allocated, and as it will be."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from review.domain.candidates import (
    AllocationRules,
    Bar,
    CaseToAllocate,
    Reviewer,
    Unit,
    forbidden,
)
from review.domain.rotation import Round, Way
from review.domain.sufficiency import KindNeeds, sufficiency

RULES = AllocationRules()


def case(key: str, **rest: object) -> CaseToAllocate:
    return CaseToAllocate(key, **{"kind": "civil", **rest})  # type: ignore[arg-type]


def reviewer(key: str, **rest: object) -> Reviewer:
    values: dict[str, object] = {"person": f"p{key}", **rest}
    return Reviewer(key, **values)  # type: ignore[arg-type]


def test_enough_reviewers_leave_nothing_short() -> None:
    found = sufficiency([case("c")], [reviewer("1"), reviewer("2")], RULES)

    assert found.n_short == 0
    assert found.kinds == (KindNeeds("civil", 1, 2, 2, None),)
    assert (found.kinds[0].each, found.kinds[0].is_short) == (1, False)


@pytest.mark.parametrize(
    ("kept", "bar"),
    [
        ({"competences": frozenset({"criminal_defense"})}, Bar.COMPETENCE),
        ({"years": 4}, Bar.YEARS),
        ({"is_away": True, "years": 9}, Bar.AWAY),
        ({"person": "h", "years": 9}, Bar.OWN_CASE),
        ({"firms": frozenset({"f"}), "years": 9}, Bar.OWN_FIRM),
        ({"declared_persons": frozenset({"h"}), "years": 9}, Bar.DECLARED),
        ({"declared_firms": frozenset({"f"}), "years": 9}, Bar.DECLARED),
        ({"area": "a", "years": 9}, Bar.SAME_AREA),
    ],
)
def test_a_short_file_says_what_keeps_the_others(kept: dict, bar: Bar) -> None:
    one = case("c", handlers=frozenset("h"), firms=frozenset("f"), area="a", years=5)
    people = [reviewer("1", years=5), reviewer("2", **kept)]

    found = sufficiency([one], people, AllocationRules(bar_same_area=True))

    assert found.n_short == 1
    (short,) = found.short
    assert (short.needed, short.n_reviewers, short.bars) == (2, 1, ((bar, 1),))


@pytest.mark.parametrize(
    ("caps", "room", "is_short"),
    [((3, 3), 6, False), ((3, 2), 5, True), ((1, None), None, False)],
)
def test_limits_make_the_room_of_a_kind(
    caps: tuple[int | None, ...], room: int | None, is_short: bool
) -> None:
    people = [reviewer(str(n), cap=cap) for n, cap in enumerate(caps)]

    (kind,) = sufficiency([case(str(n)) for n in range(3)], people, RULES).kinds

    assert (kind.n_reads, kind.room, kind.is_short) == (6, room, is_short)


def test_a_file_in_parts_counts_once() -> None:
    parts = [case("c", part=part) for part in ("a", "b")]

    (kind,) = sufficiency(parts, [reviewer("1"), reviewer("2")], RULES).kinds

    assert (kind.n_files, kind.n_reads) == (1, 4)


def test_the_quick_way_finds_whom_the_rules_find() -> None:
    dice = random.Random(7)

    def some(letters: str) -> frozenset[str]:
        return frozenset(dice.sample(letters, dice.randint(0, 2)))

    people = [
        reviewer(
            str(n),
            person=dice.choice("hijklm"),
            firms=some("fgx"),
            area=dice.choice("abc"),
            years=dice.randint(0, 9),
            declared_firms=some("fgx"),
            declared_persons=some("hij"),
            competences=dice.choice([frozenset(), frozenset({"civil"})]),
        )
        for n in range(30)
    ]
    rules = AllocationRules(bar_same_area=True)
    for n in range(60):
        one = case(
            str(n),
            handlers=some("hij"),
            firms=some("fgx"),
            area=dice.choice("abc"),
            kind=dice.choice(["civil", "arbitration"]),
            years=dice.choice([0, 5]),
        )
        may = sum(not forbidden(one, each, rules) for each in people)
        assert sufficiency([one], people, rules).kinds[0].n_reviewers == may


def test_in_a_rotation_of_firms_only_the_next_one_reviews() -> None:
    turns = Round(Way.ROTATION, Unit.FIRM, {"1": "2", "2": "3", "3": "1"}).barred
    rules = AllocationRules(unit=Unit.FIRM, barred_turns=turns)
    people = [Reviewer(f"r{n}", person=f"p{n}", firms=frozenset(n)) for n in "1123"]
    people[1] = replace(people[1], key="r1b", person="p1b")
    cases = [CaseToAllocate(f"c{n}", firms=frozenset(n)) for n in "123"]

    found = sufficiency(cases, people, rules)

    # Firm 1 has two reviewers for the files of firm 2; the others have one each.
    assert [(each.key, each.n_reviewers) for each in found.short] == [
        ("c1", 1),
        ("c3", 1),
    ]
