"""The first start: tables, the bureau, and a one-time administrator."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from review.domain.errors import N_, RuleBroken
from review.domain.policy import Role, Viewer, operator
from review.gateways.pinyin import name_key
from review.services import administration
from review.services.administration import NewAccount
from review.store import database, schema, starting, unit
from review.store.database import db
from review.store.models import Area, Bureau
from review.store.queries import accounts, entrustments, places
from review.store.unit import Actor

Waiting = Callable[[], object]


def _nothing() -> None:
    """Nobody is there to be told."""


class MadeElsewhere(RuleBroken):
    """Two programs were started at once; only one of them shows the password."""

    sentence = N_(
        "Another start has just made the first administrator; the password is shown there."
    )


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
    waiting: Waiting = _nothing,
) -> Viewer:
    """Make the tables and the first bureau if they are missing; give an operator.

    A database of a newer or unknown version is refused, never guessed at. Where there
    are several bureaus, the code says for which one the operator acts, unless any will
    do. Of two first starts at once the second waits, and `waiting` tells its user so.
    """
    if not schema.is_current() or not _bureaus():
        with starting.alone(db.engine, waiting):
            schema.ensure_current()
            if not _bureaus():
                with unit.transaction():
                    _found_bureau(bureau_name, area_name, at)
    known = _bureaus()
    bureau_id = _chosen(known[:1] if any_bureau else known, bureau_code)
    with unit.reading():
        apart = tuple((row.id, row.code) for row in entrustments.kept_apart(bureau_id))
    return replace(operator(bureau_id), kept_apart=apart)


def _bureaus() -> Sequence[Any]:
    with unit.reading():
        return places.bureaus()


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


def first_administrator(
    *, viewer: Viewer, at: datetime, waiting: Waiting = _nothing
) -> tuple[str, str] | None:
    """A one-time administrator with a random password, if there is no account yet."""
    if _has_accounts():
        return None
    password = secrets.token_urlsafe(15)
    account = NewAccount(login="admin", role=Role.SYSTEM_ADMIN)
    with starting.alone(db.engine, waiting):
        if _has_accounts():
            raise MadeElsewhere
        administration.create_account(
            viewer=viewer, account=account, at=at, password=password, must_change=True
        )
    return account.login, password


def _has_accounts() -> bool:
    with unit.reading():
        return bool(accounts.n_users())
