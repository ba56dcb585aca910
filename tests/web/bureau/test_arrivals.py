"""A standing campaign on its pages: set up, filled by the next list, reported."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.store import unit
from tests.casework import Casework, submit_all
from tests.web.bureau.reading import hidden, text
from tests.web.bureau.test_setting_up import PERIOD, begun, send

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def running(client: FlaskClient) -> FlaskClient:
    """Set up as standing, one review a file, reported by quarter."""
    draft = begun(client)
    kind = {"kind": "standing", "report_every": "quarter"}
    send(client, draft, "period", **(PERIOD | kind))
    send(client, draft, "reviews", reviews_general="1")
    look = client.get(f"{draft}/look")
    assert "6 files enter at once 6 reviews are given out" in text(look)
    assert "Nobody sees anything yet" not in text(look)
    version = hidden(look, "version")
    done = client.post(f"{draft}/open", data={"version": version})
    said = text(client.get(done.location))
    assert "Files entered: 6; reviews given out: 6." in said
    return client


def test_files_enter_when_the_campaign_opens_and_later(
    app: Flask, running: FlaskClient, work: Casework, events: Any
) -> None:
    with app.app_context(), unit.transaction():
        work.case("(2025)青援9号")
        work.case("(2025)封1号", sealed=True)

    done = running.post("/campaigns/2025/arrivals/")
    again = running.post("/campaigns/2025/arrivals/")

    assert done.location == again.location == "/campaigns/2025/arrivals/"
    assert events().count("files_entered") == 2
    said = text(running.get("/campaigns/2025/arrivals/"))
    assert "Quarter 3 of 2025 7 0 7" in said
    assert "1 sealed file of juveniles never enters." in said
    assert running.get("/campaigns/2025/sample/").location == done.location


def test_a_period_is_shown_by_county_and_taken_along(
    app: Flask, running: FlaskClient, work: Casework
) -> None:
    with app.app_context():
        with unit.transaction():
            reader = work.reader("R1")
        n = submit_all(reader)

    shown = running.get("/campaigns/2025/arrivals/?period=2025-Q3&by=total")
    page = shown.get_data(as_text=True)

    assert f"Quarter 3 of 2025 6 {n} {6 - n}" in text(shown)
    (export,) = re.findall(r'href="([^"]*figures.csv[^"]*)"', page)
    address = export.replace("&amp;", "&")
    for period, settled in (("2025-Q3", n), ("2025-Q1", 0)):
        lines = running.get(address.replace("2025-Q3", period)).get_data(as_text=True)
        assert lines.splitlines()[1].split(",")[2] == str(settled)


def test_nothing_is_drawn_in_a_standing_campaign(client: FlaskClient) -> None:
    draft = begun(client)

    send(client, draft, "sample", by="number", number="3")
    shown = send(client, draft, "period", kind="standing")

    assert shown.status_code == 302
    look = text(client.get(f"{draft}/look"))
    assert (
        "In a standing campaign every closed file is reviewed; none is drawn." in look
    )


def test_an_annual_campaign_has_no_such_page(
    client: FlaskClient, opened: Casework
) -> None:
    assert client.get("/campaigns/2025/arrivals/").status_code == 404
    assert client.post("/campaigns/2025/arrivals/").status_code == 422


def test_a_file_is_withdrawn_with_a_reason_and_shown(
    running: FlaskClient, events: Any
) -> None:
    files = running.get("/campaigns/2025/files").text
    (one, *_rest) = re.findall(r'name="file" value="([^"]*)"', files)
    assert "/campaigns/2025/on-files/withdraw" in files

    looked = running.post("/campaigns/2025/on-files/withdraw", data={"file": one})
    said = text(looked)
    assert "Withdraw from the campaign" in said
    assert "1 of 6 files leaves the campaign, and does not enter again." in said
    assert "“Sample”" not in said
    data = {"file": one, "digest": hidden(looked, "digest"), "reason": "重复录入"}
    done = running.post("/campaigns/2025/on-files/withdraw", data=data)

    assert "No reviewer has seen it yet." in text(running.get(done.location))
    said = text(running.get("/campaigns/2025/arrivals/"))
    assert "Quarter 3 of 2025 5 0 5 1" in said
    assert "Withdrawn, and why" in said and "重复录入" in said
    assert events().count("files_withdrawn") == 1


def test_the_report_is_taken_along(running: FlaskClient) -> None:
    page = running.get("/campaigns/2025/arrivals/")
    assert "/campaigns/2025/arrivals/report.xlsx" in page.text

    taken = running.get("/campaigns/2025/arrivals/report.csv")

    assert taken.headers["Content-Disposition"].endswith("periods-2025.csv")
    assert "Quarter 3 of 2025,6,0,6,0" in taken.get_data(as_text=True)
    link = re.search(r'href="(/campaigns/2025/files[^"]*)"[^>]*Quarter 3', page.text)
    assert link is not None
    assert "2025-07-01..2025-09-30" in link[1]
    listed = running.get(link[1].replace("&amp;", "&"))
    assert listed.status_code == 200 and "(2025)青援0号" in listed.text
