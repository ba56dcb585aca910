"""Reading traces over HTTP: announced, sent, and shown in words."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from review.files.schemes import dump, load
from review.services import contents
from review.store import unit
from review.store.models import Campaign, ReadingSpan
from review.web.tracing_facts import minutes
from tests.factories import World, campaign_under_review
from tests.scanned import on_every_case
from tests.web.conftest import ClientFor
from tests.web.forms.sheets import Browser, every_kind
from tests.web.test_reviewer import FULL, READ, URL, in_english

TRACE = f"{URL}/trace"
TOLD = "it is kept which pages are open"


@pytest.fixture
def world(app: Flask) -> World:
    text = dump(every_kind())
    with app.app_context():
        world = campaign_under_review(load(text), text)
        with unit.transaction() as connection:
            connection.execute(update(Campaign).values(rules={"trace_days": 90}))
        from review.web import settings

        on_every_case(settings.shelf())
    return world


@pytest.fixture
def reviewer(client_for: ClientFor, world: World) -> FlaskClient:
    return in_english(client_for(world.reviewers[0]))


def send(client: FlaskClient, spans: Any) -> int:
    return client.post(TRACE, json={"spans": spans}).status_code


def n_kept(app: Flask) -> int:
    with app.app_context(), unit.reading() as connection:
        return connection.scalar(select(func.count(ReadingSpan.id))) or 0


def submit(client: FlaskClient, read: str) -> None:
    own = f"/reviews/{read}"
    client.post(f"{own}/answers", json={"version": 0, "answers": FULL})
    sent = dict(Browser(client.get(f"{own}/confirm").text).sent)
    assert client.post(f"{own}/submit", data=sent).status_code == 302


def test_it_is_announced_and_the_page_knows_where_to_send(
    app: Flask, reviewer: FlaskClient
) -> None:
    queue, sheet = reviewer.get("/reviews/").text, reviewer.get(URL).text

    assert (queue.count(TOLD), sheet.count(TOLD)) == (1, 1)
    assert "deleted after 90 days" in queue
    assert '<details class="announced">' in sheet
    assert f'data-trace="{TRACE}"' in sheet
    assert "viewer_trace.js" in sheet

    with app.app_context(), unit.transaction() as connection:
        connection.execute(update(Campaign).values(rules={}))
    queue, sheet = reviewer.get("/reviews/").text, reviewer.get(URL).text
    assert TOLD not in queue + sheet
    assert "data-trace" not in sheet
    assert "viewer_trace.js" not in sheet


def test_whoever_comes_straight_to_a_sheet_is_told_there(reviewer: FlaskClient) -> None:
    first, second = reviewer.get(URL).text, reviewer.get(URL).text

    assert '<details class="announced" open>' in first
    assert '<details class="announced">' in second


def test_pieces_are_kept_and_anything_else_is_refused(
    app: Flask, reviewer: FlaskClient, client_for: ClientFor, world: World
) -> None:
    assert send(reviewer, [[1, 5, ""], [2, 5, "seal"]]) == 204
    assert send(reviewer, [[1, 5, "unheard_of"]]) == 422
    assert send(reviewer, "x") == 422
    assert reviewer.post(TRACE, data="[[").status_code == 415
    assert send(client_for(world.reviewers[1]), [[1, 5, ""]]) == 404
    assert n_kept(app) == 2


def test_the_reviewer_and_then_the_lead_see_it(
    app: Flask, client_for: ClientFor, world: World, reviewer: FlaskClient
) -> None:
    lead = in_english(client_for(world.lead))
    send(reviewer, [[1, 65, ""], [2, 5, "seal"], [1, 3, ""]])
    submit(reviewer, READ)

    own = reviewer.get(URL).text
    before = lead.get("/reading-traces").text
    submit(client_for(world.reviewers[1]), "read-0-2")
    listed = lead.get("/reading-traces").text
    shown = lead.get(f"/reading-traces/{READ}").text

    assert "Your reading trace" in own
    assert "No file of this campaign is settled yet." in before
    assert f'href="/reading-traces/{READ}"' in listed
    for page in (own, shown):
        assert "1 min 13 s" in page
        assert "1.2 seal" in page
        assert "After the last answer" in page
    assert "评查专家" not in shown.split("<main")[1]
    assert 'href="/reading-traces"' in lead.get("/reviews/").text
    assert 'href="/reading-traces"' not in reviewer.get("/reviews/").text


def test_pages_are_told_by_paper_where_there_is_a_list(
    app: Flask, reviewer: FlaskClient, world: World
) -> None:
    from review.domain.contents import Entry
    from review.domain.documents import DocumentType

    first, second = list(DocumentType)[:2]
    assert world.officer is not None
    with app.app_context():
        with unit.reading() as connection:
            from review.store.models import Case

            statement = select(Case.public_id).where(Case.id == world.case_ids[0])
            case = connection.scalar(statement) or ""
        found = contents.of_case(viewer=world.officer, public_id=case)
        contents.set_list(
            viewer=world.officer,
            public_id=case,
            entries=[Entry(1, first), Entry(2, second)],
            not_applicable=[],
            state=found.state,
            at=app.config["CLOCK"](),
        )
    send(reviewer, [[2, 8, "seal"]])
    submit(reviewer, READ)

    page = reviewer.get(URL).text

    assert '<td class="number">0/1</td><td>—</td>' in page
    assert '<td class="number">1/' in page


def test_times_are_told_as_people_say_them(request_in_english: None) -> None:
    assert [minutes(s) for s in (0, 45, 60, 3605)] == [
        "0 s",
        "45 s",
        "1 min 0 s",
        "60 min 5 s",
    ]
