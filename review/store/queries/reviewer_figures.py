"""What reviewers gave to settled files, by reviewer code, and what each review took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from review.domain.reads import HIDDEN, Purpose
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    IS_WORK,
    Campaign,
    CampaignCase,
    CampaignReviewer,
    Draft,
    Person,
    Read,
    Result,
    Reviewer,
    ReviewerCode,
    Submission,
)
from review.store.queries.settled_reads import settled_reads

COMPARED = (Purpose.COUNTED, Purpose.LINKING)
RECONCILED = (Purpose.COUNTED, Purpose.THIRD, Purpose.ADJUDICATION)


def reviews(campaign_id: int, reader: str | None = None) -> Sequence[Row]:
    """The reviews of settled files, those of one file and part together.

    With a reader's code only files which that reader read as one of the first.
    """
    if reader is None:
        values: dict[str, object] = {"campaign_id": campaign_id}
        return unit.connection().execute(_REVIEWS, values).all()
    values = {"campaign_id": campaign_id, "reader": reader}
    return unit.connection().execute(_BESIDE, values).all()


def totals(campaign_id: int) -> Sequence[Row]:
    """The totals of settled files with when they came in: of the first reads, and of
    all readers of common files, by whom reviewers who share no other file compare.
    """
    return unit.connection().execute(_TOTALS, {"campaign_id": campaign_id}).all()


def settled_first(campaign_id: int) -> dict[int, int]:
    """The settled files by their first result: a later one changes no order."""
    rows = unit.connection().execute(_SETTLED_FIRST, {"campaign_id": campaign_id})
    return {row.campaign_case_id: row.first for row in rows}


def readers(campaign_id: int) -> Sequence[Row]:
    """Everybody who has a code in the campaign, by pinyin."""
    return unit.connection().execute(_READERS, {"campaign_id": campaign_id}).all()


def work(campaign_id: int, reader: str | None = None) -> Sequence[Row]:
    """Every read that was not given up: whose, since when answered, when submitted."""
    statement = _WORK if reader is None else _WORK.where(Read.reviewer_code == reader)
    return unit.connection().execute(statement, {"campaign_id": campaign_id}).all()


def own_campaigns(person_id: int | None, bureau_id: int | None) -> Sequence[Row]:
    """The campaigns a person has a code in, newest first."""
    values = {"person_id": person_id, "bureau_id": bureau_id}
    return unit.connection().execute(_OWN, values).all()


_WHOSE: tuple[Any, ...] = (
    CampaignCase.id.label("campaign_case_id"),
    CampaignCase.scheme_id,
    Read.part,
    Read.purpose,
    Read.reviewer_code,
)
_REVIEWS = (
    settled_reads(
        *_WHOSE,
        Submission.id.label("submission_id"),
        Submission.choices,
        Submission.grade,
        Result.used,
    )
    .where(Read.purpose.in_(RECONCILED))
    .order_by(CampaignCase.id, Read.part, Read.slot)
)
_OWN_READ = aliased(Read)
_BESIDE = _REVIEWS.where(
    select(_OWN_READ.id)
    .where(
        _OWN_READ.campaign_case_id == CampaignCase.id,
        _OWN_READ.part == Read.part,
        _OWN_READ.purpose == Purpose.COUNTED,
        _OWN_READ.reviewer_code == bindparam("reader"),
        _OWN_READ.ended_at.is_(None),
    )
    .exists()
)
_TOTALS = (
    settled_reads(
        *_WHOSE,
        Submission.id.label("submission_id"),
        Submission.submitted_at,
        Submission.reviewed_on,
        Submission.total,
    )
    .where(Read.purpose.in_(COMPARED), Submission.total.is_not(None))
    .order_by(Submission.id)
)
_SETTLED_FIRST = (
    select(Result.campaign_case_id, func.min(Result.id).label("first"))
    .join(CampaignCase, CampaignCase.id == Result.campaign_case_id)
    .where(CampaignCase.campaign_id == bindparam("campaign_id"))
    .group_by(Result.campaign_case_id)
)
_IS_HERE = exists().where(
    CampaignReviewer.campaign_id == ReviewerCode.campaign_id,
    CampaignReviewer.person_id == ReviewerCode.person_id,
    CampaignReviewer.ended_at.is_(None),
)
_READERS = (
    select(
        ReviewerCode.code,
        Person.name,
        Person.name_key.label("sound"),
        Reviewer.number,
        _IS_HERE.label("is_here"),
    )
    .join(Person, Person.id == ReviewerCode.person_id)
    .outerjoin(
        Reviewer,
        and_(
            Reviewer.person_id == ReviewerCode.person_id,
            Reviewer.bureau_id == ReviewerCode.bureau_id,
        ),
    )
    .where(ReviewerCode.campaign_id == bindparam("campaign_id"))
    .order_by(Person.name_key, Reviewer.number)
)
_WORK = (
    select(
        Read.reviewer_code,
        Read.items,
        CampaignCase.scheme_id,
        Submission.submitted_at,
        Submission.on_paper,
        Draft.started_at,
    )
    .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
    .outerjoin(Submission, Submission.read_id == Read.id)
    .outerjoin(Draft, Draft.read_id == Read.id)
    .where(
        Read.campaign_id == bindparam("campaign_id"),
        Read.ended_at.is_(None),
        Read.purpose.in_((*RECONCILED, *HIDDEN)),
        IN_SAMPLE,
    )
)
_OWN = (
    select(
        Campaign.id,
        Campaign.code,
        Campaign.name,
        Campaign.rules,
        ReviewerCode.code.label("reader"),
    )
    .join(ReviewerCode, ReviewerCode.campaign_id == Campaign.id)
    .where(
        ReviewerCode.person_id == bindparam("person_id"),
        Campaign.bureau_id == bindparam("bureau_id"),
        IS_WORK,
    )
    .order_by(Campaign.assessment_year.desc(), Campaign.id.desc())
)
