"""What stands between reviewers and files without a result that were given to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Row, bindparam, distinct, exists, func, select

from review.domain.candidates import Strength
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    CampaignCase,
    Case,
    Divergence,
    Person,
    Read,
    ReadRelation,
    Result,
    Reviewer,
    ReviewerCode,
    Submission,
)

_UNDER_WAY = (
    Read.ended_at.is_(None),
    IN_SAMPLE,
    ~exists().where(Result.campaign_case_id == CampaignCase.id),
)
_WAITS = (ReadRelation.strength == Strength.BLOCK.value, ReadRelation.decision == "")


def held(campaign_id: int) -> Sequence[Row]:
    """Every read of a file without a result, with whether it is in."""
    statement = (
        select(
            Read.id,
            Read.campaign_case_id,
            Read.reviewer_code,
            Submission.id.label("submission_id"),
        )
        .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(Read.campaign_id == campaign_id, *_UNDER_WAY)
        .order_by(Read.id)
    )
    return unit.connection().execute(statement).all()


def reads_of_pairs(pairs: Collection[tuple[int, str]]) -> Sequence[Row]:
    """The reads not ended of these files by these reviewers."""
    cases = sorted({case for case, _ in pairs})
    statement = select(Read.id, Read.campaign_case_id, Read.reviewer_code).where(
        Read.campaign_case_id.in_(cases), Read.ended_at.is_(None)
    )
    rows = unit.connection().execute(statement).all()
    return [row for row in rows if (row.campaign_case_id, row.reviewer_code) in pairs]


def known(read_ids: Collection[int]) -> set[tuple[int, str]]:
    statement = select(ReadRelation.read_id, ReadRelation.bar).where(
        ReadRelation.read_id.in_(read_ids)
    )
    return {(row[0], row[1]) for row in unit.connection().execute(statement)}


def lines(campaign_id: int) -> Sequence[Row]:
    """What was let pass, and what waits for a decision, of files without a result."""
    return unit.run(_LINES, {"campaign_id": campaign_id}).all()


def n_waiting(campaign_ids: Collection[int]) -> dict[int, int]:
    """By campaign, how many files wait for a decision."""
    values = {"campaign_ids": list(campaign_ids)}
    rows = unit.connection().execute(_N_WAITING, values)
    return {row[0]: row[1] for row in rows}


_HAS_DIVERGED = exists().where(Divergence.campaign_case_id == CampaignCase.id)
_LINES = (
    select(
        ReadRelation.id,
        ReadRelation.bar,
        ReadRelation.strength,
        ReadRelation.decision,
        ReadRelation.read_id,
        Read.public_id,
        Read.purpose,
        Read.campaign_case_id,
        Case.case_no,
        Case.stage,
        Case.volume_set,
        Person.name,
        Reviewer.number,
        _HAS_DIVERGED.label("has_diverged"),
    )
    .join(Read, Read.id == ReadRelation.read_id)
    .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
    .join(Person, Person.id == ReviewerCode.person_id)
    .outerjoin(
        Reviewer,
        (Reviewer.person_id == Person.id)
        & (Reviewer.bureau_id == ReviewerCode.bureau_id),
    )
    .where(ReadRelation.campaign_id == bindparam("campaign_id"), *_UNDER_WAY)
    .order_by(Case.case_no, CampaignCase.id, Person.name_key, ReadRelation.id)
)
_N_WAITING = (
    select(Read.campaign_id, func.count(distinct(Read.campaign_case_id)))
    .select_from(ReadRelation)
    .join(Read, Read.id == ReadRelation.read_id)
    .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
    .where(
        Read.campaign_id.in_(bindparam("campaign_ids", expanding=True)),
        *_UNDER_WAY,
        *_WAITS,
    )
    .group_by(Read.campaign_id)
)
