"""Who is next in a file's line: the order counts, and every rule is asked again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.domain.allocation import Pair
from review.domain.alternates import next_in_line
from review.domain.candidates import AllocationRules, CaseToAllocate, Reviewer

FILE = CaseToAllocate("c1", slots=(1,), firms=frozenset({"f1"}))
PEOPLE = tuple(Reviewer(name) for name in "ABC")
LINE = {("c1", ""): ["B", "A", "C"]}


def called(
    case: CaseToAllocate = FILE,
    people: tuple[Reviewer, ...] = PEOPLE,
    taken: frozenset[tuple[str, str]] = frozenset(),
) -> list[tuple[int, str]]:
    rules = AllocationRules(taken=taken)
    pairs = next_in_line([case], people, rules, LINE)
    return [(pair.slot, pair.reviewer) for pair in pairs]


@pytest.mark.parametrize(
    "first, expected",
    [
        (Reviewer("B"), "B"),
        (Reviewer("B", is_away=True), "A"),
        (Reviewer("B", firms=frozenset({"f1"})), "A"),
        (Reviewer("B", declared_firms=frozenset({"f1"})), "A"),
        (Reviewer("B", cap=3, load=3), "A"),
        (Reviewer("B", cap=3, load=2), "B"),
    ],
)
def test_the_first_who_may_still_read_the_file_is_called(
    first: Reviewer, expected: str
) -> None:
    assert called(people=(PEOPLE[0], first, PEOPLE[2])) == [(1, expected)]


def test_who_has_the_file_or_left_the_campaign_is_passed_over() -> None:
    assert called(taken=frozenset({("c1", "B")})) == [(1, "A")]
    assert called(people=PEOPLE[2:]) == [(1, "C")]
    assert called(people=()) == []


def test_several_places_go_down_the_line_and_nobody_gets_two() -> None:
    assert called(replace(FILE, slots=(1, 2))) == [(1, "B"), (2, "A")]
    assert called(replace(FILE, slots=(1, 2, 3, 4))) == [(1, "B"), (2, "A"), (3, "C")]


def test_a_limit_counts_what_was_given_on_the_way() -> None:
    files = [FILE, replace(FILE, key="c2")]
    people = (Reviewer("A", cap=1), Reviewer("B", cap=2, load=1))
    lines = {(file.key, ""): ["B", "A"] for file in files}

    assert next_in_line(files, people, AllocationRules(), lines) == (
        Pair("c1", "", 1, "B"),
        Pair("c2", "", 1, "A"),
    )
