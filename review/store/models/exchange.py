"""What passes between a superior bureau and those below it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
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
    Name,
    On,
    PublicId,
    reference,
)

IN_FORCE = text("ended_event_id IS NULL")


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


class Designation(Base):
    """Case numbers that a superior named for a campaign of a bureau below."""

    __tablename__ = "designations"
    __table_args__ = (
        CheckConstraint(
            "(campaign_id IS NULL) = (joined_at IS NULL)", name="joined_has_campaign"
        ),
        Index("ix_designations_bureau", "bureau_id"),
        Index("ix_designations_superior", "superior_id"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    """The bureau whose files they are."""
    superior_id: Mapped[int] = reference("bureaus")
    name: Mapped[Name]
    """What for, as the superior says it."""
    numbers: Mapped[list[str]] = mapped_column(JSON)
    designated_at: Mapped[At]
    campaign_id: Mapped[int | None] = reference("campaigns")
    """The campaign they joined, once one was named."""
    joined_at: Mapped[At | None]
    event_id: Mapped[EventId]


class DesignationWithdrawal(Base):
    """That the superior withdrew numbers it had designated, and why; once and for good."""

    __tablename__ = "designation_withdrawals"
    __table_args__ = (
        UniqueConstraint("designation_id"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    """The bureau whose files they are."""
    designation_id: Mapped[int] = reference("designations")
    reason: Mapped[Name]
    withdrawn_at: Mapped[At]
    """When the superior did; a signed file may have brought it later."""
    effect: Mapped[Code]
    """What it came to where they were by then."""
    event_id: Mapped[EventId]


class Collection(Base):
    """A superior asked the bureaus below for the results of a year."""

    __tablename__ = "collections"
    __table_args__ = (UniqueConstraint("bureau_id", "year"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    """The superior, which may work in another installation."""
    year: Mapped[int]
    due_on: Mapped[On | None]
    asked_at: Mapped[At]
    event_id: Mapped[EventId]


class CollectionChange(Base):
    """That the superior withdrew what it had asked for, and why, or asked once more."""

    __tablename__ = "collection_changes"
    __table_args__ = (
        UniqueConstraint("collection_id", "number"),
        CheckConstraint("is_withdrawn = (reason <> '')", name="has_reason"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    collection_id: Mapped[int] = reference("collections")
    number: Mapped[int]
    is_withdrawn: Mapped[bool]
    due_on: Mapped[On | None]
    reason: Mapped[Name]
    changed_at: Mapped[At]
    event_id: Mapped[EventId]


class CollectedResult(Base):
    """Published figures that a bureau delivered to the one above; a later one counts."""

    __tablename__ = "collected_results"
    __table_args__ = (
        UniqueConstraint("bureau_id", "sender_id", "campaign", "number"),
        Index("ix_collected_results_sender", "sender_id"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    """The bureau they were delivered to."""
    sender_id: Mapped[int] = reference("bureaus")
    campaign: Mapped[Code]
    name: Mapped[Name]
    year: Mapped[int]
    number: Mapped[int]
    """Of the release; a correction has a larger one."""
    release_digest: Mapped[Digest]
    structure: Mapped[Digest]
    """One digest of the structures of its schemes: only equal ones are added up."""
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_on: Mapped[On]
    delivered_at: Mapped[At]
    event_id: Mapped[EventId]


class PartnerKey(Base):
    """The public key by which a bureau elsewhere is known; one in force for each."""

    __tablename__ = "partner_keys"
    __table_args__ = (
        Index(
            "uq_partner_keys_in_force",
            "bureau_id",
            "partner_id",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    partner_id: Mapped[int] = reference("bureaus")
    public_key: Mapped[Digest]
    fingerprint: Mapped[Digest]
    pinned_at: Mapped[At]
    ended_event_id: Mapped[int | None] = reference("events")
    event_id: Mapped[EventId]


class ExchangeFile(Base):
    """A signed file that was made here for another bureau, or taken in from one."""

    __tablename__ = "exchange_files"
    __table_args__ = (
        UniqueConstraint("bureau_id", "partner_id", "way", "digest"),
        Index("ix_exchange_files_partner", "partner_id"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    partner_id: Mapped[int] = reference("bureaus")
    way: Mapped[Code]
    """made or taken."""
    kind: Mapped[Code]
    subject: Mapped[Name]
    number: Mapped[int]
    """Counted by whoever made it, over everything for the same bureau."""
    digest: Mapped[Digest]
    """Of the signed manifest."""
    done_at: Mapped[At]
    event_id: Mapped[EventId]
