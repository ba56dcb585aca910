"""What is refused before any page is asked: other sites, odd requests, spoofed places."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from review import create_app
from review.config import CheapPasswords
from review.domain.policy import Role, Viewer
from review.gateways.objects import UnusableStore
from review.store import unit
from review.store.database import db
from review.store.models import SignInAttempt
from tests.conftest import settings
from tests.web.conftest import ClientFor

Everyone = dict[Role, Viewer]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 302),
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Sec-Fetch-Site": "none"}, 302),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Origin": "null"}, 302),
        ({"Origin": "http://localhost"}, 302),
        ({"Origin": "https://localhost"}, 302),
        ({"Origin": "https://evil.example"}, 400),
        ({"Origin": "http://localhost.evil.example"}, 400),
        ({"Origin": "http://other", "Sec-Fetch-Site": "same-origin"}, 302),
    ],
)
def test_forms_of_other_sites_do_nothing(
    client_for: ClientFor, everyone: Everyone, headers: dict[str, str], status: int
) -> None:
    client = client_for(everyone[Role.BUREAU_OFFICER])

    assert client.post("/language", data={}, headers=headers).status_code == status


@pytest.mark.parametrize(
    "path", ["/cases/", "/schemes/nowhere", "/accounts/x", "/home"]
)
def test_links_of_other_sites_learn_nothing(
    client_for: ClientFor, everyone: Everyone, path: str
) -> None:
    """Allowed, not allowed, not there, not signed in: one answer, with a way on."""
    headers = {"Sec-Fetch-Site": "cross-site"}
    answers = set()
    for who in (everyone[Role.BUREAU_OFFICER], everyone[Role.AUDIT_ADMIN], None):
        client = client_for(who)
        client.get("/published")
        answer = client.get(path, headers=headers)
        page = answer.get_data(as_text=True)
        assert f'href="{path}' in page
        answers.add((answer.status_code, page.split("<main")[1].split("</main>")[0]))

    assert len(answers) == 1
    assert next(iter(answers))[0] == 200


def test_public_pages_may_be_linked_to(client_for: ClientFor) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}

    page = client_for().get("/sign-in", headers=headers).get_data(as_text=True)
    assert 'name="password"' in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/accounts/?text=a&text=b", 400),
        ("/accounts/?text=a&role=lawyer", 200),
        ("/accounts/?text=a%00b", 400),
        ("/accounts/a%00b", 400),
    ],
)
def test_what_nobody_types_is_refused(
    client_for: ClientFor, everyone: Everyone, path: str, status: int
) -> None:
    client = client_for(everyone[Role.SYSTEM_ADMIN])

    assert client.get(path).status_code == status


def test_nul_in_a_form_is_refused(client_for: ClientFor) -> None:
    data = {"login": "a\0b", "password": "x"}

    assert client_for().post("/sign-in", data=data).status_code == 400


@pytest.mark.parametrize("login", ["ﷺ" * 200, "𠮷" * 200, "'; DROP TABLE users; --"])
def test_odd_logins_are_only_wrong(client_for: ClientFor, login: str) -> None:
    page = client_for().post("/sign-in", data={"login": login, "password": "x"})

    assert page.status_code == 200


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, "203.0.113.7", "127.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.9, 203.0.113.7", "203.0.113.7"),
    ],
)
def test_only_configured_proxies_say_where_a_request_comes_from(
    app: Flask,
    database_url: str,
    tmp_path: Path,
    hops: int,
    forwarded: str,
    expected: str,
) -> None:
    behind = create_app(settings(database_url, tmp_path) | {"TRUSTED_PROXIES": hops})
    behind.test_client().post(
        "/sign-in",
        data={"login": "x", "password": "x"},
        headers={"X-Forwarded-For": forwarded},
    )

    with behind.app_context():
        with unit.reading() as connection:
            assert connection.scalar(select(SignInAttempt.source)) == expected
        db.engine.dispose()


@pytest.mark.parametrize("overrides", [{}, {"DEMO": False, "TESTING": False}])
def test_cheap_passwords_are_for_tests_and_demonstrations(
    overrides: dict[str, object],
) -> None:
    cheap = {"SECRET_KEY": "x", "SQLALCHEMY_DATABASE_URI": "sqlite://"}
    cheap |= {"PASSWORD_COST": "cheap"} | overrides

    with pytest.raises(CheapPasswords):
        create_app(cheap)
    assert create_app(cheap | {"DEMO": True})
    assert create_app(cheap | {"TESTING": True})


@pytest.mark.parametrize(
    ("store", "options"),
    [
        ("s3://bucket", {"allow_http": "true"}),
        ("s3://bucket", {"nobody": "knows"}),
        ("s3://bucket", "not JSON"),
        ("ftp://bucket", {}),
    ],
)
def test_a_store_that_cannot_be_right_is_told_at_the_start(
    store: str, options: object, tmp_path: Path
) -> None:
    given = {"SECRET_KEY": "x", "SQLALCHEMY_DATABASE_URI": "sqlite://"}
    given |= {"DATA_FOLDER": str(tmp_path), "OBJECTS": store}

    with pytest.raises(UnusableStore):
        create_app(given | {"OBJECTS_OPTIONS": options})


def test_private_pages_are_kept_by_no_cache(
    client_for: ClientFor, everyone: Everyone
) -> None:
    answer = client_for(everyone[Role.BUREAU_OFFICER]).get("/account")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Vary"] == "Cookie"
    assert "ETag" not in answer.headers
    assert "Last-Modified" not in answer.headers
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
