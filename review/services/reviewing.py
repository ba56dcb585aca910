"""Two blind reviews: saving answers, submitting a review, handing a file back.

First and second submitter of a file get the same receipt, made of their own words only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from review.domain import drafts as rules
from review.domain import secrecy, set_aside
from review.domain.answers import Answer
from review.domain.appeals import Decided
from review.domain.cited_pages import present
from review.domain.derivation import plain
from review.domain.errors import RuleBroken
from review.domain.policy import Action, Viewer, require
from review.domain.procedures import Proposals
from review.services import adjudication, procedures
from review.services.appeals import deciding
from review.services.closing import count_answer
from review.services.declining import (
    MOST_REASON,
    NoReason,
    decline,
    is_handed_back,
)
from review.services.desk import (
    CaseFacts,
    Desk,
    QueueLine,
    check_own,
    next_open,
    open_read,
    proposals_of,
    queue,
    row_to_submit,
)
from review.services.drafts import (
    NOTHING_SHOWN,
    AlreadySubmitted,
    CommentTooLong,
    DraftConflict,
    Incomplete,
    ReadEnded,
    Saved,
    Shown,
    check_comment,
    check_open,
    check_words,
    close_section,
    conflict,
    save_answers,
)
from review.services.previewing import Preview, ToSubmit, preview, to_submit
from review.services.qualification import check_qualified
from review.services.settling import settle_case
from review.services.submissions import (
    Place,
    Reviewed,
    by_sheet,
    receipt_for,
    record_submission,
    sheet_of,
)
from review.services.tasks import beside_full, pages_named, still_missing, task_of
from review.store import unit
from review.store.queries import idempotency
from review.store.queries import reviews as queries
from review.store.unit import Actor

__all__ = [
    "MOST_REASON",
    "NOTHING_SHOWN",
    "AlreadySubmitted",
    "CaseFacts",
    "CommentTooLong",
    "Desk",
    "DraftConflict",
    "Incomplete",
    "NoReason",
    "Preview",
    "QueueLine",
    "ReadEnded",
    "Receipt",
    "Saved",
    "Shown",
    "ToSubmit",
    "check_own",
    "close_section",
    "decline",
    "is_handed_back",
    "next_open",
    "open_read",
    "preview",
    "queue",
    "save_answers",
    "submit",
    "to_submit",
]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of a submitted review; it looks the same whoever submits first."""

    public_id: str
    number: str
    submitted_at: datetime
    total: Decimal | None
    grade: str | None


class _Refused(RuleBroken):
    """The draft, the key or the review was there first; the reason is looked up."""


def submit(
    *,
    viewer: Viewer,
    public_id: str,
    version: int,
    key: str,
    at: datetime,
    answers: Mapping[str, object | None] | None = None,
    comment: str | None = None,
    closing: str = "",
    reasons: Mapping[str, str] | None = None,
    rulings: Sequence[Decided] | None = None,
) -> Receipt:
    """Make the review final; the same request again gets the same receipt.

    `answers` are laid over the draft, for a page that sends all of it at once. `closing` answers the closing question and is no part of the review. `reasons` say
    why disputed items were answered otherwise once the reviews had been seen, `rulings`
    what becomes of an objection, point by point.
    """
    require(viewer, Action.REVIEW)
    check_comment(comment)
    asked = unit.digest_of([public_id, version, answers, comment])
    with unit.reading():
        row = row_to_submit(viewer, public_id)
        found = proposals_of(row)
    # Only what has been submitted can have been answered already.
    if row.submission_id is not None and (known := _answered(row, key, asked)):
        return known
    check_open(row)
    check_qualified(row, viewer.person_id)
    if (row.version or 0) != version:
        raise conflict(viewer, public_id)
    whole = _checked(row, found, answers, comment, _Said(reasons, rulings))
    try:
        with unit.refusing(_sent_twice()), unit.transaction():
            receipt = _submit(row, whole, key, asked, at)
            count_answer(row, closing)
            return receipt
    except _Refused:
        return _after_the_other(viewer, public_id, row, key, asked)


def _sent_twice() -> dict[str, RuleBroken]:
    """What breaks when a read is submitted twice at the same moment."""
    return dict.fromkeys(("submissions", "idempotency_keys", "drafts"), _Refused())


def _answered(row: Any, key: str, asked: str) -> Receipt | None:
    with unit.reading():
        answer = idempotency.answered_before(key, row.reviewer_code, asked)
    return None if answer is None else _receipt_from(answer)


@dataclass(frozen=True, slots=True)
class _Whole:
    """A complete review with everything that is stored of it."""

    reviewed: Reviewed
    n_answered: int
    answers: Mapping[str, Answer]
    proposals: Proposals
    decision: adjudication.Decision | None
    rulings: deciding.Rulings | None


@dataclass(frozen=True, slots=True)
class _Said:
    """What a decision brings beside the answers."""

    reasons: Mapping[str, str] | None
    rulings: Sequence[Decided] | None


def _checked(
    row: Any,
    found: Proposals,
    changes: Mapping[str, object | None] | None,
    comment: str | None,
    said: _Said,
) -> _Whole:
    """The whole review, read and found complete before any transaction opens."""
    task = task_of(row)
    kept = rules.kept_in(row.answers)
    if changes:
        kept = rules.with_changes(task.scheme, kept, task.lines, changes)
    pages = pages_named(row, is_any=rules.names_pages(kept, task.lines))
    kept = rules.with_page_keys(kept, changes or (), pages.scans)
    answers = present(rules.answers_of(kept, task.lines), pages)
    words = (row.comment or "") if comment is None else comment
    if row.secret:
        check_words(task, row, kept, comment)
        answers, words = secrecy.answers_only(task.lines, answers), ""
    beside = beside_full(task, row, answers, found)
    answers = set_aside.standing(answers, beside)
    sheet = sheet_of(task.scheme, answers, task.part, task.only)
    seen = procedures.seen_in(row.seen)
    still = still_missing(task, answers, sheet, found, seen, row, pages)
    if still:
        raise Incomplete(still)
    reviewed = by_sheet(task.scheme, answers, sheet, only=task.only, comment=words)
    decision = adjudication.decision_of(row, task.lines, answers, said.reasons)
    rulings = deciding.rulings_of(row, answers, said.rulings)
    n_answered = rules.n_answered(kept, task.lines)
    return _Whole(reviewed, n_answered, answers, found, decision, rulings)


def _submit(row: Any, whole: _Whole, key: str, asked: str, at: datetime) -> Receipt:
    """The review, its event and its key; and the case, if this completes it."""
    place, reviewed = _place(row), whole.reviewed
    receipt = _receipt(place, reviewed, at)
    # The event comes first: its chain lets one submission of a campaign in at a time,
    # so that the second of two reviews sees the first and settles the case.
    event = unit.record(
        "review_submitted",
        chain=f"campaign:{row.campaign_id}",
        actor=Actor("reviewer", row.reviewer_code),
        at=at,
        targets=[("campaign_case", row.campaign_case_id), ("read", row.id)],
        payload={"receipt": receipt.number, "sheet": reviewed.sheet_digest},
    )
    version, n_answered = row.version or 0, whole.n_answered
    if not queries.close_draft(row.id, version, n_answered=n_answered, at=at):
        raise _Refused
    submission_id = record_submission(
        event, place, reviewed, receipt=receipt.number, at=at
    )
    procedures.store(
        event,
        bureau_id=row.bureau_id,
        submission_id=submission_id,
        found=whole.proposals,
        answers=whole.answers,
    )
    adjudication.store(event, row, submission_id, whole.decision)
    deciding.store(event, submission_id, whole.rulings)
    idempotency.promise(key, row.reviewer_code, asked, _as_answer(receipt), at=at)
    settle_case(row.campaign_case_id, at=at, cause=event)
    return receipt


def _after_the_other(
    viewer: Viewer, public_id: str, row: Any, key: str, asked: str
) -> Receipt:
    """Somebody was faster: with the same request, here is its receipt."""
    known = _answered(row, key, asked)
    if known is None:
        raise conflict(viewer, public_id)
    return known


def _place(row: Any) -> Place:
    return Place(
        read_id=row.id,
        public_id=row.public_id,
        bureau_id=row.bureau_id,
        campaign_case_id=row.campaign_case_id,
        reviewer_code=row.reviewer_code,
        scheme_digest=row.scheme_digest,
    )


def _receipt(place: Place, reviewed: Reviewed, at: datetime) -> Receipt:
    number = receipt_for(place, reviewed, at)
    return Receipt(place.public_id, number, at, reviewed.total, reviewed.grade)


def _as_answer(receipt: Receipt) -> dict[str, Any]:
    return {
        "public_id": receipt.public_id,
        "number": receipt.number,
        "submitted_at": unit.moment(receipt.submitted_at),
        "total": None if receipt.total is None else plain(receipt.total),
        "grade": receipt.grade,
    }


def _receipt_from(answer: Mapping[str, Any]) -> Receipt:
    total = answer["total"]
    return Receipt(
        public_id=answer["public_id"],
        number=answer["number"],
        submitted_at=datetime.fromisoformat(answer["submitted_at"]),
        total=None if total is None else Decimal(total),
        grade=answer["grade"],
    )
