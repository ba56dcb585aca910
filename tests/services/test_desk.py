"""The queue: what is next, and how long it may take by the reviewer's own work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from review.domain.estimates import Estimate
from review.domain.policy import Viewer
from review.services import adjudication, reviewing
from review.store import unit
from review.store.models import Draft, Read
from tests.conftest import AT
from tests.factories import World
from tests.services.rounds import full, rows, submit, under_review

pytestmark = pytest.mark.usefixtures("app_context")

ESTIMATE = Estimate(25, 3, is_same_scheme=True)


@pytest.fixture
def world(app: Flask) -> World:
    """Five files, and two reviewers who both read all of them."""
    return under_review(n_cases=5, n_reviewers=2)


def review(world: World, viewer: Viewer, read: str, minutes: float) -> None:
    """A review begun with its first answer and submitted so many minutes later."""
    save(viewer, read, 0, a0="full")
    desk = reviewing.open_read(viewer=viewer, public_id=read, at=AT)
    if desk.items:
        adjudication.lock(viewer=viewer, public_id=read, version=1, at=AT)
    reviewing.submit(
        viewer=viewer,
        public_id=read,
        version=2 if desk.items else 1,
        key=read,
        at=AT + timedelta(minutes=minutes),
        answers=full(world, viewer, read),
    )


def save(viewer: Viewer, read: str, version: int, **changes: object) -> None:
    at = AT + timedelta(minutes=version)
    reviewing.save_answers(
        viewer=viewer, public_id=read, version=version, changes=changes, at=at
    )


def own(world: World, number: int = 0) -> list[str]:
    lines = reviewing.queue(viewer=world.reviewers[number], at=AT)
    return [line.public_id for line in lines]


def estimates(world: World, number: int = 0) -> list[Estimate | None]:
    """Of the open files, in the order of the queue."""
    lines = reviewing.queue(viewer=world.reviewers[number], at=AT)
    return [line.estimate for line in lines if line.submitted_at is None]


def test_the_first_save_begins_a_review_and_later_ones_do_not(world: World) -> None:
    read = own(world)[0]

    save(world.reviewers[0], read, 0, a0="full")
    save(world.reviewers[0], read, 1, a1="full")

    assert rows(Draft, "started_at", "saved_at") == [(AT, AT + timedelta(minutes=1))]


def test_nothing_is_said_before_three_own_reviews(world: World) -> None:
    me = world.reviewers[0]
    for read in own(world)[:2]:
        review(world, me, read, 25)

    assert estimates(world) == [None, None, None]
    review(world, me, own(world)[0], 25)
    assert estimates(world) == [ESTIMATE, ESTIMATE]


def test_the_work_of_others_says_nothing(world: World) -> None:
    for read in own(world, 1)[:3]:
        review(world, world.reviewers[1], read, 25)

    assert estimates(world, 1) == [ESTIMATE, ESTIMATE]
    assert estimates(world, 0) == [None] * 5


def test_a_review_without_a_draft_is_no_measure(world: World) -> None:
    me = world.reviewers[0]
    for read in own(world)[:3]:
        submit(world, me, read)

    assert rows(Draft, "started_at") == [(None,)] * 3
    assert estimates(world) == [None, None]


def test_disputed_items_are_no_measure_and_are_not_estimated(world: World) -> None:
    me, reads = world.reviewers[0], own(world)
    for read in (reads[0], reads[4]):
        with unit.transaction():
            event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
            unit.change(event, Read, {"public_id": read}, items=["a0"])
    for read in reads[:3]:
        review(world, me, read, 25)

    assert estimates(world) == [None, None]
    review(world, me, reads[3], 25)
    assert estimates(world) == [None]
    lines = reviewing.queue(viewer=me, at=AT)
    assert [x.public_id for x in lines if x.submitted_at is None] == [reads[4]]


def test_next_is_the_first_open_file_of_the_queue(world: World) -> None:
    me, reads = world.reviewers[0], own(world)
    assert reviewing.next_open(viewer=me, at=AT) == reads[0]

    submit(world, me, reads[0])

    assert reviewing.next_open(viewer=me, at=AT) == reads[1]


def test_a_file_that_was_begun_is_first_in_the_queue_and_next(world: World) -> None:
    me, reads = world.reviewers[0], own(world)
    save(me, reads[2], 0, a0={"choice": "1"})
    submit(world, me, reads[1])

    order = [each.public_id for each in reviewing.queue(viewer=me, at=AT)]
    assert order == [reads[2], reads[0], *reads[3:], reads[1]]
    assert reviewing.next_open(viewer=me, at=AT) == reads[2]


def test_nothing_is_next_when_everything_is_submitted(world: World) -> None:
    me = world.reviewers[0]
    for read in own(world):
        submit(world, me, read)

    assert reviewing.next_open(viewer=me, at=AT) is None
