"""What the auditor reads: events, openings, sign-ins, and whether the chains are whole.

The auditor reads everything that was done and nothing that was said: events hold ids,
digests and counts, and reviewers appear under their codes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.policy import Action, Viewer, require
from review.services.accounts import login_key
from review.store import unit
from review.store.queries import audit as queries
from review.store.queries import chains
from review.store.queries.audit import EventQuery
from review.store.queries.chains import ChainState

PAGE = 50
MOST = 1000


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What of the events is wanted; empty is everything."""

    kind: str = ""
    case_no: str = ""
    login: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class About:
    """Objects of one kind that an event is about; the name of one, where it may be."""

    kind: str
    n: int
    name: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as the auditor sees it.

    What was done under a reviewer's code is shown with its day only: the minute would
    lead to the account that signed in just before, and so to the person.
    """

    at: datetime
    kind: str
    actor_kind: str
    actor: str
    about: tuple[About, ...]
    payload: tuple[tuple[str, str], ...]
    chain: str
    seq: int
    digest: str
    is_by_code: bool


@dataclass(frozen=True, slots=True)
class EventList:
    """A page of events; `older` is where the next page begins."""

    lines: tuple[EventLine, ...]
    kinds: tuple[str, ...]
    older: int | None


def events(*, viewer: Viewer, wanted: EventFilter) -> EventList:
    """The bureau's events, the newest first."""
    require(viewer, Action.AUDIT_READ)
    query = EventQuery(
        kind=wanted.kind,
        case_no=wanted.case_no,
        login_key=login_key(wanted.login) if wanted.login else "",
        since=wanted.since,
        until=wanted.until,
        before=wanted.before,
    )
    with unit.reading():
        rows = queries.events(viewer.bureau_id or 0, query, n=PAGE + 1)
        shown = rows[:PAGE]
        about = _about([row.id for row in shown])
        kinds = queries.kinds(viewer.bureau_id or 0)
    return EventList(
        lines=tuple(_event(row, about) for row in shown),
        kinds=tuple(sorted(kinds)),
        older=shown[-1].id if len(rows) > PAGE else None,
    )


def _event(row: Any, about: Mapping[int, list[About]]) -> EventLine:
    return EventLine(
        at=row.at,
        kind=row.kind,
        actor_kind=row.actor_kind,
        actor=row.login or row.actor,
        about=tuple(about.get(row.id, ())),
        payload=tuple((key, str(value)) for key, value in sorted(row.payload.items())),
        chain=row.chain,
        seq=row.chain_seq,
        digest=row.digest,
        is_by_code=row.actor_kind == "reviewer",
    )


def _about(event_ids: Sequence[int]) -> dict[int, list[About]]:
    """A single case or account is named; people are not, they may be reviewers."""
    rows = [*queries.targets_of(event_ids), *queries.made_by(event_ids)]
    ids: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        ids[row.kind].append(row.first)
    cases, drawn = queries.case_numbers(ids["case"], ids["campaign_case"])
    names = {
        "user": queries.logins(ids["user"]),
        "case": cases,
        "campaign_case": drawn,
    }
    found: dict[int, list[About]] = defaultdict(list)
    for row in rows:
        name = names.get(row.kind, {}).get(row.first, "") if row.n == 1 else ""
        found[row.event_id].append(About(row.kind, row.n, name))
    return found


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opened something of a case."""

    at: datetime
    action: str
    code: str
    """The reviewer code, of whoever reviews in a campaign with this case."""
    login: str
    name: str


def openings(
    *, viewer: Viewer, case_no: str, since: datetime, until: datetime
) -> list[Opening]:
    """Who opened a case between two moments, the first thousand."""
    require(viewer, Action.AUDIT_READ)
    with unit.reading():
        rows = queries.openings(
            viewer.bureau_id or 0, case_no, since=since, until=until, n=MOST
        )
    return [
        Opening(row.at, row.action, row.code or "", row.login or "", row.name or "")
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to sign in; no login where no account of the bureau has it."""

    at: datetime
    login: str
    source: str
    worked: bool


def sign_ins(
    *, viewer: Viewer, since: datetime, until: datetime, only_failed: bool
) -> list[Attempt]:
    """Attempts to sign in between two moments, the last thousand."""
    require(viewer, Action.AUDIT_READ)
    with unit.reading():
        rows = queries.attempts(
            viewer.bureau_id or 0,
            since=since,
            until=until,
            only_failed=only_failed,
            n=MOST,
        )
    return [Attempt(r.at, r.login or "", r.source, r.worked) for r in rows]


def verify_chains(*, viewer: Viewer) -> list[ChainState]:
    """The bureau's chains, every event calculated anew; their heads to be put away."""
    require(viewer, Action.AUDIT_READ)
    with unit.reading():
        return chains.verified(queries.own_chains(viewer.bureau_id or 0))
