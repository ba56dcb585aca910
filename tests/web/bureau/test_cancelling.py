"""Cancelling a campaign on its pages."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.policy import Viewer
from tests.casework import Casework, submit_all
from tests.web.bureau.reading import text
from tests.web.bureau.test_reconciliation import readers

__all__ = ["readers"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_campaign_is_cancelled_with_a_reason_and_brought_back(
    client: FlaskClient, drawn: Casework
) -> None:
    page = "/campaigns/2025/cancel"
    assert f'href="{page}"' in client.get("/campaigns/2025").text
    assert "6 files of its sample are free" in text(client.get(page))

    empty = client.post(page, data={"reason": ""})
    done = client.post(page, data={"reason": "期间写错"}, follow_redirects=True)

    assert empty.status_code == 422
    assert "1 cancelled campaign" in text(done)
    assert "期间写错" in text(done)
    assert client.get("/campaigns/2025").status_code == 404
    (back,) = re.findall(r'action="(/cancelled-campaigns/[^"]+)"', done.text)
    assert client.post(back).location == "/campaigns/2025"
    assert client.get("/campaigns/2025").status_code == 200
    assert "cancelled campaign" not in text(client.get("/campaigns"))


def test_once_a_review_is_in_nobody_is_asked_whether_it_was_a_mistake(
    app: Flask, client: FlaskClient, readers: dict[str, Viewer]
) -> None:
    """Open reviews can be taken back first, submitted ones never."""
    link = 'href="/campaigns/2025/cancel"'
    given_out = client.get("/campaigns/2025").text
    with app.app_context():
        assert submit_all(next(iter(readers.values())))
    begun = client.get("/campaigns/2025").text

    assert (link in given_out, link in begun) == (True, False)


def test_what_keeps_a_campaign_is_said(
    client: FlaskClient, allocated: Casework
) -> None:
    shown = client.get("/campaigns/2025/cancel")
    refused = client.post("/campaigns/2025/cancel", data={"reason": "x"})

    assert "12 reviews are open · 0 have been submitted" in text(shown)
    assert "Cancel the campaign</button>" not in shown.text
    assert refused.status_code == 422
    assert client.get("/campaigns/2025").status_code == 200
