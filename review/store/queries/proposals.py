"""Proposals from the days of cases, counted over the settled files of a campaign."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, case, exists, func, select

from review.domain.reads import HIDDEN
from review.store import unit
from review.store.models import (
    CampaignCase,
    Read,
    Result,
    StoredProposal,
    Submission,
)


def tallies(campaign_id: int) -> Sequence[Row]:
    """By scheme, item and verdict: how many were made, and how many accepted.

    What reviewers did is told when their file is settled, and not before.
    """
    values = {"campaign_id": campaign_id}
    return unit.connection().execute(_TALLIES, values).all()


_IS_SETTLED = exists().where(
    Result.campaign_case_id == CampaignCase.id, Result.replaces_id.is_(None)
)
_TALLIES = (
    select(
        CampaignCase.scheme_id,
        StoredProposal.item_code,
        StoredProposal.is_late,
        func.count(),
        func.sum(case((StoredProposal.is_accepted, 1), else_=0)),
    )
    .join(Submission, Submission.id == StoredProposal.submission_id)
    .join(Read, Read.id == Submission.read_id)
    .join(CampaignCase, CampaignCase.id == Submission.campaign_case_id)
    .where(
        CampaignCase.campaign_id == bindparam("campaign_id"),
        Read.purpose.not_in(HIDDEN),
        _IS_SETTLED,
    )
    .group_by(CampaignCase.scheme_id, StoredProposal.item_code, StoredProposal.is_late)
)
