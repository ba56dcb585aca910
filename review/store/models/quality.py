"""How reviewers are watched: who was stopped, and which files to read again for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import (
    JSON,
    At,
    BureauId,
    Code,
    EventId,
    Id,
    Name,
    PublicId,
    reference,
)


class Stop(Base):
    """A reviewer was stopped: the decision, its reason and the figures it rests on."""

    __tablename__ = "stops"
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns", index=True)
    reviewer_code: Mapped[Code]
    reason: Mapped[Name]
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The drift as it was on the day, None where there was none to go by."""
    again_from: Mapped[At | None]
    """From when on the reviewer's files are read again; None for none of them."""
    stopped_at: Mapped[At]
    event_id: Mapped[EventId]


class Reread(Base):
    """A file to be read again because one of its reviewers was stopped."""

    __tablename__ = "rereads"
    __table_args__ = (UniqueConstraint("stop_id", "campaign_case_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    stop_id: Mapped[int] = reference("stops")
    campaign_case_id: Mapped[int] = reference("campaign_cases", index=True)
    event_id: Mapped[EventId]


class ReadRelation(Base):
    """What the records show between a reviewer and a file that was given all the same.

    Let pass because it only warns or is disclosed, or found when the review was in; then
    it waits for a decision.
    """

    __tablename__ = "read_relations"
    __table_args__ = (
        UniqueConstraint("read_id", "bar"),
        CheckConstraint(
            "(decision = '') = (decided_at IS NULL)", name="decided_on_a_day"
        ),
        CheckConstraint("decision = '' OR reason <> ''", name="has_reason"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns", index=True)
    read_id: Mapped[int] = reference("reads")
    bar: Mapped[Code]
    strength: Mapped[Code]
    decision: Mapped[Code] = mapped_column(default="", server_default="")
    reason: Mapped[Name] = mapped_column(default="", server_default="")
    decided_at: Mapped[At | None]
    event_id: Mapped[EventId]
