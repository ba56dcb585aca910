"""Things done to many at once: whether exactly this was done, and who may have seen it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from review.store import unit
from review.store.models import (
    Event,
    Outbox,
    ReviewerCode,
    SignedIn,
    StoredNotice,
    User,
)
from review.store.queries.sessions import EXACT_TO


def done(campaign_id: int, kind: str, digest: str, *, name: str = "found") -> str:
    """The last event with which exactly this was done; empty if it never was.

    `name` is how its payload calls the digest.
    """
    rows = unit.connection().execute(
        select(Event.public_id, Event.payload)
        .where(Event.chain == f"campaign:{campaign_id}", Event.kind == kind)
        .order_by(Event.id.desc())
    )
    return next((r.public_id for r in rows if r.payload.get(name) == digest), "")


def public_id_of(event_id: int) -> str:
    statement = select(Event.public_id).where(Event.id == event_id)
    return str(unit.connection().scalar(statement))


def event_of(campaign_id: int, kind: str, key: str) -> Any:
    """The event by which something was done to many; None if there is none."""
    statement = select(Event.id, Event.at, Event.payload).where(
        Event.public_id == key,
        Event.kind == kind,
        Event.chain == f"campaign:{campaign_id}",
    )
    return unit.connection().execute(statement).first()


def is_seen(event_id: int, at: datetime) -> ColumnElement[bool]:
    """Whether the reader, `ReviewerCode` of the statement around it, may have seen it:
    read the notice, got the message, or was signed in since.
    """
    since = at - EXACT_TO
    is_own = User.person_id == ReviewerCode.person_id
    notice = exists().where(
        is_own,
        StoredNotice.user_id == User.id,
        StoredNotice.event_id == event_id,
        StoredNotice.id <= User.notices_seen,
    )
    message = exists().where(
        is_own,
        Outbox.user_id == User.id,
        Outbox.event_id == event_id,
        Outbox.sent_at.is_not(None),
    )
    session = exists().where(
        is_own, SignedIn.user_id == User.id, SignedIn.seen_at >= since
    )
    before = exists().where(is_own, User.seen_at >= since)
    return or_(notice, message, session, before)
