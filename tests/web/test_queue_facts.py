"""The queue in words: states with their numbers, and estimates that say their ground."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.estimates import Estimate
from review.store.models import Campaign, Read
from review.web.language import speaking
from review.web.queue_facts import estimate_words
from tests.factories import World
from tests.web.test_reviewer import (
    FULL,
    READ,
    change,
    partner,
    reviewer,
    save,
    submit,
    world,
)

__all__ = ["partner", "reviewer", "world"]

SHOWN = 'class="queue-row'


@pytest.mark.parametrize(
    ("locale", "is_same", "words"),
    [
        ("zh_Hans", False, "估计约25分钟（按您已完成的12份）"),
        ("zh_Hans", True, "估计约25分钟（按您用本标准已完成的12份）"),
        ("en", False, "minutes: about 25 (by 12 you did)"),
        ("en", True, "minutes: about 25 (by 12 you did by this scheme)"),
    ],
)
def test_an_estimate_says_what_it_rests_on(
    bare_app: Flask, locale: str, is_same: bool, words: str
) -> None:
    with bare_app.test_request_context(), speaking(locale):
        assert estimate_words(Estimate(25, 12, is_same)) == words


def test_a_file_of_which_only_some_items_are_asked_says_so(
    app: Flask, reviewer: FlaskClient
) -> None:
    assert "queue-scope" not in reviewer.get("/reviews/").text
    change(app, Read, {"public_id": READ}, items=["seal", "late"])

    page = reviewer.get("/reviews/").text

    assert page.count('<b class="queue-scope">only 2 items</b>') == 1
    assert "<span>0/2 answered</span>" in page


def n_rows(client: FlaskClient, show: str) -> int:
    return client.get(f"/reviews/?show={show}").text.count(SHOWN)


def test_files_are_shown_by_state(
    app: Flask, world: World, partner: FlaskClient
) -> None:
    """Two files of one reviewer: one open and overdue, one submitted."""
    change(app, Campaign, {"id": world.campaign_id}, due_on=date(2026, 3, 1))
    save_other(partner)

    found = {show: n_rows(partner, show) for show in ("", "open", "late", "submitted")}

    assert found == {"": 2, "open": 1, "late": 1, "submitted": 1}
    page = partner.get("/reviews/?show=late").text
    for tab in ("All 2", "To review 1", "Overdue 1", "Submitted 1"):
        assert f">{tab}</a>" in page
    assert page.count('aria-current="true">Overdue 1') == 1


def save_other(client: FlaskClient) -> None:
    """Submit the file that comes first in the queue."""
    url = client.get("/reviews/next").location
    body = {"version": 0, "answers": FULL}
    client.post(f"{url}/answers", json=body)
    form = {"version": "1", "key": "k"}
    assert client.post(f"{url}/submit", data=form).status_code == 302


def test_a_state_without_files_says_so(reviewer: FlaskClient) -> None:
    assert "Nothing is overdue." in reviewer.get("/reviews/?show=late").text
    assert "Nothing is submitted yet." in reviewer.get("/reviews/?show=submitted").text


def test_there_is_no_other_state(reviewer: FlaskClient) -> None:
    assert reviewer.get("/reviews/?show=partner").status_code == 400


def test_next_leads_to_the_open_file_and_then_to_the_queue(
    reviewer: FlaskClient,
) -> None:
    before = reviewer.get("/reviews/next").location
    save(reviewer, 0, FULL)
    submit(reviewer)

    assert before == f"/reviews/{READ}"
    assert 'href="/reviews/next"' in reviewer.get(before).text
    assert reviewer.get("/reviews/next").location == "/reviews/"
    assert 'href="/reviews/next"' not in reviewer.get("/reviews/").text


def test_overdue_begins_with_the_day_at_the_bureau(
    app: Flask, world: World, reviewer: FlaskClient
) -> None:
    """Half past midnight in China is still the day before in UTC."""
    change(app, Campaign, {"id": world.campaign_id}, due_on=date(2026, 3, 1))
    last, next_day = (datetime(2026, 3, 1, hour, 30, tzinfo=UTC) for hour in (15, 16))

    found = []
    for moment in (last, next_day):
        app.config["CLOCK"] = lambda moment=moment: moment
        found.append(n_rows(reviewer, "late"))

    assert found == [0, 1]
