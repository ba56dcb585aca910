"""Calibration from the officer's first click to the reviewer who may open files."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.databases import Once
from tests.factories import World
from tests.services.rounds import lost, submit
from tests.services.test_calibration import FIRST, REASON, SECOND, with_anchors
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

PAGE = "/campaigns/2026/calibration/"
OWN = "/reviews/calibration/"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def world(once: Once) -> World:
    return once(with_anchors)


def in_english(client: FlaskClient) -> FlaskClient:
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


@pytest.fixture
def officer(client_for: ClientFor, world: World) -> FlaskClient:
    return in_english(client_for(world.officer))


@pytest.fixture
def reviewer(client_for: ClientFor, world: World) -> FlaskClient:
    return in_english(client_for(world.reviewers[0]))


def test_a_standard_is_set_and_then_demanded(
    officer: FlaskClient, reviewer: FlaskClient, world: World
) -> None:
    sheet = f"/reviews/{world.reads[0][0]}"
    assert reviewer.get(sheet).status_code == 200

    data = {"do": "standard", "percent": "90", "is_demanded": "y"}
    assert officer.post(PAGE, data=data).location == PAGE
    assert 'value="90"' in officer.get(PAGE).text
    refused = reviewer.get(sheet)
    assert refused.status_code == 422
    assert "qualify on a calibration file first" in refused.text
    assert "cannot open any" in text(reviewer.get(OWN))


def test_who_has_not_qualified_can_hand_the_file_back(
    officer: FlaskClient, reviewer: FlaskClient, world: World
) -> None:
    """The file stays closed; the page that says so leads to handing it back."""
    officer.post(PAGE, data={"do": "standard", "percent": "90", "is_demanded": "y"})
    back = f"/reviews/{world.reads[0][0]}/decline"

    refused = reviewer.get(f"/reviews/{world.reads[0][0]}")
    assert f'href="{back}"' in refused.text
    assert reviewer.get(back).status_code == 200
    handed = reviewer.post(back, data={"reason": "other", "words": "出差"})
    assert (handed.status_code, handed.location) == (302, "/reviews/")
    assert reviewer.get(back).status_code == 404


def test_a_trial_shows_only_where_one_differs(
    app: Flask, reviewer: FlaskClient, officer: FlaskClient, world: World
) -> None:
    _take_out(officer, SECOND)
    begun = reviewer.post(OWN, data={"code": "2026"})
    assert FIRST in reviewer.get(begun.location).text
    assert begun.location in reviewer.get(OWN).text

    read = begun.location.rsplit("/", 1)[1]
    with app.app_context():
        submit(world, world.reviewers[0], read, b0=lost(5, "自己的理由"))
    page = text(reviewer.get(OWN))
    assert "You are qualified." in page
    assert "8 of 10 items exactly as agreed (80%)" in page
    assert REASON in page
    assert "b1" not in page
    assert "组长" not in page
    assert "Qualified: 1 of 4" in text(officer.get(PAGE))


def _take_out(officer: FlaskClient, case_no: str) -> None:
    row = officer.get(PAGE).text.split(case_no, 1)[1]
    anchor = row.split('name="anchor" value="', 1)[1].split('"', 1)[0]
    done = officer.post(PAGE, data={"do": "take_out", "anchor": anchor})
    assert done.location == PAGE


def test_what_cannot_be_an_anchor_is_said_beside_the_number(
    officer: FlaskClient, world: World
) -> None:
    data = {"do": "add", "scheme": str(world.scheme_id), "lead": "L1"}
    there = officer.post(PAGE, data={**data, "case_no": FIRST})
    nowhere = officer.post(PAGE, data={**data, "case_no": "?"})

    assert (there.status_code, nowhere.status_code) == (422, 422)
    assert "is an anchor already" in text(there)
    assert "no case file of this number" in text(nowhere)
    bad = officer.post(PAGE, data={"do": "standard", "percent": "20"})
    assert bad.status_code == 422


def test_a_campaign_without_anchors_says_so(
    client_for: ClientFor, world: World
) -> None:
    assert world.lead is not None
    assert client_for(world.reviewers[0]).get(PAGE).status_code == 404
    assert client_for(world.officer).get(OWN).status_code == 404
    assert client_for(world.lawyers[0]).get(OWN).status_code == 404
