"""Campaigns that were opened by mistake, and what keeps one from being cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, bindparam, exists, func, select

from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    IS_DRAWN,
    Campaign,
    CampaignCase,
    Case,
    Draw,
    Event,
    Read,
    Submission,
)

_SUBMITTED = exists().where(Submission.read_id == Read.id)


def begun(campaign_id: int) -> tuple[int, int]:
    """How many reviews are open and how many submitted, those for practice included."""
    row = unit.run(_BEGUN, {"campaign_id": campaign_id}).one()
    return row.n_open, row.n_submitted


def n_files(campaign_id: int) -> int:
    return int(unit.run(_N_FILES, {"campaign_id": campaign_id}).one().n)


def cancelled(bureau_id: int) -> Sequence[Row]:
    """The cancelled campaigns of a bureau, the last one first."""
    return unit.run(_CANCELLED, {"bureau_id": bureau_id}).all()


def drawn_before(bureau_id: int, at: datetime) -> Sequence[Row]:
    """Cancelled campaigns whose sample was drawn before that moment, the first first."""
    return unit.run(_DRAWN_BEFORE, {"bureau_id": bureau_id, "at": at}).all()


def drawn_files(campaign_ids: Sequence[int]) -> Sequence[Row]:
    """Every file that was in these samples, as the list of a draw knows it."""
    statement = (
        select(CampaignCase.campaign_id, Case.case_no, Case.stage, Case.volume_set)
        .join(Case, Case.id == CampaignCase.case_id)
        .where(CampaignCase.campaign_id.in_(campaign_ids), IS_DRAWN)
    )
    return unit.connection().execute(statement).all()


_OF_CAMPAIGN = Read.campaign_id.in_(
    select(Campaign.id).where(
        (Campaign.id == bindparam("campaign_id"))
        | (Campaign.calibrates_id == bindparam("campaign_id"))
    )
)
_BEGUN = select(
    func.count().filter(Read.ended_at.is_(None), ~_SUBMITTED).label("n_open"),
    func.count().filter(_SUBMITTED).label("n_submitted"),
).where(_OF_CAMPAIGN)
_N_FILES = (
    select(func.count().label("n"))
    .select_from(CampaignCase)
    .where(CampaignCase.campaign_id == bindparam("campaign_id"), IN_SAMPLE, IS_DRAWN)
)
_CANCELLED = (
    select(
        Campaign.id,
        Campaign.public_id,
        Campaign.code,
        Campaign.name,
        Campaign.assessment_year,
        Campaign.cancelled_reason,
        Event.at.label("cancelled_at"),
    )
    .join(Event, Event.id == Campaign.cancelled_event_id)
    .where(Campaign.bureau_id == bindparam("bureau_id"))
    .order_by(Event.id.desc())
)
_DRAWN_BEFORE = (
    select(
        Campaign.id,
        Campaign.code,
        Campaign.name,
        Campaign.cancelled_reason,
        Draw.seed,
        Draw.n_drawn,
        Draw.digest,
        Draw.drawn_at,
        Event.at.label("cancelled_at"),
    )
    .join(Event, Event.id == Campaign.cancelled_event_id)
    .join(Draw, Draw.campaign_id == Campaign.id)
    .where(
        Campaign.bureau_id == bindparam("bureau_id"), Draw.drawn_at < bindparam("at")
    )
    .order_by(Draw.id)
)
