"""How far campaigns are: counts by campaign, for any number of campaigns at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    bindparam,
    case,
    distinct,
    func,
    literal_column,
    select,
)

from review.domain.reads import HIDDEN, Purpose
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    IS_WORK,
    Area,
    Campaign,
    CampaignCase,
    CampaignReviewer,
    Divergence,
    Person,
    Read,
    Release,
    Result,
    Reviewer,
    ReviewerCode,
    StoredScheme,
    Submission,
)

AMONG = bindparam("campaign_ids", expanding=True)


def campaigns(bureau_id: int, only: Sequence[int] | None = None) -> Sequence[Row]:
    """A bureau's campaigns, or some of them, newest first."""
    is_own = Campaign.bureau_id == bureau_id
    statement = select(Campaign.__table__).where(is_own, IS_WORK)
    if only is not None:
        statement = statement.where(Campaign.id.in_(only))
    newest = statement.order_by(Campaign.assessment_year.desc(), Campaign.id.desc())
    return unit.connection().execute(newest).all()


def files_by_scheme(campaign_ids: Sequence[int]) -> Sequence[Row]:
    """Drawn files and the reviews each of their parts needs, by scheme."""
    return _run(_FILES, campaign_ids)


def reads_by_purpose(campaign_ids: Sequence[int]) -> Sequence[Row]:
    """Reads open, with how many people, and submitted; ended ones are not among them."""
    return _run(_READS, campaign_ids)


def needed(campaign_ids: Sequence[int]) -> Sequence[Row]:
    """Further readers that divergences ask for, those found included."""
    return _run(_NEEDED, campaign_ids)


def n_settled(campaign_ids: Sequence[int]) -> Sequence[Row]:
    return _run(_SETTLED, campaign_ids)


def n_releases(campaign_ids: Sequence[int]) -> Sequence[Row]:
    return _run(_RELEASES, campaign_ids)


def people(campaign_id: int, on: date) -> Sequence[Row]:
    """A campaign's people by pinyin, with what they hold, gave and handed back.

    Of what is open, `n_extended` has a day of its own that is not over.
    """
    values = {"campaign_id": campaign_id, "on": on}
    return unit.connection().execute(_PEOPLE, values).all()


def _run(statement: Select[Any], campaign_ids: Sequence[int]) -> Sequence[Row]:
    values = {"campaign_ids": list(campaign_ids)}
    return unit.connection().execute(statement, values).all()


_FILES = (
    select(
        CampaignCase.campaign_id,
        CampaignCase.scheme_id,
        StoredScheme.digest,
        func.count().label("n_files"),
        func.sum(CampaignCase.n_reviews).label("n_reviews"),
    )
    .join(StoredScheme, StoredScheme.id == CampaignCase.scheme_id)
    .where(CampaignCase.campaign_id.in_(AMONG), IN_SAMPLE)
    .group_by(CampaignCase.campaign_id, CampaignCase.scheme_id, StoredScheme.digest)
)
_IS_OPEN = Submission.id.is_(None)
# A hidden read is counted with those from which nobody can tell it.
# Written out, because PostgreSQL groups by nothing with parameters in it.
_IS_HIDDEN = Read.purpose.in_([literal_column(f"'{each.value}'") for each in HIDDEN])
_PLACE = case(
    (_IS_HIDDEN, literal_column(f"'{Purpose.COUNTED.value}'")), else_=Read.purpose
)
_READS = (
    select(
        Read.campaign_id,
        _PLACE.label("purpose"),
        func.count(case((_IS_HIDDEN, 1))).label("n_hidden"),
        func.count(case((_IS_OPEN, 1))).label("n_open"),
        func.count(distinct(case((_IS_OPEN, Read.reviewer_code)))).label("n_people"),
        func.count(Submission.id).label("n_submitted"),
    )
    .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
    .outerjoin(Submission, Submission.read_id == Read.id)
    .where(Read.campaign_id.in_(AMONG), Read.ended_at.is_(None), IN_SAMPLE)
    .group_by(Read.campaign_id, _PLACE)
)
_NEEDED = (
    select(
        CampaignCase.campaign_id,
        Divergence.needs,
        func.sum(Divergence.n_needed).label("n"),
    )
    .join(CampaignCase, CampaignCase.id == Divergence.campaign_case_id)
    .where(CampaignCase.campaign_id.in_(AMONG), IN_SAMPLE)
    .group_by(CampaignCase.campaign_id, Divergence.needs)
)
_SETTLED = (
    select(CampaignCase.campaign_id, func.count().label("n"))
    .join(Result, Result.campaign_case_id == CampaignCase.id)
    # The first result of a file; what replaces it settles nothing anew.
    .where(CampaignCase.campaign_id.in_(AMONG), Result.replaces_id.is_(None))
    .group_by(CampaignCase.campaign_id)
)
_RELEASES = (
    select(Release.campaign_id, Release.kind, func.count().label("n"))
    .where(Release.campaign_id.in_(AMONG))
    .group_by(Release.campaign_id, Release.kind)
)


def _held() -> Any:
    """What each reviewer of campaign `:campaign_id` holds, by code.

    Without decisions on objections: a file more would tell who decides one.
    """
    is_live = Read.ended_at.is_(None)
    is_extended = Read.due_on >= bindparam("on")
    return (
        select(
            Read.reviewer_code,
            func.count(case((is_live & _IS_OPEN, 1))).label("n_open"),
            func.count(case((is_live & _IS_OPEN & is_extended, 1))).label("n_extended"),
            func.count(Submission.id).label("n_submitted"),
            func.count(Read.ended_at).label("n_ended"),
        )
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(
            Read.campaign_id == bindparam("campaign_id"),
            Read.purpose != Purpose.APPEAL.value,
        )
        .group_by(Read.reviewer_code)
        .subquery("held")
    )


_HELD = _held()
_PEOPLE = (
    select(
        Person.name,
        Person.name_key.label("sound"),
        Reviewer.number,
        Area.name.label("area"),
        CampaignReviewer.is_lead,
        CampaignReviewer.cap,
        func.coalesce(_HELD.c.n_open, 0).label("n_open"),
        func.coalesce(_HELD.c.n_extended, 0).label("n_extended"),
        func.coalesce(_HELD.c.n_submitted, 0).label("n_submitted"),
        func.coalesce(_HELD.c.n_ended, 0).label("n_ended"),
    )
    .select_from(CampaignReviewer)
    .join(
        ReviewerCode,
        (ReviewerCode.campaign_id == CampaignReviewer.campaign_id)
        & (ReviewerCode.person_id == CampaignReviewer.person_id),
    )
    .join(Person, Person.id == CampaignReviewer.person_id)
    .outerjoin(
        Reviewer,
        (Reviewer.person_id == CampaignReviewer.person_id)
        & (Reviewer.bureau_id == CampaignReviewer.bureau_id),
    )
    .outerjoin(Area, Area.id == Reviewer.area_id)
    .outerjoin(_HELD, _HELD.c.reviewer_code == ReviewerCode.code)
    .where(
        CampaignReviewer.campaign_id == bindparam("campaign_id"),
        CampaignReviewer.ended_at.is_(None),
    )
    .order_by(Person.name_key, Reviewer.number)
)
