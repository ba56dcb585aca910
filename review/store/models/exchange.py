"""What passes between a superior bureau and those below it."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from review.store.database import Base
from review.store.models.columns import At, BureauId, EventId, Id, reference


class SchemeIssue(Base):
    """A scheme that a superior issued; the bureau uses it and does not change it."""

    __tablename__ = "scheme_issues"
    __table_args__ = (
        UniqueConstraint("scheme_id", "issuer_id"),
        Index("ix_scheme_issues_issuer", "issuer_id"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    """The bureau it was issued to, whose copy of the scheme it is about."""
    scheme_id: Mapped[int] = reference("schemes")
    issuer_id: Mapped[int] = reference("bureaus")
    issued_at: Mapped[At]
    event_id: Mapped[EventId]
