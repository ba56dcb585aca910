"""Clients for the tests of pages: signed in as anyone, checking every page they get."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from review.domain.policy import Role, Viewer
from review.files.schemes import load
from review.services.accounts import hash_of
from review.store import unit
from review.store.queries import accounts, sessions
from review.web.settings import COOKIE
from tests.conftest import AT
from tests.factories import World, campaign_under_review, user
from tests.repository import ROOT
from tests.web.pages import faults

SCHEME = ROOT / "scoring_schemes" / "criminal_defense_trial.yaml"
ClientFor = Callable[..., FlaskClient]


class CheckingClient(FlaskClient):
    """Every whole page it receives is checked: see tests/web/pages.py."""

    def open(self, *args: object, **options: object) -> TestResponse:
        response = super().open(*args, **options)
        if response.mimetype == "text/html" and not response.is_streamed:
            html = response.get_data(as_text=True)
            if html.lstrip().lower().startswith("<!doctype"):
                assert faults(html) == [], response.request.path
        return response


@pytest.fixture
def client_for(app: Flask) -> ClientFor:
    """`client_for(viewer)` is signed in, by Viewer or login; `client_for()` is nobody.

    `csrf=True` demands tokens from then on; `token_in` reads one from a page.
    """
    app.test_client_class = CheckingClient

    def make(who: Viewer | str | None = None, *, csrf: bool = False) -> FlaskClient:
        app.config["WTF_CSRF_ENABLED"] = csrf
        client = app.test_client()
        if who is not None:
            client.set_cookie(COOKIE, session_of(app, who))
        return client

    return make


def session_of(app: Flask, who: Viewer | str) -> str:
    """A fresh session of this account: the token of its cookie."""
    token = secrets.token_urlsafe(16)
    with app.app_context(), unit.transaction():
        login = who if isinstance(who, str) else who.login
        found = accounts.by_login(login)
        assert found is not None, f"no account {login}"
        sessions.start(
            token_hash=hash_of(token),
            user_id=found.id,
            at=AT,
            ends_at=AT + timedelta(hours=12),
        )
    return token


def token_in(response: TestResponse) -> str:
    """The CSRF token of a page."""
    html = response.get_data(as_text=True)
    return html.split('name="csrf-token" content="', 1)[1].split('"', 1)[0]


@pytest.fixture
def world(app: Flask) -> World:
    """A campaign under review with a shipped scheme; nobody has answered yet."""
    text = Path(SCHEME).read_text(encoding="utf-8")
    with app.app_context():
        return campaign_under_review(load(text), text)


@pytest.fixture
def everyone(app: Flask, world: World) -> dict[Role, Viewer]:
    """One account of every role; the campaign's own people where it has them."""
    assert world.officer is not None and world.lead is not None
    found = {
        Role.BUREAU_OFFICER: world.officer,
        Role.REVIEWER: world.reviewers[0],
        Role.PANEL_LEAD: world.lead,
        Role.LAWYER: world.lawyers[0],
    }
    scopes = {
        Role.COUNTY_OFFICER: {"area_id": world.counties[0]},
        Role.CAMPAIGN_MANAGER: {"campaign_id": world.campaign_id},
        Role.FIRM_HEAD: {"firm_id": world.firms[0]},
    }
    with app.app_context(), unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        for role in sorted(set(Role) - set(found)):
            name = f"a {role.value}"
            found[role] = user(event, world, name, role, **scopes.get(role, {}))
    return found
