"""Notices as their owners read them, and where messages for people may go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, bindparam, func, select, text, update

from review.store import unit
from review.store.models import Bureau, Contact, Heartbeat, StoredNotice, User
from review.store.models.columns import Moment


def ids_by_key(event_id: int) -> dict[str, int]:
    """The notices that an event brought."""
    rows = unit.connection().execute(
        select(StoredNotice.key, StoredNotice.id).where(
            StoredNotice.event_id == event_id
        )
    )
    return {row.key: row.id for row in rows}


def contacts_of(user_ids: Sequence[int]) -> Sequence[Row]:
    """Where messages for these accounts may go, of those who said so."""
    return (
        unit.connection()
        .execute(select(Contact.__table__).where(Contact.user_id.in_(user_ids)))
        .all()
    )


def contact(user_id: int) -> Row | None:
    return next(iter(contacts_of([user_id])), None)


def own(user_id: int, *, size: int, skip: int) -> Sequence[Row]:
    """An account's notices, the newest first; `total` is how many there are."""
    return (
        unit.connection()
        .execute(
            select(
                StoredNotice.id,
                StoredNotice.kind,
                StoredNotice.payload,
                StoredNotice.created_at,
                User.notices_seen,
                func.count().over().label("total"),
            )
            .join(User, User.id == StoredNotice.user_id)
            .where(StoredNotice.user_id == user_id)
            .order_by(StoredNotice.id.desc())
            .limit(size)
            .offset(skip)
        )
        .all()
    )


def see(user_id: int, upto: int) -> int:
    """Note that the owner has looked at the own notices up to this one.

    A mark of reading only, like the last use of a session: no fact, no event.
    """
    newest = (
        select(func.coalesce(func.max(StoredNotice.id), 0))
        .where(StoredNotice.user_id == user_id, StoredNotice.id <= upto)
        .scalar_subquery()
    )
    statement = (
        update(User)
        .where(User.id == user_id, User.notices_seen < newest)
        .values(notices_seen=newest)
    )
    return unit.connection().execute(statement).rowcount


def beat(name: str, at: datetime) -> None:
    """Note that a process that nobody watches did its work; several may at once."""
    unit.connection().execute(_BEAT, {"name": name, "at": at})


_BEAT = text(
    "INSERT INTO heartbeats (name, at) VALUES (:name, :at) "
    "ON CONFLICT (name) DO UPDATE SET at = excluded.at"
).bindparams(bindparam("at", type_=Moment()))


def last_beat(name: str) -> datetime | None:
    return unit.connection().scalar(select(Heartbeat.at).where(Heartbeat.name == name))


def bureaus() -> Sequence[Row]:
    """Every bureau with its name."""
    statement = select(Bureau.id, Bureau.name).order_by(Bureau.id)
    return unit.connection().execute(statement).all()
