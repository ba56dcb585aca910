"""What objections came to, point by point; nothing before those who objected know it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, select

from review.store import unit
from review.store.models import (
    CampaignCase,
    Objection,
    ObjectionAnswer,
    ObjectionEnding,
    ObjectionRuling,
    Submission,
)


def points(campaign_id: int) -> Sequence[Row]:
    """The answered points of a campaign, with all that whoever decided had answered."""
    return unit.connection().execute(_POINTS, {"campaign_id": campaign_id}).all()


_POINTS = (
    select(
        Objection.campaign_case_id,
        CampaignCase.scheme_id,
        ObjectionRuling.item_code,
        ObjectionRuling.ruling,
        ObjectionRuling.cause,
        Submission.choices,
    )
    .join(CampaignCase, CampaignCase.id == Objection.campaign_case_id)
    .join(ObjectionAnswer, ObjectionAnswer.objection_id == Objection.id)
    .join(ObjectionEnding, ObjectionEnding.objection_id == Objection.id)
    .join(Submission, Submission.id == ObjectionEnding.submission_id)
    .join(ObjectionRuling, ObjectionRuling.objection_id == Objection.id)
    .where(Objection.campaign_id == bindparam("campaign_id"))
    .order_by(ObjectionRuling.id)
)
