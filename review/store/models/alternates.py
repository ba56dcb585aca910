"""Who is next for a file, should somebody be needed for it."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import BureauId, Code, EventId, Id, reference

IN_FORCE = text("ended_event_id IS NULL")


class Alternate(Base):
    """A reviewer in the line of substitutes of a file, or of a part of its sheet.

    The line is a preparation, not a promise: whether somebody may still read the file
    is asked again when they are needed. Nobody but officers learns of it.
    """

    __tablename__ = "alternates"
    __table_args__ = (
        Index(
            "uq_alternates_place",
            "campaign_case_id",
            "part",
            "place",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
        Index(
            "uq_alternates_reviewer",
            "campaign_case_id",
            "part",
            "reviewer_code",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns", index=True)
    campaign_case_id: Mapped[int] = reference("campaign_cases")
    part: Mapped[Code] = mapped_column(default="")
    place: Mapped[int]
    reviewer_code: Mapped[Code]
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")
