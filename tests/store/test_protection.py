"""The database itself refuses what no service would do."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import insert, update
from sqlalchemy.exc import DBAPIError

from review.domain.policy import ADMINS, Role
from review.store import unit
from review.store.models import Grant
from review.store.protection import ADMIN_ROLES, MIXED_REFUSAL
from tests.conftest import AT
from tests.factories import World, user

pytestmark = pytest.mark.usefixtures("app_context")


def record() -> unit.Recorded:
    return unit.record("tried", chain="test", actor=unit.SYSTEM, at=AT)


def account(role: Role) -> int:
    """An account with one role."""
    with unit.transaction():
        made = user(record(), World(bureau_id=1), "someone", role)
    return made.user_id or 0


def give(user_id: int, role: Role, **values: object) -> None:
    """A grant as a careless statement would write it."""
    with unit.transaction() as connection:
        given = {"bureau_id": 1, "user_id": user_id, "role": role, **values}
        connection.execute(insert(Grant).values(event_id=record().id, **given))


def test_the_administrators_of_the_policy_are_those_of_the_trigger() -> None:
    assert set(ADMINS) == {Role(name.strip(" ()'")) for name in ADMIN_ROLES.split(",")}


@pytest.mark.parametrize("first", sorted(ADMINS))
@pytest.mark.parametrize("second", [Role.LAWYER, Role.AUDIT_ADMIN, Role.SECURITY_ADMIN])
def test_an_administrator_holds_no_other_role(first: Role, second: Role) -> None:
    user_id = account(first)

    with pytest.raises(DBAPIError):
        give(user_id, second)


@pytest.mark.parametrize("second", sorted(ADMINS))
def test_nobody_with_a_role_becomes_an_administrator(second: Role) -> None:
    user_id = account(Role.BUREAU_OFFICER)

    with pytest.raises(DBAPIError, match=MIXED_REFUSAL):
        give(user_id, second)


def test_roles_that_may_stand_together_do() -> None:
    user_id = account(Role.LAWYER)

    give(user_id, Role.REVIEWER)
    give(user_id, Role.FIRM_HEAD)


def test_a_revoked_role_does_not_count_until_it_is_revived() -> None:
    user_id = account(Role.LAWYER)
    with unit.transaction() as connection:
        connection.execute(update(Grant).values(revoked_at=AT))
    give(user_id, Role.AUDIT_ADMIN)

    with pytest.raises(DBAPIError, match=MIXED_REFUSAL), unit.transaction() as c:
        c.execute(update(Grant).values(revoked_at=None))


def test_a_lawyers_grant_does_not_turn_into_an_administrators() -> None:
    user_id = account(Role.LAWYER)
    give(user_id, Role.REVIEWER)

    lawyers = update(Grant).where(Grant.role == Role.LAWYER)
    with pytest.raises(DBAPIError, match=MIXED_REFUSAL), unit.transaction() as c:
        c.execute(lawyers.values(role=Role.SYSTEM_ADMIN))


def test_of_two_grants_at_once_one_is_refused(app: Flask) -> None:
    user_id = account(Role.LAWYER)
    with unit.transaction() as connection:
        connection.execute(update(Grant).values(revoked_at=AT))
    outcomes: Counter[str] = Counter()
    barrier = threading.Barrier(2)

    def attempt(role: Role) -> None:
        with app.app_context():
            barrier.wait()
            try:
                give(user_id, role)
                outcomes["given"] += 1
            except DBAPIError:
                outcomes["refused"] += 1

    roles = (Role.AUDIT_ADMIN, Role.BUREAU_OFFICER)
    threads = [threading.Thread(target=attempt, args=[role]) for role in roles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == {"given": 1, "refused": 1}
