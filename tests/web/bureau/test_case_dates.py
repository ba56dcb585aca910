"""An officer sees the days of a case and puts them right."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import World
from tests.scanned import case_id
from tests.web.conftest import ClientFor


@pytest.fixture
def case(app: Flask, world: World) -> Iterator[str]:
    """The address of a case's days."""
    with app.app_context():
        public_id = case_id(world)
    yield f"/cases/{public_id}/dates/"


@pytest.fixture
def officer(client_for: ClientFor, world: World) -> FlaskClient:
    client = client_for(world.officer)
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def html(client: FlaskClient, case: str) -> str:
    return client.get(case).get_data(as_text=True)


def value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def send(client: FlaskClient, case: str, **typed: str) -> tuple[int, str]:
    """The page as it stands, with some of its fields changed."""
    page = html(client, case)
    stood = dict(re.findall(r'name="(was\.\w+)" value="([^"]*)"', page))
    now = {name.removeprefix("was."): was for name, was in stood.items()}
    response = client.post(case, data=stood | now | typed)
    return response.status_code, response.get_data(as_text=True)


def test_days_are_entered_and_shown_with_where_they_come_from(
    officer: FlaskClient, case: str
) -> None:
    status, _page = send(officer, case, first_interview="2025-03-10")

    page = html(officer, case)
    assert status == 302
    assert value(page, "first_interview") == "2025-03-10"
    assert "entered by an officer" in page
    assert "1 day was changed." in page
    assert "March 3, 2025" in page
    assert 'name="assigned"' not in page


def test_what_is_no_day_stands_again_beside_a_sentence(
    officer: FlaskClient, case: str
) -> None:
    status, page = send(officer, case, hearing="soon", record="2025-03-10")

    assert status == 422
    assert value(page, "hearing") == "soon"
    assert value(page, "record") == "2025-03-10"
    assert 'id="hearing-error"' in page
    assert value(html(officer, case), "record") == ""


def test_a_day_to_come_is_refused(officer: FlaskClient, case: str) -> None:
    status, page = send(officer, case, hearing="2026-03-03")

    assert status == 422
    assert "2026-03-03 has not come yet." in page


def test_a_day_changed_by_somebody_else_is_not_overwritten(
    officer: FlaskClient, case: str
) -> None:
    send(officer, case, hearing="2025-03-10")

    late = {"was.hearing": "", "hearing": "2025-03-11"}
    response = officer.post(case, data=late)

    assert response.status_code == 409
    page = response.get_data(as_text=True)
    assert "Somebody else changed these days" in page
    assert value(page, "hearing") == "2025-03-10"


def test_the_scans_of_a_case_lead_to_its_days(officer: FlaskClient, case: str) -> None:
    assert case in html(officer, case.replace("/dates/", "/scans/"))
