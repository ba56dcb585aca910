"""The board: every number is that of the list it leads to; phones for officers only."""

from __future__ import annotations

import html
import io
import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from review.domain.policy import Role, Viewer
from review.services import reviewing
from review.store import unit
from review.store.models import Campaign, Contact
from tests.casework import Casework, submit, without_lines
from tests.conftest import AT
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

BOARD = "/campaigns/2025/board/"
NUMBER = re.compile(r'<a[^>]*href="([^"]*\?q=[^"]+)">(\d+)</a>')
PHONE = "13900001111"
# What differs between the databases is tried with the services.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def running(app: Flask, allocated: Casework) -> Casework:
    """One file settled, one apart, one begun; the term was over yesterday."""
    with app.app_context():
        without_lines()
        with unit.transaction():
            readers = {n: allocated.reader(n) for n in ("R1", "R2", "R3")}
            event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
            unit.change(event, Campaign, {"code": "2025"}, due_on=date(2026, 3, 1))
            unit.add(
                event,
                Contact,
                user_id=readers["R1"].user_id,
                bureau_id=allocated.bureau_id,
                mobile=PHONE,
            )
        shared = [no for no in _held(readers["R1"]) if no in _held(readers["R2"])]
        for case_no, lost in zip(shared, ((0, 10), (0, 40)), strict=False):
            for number, points in zip(("R1", "R2"), lost, strict=True):
                submit(readers[number], _held(readers[number])[case_no], points)
        begun = next(no for no in _held(readers["R3"]) if no not in shared)
        submit(readers["R3"], _held(readers["R3"])[begun], 90)
    return allocated


def _held(viewer: Viewer) -> dict[str, str]:
    lines = reviewing.queue(viewer=viewer, at=AT)
    return {line.case_no: line.public_id for line in lines}


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_every_number_is_that_of_the_list_it_leads_to(
    client: FlaskClient, running: Casework, language: str
) -> None:
    client.post("/language", data={"locale": language, "then": "/"})
    page = client.get(BOARD)
    found = [(html.unescape(url), int(n)) for url, n in NUMBER.findall(page.text)]

    counted = [(url, _n_of(client, url)) for url, _ in found]

    assert counted == found
    assert len(found) > 15


def _n_of(client: FlaskClient, url: str) -> int:
    page = client.get(url)
    assert page.status_code == 200, url
    bar = page.text.split('class="pager-bar"', 1)[1]
    return int(re.findall(r"\d+", bar.split("</span>", 1)[0])[-1])


def test_the_board_says_what_holds_a_campaign_up(
    client: FlaskClient, running: Casework
) -> None:
    said = text(client.get(BOARD))

    assert "Diverged, a further reviewer is wanted 1 0 0 0 1" in said
    assert "Settled 1 0 0 0 1" in said
    assert re.search(r"\d reviews are late", said)


def test_phones_are_for_officers_only(
    app: Flask, client_for: ClientFor, client: FlaskClient, running: Casework
) -> None:
    with app.app_context(), unit.transaction():
        manager = running.account("m", Role.CAMPAIGN_MANAGER, campaign_id=1)
    outsourced = client_for(manager)

    for address, shown in ((BOARD, _bytes), (BOARD + "export.xlsx", _cells)):
        assert PHONE in shown(client.get(address).data)
        assert PHONE not in shown(outsourced.get(address).data)


def test_numbers_noted_by_the_bureau_are_shown_where_the_reviewer_gave_none(
    app: Flask, client_for: ClientFor, client: FlaskClient, running: Casework
) -> None:
    with app.app_context(), unit.transaction():
        manager = running.account("m", Role.CAMPAIGN_MANAGER, campaign_id=1)
    outsourced = client_for(manager)
    reader = "/campaigns/2025/reader"

    def note(number: str, phone: str, who: FlaskClient = client) -> int:
        sent = {"number": number, "do": "phone", "phone": phone}
        return who.post(reader, data=sent).status_code

    assert note("R1", "0312-7654321") == note("R2", "0312-1234567") == 302
    assert note("R2", "nobody") == 422
    assert note("R3", "0312-1111111", outsourced) == 404
    board, own = client.get(BOARD).text, client.get(reader + "?number=R2")
    assert PHONE in board and "0312-1234567" in board
    assert "0312-7654321" not in board
    assert 'value="0312-1234567"' in own.text
    theirs = outsourced.get(reader + "?number=R2").text
    assert "0312" not in outsourced.get(BOARD).text + theirs
    assert "Note the number" not in theirs
    assert note("R2", "") == 302
    assert "0312-1234567" not in client.get(BOARD).text


def _bytes(body: bytes) -> str:
    return body.decode()


def _cells(body: bytes) -> str:
    sheets = load_workbook(io.BytesIO(body)).worksheets
    return " ".join(str(row) for sheet in sheets for row in sheet.values)


def test_before_the_draw_the_board_is_empty(
    client: FlaskClient, opened: Casework
) -> None:
    assert "No file has been drawn yet." in text(client.get(BOARD))
