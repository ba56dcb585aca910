"""Changed rules that officers try on what is settled."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import (
    JSON,
    At,
    BureauId,
    Digest,
    EventId,
    Id,
    Long,
    PublicId,
    reference,
)


class SchemeTrial(Base):
    """A changed copy of a scheme and the campaigns it is tried on; it decides nothing."""

    __tablename__ = "scheme_trials"
    __table_args__ = (Index("ix_scheme_trials_scheme", "scheme_id"),)
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    scheme_id: Mapped[int] = reference("schemes")
    """The loaded scheme it is a copy of."""
    text: Mapped[Long]
    digest: Mapped[Digest]
    campaign_ids: Mapped[list[int]] = mapped_column(JSON)
    in_proportion: Mapped[bool]
    """Whether marks out of another full mark are taken in proportion."""
    tried_at: Mapped[At]
    event_id: Mapped[EventId]
