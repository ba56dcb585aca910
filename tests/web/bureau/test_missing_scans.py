"""The campaign's page leads to the list of missing scans, and a file to its scans."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from tests.casework import Casework
from tests.web.bureau.reading import text

HERE = "/campaigns/2025/scans"


def test_the_list_says_what_is_missing(drawn: Casework, client: FlaskClient) -> None:
    assert f'href="{HERE}"' in client.get("/campaigns/2025").get_data(as_text=True)

    shown = client.get(HERE)
    told = text(shown)
    assert "0 of 6 drawn files are complete, 6 lack something, 0 stay on" in told
    assert told.count("No scan") == 7  # Six files, and the choice of the filter.
    links = re.findall(r'href="(/cases/[\w-]+/scans/)"', shown.get_data(as_text=True))
    assert len(set(links)) == 6
    assert client.get(links[0]).status_code == 200


def test_it_is_narrowed_by_the_address(drawn: Casework, client: FlaskClient) -> None:
    assert "1–1 of 1" in text(client.get(f"{HERE}?text=青援3"))
    assert "No file fits this choice." in text(client.get(f"{HERE}?lack=pages"))
    assert client.get(f"{HERE}?needs=both&lack=scan").status_code == 200
    for wrong in ("lack=x", "needs=x", "size=7"):
        assert client.get(f"{HERE}?{wrong}").status_code == 400


def test_it_is_taken_away_as_a_file(drawn: Casework, client: FlaskClient) -> None:
    for ending in ("csv", "xlsx"):
        taken = client.get(f"{HERE}.{ending}")
        assert taken.status_code == 200
        assert f"missing-scans-2025.{ending}" in taken.headers["Content-Disposition"]


def test_before_the_draw_nothing_is_missing(
    opened: Casework, client: FlaskClient
) -> None:
    assert "No file has been drawn yet." in text(client.get(HERE))


def test_a_drawn_file_leads_to_its_scans(
    app: Flask, drawn: Casework, client: FlaskClient
) -> None:
    html = client.get("/campaigns/2025/files").get_data(as_text=True)
    (first, *_) = re.findall(r'href="(/campaigns/2025/files/[\w-]+)"', html)
    page = client.get(first).get_data(as_text=True)

    (scans,) = re.findall(r'href="(/cases/[\w-]+/scans/)">Scanned file', page)
    assert client.get(scans).status_code == 200
