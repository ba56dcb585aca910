"""The page on which officers see how proposals were taken."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.store import unit
from review.store.models import Campaign
from tests.conftest import AT
from tests.factories import World
from tests.limited import FOURTH_DAY, IN_TIME, know, limited_sheet
from tests.services.rounds import reader, submit, under_review
from tests.web.conftest import ClientFor

LATE = {"choice": ["late"], "findings": [{"option": "late", "reason": "第4个工作日"}]}
OTHERWISE = {"choice": [], "reason": "笔录日期为3月6日"}
URL = "/campaigns/2026/proposals"


@pytest.fixture
def world(app: Flask) -> World:
    """One file is settled; its two readers disagree about the days."""
    with app.app_context():
        world = under_review(limited_sheet())
        know(world, first_interview=FOURTH_DAY, archived=IN_TIME)
        for slot, met in enumerate((LATE, OTHERWISE)):
            who, read = reader(world, 0, slot), world.reads[0][slot]
            submit(world, who, read, met=met, filed="met", rest="full")
    return world


@pytest.fixture
def officer(client_for: ClientFor, world: World) -> FlaskClient:
    client = client_for(world.officer)
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def rows(client: FlaskClient) -> list[str]:
    html = client.get(URL).get_data(as_text=True).partition("<tbody>")[2]
    found = html.partition("</tbody>")[0].split("</tr>")
    texts = (" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found)
    return [text for text in texts if text]


def test_each_share_has_its_part_and_whole(officer: FlaskClient) -> None:
    assert rows(officer) == [
        "Met in time points 2 1 50.00% 1 of 2 proposals 50.00% 1 of 2 proposals —",
        "Filed in time points 2 2 0.00% 0 of 2 proposals — 0.00% 0 of 2 proposals",
    ]


def test_small_wholes_have_no_share(
    app: Flask, world: World, officer: FlaskClient
) -> None:
    with app.app_context(), unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        rules = {"decimals": 2, "minimum_n": 5}
        unit.change(event, Campaign, {}, rules=rules)

    assert rows(officer)[0] == (
        "Met in time points 2 1 1 of 2 proposals 1 of 2 proposals —"
    )
    assert "Below 5 proposals no share is shown." in officer.get(URL).text


def test_the_files_lead_there_once_one_is_settled(officer: FlaskClient) -> None:
    assert f'href="{URL}"' in officer.get("/campaigns/2026/files").text


def test_without_proposals_the_page_says_so(client_for: ClientFor, app: Flask) -> None:
    with app.app_context():
        world = under_review()
    officer = client_for(world.officer)
    officer.post("/language", data={"locale": "en", "then": "/"})

    assert "No settled file had a proposal" in officer.get(URL).text
    assert f'href="{URL}"' not in officer.get("/campaigns/2026/files").text
