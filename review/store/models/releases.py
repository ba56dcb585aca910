"""What left the house: frozen releases, and the year's assessments made from them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import (
    JSON,
    At,
    BigInt,
    BureauId,
    Code,
    Digest,
    EventId,
    Id,
    Long,
    PublicId,
    reference,
)

FIRST = text("replaces_id IS NULL")


class Release(Base):
    """An immutable release: header, digest, and rows by audience."""

    __tablename__ = "releases"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        UniqueConstraint("replaces_id"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns")
    number: Mapped[int]
    kind: Mapped[Code]
    replaces_id: Mapped[int | None] = reference("releases")
    header: Mapped[Long]
    """Canonical JSON: campaign, schemes' digests, seed, software version, texts."""
    digest: Mapped[Digest]
    published_at: Mapped[At]
    event_id: Mapped[EventId]


class ReleaseRow(Base):
    """One row of a release for one audience; no reviewer's identity is in any."""

    __tablename__ = "release_rows"
    __table_args__ = (
        Index("ix_release_rows_audience", "audience", "audience_id", "release_id"),
        Index("ix_release_rows_list", "release_id", "audience", "kind", "position"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    release_id: Mapped[int] = reference("releases")
    audience: Mapped[Code]
    audience_id: Mapped[int | None] = mapped_column(BigInt)
    kind: Mapped[Code]
    position: Mapped[int]
    body: Mapped[Long]
    salt: Mapped[Code]
    digest: Mapped[Digest]


class RankingNames(Base):
    """The names of a ranking's lines, in their order and as they are searched.

    They are frozen with the release, and are no part of it: how a name is said is
    nobody's result.
    """

    __tablename__ = "ranking_names"
    __table_args__ = (UniqueConstraint("release_id", "audience", "list_key"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    release_id: Mapped[int] = reference("releases")
    audience: Mapped[Code]
    list_key: Mapped[Code]
    names: Mapped[Long]


class StoredAssessmentScheme(Base):
    """How a year becomes a proposal: the file's text by its digest; never changed."""

    __tablename__ = "assessment_schemes"
    __table_args__ = (
        UniqueConstraint("bureau_id", "digest"),
        UniqueConstraint("bureau_id", "code", "version"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    subject: Mapped[Code]
    """handler or firm."""
    code: Mapped[Code]
    version: Mapped[Code]
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    text: Mapped[Long]
    digest: Mapped[Digest]
    loaded_at: Mapped[At]
    event_id: Mapped[EventId]


class Assessment(Base):
    """The legal-aid part of a year, proposed from releases. Current: not replaced."""

    __tablename__ = "assessments"
    __table_args__ = (
        UniqueConstraint("replaces_id"),
        Index(
            "uq_assessments_first",
            "bureau_id",
            "year",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=FIRST,
            postgresql_where=FIRST,
        ),
        Index("ix_assessments_subject", "subject_kind", "subject_id", "year"),
        Index("ix_assessments_firm", "firm_id", "year"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    year: Mapped[int]
    subject_kind: Mapped[Code]
    """handler (subject_id is a person) or firm."""
    subject_id: Mapped[int] = mapped_column(BigInt)
    firm_id: Mapped[int | None] = reference("firms")
    """Where the person practised at the end of the year; the firm itself for a firm."""
    replaces_id: Mapped[int | None] = reference("assessments")
    scheme_id: Mapped[int] = reference("assessment_schemes")
    suggested: Mapped[Code]
    """A grade of the scheme; empty where there were too few cases."""
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The proposal as people read it, line by line, with the names of then."""
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The released results and the cases behind it; lists do not read it."""
    digest: Mapped[Digest]
    """Of body and evidence together."""
    compiled_at: Mapped[At]
    event_id: Mapped[EventId]


class AssessmentSupplied(Base):
    """The bureau handed the year's proposals to the bar association."""

    __tablename__ = "assessments_supplied"
    __table_args__ = (UniqueConstraint("bureau_id", "year"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    year: Mapped[int]
    supplied_at: Mapped[At]
    event_id: Mapped[EventId]


class AssessmentDecision(Base):
    """What the bar association decided, with its reason. Current: not replaced.

    It is about one proposal; when that is replaced the decision stays until the
    association decides again.
    """

    __tablename__ = "assessment_decisions"
    __table_args__ = (
        UniqueConstraint("replaces_id"),
        Index(
            "uq_assessment_decisions_first",
            "bureau_id",
            "year",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=FIRST,
            postgresql_where=FIRST,
        ),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    assessment_id: Mapped[int] = reference("assessments", index=True)
    year: Mapped[int]
    subject_kind: Mapped[Code]
    subject_id: Mapped[int] = mapped_column(BigInt)
    replaces_id: Mapped[int | None] = reference("assessment_decisions")
    decision: Mapped[Code]
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    """The grade in words, as the scheme of then names it."""
    reason_id: Mapped[int] = reference("texts")
    decided_by: Mapped[int | None] = reference("users")
    """None for the operator at the command line."""
    decided_at: Mapped[At]
    event_id: Mapped[EventId]
