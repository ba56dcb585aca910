"""The scanned parts of case files; the bytes themselves lie in the object store."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import (
    JSON,
    At,
    BureauId,
    Code,
    Digest,
    EventId,
    Id,
    PublicId,
    reference,
)

IN_FORCE = text("ended_event_id IS NULL")


class Scan(Base):
    """One scanned file of a case: its pages follow those of the scan before it.

    The name it was uploaded under is not kept: names of people stand in file names.
    `first_number` is the number pencilled on its first page, where it does not go on
    from the scan before.
    """

    __tablename__ = "scans"
    __table_args__ = (
        CheckConstraint("n_pages > 0", name="has_pages"),
        CheckConstraint("first_number > 0", name="counts_from_one"),
        CheckConstraint(
            "(ended_event_id IS NULL) = (ended_reason_id IS NULL)",
            name="ended_has_reason",
        ),
        Index(
            "uq_scans_position",
            "case_id",
            "position",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
        Index(
            "uq_scans_content",
            "case_id",
            "digest",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    case_id: Mapped[int] = reference("cases", index=True)
    position: Mapped[int]
    digest: Mapped[Digest] = mapped_column(index=True)
    media: Mapped[Code]
    n_bytes: Mapped[int]
    n_pages: Mapped[int]
    shapes: Mapped[list[int]] = mapped_column(JSON)
    """The height of each page in thousandths of its width."""
    first_number: Mapped[int | None]
    n_text: Mapped[int | None]
    """Pages with a text layer; unknown for scans from before it was counted."""
    volume: Mapped[Code] = mapped_column(default="")
    gaps: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Pages of it that cannot be shown; whoever added it said that this is known."""
    added_at: Mapped[At]
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")
    ended_reason_id: Mapped[int | None] = reference("texts")


class ObjectHold(Base):
    """Content on its way into the object store, or out of it.

    Whoever stores a file says so before, and the sweep says what it is about to remove:
    so that neither takes away what the other relies on. No fact, no event: a row is
    forgotten after a day.
    """

    __tablename__ = "object_holds"
    digest: Mapped[Digest] = mapped_column(primary_key=True)
    is_leaving: Mapped[bool]
    at: Mapped[At]
