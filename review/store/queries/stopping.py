"""Who was stopped in a campaign, and which files are read again for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    func,
    literal,
    select,
)

from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    CampaignCase,
    Case,
    Event,
    EventTarget,
    Person,
    Read,
    Reread,
    Result,
    Reviewer,
    ReviewerCode,
    Stop,
    Submission,
)
from review.store.queries import phases
from review.store.queries.reviewer_figures import RECONCILED


def read_since(reviewer_code: str, since: datetime) -> Sequence[Row]:
    """The files of which a reviewer's own review was made since, settled or not."""
    statement = _counted_since(since).where(Read.reviewer_code == reviewer_code)
    ordered = statement.order_by(CampaignCase.id)
    return unit.connection().execute(ordered).all()


def reviewed_since(campaign_id: int, since: datetime) -> dict[int, bool]:
    """The files of which anybody's review was made since, and whether they are settled."""
    statement = _counted_since(since).where(CampaignCase.campaign_id == campaign_id)
    rows = unit.connection().execute(statement)
    return {row.id: bool(row.is_settled) for row in rows}


def _counted_since(since: datetime) -> Select[Any]:
    """Files with a review of that time.

    One who decides between two others is stopped for the same reason as one of these;
    reads that only measure make no result.
    """
    return (
        select(CampaignCase.id, Result.id.is_not(None).label("is_settled"))
        .join(Read, Read.campaign_case_id == CampaignCase.id)
        .join(Submission, Submission.read_id == Read.id)
        .outerjoin(Result, phases.is_current_result())
        .where(Read.purpose.in_(RECONCILED), _is_since(since), IN_SAMPLE)
        .distinct()
    )


def _is_since(since: datetime) -> ColumnElement[bool]:
    """Made since a moment; on paper since its day, as the moment's own clock has it."""
    return case(
        (Submission.reviewed_on.is_(None), Submission.submitted_at >= since),
        else_=Submission.reviewed_on >= since.date(),
    )


def stops(campaign_id: int) -> Sequence[Row]:
    """The decisions of a campaign with who was stopped, newest first."""
    return unit.connection().execute(_STOPS, {"campaign_id": campaign_id}).all()


def last_stops(campaign_id: int) -> dict[str, datetime]:
    """By reviewer's code, when the person was last stopped."""
    statement = (
        select(Stop.reviewer_code, func.max(Stop.stopped_at))
        .where(Stop.campaign_id == campaign_id)
        .group_by(Stop.reviewer_code)
    )
    rows = unit.connection().execute(statement)
    return {row[0]: row[1] for row in rows}


def rereads(campaign_id: int) -> Sequence[Row]:
    """The files to read again, in the order of the draw, each once."""
    return unit.connection().execute(_REREADS, {"campaign_id": campaign_id}).all()


def days_asked(chain: str, kind: str, person_id: int, since: datetime) -> set[str]:
    """From which days it was asked what a person's stop would come to."""
    statement = (
        select(Event.payload)
        .join(EventTarget, EventTarget.event_id == Event.id)
        .where(
            Event.chain == chain,
            Event.kind == kind,
            Event.at > since,
            EventTarget.kind == "person",
            EventTarget.target_id == person_id,
        )
    )
    return {row.payload["since"] for row in unit.connection().execute(statement)}


_STOPS = (
    select(
        Stop.public_id,
        Stop.reason,
        Stop.figures,
        Stop.again_from,
        Stop.stopped_at,
        Person.name,
        Reviewer.number,
        select(func.count())
        .select_from(Reread)
        .where(Reread.stop_id == Stop.id)
        .scalar_subquery()
        .label("n_again"),
    )
    .join(ReviewerCode, ReviewerCode.code == Stop.reviewer_code)
    .join(Person, Person.id == ReviewerCode.person_id)
    .outerjoin(
        Reviewer,
        (Reviewer.person_id == ReviewerCode.person_id)
        & (Reviewer.bureau_id == ReviewerCode.bureau_id),
    )
    .where(Stop.campaign_id == bindparam("campaign_id"))
    .order_by(Stop.id.desc())
)
_REREADS = (
    select(
        CampaignCase.public_id,
        Case.case_no,
        Case.stage,
        Case.volume_set,
        CampaignCase.kind,
        Result.id.is_not(None).label("is_settled"),
    )
    .join(Case, Case.id == CampaignCase.case_id)
    .outerjoin(Result, phases.is_current_result())
    .where(
        CampaignCase.campaign_id == bindparam("campaign_id"),
        IN_SAMPLE,
        select(literal(1)).where(Reread.campaign_case_id == CampaignCase.id).exists(),
    )
    .order_by(CampaignCase.position)
)
