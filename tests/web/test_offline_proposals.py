"""Proposals in the workbook that is taken along: words with their evidence, no answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.files.offline.columns import ANSWER, HOW, PROPOSED, SPECIAL
from review.services import offline, reviewing
from review.services.page_images import close_all
from review.web import settings
from tests.conftest import AT
from tests.factories import World
from tests.filling import Filling
from tests.limited import IN_TIME, know
from tests.listed import WITH_LETTER, WITHOUT_LETTER, bring_file, listed_sheet, set_list
from tests.services.rounds import LATER, n_statements, under_review
from tests.web.conftest import ClientFor
from tests.web.test_offline import page_of, take, take_over

READ, SECOND = "read-0-1", "read-3-2"
IN_ENGLISH = {"locale": "en", "as_of": "now"}


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """The first file has days and a checked list without the letter."""
    with app.test_request_context():
        world = under_review(listed_sheet(), n_cases=4)
        bring_file(world, settings.shelf())
        set_list(world, *WITHOUT_LETTER)
        know(world, archived=IN_TIME)
    yield world
    close_all()


@pytest.fixture
def reviewer(client_for: ClientFor, world: World) -> FlaskClient:
    client = client_for(world.reviewers[0])
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def cells(filling: Filling, column: str) -> list[str]:
    sheet = filling.sheet()
    found = (sheet[f"{column}{filling.row(each)}"].value for each in ITEMS)
    return [str(each or "") for each in found]


ITEMS = ("letter", "notes", "record", "rest")


def test_proposals_stand_beside_the_answers(reviewer: FlaskClient) -> None:
    filling = Filling(take(reviewer))

    letter, notes, record, rest = cells(filling, PROPOSED)
    assert letter.splitlines()[0] == "Proposed: Not met"
    assert "In time." in letter
    assert "Letter of legal aid not on the contents list" in letter
    assert letter.endswith("The bureau has checked the list.")
    assert notes.startswith("Proposed: Yes\nContents list: Notes of a meeting page 2\n")
    assert record.startswith("Proposed: Not applicable\n")
    assert rest == ""
    assert "Proposed: Not met (evidence in the last" in cells(filling, HOW)[0]
    for column in (ANSWER, SPECIAL):
        assert cells(filling, column) == ["", "", "", ""]
    about = [cell.value for cell in filling.book.worksheets[0]["B"] if cell.value]
    assert any("no answer: fill it in if you agree" in str(each) for each in about)


def test_a_file_without_proposals_has_no_such_column(reviewer: FlaskClient) -> None:
    filling = Filling(take(reviewer, SECOND))

    assert filling.sheet().column_dimensions[PROPOSED].hidden
    assert cells(filling, PROPOSED) == ["", "", "", ""]


def test_what_is_brought_rests_on_what_the_workbook_showed(
    app: Flask, reviewer: FlaskClient, world: World
) -> None:
    filling = Filling(take(reviewer))
    reason = "Not on the contents list"
    filling.fill("letter", answer="Not met", text=reason, absent="Yes")
    filling.fill("notes", answer="Yes")
    with app.app_context():
        set_list(world, *WITH_LETTER)

    _, address = page_of(reviewer, filling.saved())
    assert take_over(reviewer, address).status_code == 302

    with app.app_context():
        desk = reviewing.open_read(viewer=world.reviewers[0], public_id=READ, at=LATER)
    assert set(desk.changed) == {"letter", "notes"}
    assert desk.answers["letter"].findings[0].absent


def test_several_files_take_no_more_statements(app: Flask, world: World) -> None:
    def taking(*reads: str) -> int:
        own = {"viewer": world.reviewers[0], "reads": reads, "at": AT, **IN_ENGLISH}
        return n_statements(lambda: offline.workbook(**own))

    with app.app_context():
        taking(READ, SECOND)
        assert taking(READ) == taking(READ, SECOND)
