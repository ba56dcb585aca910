"""Schemes as they were when used, campaigns, and the files drawn for them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, literal, text
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
    Long,
    Name,
    On,
    PublicId,
    reference,
)

COUNTS = text("ended_event_id IS NULL")


class StoredScheme(Base):
    """A scheme's text, found by the digest of what it says; never changed."""

    __tablename__ = "schemes"
    __table_args__ = (
        UniqueConstraint("bureau_id", "digest"),
        UniqueConstraint("bureau_id", "code", "version"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    code: Mapped[Code]
    version: Mapped[Code]
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    text: Mapped[Long]
    digest: Mapped[Digest]
    structure_digest: Mapped[Digest]
    loaded_at: Mapped[At]
    event_id: Mapped[EventId]


class Campaign(Base):
    """A review campaign (评查活动): what is reviewed, by which rules, in which year."""

    __tablename__ = "campaigns"
    __table_args__ = (
        UniqueConstraint("bureau_id", "code"),
        Index("uq_campaigns_calibrates_id", "calibrates_id", unique=True),
        CheckConstraint(
            "(cancelled_event_id IS NULL) = (cancelled_reason IS NULL)",
            name="cancelled_has_reason",
        ),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    code: Mapped[Code]
    name: Mapped[Name]
    assessment_year: Mapped[int]
    closed_from: Mapped[On]
    closed_until: Mapped[On]
    due_on: Mapped[On | None]
    rules: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The sampling and allocation rules, decimals, and whether releases are provisional first."""
    secret_key: Mapped[Digest]
    """Decides labels, ties and seed places; never shown, unlike the seed."""
    seed: Mapped[Name | None]
    opened_at: Mapped[At]
    drawn_at: Mapped[At | None]
    allocated_at: Mapped[At | None]
    calibrates_id: Mapped[int | None] = reference("campaigns")
    """The campaign whose reviewers qualify on the files of this one.

    Whatever lists or counts campaigns leaves these out: nothing in them is work.
    """
    cancelled_event_id: Mapped[int | None] = reference("events")
    """By which event a campaign opened by mistake was cancelled; it is nowhere then."""
    cancelled_reason: Mapped[Name | None]
    event_id: Mapped[EventId]


IS_WORK = Campaign.calibrates_id.is_(None) & Campaign.cancelled_event_id.is_(None)
"""A campaign whose files get results; one of anchor files only calibrates another, and
one that was cancelled is as if it had never been opened."""


class CampaignScheme(Base):
    """A scheme of a campaign, pinned by digest when the campaign opened."""

    __tablename__ = "campaign_schemes"
    __table_args__ = (UniqueConstraint("campaign_id", "scheme_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns")
    scheme_id: Mapped[int] = reference("schemes")
    event_id: Mapped[EventId]


class Entrustment(Base):
    """A contract by which an organisation runs a campaign's reviews for the bureau.

    One counts at a time; a later contract replaces it, handing over or taking back ends
    it for good.
    """

    __tablename__ = "entrustments"
    __table_args__ = (
        CheckConstraint(
            "(ended_event_id IS NULL) = (ended_as = '')", name="ended_says_how"
        ),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_begins"),
        Index("ix_entrustments_campaign_id", "campaign_id"),
        Index(
            "uq_entrustments_counts",
            "campaign_id",
            unique=True,
            sqlite_where=COUNTS,
            postgresql_where=COUNTS,
        ),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId] = mapped_column(index=True)
    campaign_id: Mapped[int] = reference("campaigns")
    organisation: Mapped[Name]
    kind: Mapped[Code]
    contract_no: Mapped[Code]
    starts_on: Mapped[On]
    ends_on: Mapped[On]
    scope: Mapped[Long]
    recorded_at: Mapped[At]
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")
    ended_at: Mapped[At | None]
    ended_as: Mapped[Code] = mapped_column(default="", server_default="")
    """replaced, delivered or taken_back."""
    ended_reason: Mapped[Name] = mapped_column(default="", server_default="")


class CampaignReviewer(Base):
    """A reviewer or lead taken into a campaign, with a personal cap."""

    __tablename__ = "campaign_reviewers"
    __table_args__ = (UniqueConstraint("campaign_id", "person_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns")
    person_id: Mapped[int] = reference("people")
    is_lead: Mapped[bool] = mapped_column(default=False)
    is_senior: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Reads fails of others before a release."""
    cap: Mapped[int | None]
    ended_at: Mapped[At | None]
    event_id: Mapped[EventId]


class ReviewerCode(Base):
    """The identity vault: the only place that says who a reviewer code is."""

    __tablename__ = "reviewer_codes"
    __table_args__ = (UniqueConstraint("campaign_id", "person_id"),)
    code: Mapped[Code] = mapped_column(primary_key=True)
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns")
    person_id: Mapped[int] = reference("people", index=True)
    event_id: Mapped[EventId]


class CampaignCase(Base):
    """A drawn file, with what the grade will belong to frozen at the draw."""

    __tablename__ = "campaign_cases"
    __table_args__ = (
        UniqueConstraint("campaign_id", "case_id"),
        UniqueConstraint("campaign_id", "position"),
        Index("ix_campaign_cases_person", "lead_person_id"),
        Index("ix_campaign_cases_firm", "firm_id"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns")
    case_id: Mapped[int] = reference("cases", index=True)
    scheme_id: Mapped[int] = reference("schemes")
    n_reviews: Mapped[int]
    position: Mapped[int]
    stratum: Mapped[Name]
    drawn_by: Mapped[Code]
    """Why it was drawn: census, listed, minimum or stratum. Reviewers never see it."""
    lead_person_id: Mapped[int | None] = reference("people")
    firm_id: Mapped[int | None] = reference("firms")
    area_id: Mapped[int] = reference("areas")
    kind: Mapped[Code]
    left_event_id: Mapped[int | None] = reference("events")
    """By which event the file left the sample, if it turned out unusable."""
    event_id: Mapped[EventId]


ANCHOR, SEED = "anchor", "seed"
# Each value by itself: a list of values would be written out anew at every use.
IS_DRAWN = CampaignCase.drawn_by.not_in([literal(ANCHOR), literal(SEED)])
"""A file of a sample; the others are there for reviewers to qualify on, or say what was
agreed on a file of the sample."""
IN_SAMPLE = CampaignCase.left_event_id.is_(None)
"""A file that was drawn and has not left the sample since."""


class SeedAnnouncement(Base):
    """What was announced before the draw: the seed, its digest, or where it comes from.

    The list was frozen then: its digest says whether it is the one that was drawn from.
    """

    __tablename__ = "seed_announcements"
    __table_args__ = (UniqueConstraint("campaign_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns")
    way: Mapped[Code]
    """value, digest or event."""
    said: Mapped[Name]
    """The seed, its SHA-256, or the public event it will come from."""
    known_at: Mapped[At | None]
    """When the event takes place; before it nothing is drawn."""
    n_listed: Mapped[int | None]
    list_digest: Mapped[Digest | None]
    """None where the seed was announced with the plan, before the list was whole."""
    announced_at: Mapped[At]
    event_id: Mapped[EventId]


class SampleChange(Base):
    """A file that left the sample and what came in its place, or an extension."""

    __tablename__ = "sample_changes"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns")
    number: Mapped[int]
    kind: Mapped[Code]
    """replacement, extension, withdrawal or return."""
    left_place: Mapped[int | None]
    """The place in the list of the file that left."""
    taken: Mapped[list[int]] = mapped_column(JSON)
    """The places of the files that came in, in their order."""
    passed: Mapped[list[int]] = mapped_column(JSON)
    """The places that would have come before and cannot be used either."""
    size: Mapped[Code] = mapped_column(default="")
    """The number or percentage an extension draws up to."""
    reason: Mapped[Name]
    changed_at: Mapped[At]
    event_id: Mapped[EventId]


class ClassChange(Base):
    """That a drawn file was put into another class, and what it was before.

    Scheme and number of reviews change with it where nobody had been given the file.
    """

    __tablename__ = "class_changes"
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    campaign_case_id: Mapped[int] = reference("campaign_cases", index=True)
    class_before: Mapped[Code]
    class_after: Mapped[Code]
    scheme_before_id: Mapped[int] = reference("schemes")
    reviews_before: Mapped[int]
    event_id: Mapped[EventId] = mapped_column(index=True)


class Draw(Base):
    """The record of a draw: every file that could be drawn, in order, as it was then.

    Case lists are corrected later; without this copy nobody could draw again.
    """

    __tablename__ = "draws"
    __table_args__ = (UniqueConstraint("campaign_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns")
    seed: Mapped[Name]
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    n_population: Mapped[int]
    n_drawn: Mapped[int]
    protocol: Mapped[Long]
    """The list as the file that is handed out; `digest` is the SHA-256 of its bytes."""
    digest: Mapped[Digest]
    drawn_at: Mapped[At]
    event_id: Mapped[EventId]
