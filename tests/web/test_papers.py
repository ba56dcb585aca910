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
from tests.listed import WITHOUT_LETTER, bring_file, listed_sheet, set_list
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
