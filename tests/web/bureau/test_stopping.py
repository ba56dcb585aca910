"""Stop and read again, as an officer does it: look, count, decide, list."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.databases import Once
from tests.factories import World
from tests.services.test_stopping import drifting
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

PANEL = "/campaigns/2026/reviewers/"
STOP = f"{PANEL}stop?number=R0"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def world(once: Once) -> World:
    return once(drifting)


@pytest.fixture
def client(client_for: ClientFor, world: World) -> FlaskClient:
    client = client_for(world.officer)
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def test_an_alarm_leads_to_a_decision_and_its_list(client: FlaskClient) -> None:
    assert f'href="{STOP}"' in client.get(PANEL).text
    shown = client.get(STOP)
    assert "Files listed to be read again: 20; with a result: 20" in text(shown)
    assert 'value="2026-03-02"' in shown.text

    looked = client.post(STOP, data={"do": "look", "since": ""})
    assert "Files listed to be read again:" not in text(looked)
    bare = client.post(STOP, data={"do": "stop", "since": "", "reason": ""})
    assert bare.status_code == 422

    data = {"do": "stop", "since": "2026-03-02", "reason": "尺度明显变严"}
    done = client.post(STOP, data=data)
    assert done.location == f"{PANEL}stops"
    listed = text(client.get(done.location))
    assert "尺度明显变严" in listed
    assert "(2025)青援0001号" in listed
    assert "stopped on March 2, 2026" in text(client.get(PANEL))
    assert client.get(STOP).status_code == 404


def test_nothing_to_read_again_says_so(client: FlaskClient) -> None:
    page = text(client.get(f"{PANEL}stops"))

    assert "No file is listed to be read again." in page
    assert client.get(f"{PANEL}rereads.xlsx").status_code == 200


@pytest.mark.parametrize("day", ["2026-13-40", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_refused(client: FlaskClient, day: str) -> None:
    """The first day of the calendar began in China before there was a year in UTC."""
    data = {"do": "stop", "since": day, "reason": "x"}

    assert client.post(STOP, data=data).status_code == 422


def test_only_a_few_days_are_counted_from(client: FlaskClient) -> None:
    days = [{"do": "look", "since": f"2026-02-0{n}"} for n in (1, 2, 3, 4)]
    answers = [client.post(STOP, data=each) for each in days]

    assert [each.status_code for each in answers] == [200, 200, 200, 422]
    assert "asked for 3 different days" in text(answers[3])
    assert "Files listed to be read again" not in text(answers[3])
    tried = client.post(STOP, data={**days[3], "do": "stop", "reason": "尺度变化"})
    assert tried.status_code == 422
    assert client.post(STOP, data=days[0]).status_code == 200
