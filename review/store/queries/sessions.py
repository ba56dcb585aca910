"""Sessions on the server, and the sign-in attempts that the throttle counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from review.store import unit
from review.store.models import SignedIn, SignInAttempt, User


def start(*, token_hash: str, user_id: int, at: datetime, ends_at: datetime) -> None:
    unit.connection().execute(
        insert(SignedIn).values(
            token_hash=token_hash,
            user_id=user_id,
            created_at=at,
            seen_at=at,
            ends_at=ends_at,
        )
    )


EXACT_TO = timedelta(minutes=1)
"""How long somebody may be here before it is written down again."""


def touch(token_hash: str, *, at: datetime) -> None:
    unit.connection().execute(
        update(SignedIn).where(SignedIn.token_hash == token_hash).values(seen_at=at)
    )


def holder(token_hash: str) -> Row | None:
    """Whose session this is, whether it is still alive or not."""
    return (
        unit.connection()
        .execute(
            select(User.id, User.public_id, User.login)
            .join(SignedIn, SignedIn.user_id == User.id)
            .where(SignedIn.token_hash == token_hash)
        )
        .first()
    )


def end(token_hash: str) -> None:
    _drop(SignedIn.token_hash == token_hash)


def end_of(user_id: int, *, handle: str = "") -> int:
    """End the sessions of an account, or the one whose hash begins so."""
    is_meant = SignedIn.token_hash.startswith(handle, autoescape=True)
    return _drop(and_(SignedIn.user_id == user_id, is_meant))


def alive_of(user_id: int, *, at: datetime, seen_after: datetime) -> Sequence[Row]:
    """The live sessions of an account, the newest first."""
    return (
        unit.connection()
        .execute(
            select(SignedIn.token_hash, SignedIn.created_at, SignedIn.seen_at)
            .where(
                SignedIn.user_id == user_id,
                SignedIn.ends_at > at,
                SignedIn.seen_at >= seen_after,
            )
            .order_by(SignedIn.created_at.desc(), SignedIn.token_hash)
        )
        .all()
    )


def drop_ended(*, at: datetime, seen_before: datetime) -> int:
    """Delete the sessions that ended or idled too long."""
    return _drop(or_(SignedIn.ends_at <= at, SignedIn.seen_at < seen_before))


def _drop(which: ColumnElement[bool]) -> int:
    """Delete sessions; when their owners were last here stays with the account."""
    last = (
        select(func.max(SignedIn.seen_at))
        .where(SignedIn.user_id == User.id)
        .scalar_subquery()
    )
    owners = select(SignedIn.user_id).where(which)
    is_later = or_(User.seen_at.is_(None), User.seen_at < last)
    connection = unit.connection()
    connection.execute(
        update(User).where(User.id.in_(owners), is_later).values(seen_at=last)
    )
    return connection.execute(delete(SignedIn).where(which)).rowcount


def drop_attempts(*, before: datetime) -> int:
    """Delete the attempts to sign in of long ago."""
    old = delete(SignInAttempt).where(SignInAttempt.at < before)
    return unit.connection().execute(old).rowcount


def wait_in_line(*names: str) -> None:
    """Let attempts for the same account or from the same place pass one by one.

    A SQLite writer is alone anyway.
    """
    connection = unit.connection()
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
        for name in names:
            connection.execute(lock, {"name": f"sign-in {name}"})


def note_attempt(*, login_key: str, source: str, at: datetime) -> int:
    """An attempt; it counts as failed until it has worked."""
    result = unit.connection().execute(
        insert(SignInAttempt).values(
            login_key=login_key, source=source, at=at, worked=False
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def attempt_worked(attempt_id: int) -> None:
    unit.connection().execute(
        update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(worked=True)
    )


def failures_since(login_key: str, source: str, since: datetime) -> Row:
    """Failures since a moment: `here` for the account from this place, since it last
    worked; `source` from this place; `account` from anywhere."""
    one = SignInAttempt
    mine, from_here = one.login_key == login_key, one.source == source
    last_worked = (
        select(func.coalesce(func.max(one.id), 0))
        .where(mine, from_here, one.worked.is_(True))
        .scalar_subquery()
    )
    here = mine & from_here & (one.id > last_worked)
    return (
        unit.connection()
        .execute(
            select(
                _n(here).label("here"),
                _n(from_here).label("source"),
                _n(mine).label("account"),
            ).where(one.worked.is_(False), one.at > since, or_(mine, from_here))
        )
        .one()
    )


def _n(condition: object) -> object:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def is_known_place(login_key: str, source: str) -> bool:
    """Whether this account has signed in from here before."""
    return bool(
        unit.connection().scalar(
            select(
                exists().where(
                    SignInAttempt.login_key == login_key,
                    SignInAttempt.source == source,
                    SignInAttempt.worked.is_(True),
                )
            )
        )
    )
