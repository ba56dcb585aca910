"""Accounts, sessions and grants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from review.domain.entrustment import Ending, standing_of
from review.domain.policy import Granted, Role, Viewer
from review.store import unit
from review.store.models import (
    Area,
    Bureau,
    Campaign,
    Entrustment,
    Firm,
    Grant,
    Person,
    SignedIn,
    StoredNotice,
    User,
)

IN_FORCE = Grant.revoked_at.is_(None)


def viewer_of(
    token_hash: str, *, at: datetime, today: date
) -> tuple[Viewer, datetime] | None:
    """The viewer of a live session and when it was last seen, in one statement."""
    values = {"token_hash": token_hash, "at": at, "today": today}
    rows = unit.run(_VIEWER, values).all()
    if not rows:
        return None
    first = rows[0]
    # Of several contracts of a campaign the last one counts, as they are sorted.
    grants = {r.grant_id: _granted(r, today) for r in rows if r.role is not None}
    apart = {r.apart_id: r.apart_code for r in rows if r.apart_code is not None}
    viewer = _viewer(first, tuple(grants.values()), tuple(apart.items()))
    return viewer, first.seen_at


def _granted(row: Row, today: date) -> Granted:
    """What a role counts for on this day, with the contract of a manager's campaign."""
    standing = None
    if row.role == Role.CAMPAIGN_MANAGER and row.contract_from is not None:
        standing = standing_of(
            row.contract_from, row.contract_until, ending=row.ended_as, today=today
        )
    places = (row.area_id, row.firm_id, row.campaign_id)
    return Granted(Role(row.role), row.grant_bureau, *places, standing)


def _viewer(
    row: Row, grants: tuple[Granted, ...], apart: tuple[tuple[int, str], ...]
) -> Viewer:
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
        n_unread=row.n_unread,
        kept_apart=apart,
    )


_OF_VIEWER = (
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
    Grant.id.label("grant_id"),
    Entrustment.starts_on.label("contract_from"),
    Entrustment.ends_on.label("contract_until"),
    Entrustment.ended_as,
    Campaign.id.label("apart_id"),
    Campaign.code.label("apart_code"),
)


def _viewer_statement() -> Select[Any]:
    in_time = (
        IN_FORCE
        & (Grant.starts_on.is_(None) | (Grant.starts_on <= bindparam("today")))
        & (Grant.ends_on.is_(None) | (Grant.ends_on >= bindparam("today")))
    )
    unread = select(func.count()).where(
        StoredNotice.user_id == User.id, StoredNotice.id > User.notices_seen
    )
    return (
        select(*_OF_VIEWER, unread.scalar_subquery().label("n_unread"))
        .join(User, User.id == SignedIn.user_id)
        .outerjoin(Person, Person.id == User.person_id)
        .outerjoin(Grant, (Grant.user_id == User.id) & in_time)
        .outerjoin(Entrustment, _of_officer() | _of_manager())
        .outerjoin(Campaign, (Campaign.id == Entrustment.campaign_id) & _of_officer())
        .where(
            SignedIn.token_hash == bindparam("token_hash"),
            SignedIn.ends_at > bindparam("at"),
            User.disabled_at.is_(None),
        )
        .order_by(Grant.id, Entrustment.id)
    )


def _of_officer() -> ColumnElement[bool]:
    """Contracts under which others run a campaign of the officer's bureau now."""
    return (
        (Grant.role == Role.BUREAU_OFFICER)
        & (Entrustment.bureau_id == Grant.bureau_id)
        & Entrustment.ended_event_id.is_(None)
    )


def _of_manager() -> ColumnElement[bool]:
    """Contracts of the manager's campaign, except those that a later one replaced."""
    return (
        (Grant.role == Role.CAMPAIGN_MANAGER)
        & (Entrustment.campaign_id == Grant.campaign_id)
        & (Entrustment.ended_as != Ending.REPLACED)
    )


_VIEWER = _viewer_statement()


def by_login(login_key: str) -> Row | None:
    return (
        unit.connection()
        .execute(select(User.__table__).where(User.login_key == login_key))
        .first()
    )


def lock(login_key: str) -> Row | None:
    """The account, held until the transaction ends: nobody else changes it meanwhile."""
    return (
        unit.connection()
        .execute(
            select(User.__table__).where(User.login_key == login_key).with_for_update()
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


def roles_held_in(bureau_id: int, *, on: date) -> frozenset[Role]:
    """The roles that open accounts of a bureau hold, or will hold, after this day."""
    return _held(bureau_id, Grant.ends_on.is_(None) | (Grant.ends_on >= on))


def roles_kept_in(bureau_id: int, *, on: date, without: int) -> frozenset[Role]:
    """The roles held for good, by accounts that can sign in, one account left out."""
    return _held(
        bureau_id,
        Grant.user_id != without,
        Grant.starts_on.is_(None) | (Grant.starts_on <= on),
        Grant.ends_on.is_(None),
        User.password_hash.is_not(None),
    )


def _held(bureau_id: int, *tests: ColumnElement[bool]) -> frozenset[Role]:
    held = (
        unit.connection()
        .execute(
            select(Grant.role)
            .join(User, User.id == Grant.user_id)
            .where(
                Grant.bureau_id == bureau_id,
                IN_FORCE,
                User.disabled_at.is_(None),
                *tests,
            )
            .distinct()
        )
        .scalars()
    )
    return frozenset(Role(role) for role in held)


def are_own(bureau_id: int, ids: Mapping[str, int]) -> bool:
    """Whether people, firms, campaigns and areas belong to this bureau."""
    own_area = select(Bureau.area_id).where(Bureau.id == bureau_id).scalar_subquery()
    tests = {
        "person_id": (Person.id, Person.bureau_id == bureau_id),
        "firm_id": (Firm.id, Firm.bureau_id == bureau_id),
        "campaign_id": (Campaign.id, Campaign.bureau_id == bureau_id),
        "area_id": (Area.id, or_(Area.id == own_area, Area.parent_id == own_area)),
    }
    found = [
        exists().where(tests[name][0] == each, tests[name][1])
        for name, each in ids.items()
    ]
    return bool(unit.connection().scalar(select(and_(*found))))


def n_users() -> int:
    return unit.connection().scalar(select(func.count()).select_from(User)) or 0
