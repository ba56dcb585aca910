"""Queries that people keep: for themselves, or for everyone of their bureau."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from review.store.database import Base
from review.store.models.columns import (
    At,
    BureauId,
    Code,
    EventId,
    Id,
    Long,
    Name,
    PublicId,
    reference,
)

KEPT = text("ended_event_id IS NULL")


class SavedQuery(Base):
    """What was typed, under a name of its own among a person's queries of a list."""

    __tablename__ = "saved_queries"
    __table_args__ = (
        Index(
            "uq_saved_queries_name",
            "user_id",
            "subject",
            "name",
            unique=True,
            sqlite_where=KEPT,
            postgresql_where=KEPT,
        ),
        Index("ix_saved_queries_list", "bureau_id", "subject"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    user_id: Mapped[int] = reference("users")
    subject: Mapped[Code]
    name: Mapped[Name]
    query: Mapped[Long]
    is_shared: Mapped[bool]
    created_at: Mapped[At]
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")
