"""The demonstration from the command line: built once, kept, never among real data."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from review.services.demo.accounts import LOGINS, PASSWORD
from tests.typed import data, done, misused, refused, typed

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@SQLITE
def test_a_second_demo_keeps_what_was_done(
    app: Flask, n_events: Callable[[], int]
) -> None:
    first = typed(app, "demo --small --at allocation")
    done(app, "campaign allocate 2025")
    present, *_ = data(app, "campaign list --json")
    before = n_events()

    again = typed(app, "demo --small --at publication")

    made = [line.split() for line in first.stdout.splitlines()[2:]]
    assert first.exit_code == again.exit_code == 0
    assert [line for line in first.stdout.splitlines() if PASSWORD in line] == [
        line for line in again.stdout.splitlines() if PASSWORD in line
    ]
    assert all(any(login in line for line in made) for login in LOGINS)
    assert again.stdout.splitlines()[0] == (
        "The demonstration is there already; what was done in it is kept."
    )
    other = "It was made at the step allocation."
    assert again.stdout.splitlines()[-1].startswith(other)
    assert other not in done(app, "demo")
    assert data(app, "campaign list --json")[0] == present
    assert n_events() == before


@SQLITE
def test_the_demo_is_dated_by_the_clock(app: Flask) -> None:
    app.config["CLOCK"] = lambda: datetime(2031, 1, 1, 4, tzinfo=UTC)

    done(app, "demo --small --at sampling")

    codes = [line["code"] for line in data(app, "campaign list --json")]
    made = data(app, "demo --json")
    assert codes == ["2030", "2029-jg", "2029"]
    assert [account["login"] for account in made] == list(LOGINS)
    assert set(made[0]) == {"role", "login", "password", "name", "belongs_to"}


def test_a_bureau_at_work_gets_no_demo(app: Flask, n_events: Callable[[], int]) -> None:
    done(app, "users add admin")
    before = n_events()

    said = refused(app, "demo")

    assert said.startswith("This database is in use. The demonstration needs an empty")
    assert n_events() == before


def test_an_unknown_step_is_not_understood() -> None:
    assert misused("demo --at lunch").startswith("Invalid value for '--at': 'lunch'")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1"])
def test_an_address_of_no_use_is_named_with_what_to_do(app: Flask, host: str) -> None:
    assert refused(app, f"run --host {host}") == (
        f"This machine has no address {host} to serve on. Leave --host out, or give one "
        "that it has: 0.0.0.0 stands for all of them."
    )


def test_a_port_in_use_is_said_before_a_password_is_shown(
    app: Flask, n_events: Callable[[], int]
) -> None:
    before = n_events()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused(app, f"run --port {port}")

    assert said == (
        f"127.0.0.1:{port} cannot be used: another program uses it. "
        "Try another --port, or make run PORT=8001."
    )
    assert misused("run --port 70000").startswith("Invalid value for '--port'")
    assert n_events() == before
