"""Meetings of a panel: who was present, what was decided, who voted how."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import (
    At,
    BureauId,
    Code,
    EventId,
    Hundredths,
    Id,
    Name,
    On,
    PublicId,
    reference,
)


class PanelMeeting(Base):
    """A meeting as its minutes tell it; recorded once, when it is over."""

    __tablename__ = "panel_meetings"
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns", index=True)
    held_on: Mapped[On]
    place: Mapped[Name]
    text_id: Mapped[int | None] = reference("texts")
    """What was said beside the single files."""
    recorded_at: Mapped[At]
    event_id: Mapped[EventId]


class PanelMember(Base):
    """Somebody present; one of them leads."""

    __tablename__ = "panel_members"
    __table_args__ = (UniqueConstraint("meeting_id", "reviewer_code"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    meeting_id: Mapped[int] = reference("panel_meetings")
    reviewer_code: Mapped[Code]
    is_lead: Mapped[bool] = mapped_column(default=False)
    event_id: Mapped[EventId]


class PanelDecision(Base):
    """What a panel decided of one result. Changed, it is another result's reason."""

    __tablename__ = "panel_decisions"
    __table_args__ = (UniqueConstraint("result_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    meeting_id: Mapped[int] = reference("panel_meetings")
    campaign_case_id: Mapped[int] = reference("campaign_cases", index=True)
    result_id: Mapped[int] = reference("results")
    """The result that was before the panel."""
    grade: Mapped[Code]
    score: Mapped[Hundredths | None]
    is_by_lead: Mapped[bool] = mapped_column(default=False)
    text_id: Mapped[int] = reference("texts")
    event_id: Mapped[EventId]


class PanelVote(Base):
    """One member's vote on one file."""

    __tablename__ = "panel_votes"
    __table_args__ = (UniqueConstraint("decision_id", "reviewer_code"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    decision_id: Mapped[int] = reference("panel_decisions")
    reviewer_code: Mapped[Code]
    grade: Mapped[Code]
    event_id: Mapped[EventId]
