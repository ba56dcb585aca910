"""What the contents list of a case proposes on the sheets of its reviewers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.answers import Special
from review.domain.completeness import MissingKind
from review.domain.policy import Viewer
from review.domain.procedures import Response
from review.services import reviewing
from review.services.page_images import close_all
from review.services.reviewing import Desk, Incomplete, Saved, Shown
from review.services.shelf import Shelf
from review.store import invariants, unit
from review.store.models import StoredProposal
from tests.factories import World
from tests.limited import IN_TIME, know
from tests.listed import (
    ASKED,
    DOUBTFUL,
    OUT_OF_ORDER,
    WITH_LETTER,
    WITHOUT_LETTER,
    bring_file,
    doubtful_sheet,
    listed_sheet,
    set_list,
)
from tests.scanned import mark, shelf_in
from tests.services.rounds import LATER, counted, reader, submit, under_review

pytestmark = pytest.mark.usefixtures("app_context")

LACKS = {"choice": "missing", "findings": [{"reason": "卷内没有", "absent": True}]}
NO_HEARING = {"special": "not_applicable"}
REST = {"rest": "full"}


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    yield shelf_in(tmp_path)
    close_all()


@pytest.fixture
def world(app: Flask, shelf: Shelf) -> World:
    """Two files under review; the first has a checked list without the letter."""
    world = under_review(listed_sheet())
    bring_file(world, shelf)
    set_list(world, *WITHOUT_LETTER)
    know(world, archived=IN_TIME)
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
    viewer: Viewer, read: str, version: int, shown: Shown | None = None, **new: object
) -> Saved:
    return reviewing.save_answers(
        viewer=viewer,
        public_id=read,
        version=version,
        changes=new,
        shown=shown or Shown(),
        at=LATER,
    )


def proposed(desk: Desk) -> list[object]:
    return [each.special or each.choice for each in desk.proposals.values()]


def test_the_list_proposes_and_answers_nothing(me: Viewer, mine: str) -> None:
    desk = open_read(me, mine)

    assert proposed(desk) == ["missing", "yes", Special.NOT_APPLICABLE]
    assert (desk.answers, desk.n_answered) == ({}, 0)


def test_a_list_nobody_checked_misses_nothing(
    world: World, me: Viewer, mine: str, shelf: Shelf
) -> None:
    who, read = reader(world, 1, 0), world.reads[1][0]
    assert proposed(open_read(who, read)) == [None, None, None]

    bring_file(world, shelf, 1)
    assert proposed(open_read(who, read)) == [None, None, None]


def test_a_file_read_on_paper_has_no_list(world: World, me: Viewer, mine: str) -> None:
    mark(world, 0, "sealed")

    assert proposed(open_read(me, mine)) == [None, None, None]


def test_saving_sees_what_opening_shows(me: Viewer, mine: str) -> None:
    desk = open_read(me, mine)

    saved = save(me, mine, 0, Shown(desk.days), letter="met", record=NO_HEARING)

    assert saved.is_current
    assert saved.responses == {
        "letter": Response.OVERRIDDEN,
        "notes": Response.OPEN,
        "record": Response.ACCEPTED,
    }


def test_what_became_of_proposals_is_kept(world: World, me: Viewer, mine: str) -> None:
    given = {"letter": LACKS, "notes": "yes", "record": "met"}
    with pytest.raises(Incomplete):
        submit(world, me, mine, **REST, **given)

    given["record"] = {"choice": "met", "reason": "卷内第4页有笔录"}
    submit(world, me, mine, **REST, **given)

    with unit.reading() as connection:
        columns = ("item_code", "basis", "offered", "is_late", "is_accepted")
        rows = connection.execute(
            select(*(getattr(StoredProposal, each) for each in columns)).order_by(
                StoredProposal.id
            )
        )
        assert [tuple(row) for row in rows] == [
            (
                "letter",
                "2025-09-01>2025-09-30;missing:aid_letter",
                "missing",
                True,
                True,
            ),
            ("notes", "present", "yes", False, True),
            ("record", "not_applicable", {"special": "not_applicable"}, False, False),
        ]
        assert invariants.check() == []


def test_a_changed_list_is_told_and_changes_no_answer(
    world: World, me: Viewer, mine: str
) -> None:
    save(me, mine, 0, **REST, letter=LACKS, notes="yes", record=NO_HEARING)
    before = open_read(me, mine)
    assert (before.changed, before.missing) == ({}, ())

    set_list(world, *WITH_LETTER)

    after = open_read(me, mine)
    assert after.answers == before.answers
    assert list(after.changed) == ["letter"]
    assert proposed(after) == ["met", "yes", Special.NOT_APPLICABLE]
    assert {(each.item, each.kind) for each in after.missing} == {
        ("letter", MissingKind.DAYS_CHANGED)
    }
    stale = save(me, mine, 1, Shown(before.days), notes="no")
    assert not stale.is_current


@pytest.fixture
def doubtful(app: Flask, shelf: Shelf) -> World:
    """Two files under review with a scan; the list of the first has its faults."""
    world = under_review(doubtful_sheet())
    for number in (0, 1):
        bring_file(world, shelf, number)
    set_list(world, *OUT_OF_ORDER)
    return world


def closed(world: World, number: int) -> dict[str, object]:
    """What a section answers without further notes, by either of the two ways."""
    viewer, read = reader(world, number, 0), world.reads[number][0]
    reviewing.close_section(
        viewer=viewer, public_id=read, section="s", version=0, at=LATER
    )
    first = open_read(viewer, read).answers
    again, other = reader(world, number, 1), world.reads[number][1]
    saved = reviewing.save_answers(
        viewer=again, public_id=other, version=0, changes={}, close=["s"], at=LATER
    )
    assert saved.answers == first
    return {code: each.choice for code, each in first.items()}


def test_what_the_list_speaks_against_stays_open(doubtful: World) -> None:
    full = dict.fromkeys(ASKED, "met")

    assert closed(doubtful, 0) == {
        code: "met" for code in ASKED if code not in DOUBTFUL
    }
    assert closed(doubtful, 1) == full


def test_it_can_be_answered_all_the_same(doubtful: World) -> None:
    viewer, read = reader(doubtful, 0, 0), doubtful.reads[0][0]

    saved = reviewing.save_answers(
        viewer=viewer,
        public_id=read,
        version=0,
        changes={"told": "met"},
        close=["s"],
        at=LATER,
    )

    assert [*saved.answers] == ["told", "proven", "met"]


def n_statements(world: World) -> list[int]:
    """Of an ordinary save, and of one that closes a section, once all is at hand."""
    viewer, read = reader(world, 0, 0), world.reads[0][0]
    taken = []
    for version, close in enumerate(((), (), ("s",))):
        with counted() as sent:
            reviewing.save_answers(
                viewer=viewer,
                public_id=read,
                version=version,
                changes={},
                close=close,
                at=LATER,
            )
        taken.append(len(sent))
    return taken[1:]


def test_only_closing_reads_a_list_that_proposes_nothing(doubtful: World) -> None:
    plain, closing = n_statements(doubtful)

    assert closing == plain + 1


def test_closing_reads_no_list_twice(world: World) -> None:
    plain, closing = n_statements(world)

    assert closing == plain


def test_opening_reads_the_list_and_the_scans_once(me: Viewer, mine: str) -> None:
    open_read(me, mine)
    with counted() as sent:
        open_read(me, mine)

    # The sheet, the days, and the list with its scans.
    assert len(sent) == 3
