"""The first start: tables, the bureau, and a one-time administrator."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from review.domain.errors import N_, RuleBroken
from review.domain.policy import Role, Viewer, operator
from review.gateways.pinyin import name_key
from review.services import administration
from review.services.administration import NewAccount
from review.store import database, schema, unit
from review.store.models import Area, Bureau
from review.store.queries import accounts, entrustments, places
from review.store.unit import Actor


class BureauNotNamed(RuleBroken):
    sentence = N_("There are several bureaus here; say which one: %(known)s.")


class NoSuchBureau(RuleBroken):
    sentence = N_("There is no bureau %(code)s here, only: %(known)s.")


def ensure_ready(
    *,
    bureau_name: str,
    area_name: str,
    at: datetime,
    bureau_code: str = "",
    any_bureau: bool = False,
) -> Viewer:
    """Make the tables and the first bureau if they are missing; give an operator.

    A database of a newer or unknown version is refused, never guessed at. Where there
    are several bureaus, the code says for which one the operator acts, unless any will
    do.
    """
    schema.ensure_current()
    with unit.reading():
        known = places.bureaus()
    if not known:
        with unit.transaction():
            known = places.bureaus()
            if not known:
                _found_bureau(bureau_name, area_name, at)
                known = places.bureaus()
    bureau_id = _chosen(known[:1] if any_bureau else known, bureau_code)
    with unit.reading():
        apart = tuple((row.id, row.code) for row in entrustments.kept_apart(bureau_id))
    return replace(operator(bureau_id), kept_apart=apart)


def _chosen(known: Sequence[Any], code: str) -> int:
    names = tuple(f"{row.code} {row.name}" for row in known)
    if not code and len(known) > 1:
        raise BureauNotNamed(known=names)
    found = [row.id for row in known if code in ("", row.code)]
    if not found:
        raise NoSuchBureau(code=code, known=names)
    return int(found[0])


def database_trouble(error: BaseException) -> RuleBroken | None:
    """What is wrong with the database, if that is what this error says."""
    return database.trouble(error)


let_go = database.let_go


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
