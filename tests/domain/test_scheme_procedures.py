"""Every check of a time limit: a sound one, one thing changed, the exact fault."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.domain.scheme_checks import items
from review.domain.scheme_checks import procedures as checks
from review.domain.scheme_checks.faults import Fault, Path
from review.domain.schemes import (
    DayKind,
    Direction,
    Item,
    ItemKind,
    LateStep,
    Procedure,
    Scheme,
)
from tests.domain.builders import bonus, item, options, points_scheme, section, veto

LIMIT = Procedure("assigned", "first_interview", 3, DayKind.WORKING, "own")
OTHER = Procedure("closed", "archived", 30, DayKind.CALENDAR, "own")
WHOLE = item("i", 10, ItemKind.ALL_OR_NOTHING)
NAMED = item("i", 10, ItemKind.ALTERNATIVES, options=options(late=4, very_late=8))
LEVEL = item("i", 10, ItemKind.LEVELS, options=options(well=10, late=5, never=0))
STEPPED = item("i", 10)


def late(*steps: tuple[int, str], limit: Procedure = LIMIT) -> Procedure:
    return replace(limit, late=tuple(LateStep(over, c) for over, c in steps))


def limited(line: Item, *limits: Procedure) -> Item:
    return replace(line, procedures=limits)


def faults_of(scheme: Scheme) -> list[tuple[Path, str]]:
    """Relative to the first item; the checks of items themselves besides."""
    every = (*checks.CHECKS, items.keys_fit_their_kind)
    found: list[Fault] = [fault for check in every for fault in check(scheme)]
    return [(fault.path[4:], fault.sentence) for fault in found]


def found(line: Item) -> list[tuple[Path, str]]:
    return faults_of(points_scheme(section("s", line)))


TIERS = late((3, "late"), (7, "very_late"))
P = ("procedures", 0)


@pytest.mark.parametrize(
    "line",
    [
        limited(WHOLE, LIMIT),
        limited(WHOLE, LIMIT, OTHER),
        limited(item("i", 10, ItemKind.YES_NO), LIMIT),
        limited(NAMED, TIERS),
        limited(NAMED, late((3, "late")), late((30, "very_late"), limit=OTHER)),
        limited(LEVEL, late((3, "late"), (30, "never"))),
        limited(STEPPED, late((3, "2.5"), (7, "10"))),
    ],
)
def test_sound_limits_have_no_faults(line: Item) -> None:
    assert found(line) == []


@pytest.mark.parametrize(
    ("line", "path", "sentence"),
    [
        (limited(WHOLE, replace(LIMIT, to="assigned")), (*P, "to"), checks.SAME_DAY),
        (limited(WHOLE, replace(LIMIT, source="")), (*P, "source"), checks.NO_SOURCE),
        (limited(WHOLE, late((3, "missing"))), (*P, "late"), checks.LATE_UNUSED),
        (limited(NAMED, LIMIT), (*P, "late"), checks.NO_LATE),
        (limited(STEPPED, LIMIT), (*P, "late"), checks.NO_LATE),
        (
            limited(NAMED, late((4, "late"))),
            (*P, "late", 0, "over"),
            checks.LATE_START,
        ),
        (
            limited(NAMED, late((3, "late"), (3, "very_late"))),
            (*P, "late", 1, "over"),
            checks.LATE_RISES,
        ),
        (
            limited(LEVEL, late((3, "well"))),
            (*P, "late", 0, "choice"),
            checks.LATE_IS_FULL,
        ),
        (
            limited(STEPPED, late((3, "0"))),
            (*P, "late", 0, "choice"),
            checks.LATE_IS_FULL,
        ),
        (
            limited(STEPPED, late((3, "2")), late((30, "2"), limit=OTHER)),
            ("procedures", 1),
            checks.ONE_LIMIT,
        ),
        (
            limited(item("i", 10, ItemKind.PER_OCCURRENCE), LIMIT),
            ("procedures",),
            items.NOT_FOR_KIND,
        ),
    ],
)
def test_limit_with_one_fault(line: Item, path: Path, sentence: str) -> None:
    assert found(line) == [(path, sentence)]


@pytest.mark.parametrize(
    ("line", "choice"), [(NAMED, "gone"), (STEPPED, "11"), (STEPPED, "0.3")]
)
def test_a_delay_is_answered_with_an_answer_of_its_item(
    line: Item, choice: str
) -> None:
    ((path, sentence),) = found(limited(line, late((3, choice))))

    assert path == (*P, "late", 0, "choice")
    assert sentence.startswith("Item %(item)s:")


def test_days_propose_no_veto_and_no_bonus() -> None:
    lost = veto("v", "never_met")
    hit = replace(lost, items=(limited(lost.items[0], LIMIT),))
    extra = bonus("b", 5, limited(item("i", 5, ItemKind.ALL_OR_NOTHING), LIMIT))

    for each in (hit, extra):
        assert faults_of(points_scheme(each)) == [(("procedures",), checks.NOT_OF_WORK)]


def test_a_delay_gains_nothing_on_an_adding_sheet() -> None:
    scheme = points_scheme(section("s", limited(NAMED, TIERS)))

    assert faults_of(replace(scheme, direction=Direction.ADD)) == [
        (("procedures",), checks.NOT_ADDED)
    ]


def test_a_heading_has_no_limits_of_its_own() -> None:
    heading = limited(replace(WHOLE, kind=None, items=(item("a", 10),)), LIMIT)
    scheme = points_scheme(section("s", heading))

    assert [f.sentence for f in items.groups_leave_answers_to_sub_items(scheme)] == [
        items.NOT_ON_GROUP
    ]
