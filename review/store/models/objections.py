"""Objections to results, and what was decided on them; nothing of it is ever changed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import (
    At,
    BureauId,
    Code,
    Digest,
    EventId,
    Hundredths,
    Id,
    Long,
    Name,
    On,
    PublicId,
    reference,
)


class Objection(Base):
    """That somebody objects to the result of a file as a release told it."""

    __tablename__ = "objections"
    __table_args__ = (
        CheckConstraint(
            "(side = 'handler' AND person_id IS NOT NULL AND firm_id IS NULL) "
            "OR (side = 'firm' AND firm_id IS NOT NULL AND person_id IS NULL)",
            name="side_is_named",
        ),
        CheckConstraint("on_paper = (scan IS NOT NULL)", name="paper_has_scan"),
        CheckConstraint("received_on <= until_on", name="received_in_time"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns", index=True)
    campaign_case_id: Mapped[int] = reference("campaign_cases", index=True)
    release_id: Mapped[int] = reference("releases")
    result_id: Mapped[int] = reference("results")
    """The result that was told."""
    side: Mapped[Code]
    person_id: Mapped[int | None] = reference("people", index=True)
    firm_id: Mapped[int | None] = reference("firms", index=True)
    on_paper: Mapped[bool] = mapped_column(default=False)
    scan: Mapped[Digest | None]
    """Of an objection on paper, the scanned letter among the objects."""
    received_on: Mapped[On]
    until_on: Mapped[On]
    """The last day of the time for answers, as the release says it."""
    lodged_at: Mapped[At]
    event_id: Mapped[EventId]


class ObjectionPoint(Base):
    """One item objected to, or the grade as a whole (no code): why, and what instead."""

    __tablename__ = "objection_points"
    __table_args__ = (
        UniqueConstraint("objection_id", "item_code"),
        CheckConstraint("proposed >= 0", name="proposed_not_negative"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    objection_id: Mapped[int] = reference("objections")
    item_code: Mapped[Code]
    ground: Mapped[Code]
    text_id: Mapped[int] = reference("texts")
    proposed: Mapped[Hundredths | None]
    pages: Mapped[Name] = mapped_column(default="")
    event_id: Mapped[EventId]


class ObjectionRead(Base):
    """The read in which an objection is decided; one that ended has a successor."""

    __tablename__ = "objection_reads"
    __table_args__ = (UniqueConstraint("read_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    objection_id: Mapped[int] = reference("objections", index=True)
    read_id: Mapped[int] = reference("reads")
    event_id: Mapped[EventId]


class ObjectionEnding(Base):
    """An objection ends once: it is withdrawn, or decided in a submitted read."""

    __tablename__ = "objection_endings"
    __table_args__ = (
        UniqueConstraint("objection_id"),
        CheckConstraint(
            "(kind = 'decided') = (submission_id IS NOT NULL) "
            "AND kind IN ('decided', 'withdrawn')",
            name="decided_by_a_read",
        ),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    objection_id: Mapped[int] = reference("objections")
    kind: Mapped[Code]
    submission_id: Mapped[int | None] = reference("submissions")
    ended_at: Mapped[At]
    event_id: Mapped[EventId]


class ObjectionRuling(Base):
    """What becomes of one point: upheld, partly or rejected, with cause and reason."""

    __tablename__ = "objection_rulings"
    __table_args__ = (UniqueConstraint("objection_id", "item_code"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    objection_id: Mapped[int] = reference("objections")
    item_code: Mapped[Code]
    ruling: Mapped[Code]
    cause: Mapped[Code]
    text_id: Mapped[int] = reference("texts")
    event_id: Mapped[EventId]


class ObjectionAnswer(Base):
    """What was told of an objection to those who made it, frozen as it was told.

    The only thing of its decision that they read; of a withdrawn one it says only that.
    """

    __tablename__ = "objection_answers"
    __table_args__ = (UniqueConstraint("objection_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    objection_id: Mapped[int] = reference("objections")
    kind: Mapped[Code]
    body: Mapped[Long]
    """Canonical JSON: the points with ruling, cause and reason."""
    digest: Mapped[Digest]
    told_at: Mapped[At]
    event_id: Mapped[EventId]
