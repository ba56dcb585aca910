"""Deciding on a review whose reviewer turns out to have a conflict; what was let pass."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from review.domain.candidates import Bar, Strength
from review.services import reviewing
from review.store import unit
from review.store.models import Firm, Read, ReadRelation
from tests.casework import Casework, submit, submit_all
from tests.conftest import AT
from tests.web.bureau.reading import text
from tests.web.bureau.test_reconciliation import Events

PAGE = "/campaigns/2025/allocation/"
HEAD = "Came to light after the review was in"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def late(app: Flask, client: FlaskClient, allocated: Casework) -> str:
    """The address on which the officer decides on R1's only review."""
    with app.app_context():
        with unit.transaction() as connection:
            reader = allocated.reader("R1")
            firm = connection.scalars(select(Firm.public_id)).one()
        (first, *_) = reviewing.queue(viewer=reader, at=AT)
        submit(reader, first.public_id)
    data = {"reviewer": "R1", "firm": firm, "handler": "", "do": "declare"}
    client.post(PAGE + "conflicts", data=data)
    html = client.get(PAGE + "conflicts").text
    (found,) = re.findall(r'action="([^"]*/conflicts/late/[^"]+)"', html)
    return str(found)


def test_the_officer_leaves_it_with_a_reason(
    client: FlaskClient, late: str, events: Events
) -> None:
    page, campaign = client.get(PAGE + "conflicts"), client.get("/campaigns/2025")
    assert HEAD in text(page)
    assert "周一 R1" in text(page)
    assert "Decide on the review of 1 file" in text(campaign)
    assert f'href="{PAGE}conflicts"' in campaign.text

    without = client.post(late, data={"decision": "stays", "reason": " "})
    assert without.status_code == 422
    assert client.post(late, data={"decision": "other"}).status_code == 400
    done = client.post(late, data={"decision": "stays", "reason": "已核实"})

    assert done.location == PAGE + "conflicts"
    assert events()[-1] == "late_conflict_decided"
    assert HEAD not in text(client.get(PAGE + "conflicts"))
    assert "Decide on" not in text(client.get("/campaigns/2025"))
    again = client.post(late, data={"decision": "stays", "reason": "已核实"})
    assert again.status_code == 404


def test_the_officer_has_the_file_read_again(
    app: Flask, client: FlaskClient, late: str
) -> None:
    sent = {"decision": "again", "reason": "应当回避"}
    assert client.post(late, data=sent).status_code == 302

    with app.app_context(), unit.reading() as connection:
        ended = connection.scalars(
            select(Read.public_id).where(Read.ended_at.is_not(None))
        ).all()
    assert late.rpartition("/")[2] in ended
    assert HEAD not in text(client.get(PAGE + "conflicts"))


def test_what_was_let_pass_is_named_until_the_result(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    with app.app_context(), unit.transaction() as connection:
        read = connection.execute(
            select(Read.id, Read.campaign_id).order_by(Read.id)
        ).first()
        assert read
        values = {"bar": Bar.PARTY.value, "strength": Strength.WARN.value}
        place = {"bureau_id": allocated.bureau_id, "campaign_id": read.campaign_id}
        unit.add(allocated.event, ReadRelation, read_id=read.id, **place, **values)

    said = "handled a case with a party of"
    for page in ("", "conflicts", "reads", "reads.csv"):
        assert client.get(PAGE + page).text.count(said) == 1, page

    with app.app_context():
        with unit.transaction():
            readers = [allocated.reader(f"R{n}") for n in (1, 2, 3)]
        for reader in readers:
            submit_all(reader)
    for page in ("", "conflicts", "reads", "reads.csv"):
        assert said not in client.get(PAGE + page).text, page
