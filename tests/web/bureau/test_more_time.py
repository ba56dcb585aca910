"""More time over HTTP: the consequence first; asked for, granted and refused."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from review.store import unit
from review.store.models import Read, TermRequest
from tests.casework import Casework, submit_all
from tests.web.bureau.reading import hidden, text
from tests.web.bureau.test_reconciliation import Events
from tests.web.conftest import ClientFor

BASE = "/campaigns/2025/allocation/"
QUERY = {"q": "reviewer:R1", "until": "2026-04-10"}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def days(app: Flask) -> list[str]:
    with app.app_context(), unit.reading() as connection:
        return [str(day) for day in connection.scalars(select(Read.due_on)) if day]


@pytest.fixture
def reader(app: Flask, allocated: Casework, client_for: ClientFor) -> FlaskClient:
    """R1, reading English."""
    with app.app_context(), unit.transaction():
        who = allocated.reader("R1")
    made = client_for(who)
    made.post("/language", data={"locale": "en", "then": "/"})
    return made


def own_read(client: FlaskClient) -> str:
    """The address of the first file of a queue, without what can be done there."""
    html = client.get("/reviews/").get_data(as_text=True)
    start = html.index('href="/reviews/', html.index("queue-")) + 6
    return html[start : html.index('"', start)]


def test_day_count_and_consequence_come_before_it_runs(
    app: Flask, client: FlaskClient, allocated: Casework, events: Events
) -> None:
    offered = client.get(BASE + "reads", query_string={"q": "reviewer:R1"})
    first = client.get(BASE + "extend", query_string={"q": "reviewer:R1"})
    shown = client.get(BASE + "extend", query_string=QUERY)
    sent = {"digest": hidden(shown, "digest"), "reason": "出差"}

    done = client.post(BASE + "extend", query_string=QUERY, data=sent)

    assert "More time …" in text(offered)
    assert "Show what this changes" in text(first)
    assert 'name="digest"' not in first.get_data(as_text=True)
    said = text(shown)
    assert (
        "Open reviews that are due on April 10, 2026 instead: 4; reviewers: 1." in said
    )
    assert "28 working days from today." in said
    assert days(app) == ["2026-04-10"] * 4
    page = client.get(done.location)
    assert "All of the reviews can go back to the day they had." in text(page)
    assert "until April 10, 2026" in text(client.get(BASE + "reads"))

    client.post(done.location)

    assert days(app) == []
    assert events()[-2:] == ["reads_extended", "reads_unextended"]
    assert client.post(done.location).status_code == 422


def test_day_on_which_nobody_works_is_told_with_the_next_one(
    client: FlaskClient, allocated: Casework
) -> None:
    sunday = {**QUERY, "until": "2026-04-12"}
    shown = client.get(BASE + "extend", query_string=sunday)

    told = "is a Sunday; the next working day is"
    assert f"April 12, 2026 {told} April 13, 2026. Take the next" in text(shown)
    better = "extend?until=2026-04-13&amp;q=reviewer:R1"
    assert better in shown.get_data(as_text=True)
    assert told not in text(client.get(BASE + "extend", query_string=QUERY))


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("2026-03-31", "Give a day after"),
        ("2062-04-10", "Give a day within a year."),
        ("soon", "Give a day such as"),
    ],
)
def test_day_that_gives_no_time_is_told_at_its_field(
    app: Flask, client: FlaskClient, allocated: Casework, until: str, sentence: str
) -> None:
    page = client.get(BASE + "extend", query_string={**QUERY, "until": until})

    assert page.status_code == 422
    assert sentence in text(page)
    assert 'name="digest"' not in page.get_data(as_text=True)
    assert (
        client.post(
            BASE + "extend",
            query_string={**QUERY, "until": until},
            data={"reason": "x"},
        ).status_code
        == 422
    )
    assert days(app) == []


def test_what_changed_since_gets_no_day(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    data = {"digest": "of another look", "reason": "出差"}

    stale = client.post(BASE + "extend", query_string=QUERY, data=data)

    assert stale.status_code == 409
    assert days(app) == []


def test_single_review_is_put_off_from_its_own_page(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    with app.app_context(), unit.reading() as connection:
        read = connection.scalar(select(Read.public_id).order_by(Read.id))
    one = {"read": read, "until": "2026-04-10"}

    own = client.get(f"{BASE}reads/{read}").get_data(as_text=True)
    shown = client.get(BASE + "extend", query_string=one)
    sent = {"digest": hidden(shown, "digest"), "reason": "出差"}
    client.post(BASE + "extend", query_string=one, data=sent)

    assert f"{BASE}extend?read={read}" in own
    assert days(app) == ["2026-04-10"]
    nobody = {"read": "nobody-has-this"}
    assert client.get(BASE + "extend", query_string=nobody).status_code == 404


def test_page_of_more_time_says_what_is_in_since(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    shown = client.get(BASE + "extend", query_string=QUERY)
    sent = {"digest": hidden(shown, "digest"), "reason": "出差"}
    page = client.post(BASE + "extend", query_string=QUERY, data=sent).location
    before = text(client.get(page))
    with app.app_context():
        with unit.transaction():
            first = allocated.reader("R1")
        submit_all(first)
    after = text(client.get(page))

    assert ("Not begun" in before, "Submitted" in before) == (True, False)
    assert ("Not begun" in after, "Submitted" in after) == (False, True)


def test_reviewer_asks_and_the_officer_answers(
    app: Flask, client: FlaskClient, reader: FlaskClient
) -> None:
    sheet = own_read(reader)
    asked = {"until": "2026-04-20", "reason": "住院"}

    assert "Ask for more time" in text(reader.get(sheet))
    sent = reader.post(f"{sheet}/more-time", data=asked)
    twice = reader.post(f"{sheet}/more-time", data=asked)
    public_id = request_id(app)
    waits = text(client.get(BASE + "reads"))
    listed = client.get(BASE + "requests")
    answer: dict[str, Any] = {f"{public_id}-reason": "", "do": "refuse"}
    mute = client.post(f"{BASE}requests/{public_id}", data=answer)
    answer = {f"{public_id}-until": "2026-04-15", "do": "grant"}
    done = client.post(f"{BASE}requests/{public_id}", data=answer)

    assert (sent.status_code, twice.status_code) == (302, 422)
    assert "1 request for more time waits for your answer." in waits
    assert "周一 R1" in text(listed)
    assert "asks for April 20, 2026: 住院" in text(listed)
    assert (mute.status_code, done.status_code) == (422, 302)
    assert days(app) == ["2026-04-15"]
    assert "Granted until April 15, 2026." in text(reader.get(f"{sheet}/more-time"))
    assert "April 15, 2026" in text(reader.get("/reviews/"))
    assert "wait for your answer" not in text(client.get(BASE + "reads"))
    assert "Nobody waits for more time." in text(client.get(BASE + "requests"))


def request_id(app: Flask) -> str:
    with app.app_context(), unit.reading() as connection:
        return str(connection.scalar(select(TermRequest.public_id)))


def test_nobody_asks_for_another_ones_file(
    app: Flask, reader: FlaskClient, allocated: Casework, client_for: ClientFor
) -> None:
    sheet = own_read(reader)
    with app.app_context(), unit.transaction():
        who = allocated.reader("R2")
    other = client_for(who)
    data = {"until": "2026-04-20", "reason": "住院"}

    assert other.get(f"{sheet}/more-time").status_code == 404
    assert other.post(f"{sheet}/more-time", data=data).status_code == 404
    assert request_id(app) == "None"
