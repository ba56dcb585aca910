"""Reviewers join and leave over HTTP; limits and the term change."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.declining import Decline
from review.domain.policy import Role
from review.services import reviewing
from review.store import unit
from tests.casework import Casework
from tests.conftest import AT
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

READERS = "/campaigns/2025/readers"
READER = "/campaigns/2025/reader"
TERM = "/campaigns/2025/term"
Events = Callable[[], list[str]]


@pytest.fixture
def spare(app: Flask, allocated: Casework) -> Casework:
    """A reviewer on the list who is not in the campaign."""
    with app.app_context(), unit.transaction():
        allocated.reviewer("R9", name="安新")
    return allocated


def test_a_reviewer_is_taken_in_once(
    client: FlaskClient, spare: Casework, events: Events
) -> None:
    assert "安新 · R9" in client.get(READERS).get_data(as_text=True)

    for _ in range(2):
        done = client.post(READERS, data={"number": "R9", "cap": "3"})
        assert done.location == READERS

    assert "安新 R9 0 0 0 0 0 3" in text(client.get(READERS))
    assert events().count("reviewer_taken_in") == 1


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 422),
        ({"number": ""}, 422),
        ({"number": "R9", "cap": "0"}, 422),
        ({"number": "R9", "cap": "x"}, 422),
        ({"number": "none"}, 422),
    ],
)
def test_what_cannot_be_taken_in_is_refused(
    client: FlaskClient,
    spare: Casework,
    events: Events,
    data: dict[str, str],
    status: int,
) -> None:
    assert client.post(READERS, data=data).status_code == status
    assert "reviewer_taken_in" not in events()


def test_a_limit_is_shown_and_changed(client: FlaskClient, allocated: Casework) -> None:
    assert "周一" in text(client.get(READER, query_string={"number": "R1"}))

    done = client.post(READER, data={"number": "R1", "cap": "7"})
    bad = client.post(READER, data={"number": "R1", "cap": "0"})

    assert done.location == READERS
    assert bad.status_code == 422
    assert "周一 R1 4 0 4 0 0 7" in text(client.get(READERS))


def test_the_lists_lead_to_what_was_handed_back_and_why(
    client: FlaskClient, app: Flask, allocated: Casework
) -> None:
    listed = "/campaigns/2025/allocation/reads"
    with app.app_context(), unit.transaction():
        reader = allocated.reader("R1")
    with app.app_context():
        (line, *_) = reviewing.queue(viewer=reader, at=AT)
        why = Decline.KNOWS_PARTIES.words
        reviewing.decline(viewer=reader, public_id=line.public_id, reason=why, at=AT)

    assert f'href="{READERS}"' in client.get(listed).get_data(as_text=True)
    (place,) = re.findall(
        r'href="([^"#]+)#went-back"', client.get(READERS).get_data(as_text=True)
    )
    page = client.get(place.replace("&amp;", "&"))
    assert 'id="went-back"' in page.get_data(as_text=True)
    assert f"{line.case_no} · " in text(page)
    assert why in text(page)


def test_leaving_is_confirmed_with_its_count(
    client: FlaskClient, allocated: Casework, events: Events
) -> None:
    said = text(client.get(READER, query_string={"number": "R1"}))
    assert "Let this person leave and take 4 files back" in said

    for _ in range(2):
        done = client.post(READER, data={"number": "R1", "do": "dismiss"})
        assert done.location == READERS

    assert "周一 R1" not in text(client.get(READERS))
    assert events().count("reviewer_dismissed") == 1
    assert client.get(READER, query_string={"number": "R1"}).status_code == 404


def test_the_term_is_changed(client: FlaskClient, allocated: Casework) -> None:
    assert 'href="/campaigns/2025/term"' in client.get("/campaigns/2025").get_data(
        as_text=True
    )

    done = client.post(TERM, data={"due_on": "2026-03-05"})
    past = client.post(TERM, data={"due_on": "2026-03-01"})
    odd = client.post(TERM, data={"due_on": "soon"})

    assert done.location == "/campaigns/2025"
    assert (past.status_code, odd.status_code) == (422, 422)
    assert "cannot be due on a day already past" in text(past)
    assert "3 days left" in text(client.get("/campaigns/2025"))


def test_a_manager_changes_readers_and_not_the_term(
    app: Flask, client_for: ClientFor, spare: Casework
) -> None:
    with app.app_context(), unit.transaction():
        manager = spare.account("manager", Role.CAMPAIGN_MANAGER, campaign_id=1)
    client = client_for(manager)

    assert client.post(READERS, data={"number": "R9"}).status_code == 302
    assert client.get(TERM).status_code == 404
    assert client.post(TERM, data={"due_on": ""}).status_code == 404
    assert TERM not in client.get("/campaigns/2025").get_data(as_text=True)
