"""What the documents of a campaign say: counts of files, and who reads for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, bindparam, func, select

from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    Affiliation,
    Area,
    Bureau,
    CampaignCase,
    CampaignReviewer,
    Draw,
    Firm,
    Person,
    Release,
    Reviewer,
)
from review.store.queries.publication import AREA_SORT

_HERE = (CampaignCase.campaign_id == bindparam("campaign_id")) & IN_SAMPLE


def bureau_name(bureau_id: int) -> str:
    statement = select(Bureau.name).where(Bureau.id == bureau_id)
    return unit.connection().scalars(statement).one()


def n_population(campaign_id: int) -> int | None:
    """How many files could have been drawn; nothing before the draw."""
    statement = select(Draw.n_population).where(Draw.campaign_id == campaign_id)
    return unit.connection().scalars(statement).first()


def files_by_kind(campaign_id: int) -> Sequence[Row]:
    return _all(_BY_KIND, campaign_id)


def files_by_county(campaign_id: int) -> Sequence[Row]:
    """市本级 first, then the counties by pinyin."""
    return _all(_BY_COUNTY, campaign_id)


def newest_release(campaign_id: int) -> Row | None:
    values = {"campaign_id": campaign_id}
    return unit.connection().execute(_RELEASE, values).first()


def reviewers(campaign_id: int, *, on: date) -> Sequence[Row]:
    """Everybody who reads in the campaign, by pinyin, with every firm of that day."""
    values = {"campaign_id": campaign_id, "on": on}
    return unit.connection().execute(_REVIEWERS, values).all()


def _all(statement: object, campaign_id: int) -> Sequence[Row]:
    values = {"campaign_id": campaign_id}
    return unit.connection().execute(statement, values).all()  # type: ignore[call-overload]


_BY_KIND = (
    select(CampaignCase.kind, func.count().label("n"))
    .where(_HERE)
    .group_by(CampaignCase.kind)
)
_BY_COUNTY = (
    select(Area.name, func.count().label("n"))
    .select_from(CampaignCase)
    .join(Area, Area.id == CampaignCase.area_id)
    .where(_HERE)
    .group_by(Area.id, Area.name, AREA_SORT)
    .order_by(AREA_SORT, Area.id)
)
_RELEASE = (
    select(Release.kind, Release.number, Release.header)
    .where(Release.campaign_id == bindparam("campaign_id"))
    .order_by(Release.number.desc())
)
_STARTED = Affiliation.starts_on.is_(None) | (Affiliation.starts_on <= bindparam("on"))
_NOT_OVER = Affiliation.ends_on.is_(None) | (Affiliation.ends_on >= bindparam("on"))
_REVIEWERS = (
    select(
        Reviewer.number,
        Person.name,
        Area.name.label("area"),
        CampaignReviewer.is_lead,
        Firm.name.label("firm"),
    )
    .select_from(CampaignReviewer)
    .join(Person, Person.id == CampaignReviewer.person_id)
    .join(
        Reviewer,
        (Reviewer.person_id == CampaignReviewer.person_id)
        & (Reviewer.bureau_id == CampaignReviewer.bureau_id),
    )
    .outerjoin(Area, Area.id == Reviewer.area_id)
    .outerjoin(
        Affiliation,
        (Affiliation.person_id == Person.id)
        & (Affiliation.bureau_id == CampaignReviewer.bureau_id)
        & _STARTED
        & _NOT_OVER,
    )
    .outerjoin(Firm, Firm.id == Affiliation.firm_id)
    .where(
        CampaignReviewer.campaign_id == bindparam("campaign_id"),
        CampaignReviewer.ended_at.is_(None),
    )
    .order_by(Person.name_key, Reviewer.number, Firm.name_key)
)
