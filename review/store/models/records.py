"""What happened: chained events, who looked, what was promised."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import (
    JSON,
    At,
    BigInt,
    Code,
    Digest,
    Id,
    Long,
    Name,
    PublicId,
    reference,
)


class Chain(Base):
    """The head of a chain of events; there is one chain per campaign or bureau."""

    __tablename__ = "chains"
    name: Mapped[Code] = mapped_column(primary_key=True)
    head_seq: Mapped[int] = mapped_column(BigInt)
    head_digest: Mapped[Digest]


class Event(Base):
    """One fact: who did what to which objects, and when. Never a text."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("chain", "chain_seq"),)
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    chain: Mapped[Code]
    chain_seq: Mapped[int] = mapped_column(BigInt)
    kind: Mapped[Code] = mapped_column(index=True)
    actor_kind: Mapped[Code]
    actor: Mapped[Code]
    """A user's public id, a reviewer code, `operator`, or `system`."""
    cause_id: Mapped[int | None] = reference("events")
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    payload_digest: Mapped[Digest]
    previous_digest: Mapped[Digest]
    digest: Mapped[Digest]
    at: Mapped[At]


class EventTarget(Base):
    """An object an event is about."""

    __tablename__ = "event_targets"
    __table_args__ = (Index("ix_event_targets_target", "kind", "target_id"),)
    id: Mapped[Id]
    event_id: Mapped[int] = reference("events", index=True)
    kind: Mapped[Code]
    target_id: Mapped[int] = mapped_column(BigInt)


class IdempotencyKey(Base):
    """A request already answered; the same key gives the same answer again."""

    __tablename__ = "idempotency_keys"
    key: Mapped[Name] = mapped_column(primary_key=True)
    actor: Mapped[Code]
    request_digest: Mapped[Digest]
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[At]


class AccessLog(Base):
    """Who opened which file, list or export, and when."""

    __tablename__ = "access_log"
    id: Mapped[Id]
    user_id: Mapped[int | None] = reference("users")
    action: Mapped[Code]
    object_id: Mapped[Code] = mapped_column(default="", index=True)
    at: Mapped[At] = mapped_column(index=True)


class IntakeFile(Base):
    """A spreadsheet waiting for confirmation: what was previewed is what is taken in."""

    __tablename__ = "intake_files"
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    user_id: Mapped[int] = reference("users")
    kind: Mapped[Code]
    name: Mapped[Name]
    campaign: Mapped[Code] = mapped_column(default="")
    encoding: Mapped[Code] = mapped_column(default="")
    body: Mapped[Long]
    """The file in base64."""
    created_at: Mapped[At]
    taken_in_at: Mapped[At | None]
