"""Paper volumes handed over: lists that both sides sign, and the files in them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import (
    At,
    BureauId,
    Code,
    EventId,
    Id,
    PublicId,
    reference,
)


class Handover(Base):
    """One list, between the office and either a reviewer or a firm; never changed."""

    __tablename__ = "handovers"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint(
            "reviewer_code IS NULL OR firm_id IS NULL", name="one_other_side"
        ),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns")
    number: Mapped[int]
    kind: Mapped[Code]
    reviewer_code: Mapped[Code | None]
    firm_id: Mapped[int | None] = reference("firms")
    """The firm the files belong to; None for files without one."""
    made_at: Mapped[At]
    event_id: Mapped[EventId]


class HandedFile(Base):
    """A file of a list. Its moves are numbered through, so that none happens twice."""

    __tablename__ = "handed_files"
    __table_args__ = (UniqueConstraint("campaign_case_id", "seq"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    handover_id: Mapped[int] = reference("handovers", index=True)
    campaign_case_id: Mapped[int] = reference("campaign_cases")
    seq: Mapped[int]
    n_volumes: Mapped[int]
    is_rest: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Volumes that were kept back come: the file itself stays where it is."""
    event_id: Mapped[EventId]
