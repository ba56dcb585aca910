"""The page of a re-check: chosen before the draw, county by county afterwards."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.services import sampling
from tests.conftest import AT
from tests.released import Place
from tests.services.test_rechecks import draw, opened, reviewed
from tests.web.bureau.test_replay import officer, text_of

__all__ = ["officer"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
URL = "/campaigns/again/recheck/"


def test_from_the_choice_to_the_difference(
    app: Flask, officer: FlaskClient, place: Place
) -> None:
    with app.app_context():
        opened(place)
    before = officer.get("/campaigns/again/sample/").text
    sent = officer.post(URL, data={"of": "2025"})
    assert f'href="{URL}"' in before
    assert "2025年度案卷质量评查" in officer.get(sent.location).text
    with app.app_context():
        draw(place)
        reviewed(place)

    page = text_of(officer.get(URL).text)

    assert "西河区 2/2 100.00% 2/2 2 0 +30.00" in page
    assert "All counties 6/6 50.00% 3/6 3 0 +8.33" in page
    assert officer.get(f"{URL}files.csv").text.count("青援") == 6
    assert f'href="{URL}"' in officer.get("/campaigns/again/files").text


def test_a_running_campaign_is_not_re_checked(
    app: Flask, officer: FlaskClient, place: Place
) -> None:
    with app.app_context():
        opened(place)
        sampling.draw(viewer=place.officer, code="again", at=AT, seed="7")

    answer = officer.post("/campaigns/2025/recheck/", data={"of": "again"})

    assert answer.status_code == 422
    assert "what it re-checks stays as it is" in answer.text


def test_a_settled_campaign_leads_to_its_re_check(
    app: Flask, officer: FlaskClient, place: Place
) -> None:
    page = officer.get("/campaigns/2025")
    assert 'action="/open-campaign/recheck/2025"' in page.text
    assert "6 files are settled here." in text_of(page.text)
    assert "10% of every county to begin with (3)" in text_of(page.text)

    begun = officer.post("/open-campaign/recheck/2025")
    step = officer.get(begun.location)
    assert begun.location.endswith("/sample")
    assert '<option selected value="2025">' in step.text

    opened_as = officer.post(
        begun.location.replace("/sample", "/open"), data={"version": "1"}
    )
    assert opened_as.location == "/campaigns/2025-recheck"
    again = officer.get("/campaigns/2025").text
    assert "/campaigns/2025-recheck/recheck/" in again
    assert "open-campaign/recheck" not in officer.get("/campaigns/2025-recheck").text


def test_what_is_not_settled_is_refused_with_the_reason(
    app: Flask, officer: FlaskClient, place: Place
) -> None:
    with app.app_context():
        opened(place)
        sampling.draw(viewer=place.officer, code="again", at=AT, seed="7")
    assert "open-campaign/recheck" not in officer.get("/campaigns/again").text

    sent = officer.post("/open-campaign/recheck/again", follow_redirects=True)
    assert "In the campaign again not every file is settled yet: 0 of 7." in sent.text
    assert officer.post("/open-campaign/recheck/nothing").status_code == 404
