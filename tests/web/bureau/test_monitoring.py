"""The page of hidden second reads, as an officer reads it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.casework import Casework
from tests.databases import Once
from tests.services.test_second_reads import (
    Round,
    file_of,
    give,
    given_out,
    of_file,
    seconds,
)
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

URL = "/campaigns/2025/monitoring/"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def round_(once: Once) -> Round:
    return once(given_out)


@pytest.fixture
def officer(client_for: ClientFor, round_: Round) -> FlaskClient:
    client = client_for(round_.officer)
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def test_the_rate_is_set_before_files_are_given_out(
    client: FlaskClient, drawn: Casework
) -> None:
    wrong = client.post(URL, data={"percent": "80"})
    assert wrong.status_code == 422
    answer = client.post(URL, data={"percent": "50"}, follow_redirects=True)

    assert "Now about 3 of 6 files" in text(answer)
    assert "3 of these places are hidden second reads" in text(
        client.get("/campaigns/2025/allocation/?proposal=1")
    )
    assert f'href="{URL}"' in client.get("/campaigns/2025/readers").text


def test_afterwards_it_stays(officer: FlaskClient) -> None:
    page = officer.get(URL)

    assert "The stated rate: 50% of the files." in text(page)
    assert "<form" not in page.text.split('<main id="content"')[1].split("</main>")[0]
    assert officer.post(URL, data={"percent": "5"}).status_code == 422


def test_a_settled_file_shows_its_second_read_apart(
    app: Flask, officer: FlaskClient, round_: Round
) -> None:
    with app.app_context():
        second = seconds()[0]
        give(round_, *of_file(second))
        give(round_, second, lost=60)
        address = f"/campaigns/2025/files/{file_of(second)}"

    page = text(officer.get(URL))
    assert "too few files (1)" in page
    assert f'href="{address}"' in officer.get(URL).text
    file = text(officer.get(address))
    assert "its reviewer could not tell" in file
    printed = officer.get(f"{address}/print")
    assert printed.status_code == 200
    assert "second read" not in printed.text
