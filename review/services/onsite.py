"""On-site sessions: arranged, people invited, signed in; what the own page shows.

A signature says who was there, by person. It has nothing to do with codes, so that the
list of a session leads to nobody's reviews.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.onsite import (
    EARLY,
    NotOpen,
    SignedIn,
    TooEarly,
    check_session,
    has_opened,
    is_open,
)
from review.domain.policy import Action, Viewer, require
from review.services.accounts import actor_of
from review.services.campaign_events import record
from review.services.custody import HandoverLine, handovers_between
from review.services.people_lists import States
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import OnsiteGuest, OnsiteSession, OnsiteSignature
from review.store.queries import campaigns
from review.store.queries import onsite as queries

SHOWN_AFTER = timedelta(days=30)
"""So long a reviewer's own page shows a session that is over."""


class NobodyInvited(RuleBroken):
    sentence = N_("Invite at least one person of the campaign.")


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session with how many are invited, and how many were there."""

    public_id: str
    place: str
    starts_at: datetime
    ends_at: datetime
    n_guests: int
    n_signed: int


@dataclass(frozen=True, slots=True)
class SessionsPage:
    campaign: str
    code: str
    lines: tuple[SessionLine, ...]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody invited; `signed_at` says since when they are there."""

    key: str
    number: str
    name: str
    sound: str
    signed_at: datetime | None
    is_by_office: bool


GUEST_STATES: States[Guest] = {
    "here": lambda guest: guest.signed_at is not None,
    "missing": lambda guest: guest.signed_at is None,
}


@dataclass(frozen=True, slots=True)
class SessionPage:
    """One session. `others` of the campaign are not invited: number and name."""

    campaign: str
    code: str
    line: SessionLine
    guests: tuple[Guest, ...]
    others: tuple[tuple[str, str], ...]
    handovers: tuple[HandoverLine, ...]
    """Lists of volumes given out or brought back while it was held."""
    has_opened: bool


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session one is invited to, for its guest."""

    public_id: str
    campaign: str
    place: str
    starts_at: datetime
    ends_at: datetime
    signed_at: datetime | None
    is_open: bool
    is_over: bool


def page(*, viewer: Viewer, code: str) -> SessionsPage:
    """The sessions of a campaign, by day."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = queries.sessions(campaign.id)
    lines = tuple(SessionLine(**row._mapping) for row in rows)
    return SessionsPage(campaign.name, campaign.code, lines)


def arrange(
    *,
    viewer: Viewer,
    code: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    at: datetime,
) -> str:
    """A session to which everybody of the campaign is invited at first.

    Arranged twice for the same time and place it is one.
    """
    place = " ".join(place.split())
    check_session(starts_at=starts_at, ends_at=ends_at, place=place)
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        unit.hold(_chain(campaign.id))
        if made := queries.same(campaign.id, starts_at, place):
            return made
        people = {row.person_id for row in campaigns.campaign_reviewers(campaign.id)}
        if not people:
            raise NobodyInvited
        about = {"viewer": viewer, "campaign": campaign, "at": at}
        event = record("session_arranged", **about, payload={"n": len(people)})
        session_id = unit.add(
            event,
            OnsiteSession,
            bureau_id=campaign.bureau_id,
            campaign_id=campaign.id,
            place=place,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        unit.add_all(event, OnsiteGuest, _invited(campaign, session_id, people))
        return str(queries.same(campaign.id, starts_at, place))


def _chain(campaign_id: int) -> str:
    return f"campaign:{campaign_id}"


def _invited(
    campaign: Any, session_id: int | str, people: Iterable[int]
) -> list[dict[str, Any]]:
    return [
        {
            "bureau_id": campaign.bureau_id,
            "session_id": session_id,
            "person_id": person_id,
        }
        for person_id in sorted(people)
    ]


def session(*, viewer: Viewer, code: str, key: str, at: datetime) -> SessionPage:
    """Who is invited and who is there, and the volumes handed over meanwhile."""
    with unit.reading():
        campaign, row = found_session(viewer, code, key)
        guests = queries.guests(row.id)
        people = campaigns.campaign_reviewers(campaign.id)
        moved = handovers_between(campaign.id, row.starts_at - EARLY, row.ends_at)
    invited = {guest.person_id for guest in guests}
    others = {p.number or "": p.name for p in people if p.person_id not in invited}
    return SessionPage(
        campaign=campaign.name,
        code=campaign.code,
        line=_line(row, guests),
        guests=tuple(map(_guest, guests)),
        others=tuple(sorted(others.items())),
        handovers=moved,
        has_opened=has_opened(at, starts_at=row.starts_at),
    )


def found_session(viewer: Viewer, code: str, key: str) -> tuple[Any, Any]:
    campaign = campaign_of(viewer, code, Action.ALLOCATE)
    row = queries.session(campaign.id, key)
    if row is None:
        raise NotVisible
    return campaign, row


def _line(row: Any, guests: Sequence[Any]) -> SessionLine:
    n_signed = sum(guest.signed_at is not None for guest in guests)
    times = (row.starts_at, row.ends_at)
    return SessionLine(row.public_id, row.place, *times, len(guests), n_signed)


def _guest(row: Any) -> Guest:
    return Guest(
        key=row.public_id,
        number=row.number or "",
        name=row.name,
        sound=row.name_key,
        signed_at=row.signed_at,
        is_by_office=bool(row.is_by_office),
    )


def invite(
    *, viewer: Viewer, code: str, key: str, numbers: Collection[str], at: datetime
) -> None:
    """Exactly these people of the campaign are invited; who signed in stays."""
    with unit.transaction():
        campaign, row = _held(viewer, code, key)
        people = {
            each.person_id
            for each in campaigns.campaign_reviewers(campaign.id)
            if each.number in set(numbers)
        }
        guests = queries.guests(row.id)
        known = {guest.person_id for guest in guests}
        left = [
            guest
            for guest in guests
            if guest.person_id not in people and guest.signature_id is None
        ]
        if not people and len(left) == len(guests):
            raise NobodyInvited
        if not left and people <= known:
            return
        payload = {"n": len(people | known) - len(left)}
        event = record(
            "session_guests_changed",
            viewer=viewer,
            campaign=campaign,
            at=at,
            payload=payload,
        )
        if ids := [guest.id for guest in left]:
            unit.change(event, OnsiteGuest, {"id": ids}, ended_event_id=event.id)
        unit.add_all(event, OnsiteGuest, _invited(campaign, row.id, people - known))


def _held(viewer: Viewer, code: str, key: str) -> tuple[Any, Any]:
    """The session behind the campaign's lock, as nobody else changes it now."""
    campaign, _ = found_session(viewer, code, key)
    unit.hold(_chain(campaign.id))
    return found_session(viewer, code, key)


def tick(*, viewer: Viewer, code: str, key: str, guest: str, at: datetime) -> None:
    """The office saw somebody there, or reads it from the paper. Twice is once."""
    with unit.transaction():
        campaign, row = _held(viewer, code, key)
        if not has_opened(at, starts_at=row.starts_at):
            raise TooEarly
        found = _one(row, guest)
        if found.signature_id is None:
            event = record("session_signed_in", viewer=viewer, campaign=campaign, at=at)
            _sign(event, campaign.bureau_id, found.id, at, is_by_office=True)


def _one(row: Any, guest: str) -> Any:
    for each in queries.guests(row.id):
        if each.public_id == guest:
            return each
    raise NotVisible


def _sign(
    event: unit.Recorded,
    bureau_id: int,
    guest_id: int,
    at: datetime,
    *,
    is_by_office: bool,
) -> None:
    values = {"bureau_id": bureau_id, "guest_id": guest_id, "signed_at": at}
    unit.add(event, OnsiteSignature, is_by_office=is_by_office, **values)


def untick(*, viewer: Viewer, code: str, key: str, guest: str, at: datetime) -> None:
    """A wrong tick is taken back; it stays on record that there was one."""
    with unit.transaction():
        campaign, row = _held(viewer, code, key)
        found = _one(row, guest)
        if found.signature_id is not None:
            event = record(
                "session_sign_in_undone", viewer=viewer, campaign=campaign, at=at
            )
            where = {"id": found.signature_id}
            unit.change(event, OnsiteSignature, where, ended_event_id=event.id)


def cancel(*, viewer: Viewer, code: str, key: str, at: datetime) -> None:
    """The session is not held; possible until somebody has signed in."""
    with unit.transaction():
        campaign, row = _held(viewer, code, key)
        if any(guest.signature_id is not None for guest in queries.guests(row.id)):
            raise SignedIn
        event = record("session_cancelled", viewer=viewer, campaign=campaign, at=at)
        unit.change(event, OnsiteSession, {"id": row.id}, ended_event_id=event.id)


def own(*, viewer: Viewer, at: datetime) -> tuple[OwnSession, ...]:
    """The sessions a reviewer is invited to, those over since a month among them."""
    require(viewer, Action.REVIEW)
    with unit.reading():
        rows = _own(viewer, at)
    return tuple(
        OwnSession(
            public_id=row.public_id,
            campaign=row.campaign,
            place=row.place,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            signed_at=row.signed_at,
            is_open=is_open(at, starts_at=row.starts_at, ends_at=row.ends_at),
            is_over=at > row.ends_at,
        )
        for row in rows
    )


def _own(viewer: Viewer, at: datetime) -> Sequence[Any]:
    person = {"person_id": viewer.person_id, "bureau_id": viewer.bureau_id}
    return queries.own(since=at - SHOWN_AFTER, **person)


def sign_in(*, viewer: Viewer, key: str, at: datetime) -> None:
    """On the own account, while the session is held. Twice is once."""
    require(viewer, Action.REVIEW)
    with unit.transaction():
        campaign_id = _invitation(viewer, key, at).campaign_id
        unit.hold(_chain(campaign_id))
        row = _invitation(viewer, key, at)
        if row.signed_at is not None:
            return
        if not is_open(at, starts_at=row.starts_at, ends_at=row.ends_at):
            raise NotOpen
        event = unit.record(
            "session_signed_in",
            chain=_chain(campaign_id),
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign_id)],
        )
        _sign(event, viewer.bureau_id or 0, row.guest_id, at, is_by_office=False)


def _invitation(viewer: Viewer, key: str, at: datetime) -> Any:
    for row in _own(viewer, at):
        if row.public_id == key:
            return row
    raise NotVisible
