"""Handing a file back: the place is free at once, and a conflict holds from then on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask

from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Granted, Role, Viewer
from review.services import membership, reviewing
from review.services.conflicts import Against
from review.services.reviewing import AlreadySubmitted
from review.store import unit
from review.store.models import CampaignCase, DeclaredConflict, Event, Read, Reviewer
from tests.conftest import AT
from tests.factories import World
from tests.services.rounds import LATER, further_read, rows, submit, under_review

pytestmark = pytest.mark.usefixtures("app_context")

OWN_FIRM = "The file was handled by my own firm."


@pytest.fixture
def world(app: Flask) -> World:
    """Six files of three firms and lawyers; both reviewers read all of them."""
    return under_review(n_cases=6, n_reviewers=2)


@pytest.fixture
def me(world: World) -> Viewer:
    return world.reviewers[0]


def mine(me: Viewer) -> list[str]:
    return [line.public_id for line in reviewing.queue(viewer=me, at=AT)]


def decline(me: Viewer, read: str, *avoid: Against) -> None:
    reviewing.decline(viewer=me, public_id=read, reason=OWN_FIRM, at=LATER, avoid=avoid)


def conflicts() -> list[tuple[object, ...]]:
    return rows(DeclaredConflict, "person_id", "firm_id", "other_person_id")


def ended() -> dict[str, str]:
    found = rows(Read, "public_id", "ended_reason")
    return {str(read): str(reason) for read, reason in found if reason is not None}


def test_without_a_conflict_only_this_file_goes_back(me: Viewer) -> None:
    decline(me, "read-0-1")

    assert ended() == {"read-0-1": OWN_FIRM}
    assert conflicts() == []
    assert len(mine(me)) == 5


@pytest.mark.parametrize(
    ("avoid", "column"),
    [(Against.FIRM, "firm_id"), (Against.HANDLER, "lead_person_id")],
)
def test_a_conflict_takes_the_other_files_of_that_side_back(
    world: World, me: Viewer, avoid: Against, column: str
) -> None:
    other = rows(CampaignCase, column)[0][0]

    decline(me, "read-0-1", avoid)

    firm, person = (other, None) if avoid is Against.FIRM else (None, other)
    assert conflicts() == [(me.person_id, firm, person)]
    assert ended() == {
        "read-0-1": OWN_FIRM,
        "read-3-2": "A conflict of interest was declared.",
    }
    assert len(mine(world.reviewers[1])) == 6


def test_what_is_submitted_stays(world: World, me: Viewer) -> None:
    submit(world, me, "read-3-2")

    decline(me, "read-0-1", Against.FIRM, Against.HANDLER)

    assert set(ended()) == {"read-0-1"}
    assert len(conflicts()) == 2


def test_a_known_conflict_is_not_declared_twice(world: World, me: Viewer) -> None:
    firm_id = rows(CampaignCase, "firm_id")[0][0]
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        values = {"bureau_id": world.bureau_id, "person_id": me.person_id}
        unit.add(event, DeclaredConflict, firm_id=firm_id, **values)

    decline(me, "read-0-1", Against.FIRM)

    assert conflicts() == [(me.person_id, firm_id, None)]


def test_the_events_name_the_reviewer_by_code_alone(me: Viewer) -> None:
    decline(me, "read-0-1", Against.FIRM)

    found: Sequence[tuple[object, ...]] = rows(Event, "kind", "actor_kind", "actor")
    assert found[-3:] == [
        ("review_declined", "reviewer", "code-0"),
        ("conflict_declared", "reviewer", "code-0"),
        ("reads_withdrawn", "system", "system"),
    ]


def test_a_submitted_review_is_not_handed_back_and_declares_nothing(
    world: World, me: Viewer
) -> None:
    submit(world, me, "read-0-1")

    with pytest.raises(AlreadySubmitted):
        decline(me, "read-0-1", Against.FIRM)

    assert (ended(), conflicts()) == ({}, [])


def test_who_reviews_nothing_declares_nothing(world: World) -> None:
    lawyer = Viewer(
        bureau_id=world.bureau_id,
        person_id=1,
        user_id=1,
        grants=(Granted(Role.LAWYER, world.bureau_id),),
    )

    with pytest.raises(NotVisible):
        decline(lawyer, "read-0-1", Against.FIRM)
    assert conflicts() == []


def test_a_reason_is_needed_before_anything_is_declared(me: Viewer) -> None:
    with pytest.raises(RuleBroken):
        reviewing.decline(
            viewer=me, public_id="read-0-1", reason=" ", at=AT, avoid=[Against.FIRM]
        )

    assert conflicts() == []


def test_the_officer_reads_why_until_the_file_is_settled(
    world: World, me: Viewer
) -> None:
    number = str(rows(Reviewer, "number", person_id=me.person_id)[0][0])

    def told() -> list[tuple[object, ...]]:
        found = membership.member(viewer=world.officer, code="2026", number=number)
        return [(x.case_no, x.reason, x.ended_at) for x in found.given_back]

    decline(me, "read-0-1")
    assert told() == [("(2025)青援0001号", OWN_FIRM, LATER)]

    again = further_read(world, 0, purpose="counted")
    submit(world, me, again)
    submit(world, world.reviewers[1], "read-0-2")
    assert told() == []
