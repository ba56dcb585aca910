"""The objections of a campaign and their points, to be counted."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from review.store import unit
from review.store.models import (
    CampaignCase,
    Objection,
    ObjectionAnswer,
    ObjectionEnding,
    ObjectionPoint,
    ObjectionRead,
    ObjectionRuling,
    Read,
    Result,
)


def objections(campaign_id: int) -> Sequence[Row]:
    """Each with its days, what was told of its file, and what the file has now."""
    return unit.connection().execute(_OBJECTIONS, {"campaign_id": campaign_id}).all()


def points(campaign_id: int) -> Sequence[Row]:
    """Every point of them; a ruling is there only once it was told."""
    return unit.connection().execute(_POINTS, {"campaign_id": campaign_id}).all()


_TOLD, _NOW, _LATER = aliased(Result), aliased(Result), aliased(Result)
_GIVEN_AT = (
    select(func.max(Read.allocated_at))
    .join(ObjectionRead, ObjectionRead.read_id == Read.id)
    .where(ObjectionRead.objection_id == Objection.id, Read.ended_at.is_(None))
    .correlate(Objection)
    .scalar_subquery()
)
_OBJECTIONS = (
    select(
        Objection.id,
        Objection.campaign_case_id,
        Objection.side,
        Objection.received_on,
        _GIVEN_AT.label("given_at"),
        _GIVEN_AT.is_not(None).label("is_given"),
        ObjectionEnding.kind.label("ended"),
        ObjectionEnding.ended_at,
        ObjectionAnswer.told_at,
        _TOLD.score.label("score_told"),
        _TOLD.grade.label("grade_told"),
        _NOW.score,
        _NOW.grade,
    )
    .join(_TOLD, _TOLD.id == Objection.result_id)
    .join(_NOW, _NOW.campaign_case_id == Objection.campaign_case_id)
    .outerjoin(ObjectionEnding, ObjectionEnding.objection_id == Objection.id)
    .outerjoin(ObjectionAnswer, ObjectionAnswer.objection_id == Objection.id)
    .where(
        Objection.campaign_id == bindparam("campaign_id"),
        ~exists().where(_LATER.replaces_id == _NOW.id),
    )
    .order_by(Objection.id)
)
_POINTS = (
    select(
        ObjectionPoint.objection_id,
        CampaignCase.scheme_id,
        ObjectionPoint.item_code,
        ObjectionPoint.ground,
        ObjectionRuling.ruling,
        ObjectionRuling.cause,
    )
    .join(Objection, Objection.id == ObjectionPoint.objection_id)
    .join(CampaignCase, CampaignCase.id == Objection.campaign_case_id)
    .outerjoin(ObjectionAnswer, ObjectionAnswer.objection_id == Objection.id)
    .outerjoin(
        ObjectionRuling,
        (ObjectionRuling.objection_id == ObjectionAnswer.objection_id)
        & (ObjectionRuling.item_code == ObjectionPoint.item_code),
    )
    .where(Objection.campaign_id == bindparam("campaign_id"))
    .order_by(ObjectionPoint.id)
)
