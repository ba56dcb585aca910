"""The page that settles whose files a reviewer may get."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.services import sampling
from review.store import unit
from review.store.models import Reviewer
from tests.casework import Casework
from tests.conftest import AT

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
URL = "/campaigns/2025/round/"


@pytest.fixture
def at_home(app: Flask, opened: Casework) -> Casework:
    """R1 and R2 are of one county each, R3 of none."""
    with app.app_context():
        with unit.transaction():
            for number, area in (("R1", "东山县"), ("R2", "西河区")):
                home = {"area_id": opened.areas[area]}
                unit.change(opened.event, Reviewer, {"number": number}, **home)
        sampling.draw(viewer=opened.officer, code="2025", at=AT, seed="7")
    return opened


def test_before_the_draw_nothing_can_be_settled(
    client: FlaskClient, opened: Casework
) -> None:
    assert "Draw the sample first" in client.get(URL).text
    assert client.post(URL, data={"who": "own"}).status_code == 422


def test_a_self_review_is_settled_and_shown(
    client: FlaskClient, at_home: Casework
) -> None:
    assert f'href="{URL}"' in client.get("/campaigns/2025/allocation/").text

    sent = client.post(URL, data={"who": "own"})
    page = client.get(sent.location).text

    assert "Each county reviews its own files" in page
    assert "Reviewers of none of these: 1." in page
    # One reviewer of the county, and a file needs two.
    assert page.count("a file needs 2") == 2


def test_a_circle_of_two_is_refused(client: FlaskClient, at_home: Casework) -> None:
    answer = client.post(URL, data={"who": "counties"})

    assert answer.status_code == 422
    assert "takes three units at least; 2 have files here" in answer.text
