"""What papers propose on the reviewer's sheet, without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from review.services.page_images import close_all
from review.web import settings
from tests.factories import World
from tests.listed import (
    ASKED,
    DOUBTFUL,
    OUT_OF_ORDER,
    WITHOUT_LETTER,
    bring_file,
    doubtful_sheet,
    listed_sheet,
    set_list,
)
from tests.services.rounds import under_review
from tests.web.conftest import ClientFor
from tests.web.forms.sheets import Browser
from tests.web.test_proposals import URL, box, page, words


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.test_request_context():
        world = under_review(listed_sheet())
        bring_file(world, settings.shelf())
        set_list(world, *WITHOUT_LETTER)
    yield world
    close_all()


@pytest.fixture
def reviewer(client_for: ClientFor, world: World) -> FlaskClient:
    client = client_for(world.reviewers[0])
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def accept(client: FlaskClient, code: str) -> str:
    form = MultiDict(Browser(page(client)).sent) | {"do": f"accept:{code}"}
    assert client.post(URL, data=form).status_code == 302
    return page(client)


def test_papers_stand_in_the_proposal_they_make(reviewer: FlaskClient) -> None:
    html = page(reviewer)

    # This bureau enters no days, so that nothing is said of them.
    shown = words(box(html, "letter"))
    assert "Letter of legal aid not on the contents list" in shown
    assert "The bureau has checked the list." in shown
    assert "Not known" not in shown
    assert "Proposed: Not applicable" in words(box(html, "record"))
    told = [words(box(html, code)) for code in ("letter", "notes", "record")]
    for n, paper in enumerate(("Letter of legal aid", "Notes of", "Record of the")):
        assert [paper in each for each in told] == [n == 0, n == 1, n == 2]


def test_papers_are_accepted_without_a_script(reviewer: FlaskClient) -> None:
    letter = accept(reviewer, "letter")
    assert ">Not on the contents list: Letter of legal aid.</textarea>" in letter
    assert 'data-proposal="accepted"' in box(letter, "letter")

    record = accept(reviewer, "record")
    assert 'name="s.record" value="not_applicable" checked' in record
    assert 'data-proposal="accepted"' in box(record, "record")


@pytest.fixture
def doubtful(app: Flask) -> Iterator[World]:
    with app.test_request_context():
        world = under_review(doubtful_sheet())
        bring_file(world, settings.shelf())
        set_list(world, *OUT_OF_ORDER)
    yield world
    close_all()


def test_closing_says_what_the_list_says_of_what_stays_open(
    client_for: ClientFor, doubtful: World
) -> None:
    client = client_for(doubtful.reviewers[0])
    client.post("/language", data={"locale": "en", "then": "/"})

    asked = page(client, f"{URL}/sections/s")

    closed, _, left = words(asked).partition("These stay open for you to judge.")
    assert "2 items of this section have no answer yet." in closed
    for told in (
        "told Contents list: Notice of rights and duties not on the contents list",
        "applied Contents list: Application form page 4 out of the archive",
        "heard Contents list: Record of the hearing does not concern this case",
    ):
        assert told in left
        assert told not in closed
    sent = client.post(f"{URL}/sections/s", data={"version": "0"})
    assert sent.status_code == 302
    html = page(client)
    open_ = [
        code for code in ASKED if f'name="a.{code}" value="met" checked' not in html
    ]
    assert open_ == list(DOUBTFUL)


def test_the_sheet_marks_what_stays_open(
    client_for: ClientFor, doubtful: World
) -> None:
    html = page(client_for(doubtful.reviewers[0]))

    lines = {
        code: html.partition(f'id="item-{code}"')[2].partition("</fieldset>")[0]
        for code in ASKED
    }
    marked = [code for code, line in lines.items() if "data-doubted" in line]
    assert marked == list(DOUBTFUL)
