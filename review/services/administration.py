"""What the three administrators do: invite, grant, disable. They see no content."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Role, Viewer, check_roles_together, require
from review.gateways import passwords
from review.services.accounts import actor_of, hash_of, login_key
from review.store import unit
from review.store.models import Grant, Invitation, User
from review.store.queries import accounts as queries

INVITATION_LIFE = timedelta(days=14)


class LoginTaken(RuleBroken):
    sentence = N_("There is already an account with this name: %(login)s")


class RolesDoNotMix(RuleBroken):
    sentence = N_(
        "An administrator's account holds one administrator's role and no other."
    )


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made: its login, whose it is, and the role with its scope."""

    login: str
    role: Role
    person_id: int | None = None
    area_id: int | None = None
    firm_id: int | None = None
    campaign_id: int | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """A sealed slip: shown or printed once; only its hash is kept."""

    login: str
    token: str
    ends_at: datetime


def create_account(
    *,
    viewer: Viewer,
    account: NewAccount,
    at: datetime,
    password: str = "",
    cheap: bool = False,
    must_change: bool = False,
) -> int:
    """Make an account with its first role; without a password it must be invited."""
    require(viewer, Action.ACCOUNTS_INVITE)
    hashed = passwords.make_hash(password, cheap=cheap) if password else None
    taken = LoginTaken(login=account.login)
    with unit.transaction(), unit.refusing({"login_key": taken}):
        event = _account_event(viewer, "account_created", at)
        user_id = unit.add(
            event,
            User,
            bureau_id=viewer.bureau_id,
            person_id=account.person_id,
            login=account.login.strip(),
            login_key=login_key(account.login),
            password_hash=hashed,
            password_set_at=at if hashed else None,
            must_change=must_change,
            created_at=at,
        )
        _add_grant(event, viewer, int(user_id), account)
    return int(user_id)


def _account_event(viewer: Viewer, kind: str, at: datetime) -> unit.Recorded:
    return unit.record(kind, chain="accounts", actor=actor_of(viewer), at=at)


def _add_grant(
    event: unit.Recorded, viewer: Viewer, user_id: int, account: NewAccount
) -> None:
    held = [Role(grant.role) for grant in queries.grants_of(user_id)]
    if not check_roles_together([*held, account.role]):
        raise RolesDoNotMix
    unit.add(
        event,
        Grant,
        bureau_id=viewer.bureau_id,
        user_id=user_id,
        role=account.role,
        area_id=account.area_id,
        firm_id=account.firm_id,
        campaign_id=account.campaign_id,
    )


def grant(*, viewer: Viewer, login: str, account: NewAccount, at: datetime) -> None:
    """Give an existing account one more role."""
    require(viewer, Action.ROLES_GRANT)
    with unit.transaction():
        user = _own_user(viewer, login)
        event = _account_event(viewer, "role_granted", at)
        _add_grant(event, viewer, user.id, account)


def revoke(*, viewer: Viewer, login: str, role: Role, at: datetime) -> None:
    """Take a role away; it counts from the next request on."""
    require(viewer, Action.ROLES_GRANT)
    with unit.transaction():
        user = _own_user(viewer, login)
        event = _account_event(viewer, "role_revoked", at)
        where = {"user_id": user.id, "role": role, "revoked_at": None}
        if not unit.change(event, Grant, where, revoked_at=at):
            raise NotVisible


def disable(*, viewer: Viewer, login: str, at: datetime) -> None:
    """Close an account: its sessions end at once, its work stays."""
    require(viewer, Action.ACCOUNTS_INVITE)
    with unit.transaction():
        user = _own_user(viewer, login)
        event = _account_event(viewer, "account_disabled", at)
        unit.change(event, User, {"id": user.id}, disabled_at=at)
        queries.end_sessions_of(user.id)


def _own_user(viewer: Viewer, login: str) -> Any:
    user = queries.by_login(login_key(login))
    if user is None or user.bureau_id != viewer.bureau_id:
        raise NotVisible
    return user


def invite(*, viewer: Viewer, logins: Sequence[str], at: datetime) -> list[Slip]:
    """One-time slips for these accounts, to be printed and sealed."""
    require(viewer, Action.ACCOUNTS_INVITE)
    slips = [
        Slip(login, secrets.token_urlsafe(18), at + INVITATION_LIFE) for login in logins
    ]
    with unit.transaction():
        event = _account_event(viewer, "accounts_invited", at)
        for slip in slips:
            unit.add(
                event,
                Invitation,
                token_hash=hash_of(slip.token),
                bureau_id=viewer.bureau_id,
                user_id=_own_user(viewer, slip.login).id,
                created_at=at,
                ends_at=slip.ends_at,
            )
    return slips


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account in the list; administrators see roles, never content."""

    login: str
    name: str
    roles: tuple[str, ...]
    has_password: bool
    disabled_at: datetime | None


def listing(*, viewer: Viewer) -> list[AccountLine]:
    """Every account of the bureau with its roles."""
    require(viewer, Action.ACCOUNTS_READ)
    with unit.reading():
        rows = queries.listing(viewer.bureau_id or 0)
    lines: dict[str, AccountLine] = {}
    for row in rows:
        known = lines.get(row.login)
        roles = (*(known.roles if known else ()), *([row.role] if row.role else []))
        lines[row.login] = AccountLine(
            login=row.login,
            name=row.name or "",
            roles=roles,
            has_password=row.password_set_at is not None,
            disabled_at=row.disabled_at,
        )
    return list(lines.values())
