"""What the three administrators do: make accounts, give and take roles, close.

They see accounts, never content: no action of theirs reads a case, review or result.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import (
    ADMINS,
    PLACE_OF,
    Action,
    Role,
    Viewer,
    may_give,
    may_stand_together,
    require,
)
from review.gateways import passwords
from review.gateways.pinyin import person_key
from review.services.accounts import actor_of, hash_of, login_key, plain_code
from review.store import unit
from review.store.models import Contact, Grant, Invitation, Person, User
from review.store.queries import accounts as queries
from review.store.queries import invitations, sessions

INVITATION_LIFE = timedelta(days=14)
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Nobody reads 0 for O or 1 for I where neither is used."""


class LoginTaken(RuleBroken):
    sentence = N_("There is already an account with this name: %(login)s")


class LoginUnusable(RuleBroken):
    sentence = N_("An account name has 2 to 64 letters, digits or signs and no spaces.")


class HasAccount(RuleBroken):
    sentence = N_("This person already has an account.")


class RolesDoNotMix(RuleBroken):
    sentence = N_(
        "An administrator's account holds one administrator's role and no other. Whoever "
        "gives files out reads none: an officer or manager is no reviewer and no panel lead."
    )


class RoleNotGiven(RuleBroken):
    sentence = N_("Only the security administrator gives this role.")


class RoleHeld(RuleBroken):
    sentence = N_("The account already has this role there.")


class EndsBeforeItStarts(RuleBroken):
    sentence = N_("A role cannot end before it begins.")


class PlaceMissing(RuleBroken):
    sentence = N_("Say where this role is for: the county, the firm or the campaign.")


class LastOfItsKind(RuleBroken):
    sentence = N_(
        "This is the last account in this post. Fill the post first, without a last "
        "day and with somebody who has set a password."
    )


class AccountClosed(RuleBroken):
    sentence = N_("This account is closed. Open it again first.")


@dataclass(frozen=True, slots=True)
class Post:
    """A role, the place it is for and the days from and until which it is held."""

    role: Role
    area_id: int | None = None
    firm_id: int | None = None
    campaign_id: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def places(self) -> dict[str, int | None]:
        return {
            "area_id": self.area_id,
            "firm_id": self.firm_id,
            "campaign_id": self.campaign_id,
        }


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made: its login, whose it is, and its first role with its place.

    A name makes a new person; whoever stands on a list already is given by `person_id`.
    """

    login: str
    role: Role | None = None
    name: str = ""
    person_id: int | None = None
    area_id: int | None = None
    firm_id: int | None = None
    campaign_id: int | None = None

    @property
    def posts(self) -> list[Post]:
        if self.role is None:
            return []
        return [Post(self.role, self.area_id, self.firm_id, self.campaign_id)]


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
    with unit.transaction():
        event = unit.record(
            "account_created", chain="accounts", actor=actor_of(viewer), at=at
        )
        person_id = account.person_id or _add_person(event, viewer, account.name)
        user_id = add_account(
            event, viewer, account.login, person_id, hashed, must_change
        )
        for post in account.posts:
            add_post(event, viewer, user_id, post)
    return user_id


def _add_person(event: unit.Recorded, viewer: Viewer, name: str) -> int | None:
    known = name.strip()
    if not known:
        return None
    values = {"name": known, "name_key": person_key(known)}
    return int(unit.add(event, Person, bureau_id=viewer.bureau_id, **values))


def add_account(
    event: unit.Recorded,
    viewer: Viewer,
    login: str,
    person_id: int | None = None,
    hashed: str | None = None,
    must_change: bool = False,
) -> int:
    """The row of an account, inside the caller's transaction."""
    name = login.strip()
    if not 2 <= len(name) <= 64 or any(each.isspace() for each in name):
        raise LoginUnusable
    _check_own(viewer, {"person_id": person_id})
    rules = {"login_key": LoginTaken(login=name), "person_id": HasAccount()}
    with unit.refusing(rules):
        user_id = unit.add(
            event,
            User,
            bureau_id=viewer.bureau_id,
            person_id=person_id,
            login=name,
            login_key=login_key(name),
            password_hash=hashed,
            password_set_at=event.at if hashed else None,
            must_change=must_change,
            created_at=event.at,
        )
    return int(user_id)


def add_post(event: unit.Recorded, viewer: Viewer, user_id: int, post: Post) -> None:
    """A role for an account, inside the caller's transaction."""
    today = event.at.date()
    vacant = ADMINS - queries.roles_held_in(viewer.bureau_id or 0, on=today)
    if not may_give(viewer, post.role, vacant=vacant):
        raise RoleNotGiven
    held = queries.grants_of(user_id)
    if not may_stand_together([post.role, *(Role(grant.role) for grant in held)]):
        raise RolesDoNotMix
    if (needed := PLACE_OF.get(post.role)) and post.places[needed] is None:
        raise PlaceMissing
    _check_own(viewer, post.places)
    if post.starts_on and post.ends_on and post.ends_on < post.starts_on:
        raise EndsBeforeItStarts
    for grant in held:
        if not _is_same(grant, post):
            continue
        if grant.ends_on is None or grant.ends_on >= today:
            raise RoleHeld
        # What is over makes room for what begins anew.
        over = {"id": grant.id, "revoked_at": None}
        unit.change(event, Grant, over, revoked_at=event.at)
    unit.add(
        event,
        Grant,
        bureau_id=viewer.bureau_id,
        user_id=user_id,
        role=post.role,
        starts_on=post.starts_on,
        ends_on=post.ends_on,
        **post.places,
    )


def _is_same(grant: Any, post: Post) -> bool:
    return grant.role == post.role and all(
        getattr(grant, name) == place for name, place in post.places.items()
    )


def _check_own(viewer: Viewer, ids: dict[str, int | None]) -> None:
    """Places and people of another bureau are not there."""
    given = {name: each for name, each in ids.items() if each is not None}
    if given and not queries.are_own(viewer.bureau_id or 0, given):
        raise NotVisible


def grant(*, viewer: Viewer, login: str, post: Post, at: datetime) -> None:
    """Give an existing account one more role."""
    require(viewer, Action.ROLES_GRANT)
    with unit.transaction():
        user = own_user(viewer, login)
        event = _event("role_granted", viewer, user.id, at, role=post.role)
        add_post(event, viewer, user.id, post)


def revoke(*, viewer: Viewer, login: str, grant_id: int, at: datetime) -> None:
    """Take a role away; the account's sessions end at once."""
    require(viewer, Action.ROLES_GRANT)
    with unit.transaction():
        user = own_user(viewer, login)
        found = [each for each in queries.grants_of(user.id) if each.id == grant_id]
        if not found:
            raise NotVisible
        role = Role(found[0].role)
        event = _event("role_revoked", viewer, user.id, at, role=role)
        _check_not_last(event, viewer, user.id, {role})
        unit.change(event, Grant, {"id": grant_id, "revoked_at": None}, revoked_at=at)
        sessions.end_of(user.id)


def disable(*, viewer: Viewer, login: str, at: datetime) -> None:
    """Close an account: its sessions end at once, its addresses go, its work stays."""
    require(viewer, Action.ACCOUNTS_INVITE)
    with unit.transaction():
        user = own_user(viewer, login)
        event = _event("account_disabled", viewer, user.id, at)
        held = {Role(each.role) for each in queries.grants_of(user.id)}
        _check_not_last(event, viewer, user.id, held)
        unit.change(event, User, {"id": user.id, "disabled_at": None}, disabled_at=at)
        unit.change(event, Contact, {"user_id": user.id}, email="", mobile="")
        sessions.end_of(user.id)


def enable(*, viewer: Viewer, login: str, at: datetime) -> None:
    """Open a closed account again; its password is void, so it must be invited."""
    require(viewer, Action.ACCOUNTS_INVITE)
    with unit.transaction():
        user = own_user(viewer, login)
        event = _event("account_enabled", viewer, user.id, at)
        unit.change(
            event,
            User,
            {"id": user.id},
            disabled_at=None,
            password_hash=None,
            password_set_at=None,
        )


def end_sessions(*, viewer: Viewer, login: str, at: datetime, handle: str = "") -> None:
    """End every session of an account, or one of them."""
    require(viewer, Action.SESSIONS_END)
    with unit.transaction():
        user = own_user(viewer, login)
        _event("session_ended", viewer, user.id, at)
        sessions.end_of(user.id, handle=handle)


def _check_not_last(
    event: unit.Recorded, viewer: Viewer, user_id: int, roles: set[Role]
) -> None:
    """The posts without which nobody could put anything right stay filled.

    The event holds the chain, so that no two leave at the same moment.
    """
    needed = roles & {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}
    if not needed:
        return
    kept = queries.roles_kept_in(
        viewer.bureau_id or 0, on=event.at.date(), without=user_id
    )
    if not needed <= kept:
        raise LastOfItsKind


def own_user(viewer: Viewer, login: str) -> Any:
    """The account of this bureau, held until the transaction ends."""
    user = queries.lock(login_key(login))
    if user is None or user.bureau_id != viewer.bureau_id:
        raise NotVisible
    return user


def _event(
    kind: str, viewer: Viewer, user_id: int, at: datetime, **payload: str
) -> unit.Recorded:
    return unit.record(
        kind,
        chain="accounts",
        actor=actor_of(viewer),
        at=at,
        targets=[("user", user_id)],
        payload=payload,
    )


def invite(*, viewer: Viewer, logins: Sequence[str], at: datetime) -> list[Slip]:
    """One-time slips for these accounts, to be printed and sealed.

    A new slip makes the earlier ones of the account void; its password stays until
    the slip is used.
    """
    require(viewer, Action.ACCOUNTS_INVITE)
    with unit.transaction():
        # In one order for everybody, so that two lists cannot wait for one another.
        held = {login: own_user(viewer, login) for login in sorted(set(logins))}
        users = [held[login] for login in logins]
        event = unit.record(
            "accounts_invited",
            chain="accounts",
            actor=actor_of(viewer),
            at=at,
            targets=[("user", user.id) for user in users],
            payload={"n": len(users)},
        )
        return [add_slip(event, viewer, user) for user in users]


def add_slip(event: unit.Recorded, viewer: Viewer, user: Any) -> Slip:
    """A slip for an account, inside the caller's transaction."""
    if user.disabled_at:
        raise AccountClosed
    slip = Slip(user.login, _code(), event.at + INVITATION_LIFE)
    invitations.void(event, user.id)
    unit.add(
        event,
        Invitation,
        token_hash=hash_of(plain_code(slip.token)),
        bureau_id=viewer.bureau_id,
        user_id=user.id,
        created_at=event.at,
        ends_at=slip.ends_at,
    )
    return slip


def _code() -> str:
    """Sixteen letters in fours: easily typed from paper, too many to be tried."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
