"""Signed files on pages: keys entered, files looked at, then taken in."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.policy import operator
from review.services import partners
from review.store import unit
from tests.casework import Casework, casework
from tests.conftest import AT
from tests.web.bureau.test_replay import text_of
from tests.web.conftest import ClientFor
from tests.web.tokens import without_tokens

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def east(app: Flask, work: Casework) -> Casework:
    """A bureau elsewhere, which stands in the same database here."""
    with app.app_context(), unit.transaction():
        made = casework(bureau="E", login="officer E")
    return made


@pytest.fixture
def below(client_for: ClientFor, east: Casework) -> FlaskClient:
    made = client_for(east.officer)
    made.post("/language", data={"locale": "en", "then": "/"})
    return made


def make_key(app: Flask, work: Casework) -> None:
    with app.app_context():
        keys = partners.key_folder(app.config, Path(app.instance_path))
        partners.make_key(viewer=operator(work.bureau_id), keys=keys, at=AT)


def enter(page: FlaskClient, other: FlaskClient, **more: str) -> str:
    """The other's card with the fingerprint its page shows."""
    card = other.get("/exchange/files/key.json").data
    shown = re.findall(r"(?:[0-9a-f]{4} ){7}[0-9a-f]{4}", other.get(HERE).text)
    sent = {"card": (io.BytesIO(card), "key.json"), "fingerprint": shown[0]}
    return text_of(
        page.post(f"{HERE}keys", data={**sent, **more}, follow_redirects=True).text
    )


HERE = "/exchange/files/"


def test_a_file_is_looked_at_and_taken_in(
    app: Flask, client: FlaskClient, work: Casework, east: Casework, below: FlaskClient
) -> None:
    assert below.get(f"{HERE}key.json").status_code == 404
    for each in (work, east):
        make_key(app, each)
    wrong = enter(client, below, code="far", place="below", fingerprint="0" * 32)
    right = enter(client, below, code="far", place="below")
    enter(below, client, code="city", place="above")
    assert "Do not trust the card" in wrong
    assert "is trusted from now on" in right

    bureau = re.findall(
        r'href="/exchange/below/([^"/]+)"', client.get("/exchange/").text
    )
    form = re.findall(r'href="/schemes/([^"/]+)"', client.get("/schemes/").text)
    scheme = next(each for each in form if each not in ("load", "proposals"))
    client.post(f"/exchange/issue/{scheme}", data={"to": bureau[0]})
    made = client.post(f"{HERE}schemes/{scheme}/{bureau[0]}")
    assert made.headers["Content-Disposition"].startswith("attachment")

    sent = {"file": (io.BytesIO(made.data), "x.zip")}
    looked = below.post(f"{HERE}preview", data=sent)
    assert "Nothing has been written yet." in looked.text
    (packed,) = re.findall(r'name="packed" value="([^"]+)"', looked.text)
    done = below.post(f"{HERE}take", data={"packed": packed}, follow_redirects=True)
    assert "Taken in." in done.text and "Schemes issued to us" in done.text
    again = below.post(f"{HERE}take", data={"packed": packed}, follow_redirects=True)
    assert "It was in already" in again.text


def carried(below: FlaskClient, body: bytes) -> tuple[str, str]:
    """What the page says of a file before it is taken in, and the hub after."""
    sent = {"file": (io.BytesIO(body), "x.zip")}
    looked = below.post(f"{HERE}preview", data=sent).text
    (packed,) = re.findall(r'name="packed" value="([^"]+)"', looked)
    before = without_tokens(below.get("/exchange/").text)
    assert without_tokens(below.get("/exchange/").text) == before
    done = below.post(f"{HERE}take", data={"packed": packed}, follow_redirects=True)
    assert "Taken in." in done.text
    return text_of(looked), text_of(done.text)


def test_what_is_withdrawn_elsewhere_is_read_there(
    app: Flask, client: FlaskClient, work: Casework, east: Casework, below: FlaskClient
) -> None:
    for each in (work, east):
        make_key(app, each)
    enter(client, below, code="far", place="below")
    enter(below, client, code="city", place="above")
    hub = client.get("/exchange/").text
    (bureau,) = set(re.findall(r'href="/exchange/below/([^"/]+)"', hub))
    year = client.post("/exchange/results", data={"year": "2025"}).location
    asked = f"{HERE}requests/2025/{bureau}"
    assert f'action="{asked}"' in client.get(year).text

    looked, done = carried(below, client.post(asked).data)
    assert "Results asked for · 2025" in looked
    assert "The results of 2025 are asked for." in done
    client.post(f"{year}/withdraw", data={"reason": "改由省厅统一汇总"})
    assert "Signed file of the withdrawal" in client.get(year).text
    looked, done = carried(below, client.post(asked).data)
    assert "Results no longer asked for · 2025" in looked
    assert "“改由省厅统一汇总”" in looked
    assert "no longer asks for the results of 2025 since" in done

    page = f"/exchange/below/{bureau}"
    client.post(f"{page}/designate", data={"name": "抽查", "numbers": "(2025)1号"})
    (made,) = re.findall(r"designations/([^/]+)/withdraw", client.get(page).text)
    carried(below, client.post(f"{HERE}designations/{made}").data)
    form = f"/exchange/designations/{made}/withdraw"
    assert "carry the signed file of the withdrawal" in text_of(client.get(form).text)
    client.post(form, data={"reason": "已移送省厅"})
    looked, done = carried(below, client.post(f"{HERE}designations/{made}").data)
    assert "Case numbers withdrawn · 抽查 · Case numbers: 1" in looked
    assert "“已移送省厅”" in looked and "They have joined no campaign" in looked
    assert "withdrew them on" in done and "“已移送省厅”" in done
    assert client.post(f"{HERE}requests/2024/{bureau}").status_code == 404
    assert below.post(asked).status_code == 404


@pytest.mark.parametrize("packed", ["UEs=", ""])
def test_what_is_no_file_is_said(
    app: Flask, client: FlaskClient, work: Casework, packed: str
) -> None:
    make_key(app, work)
    taken = client.post(f"{HERE}take", data={"packed": packed})
    looked = client.post(f"{HERE}preview", data={})

    assert (taken.status_code, looked.status_code) == (422, 422)
    assert "This is not a signed file of this program" in looked.text
    assert client.post(f"{HERE}take", data={"packed": "no"}).status_code == 400
