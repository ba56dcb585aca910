"""Files that nearly all reviewers read: which were given out so, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from review.domain.reads import HIDDEN, Purpose
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    CampaignCase,
    Case,
    Read,
    Result,
    Submission,
)
from review.store.queries.settled_reads import settled_reads


def given(campaign_id: int) -> Sequence[Row]:
    """The common files of a campaign: how many of their reviews are in, and settled."""
    return unit.run(_GIVEN, {"campaign_id": campaign_id}).all()


def reviews(campaign_id: int) -> Sequence[Row]:
    """Every review of the settled ones, counted or hidden."""
    return unit.run(_REVIEWS, {"campaign_id": campaign_id}).all()


_OTHER = aliased(Read)
_IS_COMMON = exists().where(
    _OTHER.campaign_case_id == CampaignCase.id,
    _OTHER.purpose == Purpose.LINKING,
    _OTHER.ended_at.is_(None),
)
_HERE = (CampaignCase.campaign_id == bindparam("campaign_id")) & IN_SAMPLE
_PLACES = (Purpose.COUNTED, *HIDDEN)
_COLUMNS: tuple[Any, ...] = (
    CampaignCase.id,
    CampaignCase.public_id,
    Case.case_no,
)
_GIVEN = (
    select(
        *_COLUMNS,
        func.count(Read.id).label("n_reads"),
        func.count(Submission.id).label("n_submitted"),
        exists().where(Result.campaign_case_id == CampaignCase.id).label("is_settled"),
    )
    .select_from(CampaignCase)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Read, Read.campaign_case_id == CampaignCase.id)
    .outerjoin(Submission, Submission.read_id == Read.id)
    .where(_HERE, _IS_COMMON, Read.ended_at.is_(None), Read.purpose.in_(_PLACES))
    .group_by(*_COLUMNS, CampaignCase.position)
    .order_by(CampaignCase.position)
)
_REVIEWS = (
    settled_reads(
        *_COLUMNS,
        CampaignCase.scheme_id,
        Read.reviewer_code,
        Submission.total,
        Submission.grade,
        Result.grade.label("result_grade"),
    )
    .join(Case, Case.id == CampaignCase.case_id)
    .where(_IS_COMMON, Read.purpose.in_(_PLACES))
    .order_by(CampaignCase.position, Submission.id)
)
