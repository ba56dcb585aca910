"""The closing question over HTTP: announced, asked, and counted for the officer."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from review.domain.sampling_rule import rule_as_data
from review.files.schemes import dump, load
from review.store import unit
from review.store.models import Campaign, ClosingCount
from tests.casework import CENSUS
from tests.factories import World, campaign_under_review
from tests.web.conftest import ClientFor
from tests.web.forms.sheets import Browser, every_kind
from tests.web.test_reviewer import FULL, READ, URL, in_english

RULES = {
    "sample": rule_as_data(CENSUS),
    "bar_same_county": False,
    "decimals": 2,
    "minimum_n": 1,
    "provisional_first": False,
    "closing_question": True,
}
TOLD = "you are asked whether you think you know the lawyer or the firm"
QUESTION = "Do you think you know the lawyer or the firm of this file?"


@pytest.fixture
def world(app: Flask) -> World:
    text = dump(every_kind())
    with app.app_context():
        world = campaign_under_review(load(text), text)
        with unit.transaction() as connection:
            connection.execute(update(Campaign).values(rules=RULES))
    return world


@pytest.fixture
def reviewer(client_for: ClientFor, world: World) -> FlaskClient:
    return in_english(client_for(world.reviewers[0]))


def fill(client: FlaskClient) -> None:
    body = {"version": 0, "answers": FULL}
    assert client.post(f"{URL}/answers", json=body).status_code == 200


def test_it_is_announced_on_the_queue_and_the_sheet(reviewer: FlaskClient) -> None:
    for address in ("/reviews/", URL):
        assert reviewer.get(address).text.count(TOLD) == 1


def test_it_is_asked_when_the_review_is_submitted(
    app: Flask, reviewer: FlaskClient
) -> None:
    fill(reviewer)
    page = reviewer.get(f"{URL}/confirm").text

    answer = reviewer.post(
        f"{URL}/submit", data=dict(Browser(page).sent) | {"closing": "guess"}
    )

    assert QUESTION in page
    assert 'name="closing" value="no" required' in page
    assert answer.status_code == 302
    with app.app_context(), unit.reading() as connection:
        statement = select(ClosingCount.answer, ClosingCount.n)
        assert connection.execute(statement).all() == [("guess", 1)]
    assert QUESTION not in reviewer.get(URL).text
    assert TOLD not in reviewer.get("/reviews/").text


def test_without_the_setting_nothing_is_said_or_asked(
    app: Flask, reviewer: FlaskClient
) -> None:
    with app.app_context(), unit.transaction() as connection:
        off = RULES | {"closing_question": False}
        connection.execute(update(Campaign).values(rules=off))
    fill(reviewer)

    pages = [reviewer.get(a).text for a in ("/reviews/", URL, f"{URL}/confirm")]

    assert [TOLD in page or QUESTION in page for page in pages] == [False] * 3


def test_the_officer_sees_the_figure_at_the_end_only(
    app: Flask, client_for: ClientFor, world: World
) -> None:
    officer = in_english(client_for(world.officer))
    before = officer.get("/campaigns/2026").text
    for number, read in ((0, READ), (1, "read-0-2"), (1, "read-1-1"), (2, "read-1-2")):
        client = client_for(world.reviewers[number])
        client.post(f"/reviews/{read}/answers", json={"version": 0, "answers": FULL})
        sent = dict(Browser(client.get(f"/reviews/{read}/confirm").text).sent)
        said = {"closing": "knows" if read == READ else "no"}
        client.post(f"/reviews/{read}/submit", data=sent | said)

    page = officer.get("/campaigns/2026").text

    assert "the figure is shown once every file is settled" in before
    assert "<b>75.0%</b>" in page
    assert "(3 of 4 that answered; 95% interval 30.1% to 95.4%)" in page
