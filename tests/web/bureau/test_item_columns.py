"""What the page of items says beside the answers: how long, and against which proposals."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from review.services import tracing
from review.store import unit
from review.store.models import Campaign
from tests.conftest import AT
from tests.factories import World
from tests.services.rounds import first_two, lost, reader, under_review
from tests.web.bureau.reading import text
from tests.web.bureau.test_overrides import officer, world
from tests.web.conftest import ClientFor

__all__ = ["officer", "world"]
ITEMS = "/campaigns/2026/items/"
N_FILES = 3


@pytest.fixture
def traced(app: Flask) -> World:
    """Three settled files, all of whose readers looked at a page for a minute or so."""
    with app.app_context():
        made = under_review(n_cases=N_FILES)
        with unit.transaction() as connection:
            rules = {"trace_days": 30, "decimals": 1, "minimum_n": 1}
            connection.execute(update(Campaign).values(rules=rules))
        for case in range(N_FILES):
            for slot in range(2):
                tracing.note(
                    viewer=reader(made, case, slot),
                    public_id=made.reads[case][slot],
                    sent=[[1, 5, "a0"], [2, 65, "a1"]],
                    at=AT,
                )
            first_two(made, lost(2), lost(2), case=case)
    return made


def as_officer(client_for: ClientFor, world: World) -> FlaskClient:
    client = client_for(world.officer)
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def test_times_stand_with_their_reviews_and_how_they_are_measured(
    client_for: ClientFor, traced: World
) -> None:
    client = as_officer(client_for, traced)
    shown = text(client.get(ITEMS + "?order=time"))

    assert "1 min 5 s 6 reviews" in shown
    assert "first answer belongs to no item" in shown
    assert "Longest first" in shown
    assert "Overridden" not in shown
    assert shown.index("1.2 ") < shown.index("1.1 ")
    (row,) = [
        line
        for line in client.get(ITEMS + "items.csv").text.splitlines()
        if ",a1," in line
    ]
    assert row.split(",")[-8:-6] == ["65", "6"]


def test_without_traces_the_page_says_why_there_is_no_time(
    officer: FlaskClient,
) -> None:
    shown = text(officer.get(ITEMS))

    assert "as this campaign keeps no reading traces" in shown
    assert "Longest first" not in shown
    assert "Reading time" not in shown


def test_traces_that_are_gone_are_said_to_be(
    app: Flask, officer: FlaskClient, world: World
) -> None:
    with app.app_context(), unit.transaction() as connection:
        rules = {"trace_days": 30, "decimals": 1, "minimum_n": 1}
        connection.execute(update(Campaign).values(rules=rules))

    assert "the 30 days for which traces are kept are over" in text(officer.get(ITEMS))


def test_overridden_proposals_stand_beside_their_items(officer: FlaskClient) -> None:
    shown = text(officer.get(ITEMS))

    assert "Overridden" in shown
    met = shown[shown.index("Met in time") :]
    assert "50.00% 1/2" in met[: met.index("Filed in time")]
    assert "More on proposals" in shown
