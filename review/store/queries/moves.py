"""Which files of a campaign another one gave out, and of whom was asked who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, bindparam, exists, select
from sqlalchemy.orm import aliased

from review.store import unit
from review.store.models import IN_SAMPLE, CampaignCase, Event, EventTarget, Read


def given_elsewhere(campaign_id: int) -> Sequence[Row]:
    """The drawn files that another campaign gave to anybody, whoever that was."""
    return unit.connection().execute(_ELSEWHERE, {"campaign_id": campaign_id}).all()


def asked_since(campaign_id: int, kind: str, since: datetime) -> list[list[list[int]]]:
    """Of these files, in whatever campaign it was asked: the file and the person."""
    values = {"campaign_id": campaign_id, "kind": kind, "since": since}
    rows = unit.connection().execute(_ASKED, values)
    return [row.payload["asked"] for row in rows]


_there = aliased(CampaignCase, name="file_there")
_ELSEWHERE = select(CampaignCase.id, CampaignCase.case_id).where(
    CampaignCase.campaign_id == bindparam("campaign_id"),
    IN_SAMPLE,
    exists()
    .where(Read.campaign_case_id == _there.id)
    .where(
        _there.case_id == CampaignCase.case_id,
        _there.campaign_id != CampaignCase.campaign_id,
    ),
)
_ASKED = select(Event.payload).where(
    Event.kind == bindparam("kind"),
    Event.at > bindparam("since"),
    Event.id.in_(
        select(EventTarget.event_id)
        .join(CampaignCase, CampaignCase.case_id == EventTarget.target_id)
        .where(
            EventTarget.kind == "case",
            CampaignCase.campaign_id == bindparam("campaign_id"),
        )
    ),
)
