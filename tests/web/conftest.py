"""Clients for the tests of pages: signed in as anyone, checking every page they get."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from review import create_app
from review.domain.policy import Role, Viewer
from review.services.accounts import hash_of, login_key
from review.store import unit
from review.store.database import db
from review.store.queries import accounts, sessions
from review.web.language import speaking
from review.web.settings import COOKIE
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World
from tests.released import Place, a_place
from tests.web.pages import faults
from tests.worlds import campaign_with_a_shipped_scheme, one_of_each_role

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
        found = accounts.by_login(login_key(login))
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


@pytest.fixture(scope="session")
def bare_app() -> Flask:
    """An application without a database, for what only draws and words."""
    return create_app(
        {"TESTING": True, "SECRET_KEY": "x", "SQLALCHEMY_DATABASE_URI": "sqlite://"}
    )


@pytest.fixture
def request_in_english(bare_app: Flask) -> Iterator[None]:
    with bare_app.test_request_context(), speaking("en"):
        yield


@pytest.fixture
def world(once: Once) -> World:
    """A campaign under review with a shipped scheme; nobody has answered yet."""
    return once(campaign_with_a_shipped_scheme)


@pytest.fixture
def everyone(app: Flask, world: World) -> dict[Role, Viewer]:
    """One account of every role; the campaign's own people where it has them."""
    with app.app_context():
        return one_of_each_role(world)


@pytest.fixture
def place(once: Once) -> Place:
    """A campaign in which every file is settled; nothing of it is released."""
    return once(a_place)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement the database is given; clear it before what is counted."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)
