"""What people are told, by which schedule, and how it left the house."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import (
    JSON,
    At,
    BureauId,
    Code,
    EventId,
    Id,
    Name,
    PublicId,
    reference,
)

IS_WAITING = text("sent_at IS NULL AND ended_at IS NULL")


class StoredNotice(Base):
    """What one account is told, in numbers and days; never changed.

    It is written in the transaction of its cause. The key says what is told once only,
    so a second run of the same tells nothing again.
    """

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_user", "user_id", "id"),)
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    user_id: Mapped[int] = reference("users")
    kind: Mapped[Code]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    key: Mapped[Name] = mapped_column(unique=True)
    created_at: Mapped[At]
    event_id: Mapped[EventId] = mapped_column(index=True)


class Reminder(Base):
    """That somebody was reminded of a campaign, at which step; once for each step."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("campaign_id", "user_id", "what", "key"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    notice_id: Mapped[int] = reference("notices", index=True)
    campaign_id: Mapped[int] = reference("campaigns")
    user_id: Mapped[int] = reference("users")
    what: Mapped[Code]
    key: Mapped[Code]
    n_open: Mapped[int]
    told_at: Mapped[At]
    event_id: Mapped[EventId]


class ReminderRule(Base):
    """A campaign's own schedule; without one the usual schedule holds."""

    __tablename__ = "reminder_rules"
    campaign_id: Mapped[int] = reference("campaigns", primary_key=True)
    bureau_id: Mapped[BureauId]
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    event_id: Mapped[EventId]


class Contact(Base):
    """Where messages for an account may go, as its owner says."""

    __tablename__ = "contacts"
    user_id: Mapped[int] = reference("users", primary_key=True)
    bureau_id: Mapped[BureauId]
    email: Mapped[Name] = mapped_column(default="")
    mobile: Mapped[Code] = mapped_column(default="")
    wants_mail: Mapped[bool] = mapped_column(default=True)
    wants_sms: Mapped[bool] = mapped_column(default=True)
    event_id: Mapped[EventId]


class PersonPhone(Base):
    """Under which number the bureau calls somebody; nothing is sent there."""

    __tablename__ = "person_phones"
    person_id: Mapped[int] = reference("people", primary_key=True)
    bureau_id: Mapped[BureauId]
    phone: Mapped[Code]
    event_id: Mapped[EventId]


class Outbox(Base):
    """A message to be delivered; written in the transaction that promises it.

    Who delivers it holds it for a while; if nothing is heard until `held_until`,
    somebody else sends it again, under the same message id.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("uq_outbox_notice", "notice_id", "channel", unique=True),
        Index(
            "ix_outbox_waiting",
            "next_at",
            sqlite_where=IS_WAITING,
            postgresql_where=IS_WAITING,
        ),
    )
    id: Mapped[Id]
    user_id: Mapped[int] = reference("users", index=True)
    kind: Mapped[Code]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[At]
    sent_at: Mapped[At | None]
    event_id: Mapped[EventId]
    notice_id: Mapped[int | None] = reference("notices")
    channel: Mapped[Code] = mapped_column(default="mail")
    n_tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[At | None]
    held_until: Mapped[At | None]
    ended_at: Mapped[At | None]
    ended_reason: Mapped[Code] = mapped_column(default="")


class DeliveryTry(Base):
    """One try to deliver a message, and what came of it; no address, no words."""

    __tablename__ = "delivery_tries"
    id: Mapped[Id]
    outbox_id: Mapped[int] = reference("outbox", index=True)
    trouble: Mapped[Code] = mapped_column(default="")
    """Nothing for a message that was taken."""
    code: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[At]


class Heartbeat(Base):
    """When a process that nobody watches last did its work."""

    __tablename__ = "heartbeats"
    name: Mapped[Code] = mapped_column(primary_key=True)
    at: Mapped[At]
