"""Invitations for whole lists of people, printed as sealed slips.

A person's role here follows from the list the person stands on; any other role is the
security administrator's to give.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Role, Viewer, require
from review.services.accounts import actor_of, login_key
from review.services.administration import Post, Slip, add_account, add_post, add_slip
from review.store import unit
from review.store.queries import invitations as queries


class NobodyChosen(RuleBroken):
    sentence = N_("Nobody is chosen. Tick at least one line.")


class Group(StrEnum):
    """The lists that invitations are made from."""

    REVIEWERS = "reviewers"
    HANDLERS = "handlers"
    FIRMS = "firms"
    WAITING = "waiting"

    @property
    def words(self) -> str:
        return GROUP_WORDS[self]


GROUP_WORDS = {
    Group.REVIEWERS: N_("Reviewers of the expert list"),
    Group.HANDLERS: N_("Lawyers and other handlers"),
    Group.FIRMS: N_("Heads of firms"),
    Group.WAITING: N_("Accounts without a password"),
}
_ROWS: dict[Group, Callable[..., Sequence[Any]]] = {
    Group.REVIEWERS: queries.reviewers,
    Group.HANDLERS: queries.handlers,
    Group.FIRMS: queries.firms,
    Group.WAITING: queries.waiting,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of a list: with an account, with an open slip, or with neither."""

    key: str
    name: str
    detail: str
    login: str
    has_password: bool
    is_closed: bool
    slip_until: datetime | None

    @property
    def is_suggested(self) -> bool:
        return not (self.has_password or self.is_closed or self.slip_until)


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """What stands on a slip."""

    name: str
    roles: tuple[Role, ...]
    slip: Slip


@dataclass(frozen=True, slots=True)
class Invited:
    """The slips to print, and how many accounts in use got one more role instead."""

    slips: tuple[PrintedSlip, ...]
    n_without_slip: int


def candidates(
    *, viewer: Viewer, group: Group, at: datetime, today: date
) -> list[Candidate]:
    """Everybody on a list, and whether they have an account or a slip."""
    require(viewer, Action.ACCOUNTS_INVITE)
    with unit.reading():
        rows = _ROWS[group](viewer.bureau_id or 0, at=at, today=today)
    return [_candidate(row) for row in rows]


def _candidate(row: Any) -> Candidate:
    return Candidate(
        key=row.key,
        name=row.name or "",
        detail=getattr(row, "detail", "") or "",
        login=row.login or "",
        has_password=row.password_set_at is not None,
        is_closed=row.disabled_at is not None,
        slip_until=row.slip_until,
    )


def invite_group(
    *,
    viewer: Viewer,
    group: Group,
    keys: Collection[str],
    at: datetime,
    today: date,
) -> Invited:
    """Accounts, roles and slips for the chosen of a list, all or none.

    Who has a password keeps it and only gets the role; closed accounts stay closed.
    """
    require(viewer, Action.ACCOUNTS_INVITE)
    with unit.transaction():
        listed = _ROWS[group](viewer.bureau_id or 0, at=at, today=today)
        rows = [row for row in listed if row.key in keys and not row.disabled_at]
        if not rows:
            raise NobodyChosen
        users = queries.lock_all([row.user_id for row in rows if row.user_id])
        event = unit.record(
            "accounts_invited",
            chain="accounts",
            actor=actor_of(viewer),
            at=at,
            targets=[("user", user_id) for user_id in users],
            payload={"group": group, "n": len(rows)},
        )
        return _invite(event, viewer, group, rows)


def _invite(
    event: unit.Recorded, viewer: Viewer, group: Group, rows: Sequence[Any]
) -> Invited:
    ids = _accounts(event, viewer, group, rows)
    held = queries.held_by(ids)
    for row, user_id in zip(rows, ids, strict=True):
        for post in _posts(group, row):
            if (user_id, post.role, post.firm_id) not in held:
                add_post(event, viewer, user_id, post)
    users, roles = queries.lock_all(ids), _roles(queries.held_by(ids))
    named = dict(zip(ids, (row.name or "" for row in rows), strict=True))
    slips = tuple(
        PrintedSlip(name, roles.get(i, ()), add_slip(event, viewer, users[i]))
        for i, name in named.items()
        if users[i].password_set_at is None
    )
    return Invited(slips, n_without_slip=len(named) - len(slips))


def _accounts(
    event: unit.Recorded, viewer: Viewer, group: Group, rows: Sequence[Any]
) -> list[int]:
    """The account of each row, made where there is none; one person has one."""
    logins = _free_logins(group, rows)
    made: dict[int, int] = {}
    ids = []
    for row in rows:
        person_id = getattr(row, "person_id", None)
        user_id = row.user_id or made.get(person_id)
        if user_id is None:
            user_id = add_account(event, viewer, logins[row.key], person_id)
            if person_id is not None:
                made[person_id] = user_id
        ids.append(user_id)
    return ids


def _free_logins(group: Group, rows: Sequence[Any]) -> dict[str, str]:
    """An account name for each row without account: the list's number, made unique."""
    offers = {row.key: _offers(group, row.number) for row in rows if not row.user_id}
    used = queries.taken([login_key(o) for each in offers.values() for o in each])
    found = {}
    for key, each in offers.items():
        free = (login for login in each if login_key(login) not in used)
        found[key] = next(free, each[-1])
        used.add(login_key(found[key]))
    return found


def _offers(group: Group, number: str) -> list[str]:
    base = "".join(number.split())[:56]
    base = base if len(base) >= 4 else f"{group[0]}{base}"
    return [base, *(f"{base}-{n}" for n in range(2, 20))]


def _posts(group: Group, row: Any) -> Iterator[Post]:
    """The roles that a place on the list means."""
    if group is Group.REVIEWERS:
        yield Post(Role.REVIEWER)
        if row.panel_lead:
            yield Post(Role.PANEL_LEAD)
    elif group is Group.HANDLERS:
        yield Post(Role.LAWYER)
    elif group is Group.FIRMS:
        yield Post(Role.FIRM_HEAD, firm_id=row.firm_id)


def _roles(
    held: Collection[tuple[int, str, int | None]],
) -> dict[int, tuple[Role, ...]]:
    found: dict[int, set[Role]] = {}
    for user_id, role, _firm in held:
        found.setdefault(user_id, set()).add(Role(role))
    return {user_id: tuple(sorted(roles)) for user_id, roles in found.items()}
