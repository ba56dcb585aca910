"""Accounts from the command line: the first ones, and those of people on the lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.policy import Role
from review.services import accounts
from review.store import unit
from review.store.models import Grant, Person, User
from tests.conftest import AT
from tests.typed import data, done, misused, refused

PASSWORD = "a sentence for tests"
Held = tuple[str, str | None, bool, bool, bool]


def held(app: Flask) -> list[Held]:
    """Login, person, and whether the role is for an area, a firm, a campaign."""
    with app.app_context(), unit.reading() as connection:
        rows = connection.execute(
            select(
                User.login,
                Person.name,
                Grant.role,
                Grant.area_id,
                Grant.firm_id,
                Grant.campaign_id,
            )
            .join(Grant, Grant.user_id == User.id)
            .outerjoin(Person, Person.id == User.person_id)
            .order_by(User.id)
        ).all()
    return [(r.login, r.name, r.role, *(x is not None for x in r[3:])) for r in rows]


def test_an_account_is_made_with_its_code(app: Flask) -> None:
    made = data(app, "users add admin2 --json")

    assert (made["login"], made["role"], made["page"]) == (
        "admin2",
        "system_admin",
        "/invitation",
    )
    with app.app_context():
        accounts.accept_invitation(
            login="admin2",
            code=made["code"],
            password=PASSWORD,
            source="10.0.0.1",
            at=AT + timedelta(minutes=1),
            cheap=True,
        )
        token = accounts.sign_in(
            login="admin2",
            password=PASSWORD,
            source="10.0.0.1",
            at=AT + timedelta(minutes=2),
            cheap=True,
        )
        viewer = accounts.viewer_of(
            token=token, at=AT + timedelta(minutes=3), today=AT.date()
        )
    assert viewer.roles == {Role.SYSTEM_ADMIN}


def test_the_code_is_told_in_a_line_too(app: Flask) -> None:
    line = done(app, "users add officer --role bureau_officer --name 何雅静")

    assert line.startswith("officer: type the code ")
    assert line.endswith(" at /invitation, once, until 2026-03-16.\n")
    assert held(app) == [("officer", "何雅静", "bureau_officer", False, False, False)]


def test_people_of_the_lists_are_named_by_number(app: Flask, opened: Path) -> None:
    done(app, "users add zhou --role reviewer --number P01")
    done(app, "users add lead --role panel_lead --number P04")
    done(app, "users add zhang --role lawyer --number 11502201410000011")
    done(
        app,
        "users add head --role firm_head --number 11502201310000021 "
        "--for 同泽律师事务所",
    )

    assert held(app) == [
        ("zhou", "周文博", "reviewer", False, False, False),
        ("lead", "高淑芬", "panel_lead", False, False, False),
        ("zhang", "张建国", "lawyer", False, False, False),
        ("head", "王思远", "firm_head", False, True, False),
    ]


def test_a_role_may_be_for_a_county_or_a_campaign(app: Flask, opened: Path) -> None:
    done(app, "users add ma --role county_officer --name 马宏伟 --for 东山县")
    done(
        app,
        "users add xu --role campaign_manager --for 2025年度民事法律援助案卷评查",
    )

    assert held(app) == [
        ("ma", "马宏伟", "county_officer", True, False, False),
        ("xu", None, "campaign_manager", False, False, True),
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_refusals_make_no_account(
    app: Flask, opened: Path, n_events: Callable[[], int]
) -> None:
    done(app, "users add taken")
    before = n_events()

    for command, sentence in {
        "taken": "There is already an account with this name: taken",
        "x": "An account name has 2 to 64 letters, digits or signs and no spaces.",
        "zhou --role reviewer": (
            "Say with --number who it is: a reviewer's or a licence number."
        ),
        "zhou --role reviewer --number P99": (
            "The number P99 is not that of one person of the lists."
        ),
        "ma --role county_officer": (
            "Say with --for where this role is for: a county, firm or campaign."
        ),
        "ma --role county_officer --for 火星": (
            "There is no 火星 here that a role could be for."
        ),
    }.items():
        assert refused(app, f"users add {command}") == sentence
    assert n_events() == before
    assert [login for login, *_ in held(app)] == ["taken"]


def test_an_unknown_role_is_not_understood() -> None:
    assert misused("users add x --role king").startswith("Invalid value for '--role'")
