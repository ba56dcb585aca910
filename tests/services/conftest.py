"""The operator and accounts for the tests of services."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from review.domain.policy import Role, Viewer
from review.domain.policy import operator as operator_of
from review.services import accounts, administration
from review.services.accounts import hash_of
from review.services.administration import NewAccount
from review.store import unit
from review.store.queries import accounts as queries
from review.store.queries import places, sessions
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World
from tests.worlds import campaign_with_a_shipped_scheme

PASSWORD = "a sentence for tests"


@pytest.fixture
def operator(app: Flask) -> Viewer:
    """The person at the server."""
    with app.app_context(), unit.reading():
        return operator_of(places.first_bureau_id() or 0)


@pytest.fixture
def officer(app: Flask, operator: Viewer) -> Viewer:
    """An officer's account, as a request of theirs would see it."""
    with app.app_context():
        return viewer_with(operator, "officer", Role.BUREAU_OFFICER)


@pytest.fixture
def world(once: Once) -> World:
    """A campaign under review with a shipped scheme; nobody has answered yet."""
    return once(campaign_with_a_shipped_scheme)


def viewer_with(operator: Viewer, login: str, role: Role, **place: int) -> Viewer:
    """A new account with a password and a role, as a request of theirs would see it."""
    user_id = administration.create_account(
        viewer=operator,
        account=NewAccount(login=login, role=role, **place),
        at=AT,
        password=PASSWORD,
        cheap=True,
    )
    return viewer_of(user_id)


def viewer_of(user_id: int) -> Viewer:
    """An account as a request would see it now; no trace of a session is left."""
    mark, ends_at = hash_of(f"session of {user_id}"), AT + timedelta(days=1)
    with unit.transaction():
        sessions.start(token_hash=mark, user_id=user_id, at=AT, ends_at=ends_at)
        found = queries.viewer_of(mark, at=AT, today=AT.date())
        sessions.end(mark)
    assert found is not None
    return found[0]


def sign_in(
    login: str,
    password: str = PASSWORD,
    *,
    source: str = "10.0.0.1",
    later: timedelta = timedelta(),
    former: str = "",
) -> str:
    """A session's token."""
    return accounts.sign_in(
        login=login,
        password=password,
        source=source,
        at=AT + later,
        former=former,
        cheap=True,
    )
