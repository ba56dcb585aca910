"""Accounts, sessions and grants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, insert, select, update

from review.domain.policy import Granted, Role, Viewer
from review.store import unit
from review.store.models import (
    Bureau,
    Grant,
    Invitation,
    Person,
    SignedIn,
    SignInAttempt,
    User,
)

IN_FORCE = Grant.revoked_at.is_(None)


def viewer_of(token_hash: str, *, at: datetime) -> tuple[Viewer, datetime] | None:
    """The viewer of a live session and when it was last seen, in one statement."""
    rows = (
        unit.connection()
        .execute(_VIEWER, {"token_hash": token_hash, "at": at, "today": at.date()})
        .all()
    )
    if not rows:
        return None
    first = rows[0]
    grants = tuple(
        Granted(Role(r.role), r.grant_bureau, r.area_id, r.firm_id, r.campaign_id)
        for r in rows
        if r.role is not None
    )
    return _viewer(first, grants), first.seen_at


def _viewer(row: Row, grants: tuple[Granted, ...]) -> Viewer:
    return Viewer(
        kind="user",
        user_id=row.id,
        public_id=row.public_id,
        person_id=row.person_id,
        bureau_id=row.bureau_id,
        login=row.login,
        name=row.name or row.login,
        must_change=row.must_change,
        locale=row.locale,
        grants=grants,
    )


def _viewer_statement() -> Select[Any]:
    in_time = (
        IN_FORCE
        & (Grant.starts_on.is_(None) | (Grant.starts_on <= bindparam("today")))
        & (Grant.ends_on.is_(None) | (Grant.ends_on >= bindparam("today")))
    )
    return (
        select(
            User.id,
            User.public_id,
            User.person_id,
            User.bureau_id,
            User.login,
            User.must_change,
            User.locale,
            Person.name,
            SignedIn.seen_at,
            Grant.role,
            Grant.bureau_id.label("grant_bureau"),
            Grant.area_id,
            Grant.firm_id,
            Grant.campaign_id,
        )
        .join(User, User.id == SignedIn.user_id)
        .outerjoin(Person, Person.id == User.person_id)
        .outerjoin(Grant, (Grant.user_id == User.id) & in_time)
        .where(
            SignedIn.token_hash == bindparam("token_hash"),
            SignedIn.ends_at > bindparam("at"),
            User.disabled_at.is_(None),
        )
        .order_by(Grant.id)
    )


_VIEWER = _viewer_statement()


def by_login(login_key: str) -> Row | None:
    return (
        unit.connection()
        .execute(select(User.__table__).where(User.login_key == login_key))
        .first()
    )


def by_public_id(public_id: str, *, bureau_id: int) -> Row | None:
    return (
        unit.connection()
        .execute(
            select(User.__table__).where(
                User.public_id == public_id, User.bureau_id == bureau_id
            )
        )
        .first()
    )


def grants_of(user_id: int) -> Sequence[Row]:
    return (
        unit.connection()
        .execute(
            select(Grant.__table__)
            .where(Grant.user_id == user_id, IN_FORCE)
            .order_by(Grant.id)
        )
        .all()
    )


def listing(bureau_id: int) -> Sequence[Row]:
    """Every account with its roles; one row per role."""
    return (
        unit.connection()
        .execute(
            select(
                User.public_id,
                User.login,
                User.disabled_at,
                User.password_set_at,
                Person.name,
                Grant.role,
                Grant.ends_on,
            )
            .outerjoin(Person, Person.id == User.person_id)
            .outerjoin(Grant, (Grant.user_id == User.id) & IN_FORCE)
            .where(User.bureau_id == bureau_id)
            .order_by(User.login_key, Grant.id)
        )
        .all()
    )


def n_users() -> int:
    return unit.connection().scalar(select(func.count()).select_from(User)) or 0


def start_session(
    *, token_hash: str, user_id: int, at: datetime, ends_at: datetime
) -> None:
    unit.connection().execute(
        insert(SignedIn).values(
            token_hash=token_hash,
            user_id=user_id,
            created_at=at,
            seen_at=at,
            ends_at=ends_at,
        )
    )


def touch_session(token_hash: str, *, at: datetime) -> None:
    unit.connection().execute(
        update(SignedIn).where(SignedIn.token_hash == token_hash).values(seen_at=at)
    )


def end_session(token_hash: str) -> None:
    unit.connection().execute(delete(SignedIn).where(SignedIn.token_hash == token_hash))


def end_sessions_of(user_id: int, *, but: str = "") -> None:
    unit.connection().execute(
        delete(SignedIn).where(SignedIn.user_id == user_id, SignedIn.token_hash != but)
    )


def sessions_of(user_id: int) -> Sequence[Row]:
    return (
        unit.connection()
        .execute(
            select(SignedIn.token_hash, SignedIn.created_at, SignedIn.seen_at)
            .where(SignedIn.user_id == user_id)
            .order_by(SignedIn.created_at.desc())
        )
        .all()
    )


def note_attempt(*, login_key: str, source: str, at: datetime, worked: bool) -> None:
    unit.connection().execute(
        insert(SignInAttempt).values(
            login_key=login_key, source=source, at=at, worked=worked
        )
    )


def failures_since(*, login_key: str, source: str, since: datetime) -> tuple[int, int]:
    """Failed attempts since a moment: for this account, and from this source."""
    failed = select(func.count()).where(
        SignInAttempt.worked.is_(False), SignInAttempt.at > since
    )
    connection = unit.connection()
    by_account = connection.scalar(
        failed.where(
            SignInAttempt.login_key == login_key, SignInAttempt.source == source
        )
    )
    by_source = connection.scalar(failed.where(SignInAttempt.source == source))
    return by_account or 0, by_source or 0


def invitation(token_hash: str, *, at: datetime) -> Row | None:
    """An unused invitation that has not run out."""
    return (
        unit.connection()
        .execute(
            select(Invitation.user_id, User.login, User.login_key, User.public_id)
            .join(User, User.id == Invitation.user_id)
            .where(
                Invitation.token_hash == token_hash,
                Invitation.used_at.is_(None),
                Invitation.ends_at > at,
                User.disabled_at.is_(None),
            )
        )
        .first()
    )


def bureau(bureau_id: int) -> Row:
    return (
        unit.connection()
        .execute(select(Bureau.__table__).where(Bureau.id == bureau_id))
        .one()
    )
