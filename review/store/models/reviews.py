"""Reads of a file: allocated, drafted, submitted. Submissions are never changed."""

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
    Long,
    Name,
    On,
    PublicId,
    reference,
)

OPEN = text("ended_at IS NULL")
UNANSWERED = text("answered_at IS NULL")


class Read(Base):
    """A place for one reviewer at one file. Allocations may change; reviews may not."""

    __tablename__ = "reads"
    __table_args__ = (
        Index(
            "uq_reads_slot",
            "campaign_case_id",
            "purpose",
            "part",
            "slot",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "uq_reads_reviewer",
            "campaign_case_id",
            "reviewer_code",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        CheckConstraint(
            "(ended_at IS NULL) = (ended_reason IS NULL)", name="ended_has_reason"
        ),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns", index=True)
    campaign_case_id: Mapped[int] = reference("campaign_cases", index=True)
    purpose: Mapped[Code]
    part: Mapped[Code] = mapped_column(default="")
    slot: Mapped[int]
    reviewer_code: Mapped[str] = mapped_column(index=True)
    items: Mapped[list[str] | None] = mapped_column(JSON)
    """The disputed items to read, where the scheme asks for no whole sheet."""
    allocated_at: Mapped[At]
    due_on: Mapped[On | None]
    """A day of its own, which counts where it is later than the campaign's."""
    ended_at: Mapped[At | None]
    ended_reason: Mapped[Name | None]
    event_id: Mapped[EventId]


class Draft(Base):
    """Answers as given so far; its version refuses an overwrite from another tab."""

    __tablename__ = "drafts"
    read_id: Mapped[int] = reference("reads", primary_key=True)
    version: Mapped[int]
    answers: Mapped[Long]
    n_answered: Mapped[int] = mapped_column(default=0)
    """Kept so that a list of drafts need not read them."""
    comment: Mapped[Long] = mapped_column(default="")
    saved_at: Mapped[At]
    started_at: Mapped[At | None]
    """When the first answer was saved; a review submitted at once has no such moment."""
    seen: Mapped[Long] = mapped_column(default="")
    """On which days and papers each answer rests that was proposed from them."""


class StoredText(Base):
    """A reason or comment; apart, so that it can be erased without touching facts."""

    __tablename__ = "texts"
    __table_args__ = (
        CheckConstraint(
            "(erased_at IS NULL) = (erased_by IS NULL)", name="erased_at_and_by"
        ),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    kind: Mapped[Code]
    body: Mapped[Long]
    erased_at: Mapped[At | None]
    erased_by: Mapped[int | None] = reference("users")


class Submission(Base):
    """A submitted review: the raw choices by item position, and what they came to."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("read_id"),
        Index("ix_submissions_campaign_case", "campaign_case_id"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    campaign_case_id: Mapped[int] = reference("campaign_cases")
    read_id: Mapped[int] = reference("reads")
    reviewer_code: Mapped[Code]
    scheme_digest: Mapped[Digest]
    choices: Mapped[list[Any] | None] = mapped_column(JSON)
    """None for a review on paper of which only the total was handed in."""
    total: Mapped[Hundredths | None]
    grade: Mapped[Code | None]
    summary: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Section marks, party marks and flags, as stored figures."""
    sheet_digest: Mapped[Digest]
    receipt: Mapped[Digest]
    comment_id: Mapped[int | None] = reference("texts")
    on_paper: Mapped[bool] = mapped_column(default=False)
    reviewed_on: Mapped[On | None]
    """Of a review on paper the day it was made, where that was handed in."""
    submitted_at: Mapped[At]
    event_id: Mapped[EventId]


class FirstView(Base):
    """The answers to disputed items before the reviews were shown; locked by being here.

    Their words are apart, as everywhere: the draft as it was, in one text.
    """

    __tablename__ = "first_views"
    __table_args__ = (UniqueConstraint("read_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    read_id: Mapped[int] = reference("reads")
    choices: Mapped[list[Any]] = mapped_column(JSON)
    text_id: Mapped[int] = reference("texts")
    locked_at: Mapped[At]
    event_id: Mapped[EventId]


class ChangedView(Base):
    """Why an answer to a disputed item was changed after the reviews had been seen."""

    __tablename__ = "changed_views"
    __table_args__ = (UniqueConstraint("submission_id", "item_code"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    submission_id: Mapped[int] = reference("submissions")
    item_code: Mapped[Code]
    text_id: Mapped[int] = reference("texts")
    event_id: Mapped[EventId]


class StoredFinding(Base):
    """One occurrence behind an answer: which deduction, why, where in the file."""

    __tablename__ = "findings"
    __table_args__ = (UniqueConstraint("submission_id", "seq"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    submission_id: Mapped[int] = reference("submissions")
    seq: Mapped[int]
    item_code: Mapped[Code]
    option: Mapped[Code] = mapped_column(default="")
    text_id: Mapped[int | None] = reference("texts")
    pages: Mapped[Name] = mapped_column(default="")
    absent: Mapped[bool] = mapped_column(default=False)
    pins: Mapped[list[list[Any]] | None] = mapped_column(JSON)
    """Pages by key, each with its box; None for a finding without any."""
    page_keys: Mapped[dict[str, str] | None] = mapped_column(JSON)
    """The page that each number in `pages` meant; None where none is known."""


class StoredProposal(Base):
    """An answer proposed from days and papers of the case, and whether it was taken.

    Kept with the submission, for the share of proposals that reviewers override.
    """

    __tablename__ = "proposals"
    __table_args__ = (UniqueConstraint("submission_id", "item_code"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    submission_id: Mapped[int] = reference("submissions")
    item_code: Mapped[Code]
    basis: Mapped[Name]
    """The days and papers it was made from."""
    offered: Mapped[Any] = mapped_column(JSON, nullable=False)
    is_late: Mapped[bool]
    """Whether a delay or a missing paper was proposed."""
    is_accepted: Mapped[bool]
    event_id: Mapped[EventId]


class Divergence(Base):
    """The reviews of a file could not become one result, and why."""

    __tablename__ = "divergences"
    __table_args__ = (UniqueConstraint("campaign_case_id", "needs", "part"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    campaign_case_id: Mapped[int] = reference("campaign_cases")
    part: Mapped[Code] = mapped_column(default="")
    needs: Mapped[Code]
    """What has to happen: a third read, a panel, or the lead."""
    n_needed: Mapped[int]
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    items: Mapped[list[str] | None] = mapped_column(JSON)
    diverged_at: Mapped[At]
    event_id: Mapped[EventId]


class Result(Base):
    """What the reviews of a file came to. Current is the one nothing replaces."""

    __tablename__ = "results"
    __table_args__ = (
        UniqueConstraint("replaces_id"),
        Index("ix_results_campaign_case", "campaign_case_id"),
        Index(
            "uq_results_first",
            "campaign_case_id",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    campaign_case_id: Mapped[int] = reference("campaign_cases")
    replaces_id: Mapped[int | None] = reference("results")
    outcome: Mapped[Code]
    rule: Mapped[Code]
    score: Mapped[Hundredths | None]
    handler_score: Mapped[Hundredths | None]
    """The handler's own part, as a percentage in hundredths; it feeds the year."""
    grade: Mapped[Code | None]
    used: Mapped[list[Any]] = mapped_column(JSON)
    """The submissions that made it, and what each contributed."""
    origins: Mapped[dict[str, str] | None] = mapped_column(JSON)
    """Where the answer to each item comes from; None where no item was read again."""
    derivation_digest: Mapped[Digest]
    settled_at: Mapped[At]
    event_id: Mapped[EventId]


class SeniorRead(Base):
    """What a senior said of a fail, before anybody outside sees it."""

    __tablename__ = "senior_reads"
    __table_args__ = (UniqueConstraint("result_id"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    campaign_case_id: Mapped[int] = reference("campaign_cases", index=True)
    result_id: Mapped[int] = reference("results")
    reviewer_code: Mapped[Code]
    decision: Mapped[Code]
    """upheld or panel."""
    text_id: Mapped[int] = reference("texts")
    decided_at: Mapped[At]
    event_id: Mapped[EventId]


class Extension(Base):
    """That a review is due on another day than before, and why; never changed.

    No day is the campaign's own. What counts now stands at the review itself.
    """

    __tablename__ = "extensions"
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    read_id: Mapped[int] = reference("reads", index=True)
    due_on: Mapped[On | None]
    before_on: Mapped[On | None]
    reason: Mapped[Name]
    event_id: Mapped[EventId] = mapped_column(index=True)


class TermRequest(Base):
    """A reviewer asks for more time for one review; one request at a time."""

    __tablename__ = "term_requests"
    __table_args__ = (
        Index(
            "uq_term_requests_open",
            "read_id",
            unique=True,
            sqlite_where=UNANSWERED,
            postgresql_where=UNANSWERED,
        ),
        CheckConstraint(
            "granted_on IS NULL OR answered_at IS NOT NULL", name="granted_is_answered"
        ),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns", index=True)
    read_id: Mapped[int] = reference("reads")
    until_on: Mapped[On]
    reason: Mapped[Name]
    asked_at: Mapped[At]
    answered_at: Mapped[At | None]
    granted_on: Mapped[On | None]
    answer: Mapped[Name] = mapped_column(default="")
    """What an officer says to it, where it is refused."""
    event_id: Mapped[EventId]
