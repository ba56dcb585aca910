"""Campaigns that are being set up: what was typed so far, until they are opened."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
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


class CampaignDraft(Base):
    """A plan in the making. Working data: saving it changes the row and is no event."""

    __tablename__ = "campaign_drafts"
    __table_args__ = (Index("ix_campaign_drafts_list", "bureau_id", "ended_event_id"),)
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    name: Mapped[Name]
    said: Mapped[list[list[str]]] = mapped_column(JSON)
    """Names and values of the form as they were typed, whether or not they can be read."""
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What was changed when it was copied: sentences and the values of their places."""
    step: Mapped[Code]
    """Where it was left."""
    version: Mapped[int]
    changed_at: Mapped[At]
    changed_by: Mapped[int | None] = reference("users")
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")
    """By which event it was dropped, or became a campaign."""
