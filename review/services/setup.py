"""The first start: tables, the bureau, and a one-time administrator."""

from __future__ import annotations

import secrets
from datetime import datetime

from review.domain.policy import Role, Viewer, operator
from review.gateways.pinyin import name_key
from review.services import administration
from review.services.administration import NewAccount
from review.store import schema, unit
from review.store.models import Area, Bureau
from review.store.queries import accounts, places
from review.store.unit import Actor


def ensure_ready(*, bureau_name: str, area_name: str, at: datetime) -> Viewer:
    """Make the tables and the first bureau if they are missing; give its operator.

    A database of a newer or unknown version is refused, never guessed at.
    """
    schema.ensure_current()
    with unit.transaction():
        bureau_id = places.first_bureau_id()
        if bureau_id is None:
            bureau_id = _found_bureau(bureau_name, area_name, at)
    return operator(bureau_id)


def _found_bureau(bureau_name: str, area_name: str, at: datetime) -> int:
    event = unit.record(
        "bureau_founded", chain="bureaus", actor=Actor("operator", "operator"), at=at
    )
    area_id = unit.add(
        event,
        Area,
        code="0",
        name=area_name,
        name_key=name_key(area_name),
        level="prefecture",
    )
    return int(unit.add(event, Bureau, area_id=area_id, code="0", name=bureau_name))


def first_administrator(*, viewer: Viewer, at: datetime) -> tuple[str, str] | None:
    """A one-time administrator with a random password, if there is no account yet."""
    with unit.reading():
        if accounts.n_users():
            return None
    password = secrets.token_urlsafe(15)
    account = NewAccount(login="admin", role=Role.SYSTEM_ADMIN)
    administration.create_account(
        viewer=viewer, account=account, at=at, password=password, must_change=True
    )
    return account.login, password
