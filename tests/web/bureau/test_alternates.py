"""The page of the alternates: what is missing is said, and nothing reaches reviewers."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.store import unit
from review.store.models import Alternate
from tests.casework import Casework
from tests.conftest import AT
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

HERE = "/campaigns/2025/allocation/alternates/"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_files_short_of_alternates_are_listed_with_reasons(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    page = text(client.get(HERE))

    assert "Files with fewer than two alternates" in page
    assert "one alternate" in page
    assert "have this case already." in page
    assert "Draw up the alternates" not in page
    with app.app_context(), unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.change(event, Alternate, {}, ended_event_id=event.id)
    assert "6 files lack alternates that could be had" in text(client.get(HERE))

    answer = client.post(HERE)

    assert answer.status_code == 302
    assert "The alternates are drawn up anew; files at" in text(client.get(HERE))
    client.post(HERE)
    assert "Nothing has changed: the alternates stay" in text(client.get(HERE))


def test_reviewers_find_no_alternates(
    app: Flask, allocated: Casework, client_for: ClientFor
) -> None:
    with app.app_context(), unit.transaction():
        reviewer = allocated.reader("R1")
    own = client_for(reviewer)

    assert own.get(HERE).status_code == own.post(HERE).status_code == 404
