"""What the two counted readers of each settled file answered, and what lay outside."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, Select, bindparam, exists, select

from review.domain.answers import CAUSE, ORGAN
from review.domain.reads import Purpose
from review.store import unit
from review.store.models import (
    CampaignCase,
    Read,
    Result,
    StoredFinding,
    StoredText,
    Submission,
)


def choices(campaign_id: int) -> Sequence[Row]:
    """The raw choices of the counted reads, those of one file and part together.

    What reviewers did is told when their file is settled, and not before.
    """
    values = {"campaign_id": campaign_id}
    return unit.connection().execute(_CHOICES, values).all()


def outside(campaign_id: int) -> Sequence[Row]:
    """Organs and causes by review and item, of the counted reads of settled files."""
    values = {"campaign_id": campaign_id, "options": [ORGAN, CAUSE]}
    return unit.connection().execute(_OUTSIDE, values).all()


_IS_SETTLED = exists().where(Result.campaign_case_id == CampaignCase.id)


def _counted(*columns: object) -> Select:
    return (
        select(*columns)
        .select_from(CampaignCase)
        .join(Read, Read.campaign_case_id == CampaignCase.id)
        .join(Submission, Submission.read_id == Read.id)
        .where(
            CampaignCase.campaign_id == bindparam("campaign_id"),
            Read.purpose == Purpose.COUNTED,
            Read.ended_at.is_(None),
            _IS_SETTLED,
        )
    )


_CHOICES = _counted(
    CampaignCase.id.label("campaign_case_id"),
    CampaignCase.scheme_id,
    Read.part,
    Submission.choices,
).order_by(CampaignCase.id, Read.part, Read.slot)
_OUTSIDE = (
    _counted(
        CampaignCase.id.label("campaign_case_id"),
        CampaignCase.scheme_id,
        Submission.id.label("submission_id"),
        StoredFinding.item_code,
        StoredFinding.option,
        StoredText.body,
    )
    .join(StoredFinding, StoredFinding.submission_id == Submission.id)
    .join(StoredText, StoredText.id == StoredFinding.text_id)
    .where(StoredFinding.option.in_(bindparam("options", expanding=True)))
    .order_by(Submission.id, StoredFinding.seq)
)
