"""A session that ends while a form is filled in costs one click, and only its owner's."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from review.domain.policy import Role, Viewer
from review.gateways import passwords
from review.store import unit
from review.store.models import SignedIn, User
from tests.conftest import AT
from tests.web.conftest import ClientFor, token_in

PASSWORD = "a sentence for tests"
WORDS = "王 & <李>\r\n第二行"


@pytest.fixture
def system(
    app: Flask, client_for: ClientFor, everyone: dict[Role, Viewer]
) -> FlaskClient:
    """The system administrator with a form open; all accounts have one password."""
    hashed = passwords.make_hash(PASSWORD, cheap=True)
    with app.app_context(), unit.transaction() as connection:
        connection.execute(update(User).values(password_hash=hashed))
    client = client_for(csrf=True)
    sign_in(client, everyone[Role.SYSTEM_ADMIN].login)
    return client


def sign_in(client: FlaskClient, login: str) -> None:
    token = token_in(client.get("/sign-in"))
    given = {"login": login, "password": PASSWORD, "csrf_token": token}
    assert client.post("/sign-in", data=given).location == "/home"


def filled(client: FlaskClient) -> dict[str, str]:
    token = token_in(client.get("/accounts/new"))
    return {"login": "li.mei", "name": WORDS, "role": "", "csrf_token": token}


def end_sessions(app: Flask) -> None:
    with app.app_context(), unit.transaction() as connection:
        gone = AT - timedelta(hours=1)
        connection.execute(update(SignedIn).values(seen_at=gone))


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's own form."""
    main = page.split("<main", 1)[1]
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', main)
    return {name: unescape(value) for name, value in found}


def made(app: Flask) -> list[str]:
    with app.app_context(), unit.reading() as connection:
        return list(
            connection.scalars(select(User.login).where(User.login == "li.mei"))
        )


def test_an_ended_session_keeps_the_form_for_its_owner(
    app: Flask, system: FlaskClient
) -> None:
    form = filled(system)
    end_sessions(app)
    refused = system.post("/accounts/new", data=form)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 401
    assert hidden(page)["kept-name"] == WORDS

    again = {**hidden(page), "login": "a system_admin", "password": PASSWORD}
    ready = system.post("/sign-in/again", data=again)
    page = ready.get_data(as_text=True)
    assert ready.status_code == 200
    assert hidden(page)["name"] == WORDS
    assert (made(app), 'action="/accounts/new?"' in page) == ([], True)

    sent = system.post("/accounts/new", data=hidden(page))
    assert sent.status_code == 200
    assert made(app) == ["li.mei"]


def test_a_wrong_password_keeps_it_too(app: Flask, system: FlaskClient) -> None:
    form = filled(system)
    end_sessions(app)
    page = system.post("/accounts/new", data=form).get_data(as_text=True)
    again = {**hidden(page), "login": "a system_admin", "password": "wrong"}
    page = system.post("/sign-in/again", data=again).get_data(as_text=True)

    assert hidden(page)["kept-name"] == WORDS


def test_somebody_else_who_signs_in_there_does_not_get_it(
    app: Flask, system: FlaskClient
) -> None:
    form = filled(system)
    end_sessions(app)
    page = system.post("/accounts/new", data=form).get_data(as_text=True)
    again = {**hidden(page), "login": "officer", "password": PASSWORD}
    answer = system.post("/sign-in/again", data=again)

    assert answer.location == "/home"
    assert "li.mei" not in answer.get_data(as_text=True)


def test_an_old_form_of_the_same_person_is_sent_again(
    app: Flask, system: FlaskClient
) -> None:
    form = filled(system)
    sign_in_anew(system, "a system_admin")
    page = system.post("/accounts/new", data=form)

    assert page.status_code == 400
    fields = hidden(page.get_data(as_text=True))
    assert fields["name"] == WORDS
    system.post("/accounts/new", data=fields)
    assert made(app) == ["li.mei"]


def sign_in_anew(client: FlaskClient, login: str) -> None:
    client.post("/sign-out", data={"csrf_token": token_in(client.get("/account"))})
    sign_in(client, login)


def test_an_old_form_of_somebody_else_is_not_shown(
    app: Flask, system: FlaskClient
) -> None:
    form = filled(system)
    sign_in_anew(system, "officer")
    page = system.post("/accounts/new", data=form)

    assert page.status_code in (400, 404)
    assert "li.mei" not in page.get_data(as_text=True)


@pytest.mark.parametrize("token", ["", "forged", "W10.aaaa.bbbb"])
def test_a_form_nobody_vouches_for_is_refused(
    app: Flask, system: FlaskClient, token: str
) -> None:
    form = filled(system) | {"csrf_token": token}
    page = system.post("/accounts/new", data=form)

    assert page.status_code == 400
    assert "li.mei" not in page.get_data(as_text=True)
    end_sessions(app)
    page = system.post("/accounts/new", data=form)
    assert page.status_code == 401
    assert "li.mei" not in page.get_data(as_text=True)


def test_passwords_are_never_kept(app: Flask, system: FlaskClient) -> None:
    token = token_in(system.get("/account/password"))
    new = "another sentence"
    form = {"old": PASSWORD, "new": new, "again": new, "csrf_token": token}
    end_sessions(app)
    page = system.post("/account/password", data=form).get_data(as_text=True)

    assert PASSWORD not in page and new not in page


def test_codes_of_campaigns_are(
    app: Flask, system: FlaskClient, everyone: dict[Role, Viewer]
) -> None:
    """A slip's code is a secret, a campaign's is what was filled in."""
    sign_in_anew(system, everyone[Role.BUREAU_OFFICER].login)
    form = {"code": "2025", "csrf_token": token_in(system.get("/open-campaign/"))}
    end_sessions(app)
    page = system.post("/open-campaign/copy", data=form).get_data(as_text=True)

    assert hidden(page)["kept-code"] == "2025"


def test_a_slips_code_is_never_kept(app: Flask, system: FlaskClient) -> None:
    token = token_in(system.get("/account"))
    sign_in_anew(system, "a system_admin")
    form = {"login": "li.mei", "code": "ABCD-EFGH", "csrf_token": token}
    page = system.post("/invitation", data=form).get_data(as_text=True)

    assert hidden(page)["login"] == "li.mei"
    assert "ABCD-EFGH" not in page


@pytest.mark.parametrize("whose", ["", "forged"])
def test_a_forged_target_leads_nowhere(client_for: ClientFor, whose: str) -> None:
    client = client_for()
    given = {"whose": whose, "login": "officer", "password": PASSWORD}

    assert client.post("/sign-in/again", data=given).location == "/sign-in"


def test_scripts_get_no_page(app: Flask, system: FlaskClient) -> None:
    form = filled(system)
    end_sessions(app)
    answer = system.post(
        "/accounts/new", data=form, headers={"Accept": "application/json"}
    )

    assert (answer.status_code, answer.mimetype) == (401, "application/json")
