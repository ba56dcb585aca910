"""Accounts as the three administrators see them: who, which role, which state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from review.domain.errors import N_, NotVisible
from review.domain.policy import ADMINS, PLACE_OF, Action, Role, Viewer, require
from review.services.accounts import IDLE, SessionLine, lines_of
from review.services.administration import PlaceMissing, Post
from review.store import unit
from review.store.queries import account_lists as queries
from review.store.queries import accounts as account_queries
from review.store.queries import places
from review.store.queries.account_lists import ACTIVE, CLOSED, UNUSED, WAITING

STATES: Mapping[str, str] = {
    ACTIVE: N_("In use"),
    WAITING: N_("Password not set"),
    UNUSED: N_("Unused for 90 days"),
    CLOSED: N_("Closed"),
}
UNUSED_FOR = timedelta(days=90)
PAGE = 50


@dataclass(frozen=True, slots=True)
class PostLine:
    """A role of an account as the list names it."""

    id: int
    role: Role
    place: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account in the list."""

    public_id: str
    login: str
    name: str
    state: str
    posts: tuple[PostLine, ...]


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """What of the list is wanted; empty is everything."""

    text: str = ""
    role: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class AccountList:
    """A page of accounts, with the counts of the whole list."""

    lines: tuple[AccountLine, ...]
    total: int
    page: int
    n_pages: int
    by_state: Mapping[str, int]
    by_role: Mapping[str, int]

    @property
    def before(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        return self.page + 1 if self.page < self.n_pages else None


def listing(*, viewer: Viewer, wanted: AccountFilter, at: datetime) -> AccountList:
    """Accounts of the bureau, fifty to a page."""
    require(viewer, Action.ACCOUNTS_READ)
    bureau_id, unused_since = viewer.bureau_id or 0, at - UNUSED_FOR
    page = min(max(1, wanted.page), 10_000)
    with unit.reading():
        rows = queries.page(
            bureau_id,
            text=wanted.text,
            role=wanted.role,
            wanted=wanted.state,
            unused_since=unused_since,
            start=(page - 1) * PAGE,
            n=PAGE,
        )
        posts = _posts(row.id for row in rows)
        by_state = queries.n_by_state(bureau_id, unused_since=unused_since)
        by_role = queries.n_by_role(bureau_id)
    total = rows[0].total if rows else 0
    return AccountList(
        lines=tuple(_line(row, posts) for row in rows),
        total=total,
        page=page,
        n_pages=max(1, -(-total // PAGE)),
        by_state={state: by_state.get(state, 0) for state in STATES},
        by_role={role: by_role.get(role, 0) for role in Role},
    )


def _posts(user_ids: Iterable[int]) -> dict[int, list[PostLine]]:
    found: dict[int, list[PostLine]] = defaultdict(list)
    for row in queries.posts_of(list(user_ids)):
        line = PostLine(row.id, Role(row.role), row.place, row.starts_on, row.ends_on)
        found[row.user_id].append(line)
    return found


def _line(row: Any, posts: dict[int, list[PostLine]]) -> AccountLine:
    held = tuple(posts.get(row.id, ()))
    return AccountLine(row.public_id, row.login, row.name or "", row.state, held)


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A slip that was made; its code is not kept."""

    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account with its roles, sessions and slips."""

    line: AccountLine
    created_at: datetime
    signed_in_at: datetime | None
    sessions: tuple[SessionLine, ...]
    slips: tuple[SlipLine, ...]

    @property
    def is_closed(self) -> bool:
        return self.line.state == CLOSED


def account(
    *, viewer: Viewer, public_id: str, at: datetime, idle: timedelta = IDLE
) -> AccountPage:
    """One account of the bureau."""
    require(viewer, Action.ACCOUNTS_READ)
    with unit.reading():
        row = queries.one(
            public_id, bureau_id=viewer.bureau_id or 0, unused_since=at - UNUSED_FOR
        )
        if row is None:
            raise NotVisible
        return AccountPage(
            line=_line(row, _posts([row.id])),
            created_at=row.created_at,
            signed_in_at=queries.last_sign_in(row.login_key),
            sessions=tuple(lines_of(row.id, "", at, idle)),
            slips=tuple(_slip(each, at) for each in queries.invitations_of(row.id)),
        )


def _slip(row: Any, at: datetime) -> SlipLine:
    is_open = row.used_at is None and row.ends_at > at
    return SlipLine(row.created_at, row.ends_at, row.used_at, is_open)


def vacant_posts(*, viewer: Viewer, at: datetime) -> frozenset[Role]:
    """The administrators' posts that nobody of the bureau holds."""
    require(viewer, Action.ACCOUNTS_READ)
    with unit.reading():
        held = account_queries.roles_held_in(viewer.bureau_id or 0, on=at.date())
        return ADMINS - held


@dataclass(frozen=True, slots=True)
class Places:
    """Where a role may be for: (public id, name) by kind."""

    areas: tuple[tuple[str, str], ...] = ()
    firms: tuple[tuple[str, str], ...] = ()
    campaigns: tuple[tuple[str, str], ...] = ()
    ids: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """The column and the row a public id stands for."""


def places_for(*, viewer: Viewer) -> Places:
    """The counties, firms and campaigns a role of this bureau may be for."""
    require(viewer, Action.ACCOUNTS_READ)
    bureau_id = viewer.bureau_id or 0
    with unit.reading():
        found = {
            "area_id": places.areas_of(bureau_id),
            "firm_id": places.firms_of(bureau_id),
            "campaign_id": queries.campaigns_of(bureau_id),
        }
    named = {
        column: tuple((row.public_id, row.name) for row in rows)
        for column, rows in found.items()
    }
    ids = {row.public_id: (c, int(row.id)) for c, rows in found.items() for row in rows}
    return Places(named["area_id"], named["firm_id"], named["campaign_id"], ids)


def post_for(
    places: Places,
    role: Role,
    place: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Post:
    """A role with the place chosen for it; a place of another kind does not fit."""
    needed = PLACE_OF.get(role)
    if needed is None:
        return Post(role, starts_on=starts_on, ends_on=ends_on)
    column, found = places.ids.get(place, ("", 0))
    if column != needed:
        raise PlaceMissing
    return Post(role, starts_on=starts_on, ends_on=ends_on, **{column: found})
