"""The auditor's pages show what the services found, in days as the bureau counts them."""

from __future__ import annotations

import ast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.policy import Role, Viewer
from review.store import unit
from review.store.models import CampaignCase
from review.store.queries import access
from review.web import event_words
from tests.conftest import AT
from tests.factories import World
from tests.repository import REVIEW, modules, parsed
from tests.web.conftest import ClientFor


@pytest.fixture
def auditor(client_for: ClientFor, everyone: dict[Role, Viewer]) -> FlaskClient:
    return client_for(everyone[Role.AUDIT_ADMIN])


@pytest.fixture(autouse=True)
def history(app: Flask, world: World) -> None:
    """One event and one opening of the first case, at nine in the morning in Shanghai."""
    with app.app_context(), unit.transaction() as connection:
        unit.record(
            "case_filed",
            chain="bureau:1",
            actor=unit.Actor("operator", "operator"),
            at=AT,
            targets=[("case", world.case_ids[0])],
        )
        address = connection.scalar(
            CampaignCase.__table__.select()
            .with_only_columns(CampaignCase.public_id)
            .where(CampaignCase.id == world.campaign_case_ids[0])
        )
        assert world.officer is not None
        user_id = world.officer.user_id
        access.note_opening("case.open", address or "", user_id=user_id, at=AT)


def text_of(client: FlaskClient, path: str, **query: str) -> str:
    response = client.get(path, query_string=query)
    assert response.status_code == 200
    return response.get_data(as_text=True)


NUMBER = "(2025)青援0001号"


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ({}, True),
        ({"kind": "case_filed"}, True),
        ({"kind": "role_granted"}, False),
        ({"case_no": NUMBER}, True),
        ({"case_no": "0001"}, False),
        ({"since": "2026-03-02", "until": "2026-03-02"}, True),
        ({"since": "2026-03-03"}, False),
        ({"until": "2026-03-01"}, False),
        ({"since": "soon", "until": "9999-12-31"}, True),
        ({"since": "0001-01-01", "until": "0001-01-01"}, True),
        ({"login": "officer"}, False),
    ],
)
def test_events_are_filtered(
    auditor: FlaskClient, query: dict[str, str], is_shown: bool
) -> None:
    page = text_of(auditor, "/audit/", **query)

    assert (f" {NUMBER}</div>" in page) == is_shown


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ({"case_no": NUMBER}, True),
        ({"case_no": f" {NUMBER} ", "until": "2026-03-02"}, True),
        ({"case_no": NUMBER, "since": "2026-03-03"}, False),
        ({"case_no": "unknown"}, False),
        ({}, False),
    ],
)
def test_openings_are_found(
    auditor: FlaskClient, query: dict[str, str], is_shown: bool
) -> None:
    page = text_of(auditor, "/audit/openings", **query)

    assert ("2026-03-02 09:00" in page) == is_shown


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "9" * 5000])
def test_an_event_no_page_names_is_refused(auditor: FlaskClient, before: str) -> None:
    assert auditor.get("/audit/", query_string={"before": before}).status_code == 400


@pytest.mark.parametrize("place", ["sign-ins", "openings"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_edge_of_the_calendar_are_no_days(
    auditor: FlaskClient, place: str, day: str
) -> None:
    query = {"since": day, "until": day, "case_no": NUMBER}

    assert auditor.get(f"/audit/{place}", query_string=query).status_code == 200


def test_what_happens_elsewhere_is_not_even_offered_as_a_choice(
    auditor: FlaskClient, app: Flask
) -> None:
    with app.app_context(), unit.transaction():
        unit.record("signed_out", chain="bureau:99", actor=unit.SYSTEM, at=AT)

    page = text_of(auditor, "/audit/")

    assert '<option value="case_filed"' in page
    assert '<option value="signed_out"' not in page


def test_what_is_done_under_a_code_has_a_day_and_no_minute(
    auditor: FlaskClient, app: Flask
) -> None:
    """Signing in at 09:00 and submitting under a code at 09:00 would be one person."""
    with app.app_context(), unit.transaction():
        coded = unit.Actor("reviewer", "code-0")
        done = unit.record("review_submitted", chain="bureau:1", actor=coded, at=AT)
        unit.record(
            "case_settled", chain="bureau:1", actor=unit.SYSTEM, at=AT, cause=done
        )
        unit.record("signed_out", chain="bureau:1", actor=unit.SYSTEM, at=AT)

    page = text_of(auditor, "/audit/", kind="review_submitted")
    settled = text_of(auditor, "/audit/", kind="case_settled")
    everything = text_of(auditor, "/audit/")
    signed_out = everything.split('<option value="signed_out">')[1].split("<")[0]

    assert "code-0" in page
    assert all("2026年3月2日" in each for each in (page, settled))
    assert all("09:00" not in each for each in (page, settled))
    assert "bureau:1 ·" not in everything
    assert f'class="event-kind">{signed_out}' not in everything


def test_events_tell_no_decision(auditor: FlaskClient, app: Flask) -> None:
    with app.app_context(), unit.transaction():
        unit.record(
            "assessment_decided",
            chain="bureau:1",
            actor=unit.SYSTEM,
            at=AT,
            payload={"decision": "incompetent", "year": 2025},
        )

    page = text_of(auditor, "/audit/")

    assert "2025" in page
    assert "incompetent" not in page


def test_failed_sign_ins_are_shown(auditor: FlaskClient, client_for: ClientFor) -> None:
    client_for().post("/sign-in", data={"login": "officer", "password": "wrong"})

    assert "127.0.0.1" in text_of(auditor, "/audit/sign-ins", failed="yes")
    assert "127.0.0.1" not in text_of(auditor, "/audit/sign-ins", until="2026-03-01")


def test_chains_are_shown_whole(auditor: FlaskClient) -> None:
    page = text_of(auditor, "/audit/chains")

    assert (page.count("verdict-good"), page.count("verdict-bad")) == (2, 0)


def kinds_recorded() -> set[str]:
    """The kinds of events that the services write, read off their code."""
    calls = (
        node
        for path in modules(REVIEW / "services")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and node.args
    )
    return {
        str(node.args[0].value)
        for node in calls
        if isinstance(node.args[0], ast.Constant) and name_of_call(node) in RECORDING
    }


RECORDING = {"record", "_event", "settled_event", "_begin_session", "_set_password"}


def name_of_call(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def test_every_event_has_words() -> None:
    kinds = kinds_recorded()

    assert {"signed_in", "review_submitted"} <= kinds
    assert kinds - set(event_words.EVENTS) == set()


def test_details_of_scans_are_said_in_words(
    app: Flask, auditor: FlaskClient, world: World
) -> None:
    with app.app_context(), unit.transaction():
        for payload in (
            {"n_pages": 12, "gaps": [3, 7], "volume": "secondary_volume"},
            {"first_number": None},
            {"first_number": 5},
            {"by": -1},
        ):
            unit.record(
                "scan_added",
                chain="bureau:1",
                actor=unit.SYSTEM,
                at=AT,
                targets=[("case", world.case_ids[0])],
                payload=payload,
            )
    auditor.post("/language", data={"locale": "en", "then": "/"})
    page = text_of(auditor, "/audit/", kind="scan_added")

    for words in (
        'pages <span class="mono">12</span>',
        'pages that cannot be shown <span class="mono">[3, 7]</span>',
        "volume Secondary volume",
        "first page number counted on from the scan before",
        'first page number <span class="mono">5</span>',
        "moved one place up",
    ):
        assert words in page
