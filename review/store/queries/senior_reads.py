"""Fails and the seniors who read them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, func, select

from review.domain.panel_meetings import PANEL_MEETING
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    Campaign,
    CampaignCase,
    CampaignReviewer,
    Case,
    Event,
    PanelDecision,
    Person,
    Read,
    Result,
    ReviewerCode,
    SeniorRead,
    StoredText,
)
from review.store.queries.phases import is_current_result
from review.store.queries.reviews import is_over


def places_of(*, person_id: int | None, bureau_id: int | None) -> Sequence[Row]:
    """The running campaigns in which a person is senior, with the person's code."""
    values = {"person_id": person_id, "bureau_id": bureau_id}
    return unit.connection().execute(_PLACES, values).all()


def fails(campaign_id: int, grades: Collection[str]) -> Sequence[Row]:
    """The settled files of a campaign with one of these grades, and what was said."""
    values = {"campaign_id": campaign_id, "grades": sorted(grades)}
    return unit.connection().execute(_FAILS, values).all()


def n_unread(campaign_id: int, grades: Collection[str]) -> int:
    """How many of them no senior has decided."""
    values = {"campaign_id": campaign_id, "grades": sorted(grades)}
    return int(unit.connection().scalar(_UNREAD, values) or 0)


def had_part_in(campaign_id: int, reviewer_code: str) -> set[int]:
    """The files whose reader a person is or was, whether or not it came to a review."""
    values = {"campaign_id": campaign_id, "code": reviewer_code}
    return set(unit.connection().scalars(_TOUCHED, values))


def read_by(campaign_id: int) -> Sequence[Row]:
    """By drawn file, who read a fail of it as a senior."""
    return unit.connection().execute(_READ_BY, {"campaign_id": campaign_id}).all()


def seniors(campaign_id: int) -> Sequence[Row]:
    """Who is senior in a campaign, by pinyin."""
    return unit.connection().execute(_SENIORS, {"campaign_id": campaign_id}).all()


def seniors_changed_at(chain: str) -> datetime | None:
    """When somebody was last named senior in a campaign, or relieved."""
    statement = select(func.max(Event.at)).where(
        Event.chain == chain, Event.kind.in_(("senior_named", "senior_relieved"))
    )
    return unit.connection().scalar(statement)


def current_of(public_id: str, *, bureau_id: int | None) -> Row | None:
    """The current result of a drawn file, with its campaign."""
    values = {"public_id": public_id, "bureau_id": bureau_id}
    return unit.connection().execute(_CURRENT, values).first()


_PLACES = (
    select(Campaign.__table__, ReviewerCode.code.label("reviewer_code"))
    .join(CampaignReviewer, CampaignReviewer.campaign_id == Campaign.id)
    .join(
        ReviewerCode,
        (ReviewerCode.campaign_id == Campaign.id)
        & (ReviewerCode.person_id == CampaignReviewer.person_id),
    )
    .where(
        CampaignReviewer.person_id == bindparam("person_id"),
        CampaignReviewer.is_senior.is_(True),
        CampaignReviewer.ended_at.is_(None),
        Campaign.bureau_id == bindparam("bureau_id"),
        ~is_over(Campaign.id),
    )
    .order_by(Campaign.id)
)


def _failed(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(CampaignCase)
        .join(Result, is_current_result())
        .outerjoin(SeniorRead, SeniorRead.result_id == Result.id)
        .where(
            CampaignCase.campaign_id == bindparam("campaign_id"),
            IN_SAMPLE,
            Result.grade.in_(bindparam("grades", expanding=True)),
        )
    )


_FAILS = (
    _failed(
        CampaignCase.id,
        CampaignCase.public_id,
        CampaignCase.kind,
        CampaignCase.scheme_id,
        Case.case_no,
        Case.stage,
        Case.volume_set,
        Result.id.label("result_id"),
        Result.grade,
        Result.score,
        Result.settled_at,
        SeniorRead.decision,
        SeniorRead.decided_at,
        StoredText.body.label("reason"),
        (PanelDecision.id.is_not(None) | (Result.rule == PANEL_MEETING)).label(
            "by_panel"
        ),
    )
    .outerjoin(PanelDecision, PanelDecision.result_id == Result.id)
    .join(Case, Case.id == CampaignCase.case_id)
    .outerjoin(StoredText, StoredText.id == SeniorRead.text_id)
    .order_by(CampaignCase.position)
)
# What a panel decided needs no senior.
_UNREAD = _failed(func.count()).where(
    SeniorRead.id.is_(None), Result.rule != PANEL_MEETING
)
_OF_RESULT = (
    select(SeniorRead.decision, SeniorRead.decided_at, StoredText.body.label("reason"))
    .join(StoredText, StoredText.id == SeniorRead.text_id)
    .where(SeniorRead.result_id == bindparam("result_id"))
)
_TOUCHED = select(Read.campaign_case_id).where(
    Read.campaign_id == bindparam("campaign_id"),
    Read.reviewer_code == bindparam("code"),
)
_READ_BY = (
    select(SeniorRead.campaign_case_id, SeniorRead.reviewer_code)
    .join(CampaignCase, CampaignCase.id == SeniorRead.campaign_case_id)
    .where(CampaignCase.campaign_id == bindparam("campaign_id"))
)
_SENIORS = (
    select(Person.name, ReviewerCode.code)
    .select_from(CampaignReviewer)
    .join(Person, Person.id == CampaignReviewer.person_id)
    .join(
        ReviewerCode,
        (ReviewerCode.campaign_id == CampaignReviewer.campaign_id)
        & (ReviewerCode.person_id == CampaignReviewer.person_id),
    )
    .where(
        CampaignReviewer.campaign_id == bindparam("campaign_id"),
        CampaignReviewer.is_senior.is_(True),
        CampaignReviewer.ended_at.is_(None),
    )
    .order_by(Person.name_key)
)
_CURRENT = (
    select(
        CampaignCase.id,
        CampaignCase.campaign_id,
        Result.id.label("result_id"),
        Result.derivation_digest,
        (
            exists().where(SeniorRead.result_id == Result.id)
            | (Result.rule == PANEL_MEETING)
        ).label("is_read"),
    )
    .join(Result, is_current_result())
    .where(
        CampaignCase.public_id == bindparam("public_id"),
        CampaignCase.bureau_id == bindparam("bureau_id"),
    )
)
