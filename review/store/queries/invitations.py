"""Invitation slips, and the people of the lists who may be invited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from review.domain.policy import Role
from review.store import unit
from review.store.models import (
    Affiliation,
    Firm,
    Grant,
    Handler,
    Invitation,
    Person,
    Reviewer,
    User,
)


def unspent(token_hash: str, login_key: str, *, at: datetime) -> Row | None:
    """An unused invitation of this account that has not run out; the account is held."""
    return (
        unit.connection()
        .execute(
            select(Invitation.user_id, User.login, User.public_id)
            .join(User, User.id == Invitation.user_id)
            .where(
                Invitation.token_hash == token_hash,
                Invitation.used_at.is_(None),
                Invitation.ends_at > at,
                User.login_key == login_key,
                User.disabled_at.is_(None),
            )
            .with_for_update()
        )
        .first()
    )


def void(event: unit.Recorded, user_id: int) -> None:
    """End the open slips of an account; a newer one takes their place."""
    unit.connection().execute(
        update(Invitation)
        .where(
            Invitation.user_id == user_id,
            Invitation.used_at.is_(None),
            Invitation.ends_at > event.at,
        )
        .values(ends_at=event.at)
    )


def reviewers(bureau_id: int, *, at: datetime, today: date) -> Sequence[Row]:
    """The expert list with the accounts of those who have one."""
    return _rows(
        select(
            Person.public_id.label("key"),
            Person.id.label("person_id"),
            Person.name,
            Reviewer.number,
            Reviewer.number.label("detail"),
            Reviewer.panel_lead,
            *_account(at),
        )
        .join(Person, Person.id == Reviewer.person_id)
        .outerjoin(User, User.person_id == Person.id)
        .where(
            Reviewer.bureau_id == bureau_id,
            or_(Reviewer.ended_on.is_(None), Reviewer.ended_on >= today),
        )
        .order_by(Person.name_key, Reviewer.number)
    )


def handlers(bureau_id: int, *, at: datetime, today: date) -> Sequence[Row]:
    """The handlers with their present firm, and the accounts of those who have one."""
    firm = (
        select(func.min(Firm.name))
        .join(Affiliation, Affiliation.firm_id == Firm.id)
        .where(
            Affiliation.person_id == Person.id,
            or_(Affiliation.starts_on.is_(None), Affiliation.starts_on <= today),
            or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= today),
        )
    )
    return _rows(
        select(
            Person.public_id.label("key"),
            Person.id.label("person_id"),
            Person.name,
            Handler.licence_no.label("number"),
            firm.scalar_subquery().label("detail"),
            *_account(at),
        )
        .join(Person, Person.id == Handler.person_id)
        .outerjoin(User, User.person_id == Person.id)
        .where(Handler.bureau_id == bureau_id)
        .order_by(Person.name_key, Handler.licence_no)
    )


def _head_by_name(today: date) -> ScalarSelect[int]:
    """The one person of that name in the firm; of namesakes, nobody."""
    return (
        select(func.min(Person.id))
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(
            Affiliation.firm_id == Firm.id,
            Person.name == Firm.head_name,
            or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= today),
        )
        .having(func.count(Person.id.distinct()) == 1)
        .correlate(Firm)
        .scalar_subquery()
    )


def firms(bureau_id: int, *, at: datetime, today: date) -> Sequence[Row]:
    """The firms, with the account of the head: by role, else by name within the firm."""
    holder = (
        select(func.min(Grant.user_id))
        .where(
            Grant.firm_id == Firm.id,
            Grant.role == Role.FIRM_HEAD,
            Grant.revoked_at.is_(None),
        )
        .scalar_subquery()
    )
    head = _head_by_name(today)
    own = aliased(User)
    of_head = (
        select(own.id).where(own.person_id == head).correlate(Firm).scalar_subquery()
    )
    return _rows(
        select(
            Firm.public_id.label("key"),
            Firm.id.label("firm_id"),
            head.label("person_id"),
            Firm.name,
            Firm.code.label("number"),
            Firm.head_name.label("detail"),
            *_account(at),
        )
        .outerjoin(User, User.id == func.coalesce(holder, of_head))
        .where(Firm.bureau_id == bureau_id)
        .order_by(Firm.name_key, Firm.code)
    )


def waiting(bureau_id: int, *, at: datetime, today: date) -> Sequence[Row]:
    """Open accounts whose first password is not set."""
    return _rows(
        select(User.public_id.label("key"), Person.name, *_account(at))
        .outerjoin(Person, Person.id == User.person_id)
        .where(
            User.bureau_id == bureau_id,
            User.disabled_at.is_(None),
            User.password_set_at.is_(None),
        )
        .order_by(func.coalesce(Person.name_key, User.login_key), User.login_key)
    )


def _account(at: datetime) -> tuple[ColumnElement[Any], ...]:
    """The account's columns, with the moment at which its open slip runs out."""
    slip = select(func.max(Invitation.ends_at)).where(
        Invitation.user_id == User.id,
        Invitation.used_at.is_(None),
        Invitation.ends_at > at,
    )
    return (
        User.id.label("user_id"),
        User.login,
        User.disabled_at,
        User.password_set_at,
        slip.scalar_subquery().label("slip_until"),
    )


def _rows(statement: Select[Any]) -> Sequence[Row]:
    return unit.connection().execute(statement).all()


def taken(login_keys: Sequence[str]) -> set[str]:
    """Which of these logins exist already, in any bureau."""
    found = select(User.login_key).where(User.login_key.in_(login_keys))
    return set(unit.connection().scalars(found))


def held_by(user_ids: Sequence[int]) -> set[tuple[int, str, int | None]]:
    """The roles in force of these accounts: (account, role, firm)."""
    rows = unit.connection().execute(
        select(Grant.user_id, Grant.role, Grant.firm_id).where(
            Grant.user_id.in_(user_ids), Grant.revoked_at.is_(None)
        )
    )
    return {(row.user_id, row.role, row.firm_id) for row in rows}


def lock_all(user_ids: Sequence[int]) -> dict[int, Row]:
    """These accounts, held in one order until the transaction ends."""
    rows = unit.connection().execute(
        select(User.__table__)
        .where(User.id.in_(user_ids))
        .order_by(User.id)
        .with_for_update()
    )
    return {row.id: row for row in rows}
