"""Changed rules: tried on what is settled, proposed by one person, adopted by another."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base, BigInt
from review.store.models.columns import (
    JSON,
    At,
    BureauId,
    Code,
    Digest,
    EventId,
    Id,
    Long,
    Name,
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


class SchemeProposal(Base):
    """A tried copy that somebody wants as the next version, with what was then shown."""

    __tablename__ = "scheme_proposals"
    __table_args__ = (
        UniqueConstraint("trial_id"),
        UniqueConstraint("id", "user_id"),
        Index("ix_scheme_proposals_bureau", "bureau_id"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    trial_id: Mapped[int] = reference("scheme_trials")
    reason: Mapped[Name]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """How many files moved and from where to where, as counted when it was proposed."""
    user_id: Mapped[int] = reference("users")
    proposed_at: Mapped[At]
    event_id: Mapped[EventId]


class SchemeDecision(Base):
    """What another person made of a proposal; adopting loaded a new version."""

    __tablename__ = "scheme_decisions"
    __table_args__ = (
        UniqueConstraint("proposal_id"),
        ForeignKeyConstraint(
            ["proposal_id", "proposer_id"],
            ["scheme_proposals.id", "scheme_proposals.user_id"],
            name="fk_scheme_decisions_proposer",
        ),
        CheckConstraint(
            "(decision = 'withdrawn') = (user_id = proposer_id)", name="two_people"
        ),
        CheckConstraint(
            "(decision = 'adopted') = (scheme_id IS NOT NULL)",
            name="adopted_has_scheme",
        ),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    """The bureau whose rules they are, also where the superior's officer decided."""
    proposal_id: Mapped[int] = mapped_column(BigInt)
    proposer_id: Mapped[int] = mapped_column(BigInt)
    decision: Mapped[Code]
    reason: Mapped[Name]
    scheme_id: Mapped[int | None] = reference("schemes")
    user_id: Mapped[int] = reference("users")
    decided_at: Mapped[At]
    event_id: Mapped[EventId]
