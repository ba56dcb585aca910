"""What the auditor reads: events, openings, sign-ins, and whether the chains are whole.

The auditor reads everything that was done and nothing that was said: events hold ids,
digests and counts, and reviewers appear under their codes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from review.domain.errors import NotVisible
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
    before: str = ""
    """The last event of the page before."""
    zone: tzinfo = UTC
    """Whose days the list goes by."""


@dataclass(frozen=True, slots=True)
class About:
    """Objects of one kind that an event is about; the name of one, where it may be."""

    kind: str
    n: int
    name: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as the auditor sees it.

    What was done under a reviewer's code is shown with its day only, and so is what
    followed from it: the minute would lead to the account that signed in just before,
    and so to the person. No event tells its number in the chain, which would say
    between which minutes the others were.
    """

    at: datetime
    kind: str
    actor_kind: str
    actor: str
    about: tuple[About, ...]
    payload: tuple[tuple[str, str], ...]
    chain: str
    digest: str
    is_by_code: bool


@dataclass(frozen=True, slots=True)
class EventList:
    """A page of events; `older` is where the next page begins."""

    lines: tuple[EventLine, ...]
    kinds: tuple[str, ...]
    older: str


def events(*, viewer: Viewer, wanted: EventFilter) -> EventList:
    """The bureau's events, the newest day first.

    Of a day the events that have a minute come first, the newest first; then what was
    done under codes with its consequences, in an order that means nothing.
    """
    require(viewer, Action.AUDIT_READ)
    bureau_id = viewer.bureau_id or 0
    with unit.reading():
        places = _places(bureau_id, wanted)
        shown = places[:PAGE]
        rows = {row.id: row for row in queries.events([each.id for each in shown])}
        about = _about(list(rows))
        kinds = queries.kinds(bureau_id)
    return EventList(
        lines=tuple(_event(rows[x.id], about, is_by_code=x.is_by_code) for x in shown),
        kinds=tuple(sorted(kinds)),
        older=shown[-1].public_id if len(places) > PAGE else "",
    )


def _places(bureau_id: int, wanted: EventFilter) -> list[Any]:
    """The events after the last one shown, a page and more of them, in order."""
    query = EventQuery(
        kind=wanted.kind,
        case_no=wanted.case_no,
        login_key=login_key(wanted.login) if wanted.login else "",
        since=wanted.since,
        until=wanted.until,
    )
    last, earlier, begun = None, query, []
    if wanted.before:
        last = queries.place(bureau_id, wanted.before)
        if last is None:
            raise NotVisible
        start = _midnight(_day(last.at, wanted.zone), wanted.zone)
        begun = [start]
        earlier = replace(query, until=_first(query.until, start))
        end = _midnight(_day(last.at, wanted.zone) + timedelta(1), wanted.zone)
        query = replace(query, until=_first(query.until, end))
    moments = [*begun, *queries.newest(bureau_id, earlier, n=PAGE + 1)]
    if not moments:
        return []
    since = _midnight(_day(moments[-1], wanted.zone), wanted.zone)
    query = replace(query, since=max(query.since or since, since))
    found = sorted(
        ((_order(row, wanted.zone), row) for row in queries.places(bureau_id, query)),
        key=lambda each: each[0],
    )
    after = _order(last, wanted.zone) if last else ()
    return [row for order, row in found if order > after]


def _order(row: Any, zone: tzinfo) -> tuple[Any, ...]:
    """Random identifiers tell nothing of the order within a day."""
    within = (row.public_id,) if row.is_by_code else (-row.at.timestamp(), -row.id)
    return -_day(row.at, zone).toordinal(), bool(row.is_by_code), *within


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _first(limit: datetime | None, other: datetime) -> datetime:
    return min(limit, other) if limit else other


def _event(
    row: Any, about: Mapping[int, list[About]], *, is_by_code: bool
) -> EventLine:
    return EventLine(
        at=row.at,
        kind=row.kind,
        actor_kind=row.actor_kind,
        actor=row.login or row.actor,
        about=tuple(about.get(row.id, ())),
        payload=tuple((key, str(value)) for key, value in sorted(row.payload.items())),
        chain=row.chain,
        digest=row.digest,
        is_by_code=is_by_code,
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
    """Who opened a case between two moments, the first thousand, day by day.

    Openings under a code stand after the others of their day: between two minutes
    they would be dated.
    """
    require(viewer, Action.AUDIT_READ)
    with unit.reading():
        rows = queries.openings(
            viewer.bureau_id or 0, case_no, since=since, until=until, n=MOST
        )
    found = [
        Opening(row.at, row.action, row.code or "", row.login or "", row.name or "")
        for row in rows
    ]
    zone = since.tzinfo or UTC
    # A stable sort: what has a minute keeps its order.
    hidden = [x for x in found if x.code]
    hidden.sort(key=lambda x: (x.code, x.action))
    shown = [*(x for x in found if not x.code), *hidden]
    return sorted(shown, key=lambda x: _day(x.at, zone))


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
