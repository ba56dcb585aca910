"""From a trial to a new version, as the two people see it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.policy import Role
from review.store import unit
from tests.released import Place
from tests.web.bureau.test_replay import address, fields_in, officer, text_of
from tests.web.conftest import ClientFor

__all__ = ["address", "officer"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def colleague(app: Flask, place: Place, client_for: ClientFor) -> FlaskClient:
    with app.app_context(), unit.transaction():
        viewer = place.work.account("second officer", Role.BUREAU_OFFICER)
    client = client_for(viewer)
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def propose(officer: FlaskClient, address: str) -> str:
    """A copy with another band, tried and proposed; gives the proposal's address."""
    form = fields_in(officer.get(address).text)
    form["grade:excellent"] = "95"
    form.setlist("campaign", ["2025"])
    trial = officer.post(address, data=form).location
    return officer.post(f"{trial}/propose", data={"reason": "优秀率偏高"}).location


def test_one_proposes_another_adopts(
    officer: FlaskClient, address: str, colleague: FlaskClient
) -> None:
    proposal = propose(officer, address)
    own = officer.get(proposal).text
    assert "somebody else decides" in own
    assert f'formaction="{proposal}/adopted"' not in own

    listed = colleague.get("/schemes/").text
    assert f'href="{proposal}"' in listed and "it waits for you" in listed
    page = colleague.get(proposal).text
    assert "16.7% of grades moved when it was tried" in text_of(page)
    assert "Excellent → Good: 1 file" in text_of(page)
    sent = colleague.post(f"{proposal}/adopted", data={"reason": ""})

    adopted = colleague.get(sent.location).text
    (scheme,) = re.findall(r'href="(/schemes/[^/"]+)">\s*To the new version', adopted)
    shown = text_of(officer.get(scheme).text)
    assert "proposed by officer, adopted by second officer" in shown
    assert "95 or more" in shown


def test_what_cannot_be_done_is_said(
    officer: FlaskClient, address: str, colleague: FlaskClient
) -> None:
    proposal = propose(officer, address)

    own = officer.post(f"{proposal}/adopted", data={})
    silent = colleague.post(f"{proposal}/refused", data={"reason": ""})

    assert (own.status_code, silent.status_code) == (422, 422)
    assert "somebody else has to adopt or refuse it" in own.text
    assert "Give a reason of at most 200 characters." in silent.text


def test_a_trial_leads_to_its_proposal(officer: FlaskClient, address: str) -> None:
    proposal = propose(officer, address)
    (trial,) = set(
        re.findall(r'href="(/schemes/trials/[^"]+)"', officer.get(proposal).text)
    )

    page = officer.get(trial).text
    again = officer.post(f"{trial}/propose", data={"reason": "again"})

    assert f'href="{proposal}"' in page
    assert "has been proposed already" in officer.get(again.location).text


def test_others_see_no_proposal(
    officer: FlaskClient, address: str, place: Place, client_for: ClientFor
) -> None:
    proposal = propose(officer, address)
    for name in ("赵一", "甲律师事务所", "东山县"):
        client = client_for(place.people[name])
        assert client.get(proposal).status_code == 404
        assert client.post(f"{proposal}/adopted").status_code == 404
