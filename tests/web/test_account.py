"""Signing in over HTTP: cookies, tokens, and where a reader is sent."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from review import create_app
from review.domain.policy import Role, Viewer
from review.services import administration, setup
from review.services.administration import NewAccount
from review.store import unit
from review.store.database import db
from review.store.models import Grant, SignedIn, User
from review.web.settings import COOKIE
from tests.conftest import AT, settings
from tests.web.conftest import ClientFor, session_of, token_in

PASSWORD = "a sentence for tests"
GIVEN = {"login": "officer", "password": PASSWORD}


@pytest.fixture(autouse=True)
def operator(app: Flask) -> Viewer:
    """An officer with a password; the operator who made the account."""
    return make_officer(app)


def make_officer(app: Flask, **more: object) -> Viewer:
    with app.app_context():
        viewer = setup.ensure_ready(bureau_name="局", area_name="市", at=AT)
        administration.create_account(
            viewer=viewer,
            account=NewAccount(login="officer", role=Role.BUREAU_OFFICER, name="何静"),
            at=AT,
            password=PASSWORD,
            cheap=True,
            **more,
        )
    return viewer


def sign_in(client: FlaskClient, path: str = "/sign-in", **data: str) -> str:
    """Where signing in leads; nothing, if it did not work."""
    return client.post(path, data=GIVEN | data).location or ""


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie(COOKIE)
    return cookie.value if cookie else ""


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def test_signing_in_gives_a_cookie_that_scripts_cannot_read(
    client_for: ClientFor,
) -> None:
    client = client_for()
    answer = client.post("/sign-in", data=GIVEN)

    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if COOKIE in c]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert is_in(client)


def test_a_wrong_password_says_so_and_gives_no_cookie(client_for: ClientFor) -> None:
    client = client_for()
    page = client.post("/sign-in", data=GIVEN | {"password": "wrong"})

    assert "账号" in page.get_data(as_text=True)
    assert cookie_of(client) == ""


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ("/account", "/account"),
        ("/cases/?q=王　", "/home"),
        ("/cases/?page=2", "/cases/?page=2"),
        ("", "/home"),
        ("https://evil.example/", "/home"),
        ("//evil.example/", "/home"),
        ("/\\evil.example/", "/home"),
        ("\\/evil.example/", "/home"),
        ("/\t/evil.example/", "/home"),
        ("/\n/evil.example/", "/home"),
        ("javascript:alert(1)", "/home"),
        (" /account", "/home"),
    ],
)
def test_only_own_addresses_are_followed(
    client_for: ClientFor, then: str, expected: str
) -> None:
    client = client_for()
    answer = client.post("/sign-in", data=GIVEN, query_string={"then": then})

    assert answer.location == expected


def test_a_private_page_leads_back_after_signing_in(client_for: ClientFor) -> None:
    client = client_for()
    asked = client.get("/cases/?page=2").location

    assert asked == "/sign-in?then=/cases/?page%3D2"
    assert sign_in(client, asked) == "/cases/?page=2"


def test_signing_in_twice_ends_the_first_session(
    app: Flask, client_for: ClientFor
) -> None:
    client = client_for()
    sign_in(client)
    first = cookie_of(client)
    sign_in(client)

    assert cookie_of(client) != first
    client.set_cookie(COOKIE, first)
    assert not is_in(client)


def test_who_is_signed_in_does_not_see_the_form(client_for: ClientFor) -> None:
    client = client_for()
    sign_in(client)

    assert client.get("/sign-in").location == "/home"


def test_signing_out_ends_the_session_on_the_server(client_for: ClientFor) -> None:
    client = client_for()
    sign_in(client)
    token = cookie_of(client)
    answer = client.post("/sign-out")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert cookie_of(client) == ""
    client.set_cookie(COOKIE, token)
    assert not is_in(client)


@pytest.mark.parametrize(
    "change",
    [
        update(User).values(disabled_at=AT),
        update(SignedIn).values(ends_at=AT),
        update(SignedIn).values(seen_at=AT - timedelta(minutes=31)),
        delete(SignedIn),
    ],
)
def test_the_next_request_knows(
    app: Flask, client_for: ClientFor, change: object
) -> None:
    client = client_for()
    sign_in(client)
    assert is_in(client)
    with app.app_context(), unit.transaction() as connection:
        connection.execute(change)

    assert client.get("/account").location.startswith("/sign-in?")


def test_without_a_role_only_the_own_account_is_left(
    app: Flask, client_for: ClientFor
) -> None:
    client = client_for()
    sign_in(client)
    assert client.get("/cases/").status_code == 200
    with app.app_context(), unit.transaction() as connection:
        connection.execute(update(Grant).values(revoked_at=AT))

    assert client.get("/cases/").status_code == 404
    assert is_in(client)
    assert client.post("/sign-out").location == "/"


def test_a_first_password_is_changed_before_anything_else(
    app: Flask, client_for: ClientFor
) -> None:
    with app.app_context(), unit.transaction() as connection:
        connection.execute(update(User).values(must_change=True))
    client = client_for()
    sign_in(client)

    for path in ("/home", "/cases/", "/account", "/"):
        assert client.get(path).location == "/account/password", path
    assert client.post("/schemes/load").location == "/account/password"
    new = "another sentence"
    given = {"old": PASSWORD, "new": new, "again": new}
    assert client.post("/account/password", data=given).location == "/home"
    assert is_in(client)


def test_changing_the_password_keeps_this_browser_and_ends_the_others(
    app: Flask, client_for: ClientFor
) -> None:
    here, there = client_for(), client_for()
    sign_in(here)
    sign_in(there)
    new = "another sentence"
    page = here.post(
        "/account/password",
        data={"old": PASSWORD, "new": new, "again": new},
        follow_redirects=True,
    )

    assert page.status_code == 200
    assert "alert-success" in page.get_data(as_text=True)
    assert (is_in(here), is_in(there)) == (True, False)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"old": "wrong"}, "old-error"),
        ({"again": "something else"}, "again-error"),
        ({"new": "short", "again": "short"}, "new-error"),
        ({"new": "1234567890123", "again": "1234567890123"}, "new-error"),
    ],
)
def test_a_refused_password_says_why_at_its_field(
    client_for: ClientFor, given: dict[str, str], field: str
) -> None:
    client = client_for()
    sign_in(client)
    new = "another sentence"
    whole = {"old": PASSWORD, "new": new, "again": new} | given
    page = client.post("/account/password", data=whole).get_data(as_text=True)

    assert f'id="{field}"' in page
    assert PASSWORD not in page and new not in page


def test_own_sessions_are_shown_and_ended(app: Flask, client_for: ClientFor) -> None:
    client = client_for()
    sign_in(client)
    session_of(app, "officer")
    page = client.get("/account").get_data(as_text=True)
    (handle,) = re.findall(r'name="session" value="(\w+)"', page)

    assert client.post("/account/sessions/end", data={"session": handle}).location
    assert 'name="session"' not in client.get("/account").get_data(as_text=True)
    assert client.post("/account/sessions/end", data={"session": ""}).status_code == 404


def test_the_language_is_chosen_and_leads_back(client_for: ClientFor) -> None:
    client = client_for()
    answer = client.post("/language", data={"locale": "en", "then": "/sign-in"})

    assert answer.location == "/sign-in"
    assert '<html lang="en">' in client.get("/sign-in").get_data(as_text=True)
    client.post("/language", data={"locale": "xx"})
    assert '<html lang="en">' in client.get("/sign-in").get_data(as_text=True)
    outside = client.post("/language", data={"locale": "en", "then": "//evil.example"})
    assert outside.location == "/home"


def test_a_language_chosen_on_the_way_in_stays_with_the_account(
    client_for: ClientFor,
) -> None:
    client = client_for()
    client.post("/language", data={"locale": "en", "then": "/sign-in"})
    sign_in(client)
    elsewhere = client_for()

    assert '<html lang="zh-Hans">' in elsewhere.get("/sign-in").get_data(as_text=True)
    sign_in(elsewhere)
    assert '<html lang="en">' in elsewhere.get("/account").get_data(as_text=True)


@pytest.mark.parametrize("how", ["signed out", "too long away"])
def test_the_sign_in_page_stays_in_the_language_that_was_read(
    app: Flask, client_for: ClientFor, operator: Viewer, how: str
) -> None:
    """Of a browser: whoever signs in next reads in the own language."""
    with app.app_context():
        with unit.transaction() as connection:
            connection.execute(update(User).values(locale="en"))
        administration.create_account(
            viewer=operator,
            account=NewAccount(login="next", role=Role.BUREAU_OFFICER, name="吴敏"),
            at=AT,
            password=PASSWORD,
            cheap=True,
        )
    client = client_for()
    sign_in(client)
    if how == "signed out":
        client.post("/sign-out")
    else:
        with app.app_context(), unit.transaction() as connection:
            connection.execute(update(SignedIn).values(ends_at=AT))
    shown = client.get("/sign-in").get_data(as_text=True)
    sign_in(client, login="next")
    next_one = client.get("/account").get_data(as_text=True)

    assert '<html lang="en">' in shown
    assert '<html lang="zh-Hans">' in next_one


def test_forms_want_their_token(client_for: ClientFor) -> None:
    client = client_for(csrf=True)
    assert client.post("/sign-in", data=GIVEN).status_code == 400

    token = token_in(client.get("/sign-in"))
    assert sign_in(client, csrf_token=token) == "/home"


def test_a_token_of_another_session_does_not_count(client_for: ClientFor) -> None:
    client = client_for(csrf=True)
    before = token_in(client.get("/sign-in"))
    sign_in(client, csrf_token=before)
    mine = token_in(client.get("/account"))

    chosen = {"locale": "en", "then": "/account"}
    assert (
        client.post("/language", data=chosen | {"csrf_token": before}).status_code
        == 400
    )
    answer = client.post("/language", data=chosen | {"csrf_token": mine})
    assert answer.location == "/account"


def test_a_planted_form_cookie_does_not_help(client_for: ClientFor) -> None:
    """An attacker who can set cookies has a form token of their own, but not ours."""
    attacker, victim = client_for(csrf=True), client_for(csrf=True)
    theirs = token_in(attacker.get("/sign-in"))
    token = token_in(victim.get("/sign-in"))
    sign_in(victim, csrf_token=token)
    planted = attacker.get_cookie("case_review")
    assert planted is not None
    victim.set_cookie("case_review", planted.value)

    answer = victim.post("/sign-out", data={"csrf_token": theirs})
    assert answer.status_code == 400
    assert is_in(victim)


def secure_app(database_url: str, folder: Path) -> Flask:
    made = settings(database_url, folder)
    return create_app(made | {"SECURE_COOKIES": True, "WTF_CSRF_ENABLED": False})


def test_over_tls_the_browser_itself_guards_the_cookies(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    client = secure_app(database_url, tmp_path).test_client()
    answer = client.post(
        "/sign-in", data=GIVEN, base_url="https://localhost", follow_redirects=False
    )

    cookies = answer.headers.getlist("Set-Cookie")
    names = {cookie.partition("=")[0] for cookie in cookies}
    assert f"__Host-{COOKIE}" in names
    for cookie in cookies:
        parts = set(cookie.split("; "))
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/"} <= parts
        assert not any(part.startswith("Domain") for part in parts)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    with client.application.app_context():
        db.engine.dispose()


def test_seen_is_noted_at_most_once_a_minute(app: Flask, client_for: ClientFor) -> None:
    moments = iter(range(200))
    clock = {"at": AT}
    app.config["CLOCK"] = lambda: clock["at"]
    client = client_for()
    sign_in(client)
    for _ in range(3):
        clock["at"] = AT + timedelta(seconds=20 * (next(moments) + 1))
        is_in(client)

    assert seen_at(app) == AT
    clock["at"] = AT + timedelta(seconds=61)
    is_in(client)
    assert seen_at(app) == AT + timedelta(seconds=61)


def seen_at(app: Flask) -> datetime | None:
    with app.app_context(), unit.reading() as connection:
        return connection.scalar(select(SignedIn.seen_at))


def test_a_field_is_described_by_what_is_there_or_by_nothing(app: Flask) -> None:
    page = app.test_client().get("/sign-in").get_data(as_text=True)

    assert 'id="login"' in page
    assert "describedby" not in page
