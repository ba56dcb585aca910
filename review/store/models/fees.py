"""Review fees: rates, frozen lists of payments, and which reads each of them pays."""

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
    Hundredths,
    Id,
    Name,
    On,
    PublicId,
    reference,
)

LIVE = text("ended_event_id IS NULL")


class StoredFeeRule(Base):
    """Rates and tax of a campaign; the newest is in force, none is ever changed."""

    __tablename__ = "fee_rules"
    __table_args__ = (Index("ix_fee_rules_campaign", "campaign_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns")
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    set_at: Mapped[At]
    event_id: Mapped[EventId]


class FeePayout(Base):
    """A list of payments as it was frozen; paid or cancelled later, never both."""

    __tablename__ = "fee_payouts"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint(
            "paid_event_id IS NULL OR cancelled_event_id IS NULL", name="one_end"
        ),
        CheckConstraint(
            "(paid_on IS NULL) = (paid_event_id IS NULL)", name="paid_on_and_by"
        ),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns")
    number: Mapped[int]
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Rates and tax as they were then."""
    basis: Mapped[Digest]
    """Of what was looked at; the same list asked for twice is made once."""
    gross: Mapped[Hundredths]
    tax: Mapped[Hundredths]
    made_at: Mapped[At]
    paid_on: Mapped[On | None]
    paid_event_id: Mapped[int | None] = reference("events")
    cancelled_event_id: Mapped[int | None] = reference("events")
    cancelled_reason: Mapped[Name | None]
    event_id: Mapped[EventId]


class FeeShare(Base):
    """What one person is paid in a list, by role; nothing of which files."""

    __tablename__ = "fee_shares"
    __table_args__ = (UniqueConstraint("payout_id", "person_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    payout_id: Mapped[int] = reference("fee_payouts")
    person_id: Mapped[int] = reference("people")
    position: Mapped[int]
    name: Mapped[Name]
    number: Mapped[Code]
    firm: Mapped[Name]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    gross: Mapped[Hundredths]
    tax: Mapped[Hundredths]
    event_id: Mapped[EventId]


class FeeLine(Base):
    """A read that a list pays for; none stands in two lists that were not cancelled."""

    __tablename__ = "fee_lines"
    __table_args__ = (
        Index(
            "uq_fee_lines_read",
            "read_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_fee_lines_payout", "payout_id"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    payout_id: Mapped[int] = reference("fee_payouts")
    read_id: Mapped[int] = reference("reads")
    role: Mapped[Code]
    amount: Mapped[Hundredths]
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")


class SeniorFeeLine(Base):
    """A senior's decision on a fail that a list pays for; the same holds of it."""

    __tablename__ = "senior_fee_lines"
    __table_args__ = (
        Index(
            "uq_senior_fee_lines_read",
            "senior_read_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_senior_fee_lines_payout", "payout_id"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    payout_id: Mapped[int] = reference("fee_payouts")
    senior_read_id: Mapped[int] = reference("senior_reads")
    amount: Mapped[Hundredths]
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")
