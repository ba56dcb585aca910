"""Accounts as the administrators list them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select

from review.store import unit
from review.store.models import (
    IS_WORK,
    Area,
    Campaign,
    Firm,
    Grant,
    Invitation,
    Person,
    SignInAttempt,
    User,
)

CLOSED, WAITING, UNUSED, ACTIVE = "closed", "waiting", "unused", "active"


def state(*, unused_since: datetime) -> ColumnElement[str]:
    """Closed; waiting for a first password; unused for long; or active."""
    used = exists().where(
        SignInAttempt.login_key == User.login_key,
        SignInAttempt.worked.is_(True),
        SignInAttempt.at > unused_since,
    )
    return case(
        (User.disabled_at.is_not(None), CLOSED),
        (User.password_set_at.is_(None), WAITING),
        (and_(~used, User.created_at <= unused_since), UNUSED),
        else_=ACTIVE,
    )


def page(
    bureau_id: int,
    *,
    text: str,
    role: str,
    wanted: str,
    unused_since: datetime,
    start: int,
    n: int,
) -> Sequence[Row]:
    """Some accounts with their state; `total` is how many there are in all."""
    the_state = state(unused_since=unused_since)
    statement = _of(
        bureau_id,
        text,
        User.id,
        User.public_id,
        User.login,
        Person.name,
        the_state.label("state"),
        func.count().over().label("total"),
    )
    if role:
        statement = statement.where(_holds(role))
    if wanted:
        statement = statement.where(the_state == wanted)
    ordered = statement.order_by(
        func.coalesce(Person.name_key, User.login_key), User.login_key
    )
    return unit.connection().execute(ordered.offset(start).limit(n)).all()


def _of(bureau_id: int, text: str, *columns: ColumnElement[object]) -> Select:
    statement = (
        select(*columns)
        .outerjoin(Person, Person.id == User.person_id)
        .where(User.bureau_id == bureau_id)
    )
    if text:
        statement = statement.where(
            or_(
                User.login.icontains(text, autoescape=True),
                Person.name.icontains(text, autoescape=True),
            )
        )
    return statement


def _holds(role: str) -> ColumnElement[bool]:
    return exists().where(
        Grant.user_id == User.id, Grant.role == role, Grant.revoked_at.is_(None)
    )


def n_by_state(bureau_id: int, *, unused_since: datetime) -> dict[str, int]:
    the_state = state(unused_since=unused_since).label("state")
    rows = unit.connection().execute(
        select(the_state, func.count())
        .where(User.bureau_id == bureau_id)
        .group_by("state")
    )
    return {name: n for name, n in rows}


def n_by_role(bureau_id: int) -> dict[str, int]:
    """Open accounts that hold each role."""
    rows = unit.connection().execute(
        select(Grant.role, func.count(Grant.user_id.distinct()))
        .join(User, User.id == Grant.user_id)
        .where(
            User.bureau_id == bureau_id,
            Grant.revoked_at.is_(None),
            User.disabled_at.is_(None),
        )
        .group_by(Grant.role)
    )
    return {role: n for role, n in rows}


def posts_of(user_ids: Sequence[int]) -> Sequence[Row]:
    """The roles in force of these accounts, with the names of their places."""
    return (
        unit.connection()
        .execute(
            select(
                Grant.id,
                Grant.user_id,
                Grant.role,
                Grant.starts_on,
                Grant.ends_on,
                func.coalesce(Area.name, Firm.name, Campaign.name, "").label("place"),
            )
            .outerjoin(Area, Area.id == Grant.area_id)
            .outerjoin(Firm, Firm.id == Grant.firm_id)
            .outerjoin(Campaign, Campaign.id == Grant.campaign_id)
            .where(Grant.user_id.in_(user_ids), Grant.revoked_at.is_(None))
            .order_by(Grant.user_id, Grant.id)
        )
        .all()
    )


def one(public_id: str, *, bureau_id: int, unused_since: datetime) -> Row | None:
    """One account with its state."""
    statement = _of(
        bureau_id,
        "",
        User.id,
        User.public_id,
        User.login,
        User.login_key,
        User.created_at,
        User.disabled_at,
        User.password_set_at,
        Person.name,
        state(unused_since=unused_since).label("state"),
    )
    return (
        unit.connection().execute(statement.where(User.public_id == public_id)).first()
    )


def last_sign_in(login_key: str) -> datetime | None:
    return unit.connection().scalar(
        select(func.max(SignInAttempt.at)).where(
            SignInAttempt.login_key == login_key, SignInAttempt.worked.is_(True)
        )
    )


def invitations_of(user_id: int) -> Sequence[Row]:
    """The latest slips of an account, the newest first."""
    return (
        unit.connection()
        .execute(
            select(Invitation.created_at, Invitation.ends_at, Invitation.used_at)
            .where(Invitation.user_id == user_id)
            .order_by(Invitation.created_at.desc(), Invitation.token_hash)
            .limit(5)
        )
        .all()
    )


def campaigns_of(bureau_id: int) -> Sequence[Row]:
    """Campaigns by name, as places a role may be for; nothing else of them."""
    return (
        unit.connection()
        .execute(
            select(Campaign.id, Campaign.public_id, Campaign.name)
            .where(Campaign.bureau_id == bureau_id, IS_WORK)
            .order_by(Campaign.assessment_year.desc(), Campaign.code)
        )
        .all()
    )
