"""Objections as those who made them read them; connections from outside.

Of what was decided they read the answer that was told, and no table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, select

from review.domain.appeals import Side
from review.store import unit
from review.store.models import (
    Campaign,
    CampaignCase,
    Case,
    Objection,
    ObjectionAnswer,
    ObjectionPoint,
    StoredText,
)


def of_side(side: Side, ids: Sequence[int], *, bureau_id: int) -> Sequence[Row]:
    """The objections of a handler, or of firms; the newest first."""
    values = {"ids": list(ids), "bureau_id": bureau_id}
    return unit.connection().execute(_LISTED[side], values).all()


def one(
    side: Side, ids: Sequence[int], public_id: str, *, bureau_id: int
) -> Row | None:
    values = {"ids": list(ids), "bureau_id": bureau_id, "public_id": public_id}
    return unit.connection().execute(_ONE[side], values).first()


def points(objection_id: int) -> Sequence[Row]:
    """What an objection says, in the order in which it was written down."""
    return unit.connection().execute(_POINTS, {"objection_id": objection_id}).all()


_OWN = (
    select(
        Objection.id,
        Objection.public_id,
        Objection.campaign_id,
        Objection.side,
        Objection.on_paper,
        Objection.received_on,
        Objection.until_on,
        CampaignCase.scheme_id,
        CampaignCase.kind,
        Case.case_no,
        Case.stage,
        Case.volume_set,
        Campaign.name.label("campaign"),
        ObjectionAnswer.kind.label("answer"),
        ObjectionAnswer.body,
        ObjectionAnswer.told_at,
    )
    .join(CampaignCase, CampaignCase.id == Objection.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Campaign, Campaign.id == Objection.campaign_id)
    .outerjoin(ObjectionAnswer, ObjectionAnswer.objection_id == Objection.id)
    .where(Objection.bureau_id == bindparam("bureau_id"))
)
_IDS = bindparam("ids", expanding=True)
_SIDES = {Side.HANDLER: Objection.person_id, Side.FIRM: Objection.firm_id}
_LISTED = {
    side: _OWN.where(column.in_(_IDS)).order_by(Objection.id.desc())
    for side, column in _SIDES.items()
}
_ONE = {
    side: _OWN.where(column.in_(_IDS), Objection.public_id == bindparam("public_id"))
    for side, column in _SIDES.items()
}
_POINTS = (
    select(
        ObjectionPoint.item_code,
        ObjectionPoint.ground,
        ObjectionPoint.proposed,
        ObjectionPoint.pages,
        StoredText.body,
    )
    .join(StoredText, StoredText.id == ObjectionPoint.text_id)
    .where(ObjectionPoint.objection_id == bindparam("objection_id"))
    .order_by(ObjectionPoint.id)
)
