"""The administrators' pages: what each may do there, and what a form cannot smuggle in."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from review.domain.policy import Role, Viewer
from review.store import unit
from review.store.models import Grant, SignedIn, User
from tests.factories import World
from tests.web.conftest import ClientFor, session_of

Everyone = dict[Role, Viewer]


@pytest.fixture
def system(client_for: ClientFor, everyone: Everyone) -> FlaskClient:
    return client_for(everyone[Role.SYSTEM_ADMIN])


@pytest.fixture
def security(client_for: ClientFor, everyone: Everyone) -> FlaskClient:
    return client_for(everyone[Role.SECURITY_ADMIN])


def text_of(client: FlaskClient, path: str, **options: object) -> str:
    response = client.get(path, **options)
    assert response.status_code == 200, path
    return response.get_data(as_text=True)


def address_of(client: FlaskClient, login: str) -> str:
    page = text_of(client, f"/accounts/?text={login}")
    found = re.search(rf'href="(/accounts/[^"/]+)">{login}<', page)
    assert found, page
    return found[1]


def column(app: Flask, what: object, *where: object) -> list[object]:
    with app.app_context(), unit.reading() as connection:
        return list(connection.scalars(select(what).where(*where)))


def roles_of(app: Flask, login: str) -> set[str]:
    mine = select(User.id).where(User.login == login).scalar_subquery()
    found = column(app, Grant.role, Grant.user_id == mine, Grant.revoked_at.is_(None))
    return {str(role) for role in found}


def test_the_list_is_filtered_and_counted(system: FlaskClient) -> None:
    page = text_of(system, "/accounts/?role=reviewer")

    assert ("reviewer0" in page, "lawyer0" in page) == (True, False)
    assert "lawyer0" in text_of(system, "/accounts/?text=律师1")
    assert ">officer<" not in text_of(system, "/accounts/?state=closed")


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=99999999999", "role=king"])
def test_odd_filters_are_no_fault(system: FlaskClient, query: str) -> None:
    text_of(system, f"/accounts/?{query}")


def test_an_account_is_made_with_a_slip_that_is_shown_once(
    app: Flask, system: FlaskClient, client_for: ClientFor
) -> None:
    page = system.post("/accounts/new", data={"login": "li", "name": "李梅"})

    shown = page.get_data(as_text=True)
    code = re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", shown)
    assert code and "李梅" in shown
    assert code[0] not in text_of(system, address_of(system, "li"))
    guest = client_for()
    words = "a sentence of my own"
    given = {"login": "li", "code": code[0], "new": words, "again": words}
    assert guest.post("/invitation", data=given).location == "/sign-in"
    assert guest.post("/sign-in", data={"login": "li", "password": words}).location


@pytest.mark.parametrize("role", ["bureau_officer", "system_admin", "lawyer", "king"])
def test_a_form_cannot_smuggle_in_a_role(
    app: Flask, system: FlaskClient, role: str
) -> None:
    system.post("/accounts/new", data={"login": "li", "name": "李梅", "role": role})

    assert roles_of(app, "li") == set()
    assert column(app, User.id, User.login == "li") == []


COLUMNS = sorted(User.__table__.columns.keys())


def test_a_form_cannot_set_other_columns(app: Flask, system: FlaskClient) -> None:
    smuggled = {name: "1" for name in COLUMNS if name not in ("login", "name")}
    system.post("/accounts/new", data={"login": "li", "name": "李", **smuggled})

    with app.app_context(), unit.reading() as connection:
        made = connection.execute(
            select(User.__table__).where(User.login == "li")
        ).one()
    stored = {n: str(getattr(made, n)) for n in smuggled if n != "bureau_id"}
    assert [name for name, value in stored.items() if value == "1"] == []


def test_a_role_is_given_and_taken(
    app: Flask, security: FlaskClient, world: World, everyone: Everyone
) -> None:
    address = address_of(security, "officer")
    assert "东山县" in text_of(security, f"{address}/roles")
    county = place_of(security, address, "东山县")
    given = {"role": "county_officer", "place": county, "ends_on": "2026-12-31"}
    assert security.post(f"{address}/roles", data=given).location == address
    assert roles_of(app, "officer") == {"bureau_officer", "county_officer"}
    page = text_of(security, address)
    assert "东山县" in page and "2026" in page
    post = re.search(r'name="post" value="(\d+)"', page)
    assert post
    token = session_of(app, "officer")
    security.post(f"{address}/roles/take", data={"post": post[1]})
    assert roles_of(app, "officer") == {"county_officer"}
    assert column(app, SignedIn.token_hash, SignedIn.user_id == 1) == [], token


def place_of(client: FlaskClient, address: str, name: str) -> str:
    page = text_of(client, f"{address}/roles")
    found = re.search(rf'<option value="([^"]+)">{name}</option>', page)
    assert found
    return found[1]


def test_a_role_needs_a_place_of_its_kind(app: Flask, security: FlaskClient) -> None:
    address = address_of(security, "officer")
    county = place_of(security, address, "东山县")
    for place in ("", county, "unknown"):
        page = security.post(
            f"{address}/roles", data={"role": "firm_head", "place": place}
        )
        assert page.status_code == 200
    assert roles_of(app, "officer") == {"bureau_officer"}


def test_a_post_of_another_account_is_not_taken(
    app: Flask, security: FlaskClient
) -> None:
    address = address_of(security, "officer")
    other = column(app, Grant.id, Grant.role == "bar_association")[0]

    page = security.post(f"{address}/roles/take", data={"post": str(other)})
    assert page.status_code == 404
    assert roles_of(app, "a bar_association") == {"bar_association"}


def test_closing_asks_first(app: Flask, system: FlaskClient) -> None:
    address = address_of(system, "officer")
    session_of(app, "officer")
    text_of(system, f"{address}/close")
    assert column(app, User.disabled_at, User.login == "officer") == [None]

    assert system.post(f"{address}/close").location == address
    assert column(app, User.disabled_at, User.login == "officer") != [None]
    system.post(f"{address}/open")
    assert column(app, User.disabled_at, User.login == "officer") == [None]
    assert column(app, User.password_hash, User.login == "officer") == [None]


def test_lists_become_slips(app: Flask, system: FlaskClient) -> None:
    page = text_of(system, "/accounts/invitations?group=handlers")
    keys = re.findall(r'name="who" value="([^"]+)"', page)
    assert len(keys) == 3

    shown = system.post(
        "/accounts/invitations", data={"group": "handlers", "who": keys[:2]}
    ).get_data(as_text=True)
    assert len(re.findall(r'<section class="slip"', shown)) == 2
    empty = system.post("/accounts/invitations", data={"group": "handlers"})
    assert empty.status_code == 200


def test_sessions_are_ended(app: Flask, security: FlaskClient) -> None:
    session_of(app, "officer")
    address = address_of(security, "officer")
    handle = re.search(r'name="session" value="(\w+)"', text_of(security, address))
    assert handle

    security.post(f"{address}/sessions/end", data={"session": handle[1]})
    assert 'name="session"' not in text_of(security, address)


@pytest.mark.parametrize("role", sorted(Role))
def test_pages_offer_only_what_their_reader_may_do(
    client_for: ClientFor, everyone: Everyone, role: Role
) -> None:
    client = client_for(everyone[role])
    if role not in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        assert client.get("/accounts/").status_code == 404
        return
    page = text_of(client, address_of(client, "officer"))
    is_system, is_security = role == Role.SYSTEM_ADMIN, role == Role.SECURITY_ADMIN
    assert ("/close" in page, "/slip" in page) == (is_system, is_system)
    assert ("/roles" in page) == is_security
