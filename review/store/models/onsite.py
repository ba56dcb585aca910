"""On-site sessions of a campaign, who is invited to them, and who signed in."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from review.store.database import Base
from review.store.models.columns import At, BureauId, EventId, Id, PublicId, reference
from review.store.models.columns import Name as Named

IN_FORCE = text("ended_event_id IS NULL")


def _once(name: str, *columns: str) -> Index:
    """A unique index among the rows in force."""
    return Index(
        name,
        *columns,
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )


class OnsiteSession(Base):
    """A day and a place. One that was cancelled stays on record."""

    __tablename__ = "onsite_sessions"
    __table_args__ = (
        _once("uq_onsite_sessions_start", "campaign_id", "starts_at", "place"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns")
    place: Mapped[Named]
    starts_at: Mapped[At]
    ends_at: Mapped[At]
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")


class OnsiteGuest(Base):
    """Somebody of the campaign who is invited, by person and never by code."""

    __tablename__ = "onsite_guests"
    __table_args__ = (_once("uq_onsite_guests_person", "session_id", "person_id"),)
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    session_id: Mapped[int] = reference("onsite_sessions")
    person_id: Mapped[int] = reference("people", index=True)
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")


class OnsiteSignature(Base):
    """That a guest was there; a wrong one is ended, and stays on record."""

    __tablename__ = "onsite_signatures"
    __table_args__ = (_once("uq_onsite_signatures_guest", "guest_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    guest_id: Mapped[int] = reference("onsite_guests")
    signed_at: Mapped[At]
    is_by_office: Mapped[bool]
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")
