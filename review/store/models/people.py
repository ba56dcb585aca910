"""A person, and the capacities in which a person takes part."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base, BigInt
from review.store.models.columns import (
    JSON,
    At,
    BureauId,
    Code,
    EventId,
    Id,
    Name,
    On,
    PublicId,
    reference,
)


class Person(Base):
    """One human being, whatever the capacities."""

    __tablename__ = "people"
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId] = mapped_column(index=True)
    name: Mapped[Name]
    name_key: Mapped[Name]
    """The name in pinyin, for sorting where no Chinese collation exists."""
    event_id: Mapped[EventId]


class Affiliation(Base):
    """Where a person practises, from when to when; open at either end."""

    __tablename__ = "affiliations"
    __table_args__ = (Index("ix_affiliations_person_firm", "person_id", "firm_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    person_id: Mapped[int] = reference("people")
    firm_id: Mapped[int] = reference("firms", index=True)
    starts_on: Mapped[On | None]
    ends_on: Mapped[On | None]
    event_id: Mapped[EventId]


class Handler(Base):
    """A person who handles legal-aid cases (承办人)."""

    __tablename__ = "handlers"
    __table_args__ = (
        UniqueConstraint("bureau_id", "licence_no"),
        UniqueConstraint("bureau_id", "person_id"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    person_id: Mapped[int] = reference("people", index=True)
    category: Mapped[Code]
    licence_no: Mapped[Code]
    practising_since: Mapped[On | None]
    event_id: Mapped[EventId]


class Reviewer(Base):
    """A person of the expert list (评查员)."""

    __tablename__ = "reviewers"
    __table_args__ = (
        UniqueConstraint("bureau_id", "number"),
        UniqueConstraint("bureau_id", "person_id"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    person_id: Mapped[int] = reference("people", index=True)
    number: Mapped[Code]
    """What the bureau calls the reviewer by in its spreadsheets."""
    licence_no: Mapped[Code] = mapped_column(default="", server_default="")
    """Of who is on no list of handlers: by it the person is known there later."""
    area_id: Mapped[int | None] = reference("areas")
    competences: Mapped[list[str]] = mapped_column(JSON, default=list)
    part: Mapped[Code] = mapped_column(default="")
    """Which part of a divided sheet the reviewer reads; empty is any."""
    organisation: Mapped[Name] = mapped_column(default="", server_default="")
    """Whose reviewer it is where an organisation reviews by contract; empty: ours."""
    cap: Mapped[int | None]
    panel_lead: Mapped[bool] = mapped_column(default=False)
    practising_since: Mapped[On | None]
    ended_on: Mapped[On | None]
    away_from: Mapped[On | None]
    away_until: Mapped[On | None]
    event_id: Mapped[EventId]


class DeclaredConflict(Base):
    """A reviewer must not read files of this firm or this person, until withdrawn."""

    __tablename__ = "declared_conflicts"
    __table_args__ = (
        CheckConstraint(
            "(firm_id IS NULL) <> (other_person_id IS NULL)", name="one_target"
        ),
        CheckConstraint(
            "(ended_event_id IS NULL) = (ended_reason_id IS NULL)",
            name="ended_has_reason",
        ),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    person_id: Mapped[int] = reference("people", index=True)
    firm_id: Mapped[int | None] = reference("firms")
    other_person_id: Mapped[int | None] = reference("people")
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")
    ended_reason_id: Mapped[int | None] = reference("texts")


class User(Base):
    """An account; a person may have one. Administrators need no person."""

    __tablename__ = "users"
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    person_id: Mapped[int | None] = reference("people", unique=True)
    login: Mapped[Name]
    login_key: Mapped[Name] = mapped_column(unique=True)
    """The login after NFKC and case folding: no two look-alikes."""
    password_hash: Mapped[Name | None]
    password_set_at: Mapped[At | None]
    must_change: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[Code] = mapped_column(default="")
    disabled_at: Mapped[At | None]
    created_at: Mapped[At]
    event_id: Mapped[EventId]
    notices_seen: Mapped[int] = mapped_column(BigInt, default=0)
    """The newest notice that the owner has looked at; what came later is unread."""
    seen_at: Mapped[At | None]
    """When the owner was last here in a session that is gone."""


ADMIN_ROLES = "('system_admin', 'security_admin', 'audit_admin')"


class Grant(Base):
    """A role given to an account, within a scope and a time."""

    __tablename__ = "grants"
    __table_args__ = (
        Index(
            "uq_grants_one_admin_role",
            "user_id",
            unique=True,
            sqlite_where=text(f"role IN {ADMIN_ROLES} AND revoked_at IS NULL"),
            postgresql_where=text(f"role IN {ADMIN_ROLES} AND revoked_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    user_id: Mapped[int] = reference("users", index=True)
    role: Mapped[Code]
    area_id: Mapped[int | None] = reference("areas")
    firm_id: Mapped[int | None] = reference("firms")
    campaign_id: Mapped[int | None] = reference("campaigns")
    starts_on: Mapped[On | None]
    ends_on: Mapped[On | None]
    revoked_at: Mapped[At | None]
    event_id: Mapped[EventId]


class SignedIn(Base):
    """A session on the server: revocable, and known only by its token's hash."""

    __tablename__ = "sessions"
    token_hash: Mapped[Code] = mapped_column(primary_key=True)
    user_id: Mapped[int] = reference("users", index=True)
    created_at: Mapped[At]
    seen_at: Mapped[At]
    ends_at: Mapped[At]


class SignInAttempt(Base):
    """For the throttle: who tried, from where, and whether it worked."""

    __tablename__ = "sign_in_attempts"
    id: Mapped[Id]
    login_key: Mapped[Name] = mapped_column(index=True)
    source: Mapped[Code] = mapped_column(index=True)
    at: Mapped[At]
    worked: Mapped[bool]


class Invitation(Base):
    """A one-time slip with which a person sets the first password."""

    __tablename__ = "invitations"
    token_hash: Mapped[Code] = mapped_column(primary_key=True)
    bureau_id: Mapped[BureauId]
    user_id: Mapped[int] = reference("users", index=True)
    created_at: Mapped[At]
    ends_at: Mapped[At]
    used_at: Mapped[At | None]
    event_id: Mapped[EventId]


__all__ = [
    "Affiliation",
    "DeclaredConflict",
    "Grant",
    "Handler",
    "Invitation",
    "Person",
    "Reviewer",
    "SignInAttempt",
    "SignedIn",
    "User",
]
