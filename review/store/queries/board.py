"""The numbers of a campaign's board: files by state and age, reviews over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    case,
    func,
    literal,
    or_,
    select,
    true,
)

from review.domain.reads import Purpose
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    Area,
    CampaignCase,
    Contact,
    Divergence,
    PersonPhone,
    Read,
    Result,
    Reviewer,
    ReviewerCode,
    Submission,
    User,
)
from review.store.queries import phases
from review.store.queries.phases import Parts


def moved_since(begun: datetime, drawn_at: datetime | None) -> ColumnElement[bool]:
    """Whether a file was drawn, given out, reviewed, found apart or settled since."""
    if drawn_at is not None and drawn_at >= begun:
        return true()
    here = CampaignCase.id
    return or_(
        select(Read.id)
        .where(
            Read.campaign_case_id == here,
            or_(Read.allocated_at >= begun, Read.ended_at >= begun),
        )
        .correlate(CampaignCase)
        .exists(),
        select(Submission.id)
        .where(Submission.campaign_case_id == here, Submission.submitted_at >= begun)
        .correlate(CampaignCase)
        .exists(),
        select(Divergence.id)
        .where(Divergence.campaign_case_id == here, Divergence.diverged_at >= begun)
        .correlate(CampaignCase)
        .exists(),
        select(Result.id)
        .where(Result.campaign_case_id == here, Result.settled_at >= begun)
        .correlate(CampaignCase)
        .exists(),
    )


def cells(
    campaign_id: int,
    n_parts: Parts,
    begun: Sequence[datetime],
    drawn_at: datetime | None,
) -> Sequence[Row]:
    """Files by phase, county, kind and age; ages begin at these moments, youngest first."""
    phased = phases.with_phase(n_parts)
    whens = [(moved_since(at, drawn_at), literal(age)) for age, at in enumerate(begun)]
    age = case(*whens, else_=literal(len(begun)))
    files = (
        select(
            phased.c.phase, Area.code.label("area"), CampaignCase.kind, age.label("age")
        )
        .select_from(phased)
        .join(CampaignCase, CampaignCase.id == phased.c.id)
        .join(Area, Area.id == CampaignCase.area_id)
        .subquery()
    )
    columns = (files.c.phase, files.c.area, files.c.kind, files.c.age)
    statement = select(*columns, func.count().label("n")).group_by(*columns)
    return unit.connection().execute(statement, {"campaign_id": campaign_id}).all()


def reviews_by_day(campaign_id: int, ahead: timedelta) -> dict[date, int]:
    """Counted reviews by the day on which they came in, by clocks that are so far ahead
    of UTC; ended ones are no more.
    """
    on = _day_of(Submission.submitted_at, ahead)
    statement = (
        select(on.label("on"), func.count().label("n"))
        .join(Read, Read.id == Submission.read_id)
        .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        .where(
            Read.campaign_id == campaign_id,
            Read.ended_at.is_(None),
            Read.purpose != Purpose.APPEAL.value,
            IN_SAMPLE,
        )
        .group_by("on")
    )
    return _by_day(statement)


def settled_by_day(campaign_id: int, ahead: timedelta) -> dict[date, int]:
    """Files by the day on which they were first settled, by the same clocks."""
    on = _day_of(Result.settled_at, ahead)
    statement = (
        select(on.label("on"), func.count().label("n"))
        .join(CampaignCase, CampaignCase.id == Result.campaign_case_id)
        .where(CampaignCase.campaign_id == campaign_id, Result.replaces_id.is_(None))
        .group_by("on")
    )
    return _by_day(statement)


def _day_of(moment: Any, ahead: timedelta) -> ColumnElement[Any]:
    if unit.connection().dialect.name == "sqlite":
        return func.date(moment, f"{ahead.total_seconds():+.0f} seconds")
    return func.date(func.timezone("UTC", moment) + ahead)


def _by_day(statement: Any) -> dict[date, int]:
    rows = unit.connection().execute(statement).all()
    return {date.fromisoformat(str(row.on)): row.n for row in rows}


def oldest_open(campaign_id: int) -> dict[str, datetime]:
    """By reviewer's number, since when the oldest open review is held."""
    rows = unit.connection().execute(
        select(Reviewer.number, func.min(Read.allocated_at).label("since"))
        .select_from(Read)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(
            Reviewer,
            (Reviewer.person_id == ReviewerCode.person_id)
            & (Reviewer.bureau_id == Read.bureau_id),
        )
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(
            Read.campaign_id == campaign_id,
            Read.ended_at.is_(None),
            # Who decides an objection is shown to nobody.
            Read.purpose != Purpose.APPEAL.value,
            Submission.id.is_(None),
        )
        .group_by(Reviewer.number)
    )
    return {row.number: row.since for row in rows}


def phones(campaign_id: int) -> dict[str, str]:
    """By reviewer's number, the one the reviewer gave, else the one the bureau noted."""
    number = func.coalesce(func.nullif(Contact.mobile, ""), PersonPhone.phone)
    rows = unit.connection().execute(
        select(Reviewer.number, number.label("phone"))
        .select_from(ReviewerCode)
        .join(
            Reviewer,
            (Reviewer.person_id == ReviewerCode.person_id)
            & (Reviewer.bureau_id == ReviewerCode.bureau_id),
        )
        .outerjoin(User, User.person_id == ReviewerCode.person_id)
        .outerjoin(Contact, Contact.user_id == User.id)
        .outerjoin(PersonPhone, PersonPhone.person_id == ReviewerCode.person_id)
        .where(ReviewerCode.campaign_id == campaign_id, number.is_not(None))
        .order_by(func.coalesce(Contact.mobile, ""))
    )
    return {row.number: row.phone for row in rows}
