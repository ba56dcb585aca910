"""What the days of a case propose: the same to everybody, never an answer by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.completeness import MissingKind
from review.domain.policy import Viewer
from review.domain.procedures import Response
from review.services import reviewing
from review.services.reviewing import Desk, Incomplete, Saved, Shown
from review.store import invariants, unit
from review.store.models import Draft, StoredProposal
from tests.factories import World
from tests.limited import FOURTH_DAY, IN_TIME, THIRD_DAY, know, limited_sheet
from tests.services.rounds import (
    LATER,
    counted,
    further_read,
    reader,
    submit,
    under_review,
)

pytestmark = pytest.mark.usefixtures("app_context")

NOTHING = Shown()
REST = {"rest": "full"}
LATE = {"choice": ["late"], "findings": [{"option": "late", "reason": "第4个工作日"}]}
IN_TIME_ANSWER = {"choice": [], "reason": "笔录日期为3月6日"}


@pytest.fixture
def world(app: Flask) -> World:
    """Two files under review; of the first one its days are known."""
    world = under_review(limited_sheet())
    know(world, first_interview=FOURTH_DAY, archived=IN_TIME)
    return world


@pytest.fixture
def me(world: World) -> Viewer:
    return reader(world, 0, 0)


@pytest.fixture
def mine(world: World) -> str:
    return world.reads[0][0]


def open_read(viewer: Viewer, read: str) -> Desk:
    return reviewing.open_read(viewer=viewer, public_id=read, at=LATER)


def save(
    viewer: Viewer, read: str, version: int, shown: Shown = NOTHING, **changes: object
) -> Saved:
    return reviewing.save_answers(
        viewer=viewer,
        public_id=read,
        version=version,
        changes=changes,
        shown=shown,
        at=LATER,
    )


def kinds(found: Desk | Saved) -> set[tuple[str, MissingKind]]:
    return {(each.item, each.kind) for each in found.missing}


def stored() -> list[tuple[str, str, Any, bool, bool]]:
    with unit.reading() as connection:
        rows = connection.execute(
            select(
                StoredProposal.item_code,
                StoredProposal.basis,
                StoredProposal.offered,
                StoredProposal.is_late,
                StoredProposal.is_accepted,
            ).order_by(StoredProposal.id)
        )
        return [tuple(row) for row in rows]


def test_nothing_is_answered_before_the_reviewer_confirms(
    me: Viewer, mine: str
) -> None:
    desk = open_read(me, mine)

    assert {code: each.choice for code, each in desk.proposals.items()} == {
        "met": ("late",),
        "filed": "met",
    }
    assert desk.answers == {}
    assert desk.n_answered == 0


def test_everybody_gets_the_same_proposals(world: World, me: Viewer, mine: str) -> None:
    partner, theirs = reader(world, 0, 1), world.reads[0][1]
    third = further_read(world, 2)

    first = open_read(me, mine)
    save(me, mine, 0, met=IN_TIME_ANSWER)
    others = [open_read(partner, theirs), open_read(world.reviewers[2], third)]

    assert [(d.proposals, d.days) for d in others] == [
        (first.proposals, first.days)
    ] * 2


def test_a_file_without_days_proposes_nothing(world: World) -> None:
    desk = open_read(reader(world, 1, 0), world.reads[1][0])

    assert [each.choice for each in desk.proposals.values()] == [None, None]


def test_closing_a_section_answers_nothing_against_a_proposal(
    me: Viewer, mine: str
) -> None:
    saved = reviewing.close_section(
        viewer=me, public_id=mine, section="s", version=0, at=LATER
    )

    assert saved.responses == {"met": Response.OPEN, "filed": Response.ACCEPTED}
    assert kinds(saved) == {("met", MissingKind.ANSWER)}


def test_another_answer_needs_a_reason(me: Viewer, mine: str) -> None:
    saved = save(me, mine, 0, met={"choice": []}, filed="met")

    assert saved.responses == {"met": Response.OVERRIDDEN, "filed": Response.ACCEPTED}
    assert ("met", MissingKind.OTHERWISE) in kinds(saved)
    assert ("met", MissingKind.OTHERWISE) in kinds(open_read(me, mine))
    explained = save(me, mine, 1, met=IN_TIME_ANSWER)
    assert kinds(explained) == {("rest", MissingKind.ANSWER)}


def test_a_review_against_the_days_is_not_submitted_without_a_reason(
    world: World, me: Viewer, mine: str
) -> None:
    with pytest.raises(Incomplete):
        submit(world, me, mine, **REST, met={"choice": []}, filed="met")

    submit(world, me, mine, **REST, met=IN_TIME_ANSWER, filed="met")

    assert stored() == [
        ("met", "2025-03-03>2025-03-07", ["late"], True, False),
        ("filed", "2025-09-01>2025-09-30", "met", False, True),
    ]
    with unit.reading():
        assert invariants.check() == []


def test_what_was_not_proposed_is_not_kept(world: World) -> None:
    who, read = reader(world, 1, 0), world.reads[1][0]

    submit(world, who, read, **REST, met=LATE, filed="met")

    assert stored() == []


# Days that change


def test_a_change_of_days_is_told_and_changes_no_answer(
    world: World, me: Viewer, mine: str
) -> None:
    save(me, mine, 0, **REST, met=LATE, filed="met")
    before = open_read(me, mine)

    know(world, first_interview=THIRD_DAY)

    after = open_read(me, mine)
    assert after.answers == before.answers
    assert after.changed == {"met": ("2025-03-03>2025-03-07",)}
    assert after.proposals["met"].choice == ()
    assert kinds(after) == {
        ("met", MissingKind.DAYS_CHANGED),
    }
    with pytest.raises(Incomplete):
        reviewing.submit(viewer=me, public_id=mine, version=1, key="k", at=LATER)


def test_the_reviewer_looks_again_and_keeps_the_answer(
    world: World, me: Viewer, mine: str
) -> None:
    save(me, mine, 0, **REST, met=LATE, filed="met")
    know(world, first_interview=THIRD_DAY)

    again = Shown(open_read(me, mine).days, frozenset({"met"}))
    saved = save(me, mine, 1, again, met=LATE)

    # The reason of the deduction explains why the days are not followed.
    assert (saved.changed, saved.missing) == ((), ())
    reviewing.submit(viewer=me, public_id=mine, version=2, key="k", at=LATER)
    assert [row[3:] for row in stored()] == [(False, False), (False, True)]


def test_a_page_with_older_days_is_told_so(world: World, me: Viewer, mine: str) -> None:
    old = open_read(me, mine).days
    know(world, first_interview=THIRD_DAY)

    saved = save(me, mine, 0, Shown(old), met=LATE)

    assert not saved.is_current
    assert saved.changed == ("met",)
    assert open_read(me, mine).changed == {"met": ()}
    new = save(me, mine, 1, Shown(open_read(me, mine).days), met={"choice": []})
    assert (new.is_current, new.changed) == (True, ())


def test_days_that_come_after_the_answer_are_told_too(world: World) -> None:
    who, read = reader(world, 1, 0), world.reads[1][0]
    save(who, read, 0, met={"choice": []})

    know(world, 1, first_interview=FOURTH_DAY)

    assert open_read(who, read).changed == {"met": ("2025-03-03>",)}


def test_a_draft_of_before_knows_no_days(world: World, me: Viewer, mine: str) -> None:
    """A draft begun with an earlier version of the program is told nothing."""
    save(me, mine, 0, met=LATE)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=LATER)
        unit.change(event, Draft, {}, seen="")

    know(world, first_interview=THIRD_DAY)

    assert open_read(me, mine).changed == {}


def test_what_came_in_is_not_asked_again(world: World, me: Viewer, mine: str) -> None:
    submit(world, me, mine, **REST, met=LATE, filed="met")

    know(world, first_interview=THIRD_DAY)

    desk = open_read(me, mine)
    assert (desk.changed, desk.missing, desk.proposals) == ({}, (), {})
    assert stored()[0][1] == "2025-03-03>2025-03-07"


# What it costs


def statements(viewer: Viewer, read: str) -> int:
    open_read(viewer, read)
    with counted() as sent:
        open_read(viewer, read)
    return len(sent)


def test_opening_costs_one_statement_more_and_none_without_limits(
    world: World, me: Viewer, mine: str
) -> None:
    # The sheet itself, and the days of the case.
    assert statements(me, mine) == 2


def test_days_of_other_cases_say_nothing_here(world: World) -> None:
    know(world, 1, first_interview=date(2025, 3, 4))

    desk = open_read(reader(world, 0, 0), world.reads[0][0])

    assert desk.proposals["met"].choice == ("late",)
