"""The files of a campaign with their phases: those a query finds, cut into pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from review.domain.case_queries import Node
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    Area,
    CampaignCase,
    Case,
    Divergence,
    Firm,
    Person,
)
from review.store.queries import file_conditions, phases
from review.store.queries.among import among
from review.store.queries.file_conditions import About
from review.store.queries.query_tests import condition

FEW = 500
"""As many files as are asked for by their ids; more are asked for by campaign."""


def rows(
    about: About, query: Node, sort: str, *, size: int, skip: int
) -> Sequence[Row]:
    """The files of a page with their phases; only theirs are counted."""
    values = {"campaign_id": about.campaign_id, "size": size, "skip": skip}
    return unit.run(_listed(about, query, sort), values).all()


def n_rows(about: About, query: Node) -> int:
    values = {"campaign_id": about.campaign_id}
    return int(unit.run(_counted(about, query), values).one()[0])


def ids(about: About, query: Node) -> Sequence[Row]:
    """Every file the query finds, by its place in the draw."""
    values = {"campaign_id": about.campaign_id}
    return unit.connection().execute(_found(about, query), values).all()


def kinds(campaign_id: int) -> Sequence[str]:
    """The kinds of file in a campaign, for its filter."""
    return unit.connection().scalars(_KINDS, {"campaign_id": campaign_id}).all()


def area_ids(campaign_id: int) -> Sequence[int]:
    """The counties of a campaign's files."""
    return unit.connection().scalars(_AREA_IDS, {"campaign_id": campaign_id}).all()


def areas(keys: Sequence[int]) -> Sequence[Row]:
    """These counties for a filter: 市本级 first."""
    return unit.run(_AREAS, {"ids": keys}).all()


def divergences(campaign_id: int, keys: Sequence[int] | None = None) -> Sequence[Row]:
    """Why files diverged, oldest first; the reasons are data."""
    if keys is None or len(keys) > FEW:
        return unit.run(_DIVERGENCES, {"campaign_id": campaign_id}).all()
    return unit.run(_DIVERGED, {"ids": keys}).all()


_IN_CAMPAIGN = (CampaignCase.campaign_id == bindparam("campaign_id")) & IN_SAMPLE
_KINDS = (
    select(CampaignCase.kind).where(_IN_CAMPAIGN).distinct().order_by(CampaignCase.kind)
)
_AREA_IDS = select(CampaignCase.area_id).where(_IN_CAMPAIGN).distinct()
_AREAS = (
    select(Area.id, Area.code, Area.name, Area.name_key)
    .where(among(Area.id, "ids"))
    .order_by(Area.is_city_proper.desc(), Area.code)
)
_REASONS = select(
    Divergence.campaign_case_id, Divergence.reasons, Divergence.diverged_at
).order_by(Divergence.id)
_DIVERGENCES = _REASONS.join(
    CampaignCase, CampaignCase.id == Divergence.campaign_case_id
).where(_IN_CAMPAIGN)
_DIVERGED = _REASONS.where(among(Divergence.campaign_case_id, "ids"))


# A statement that was built once is sent several times as quickly.
@lru_cache(maxsize=64)
def _listed(about: About, query: Node, sort: str) -> Select[Any]:
    page = (
        _matching(about, query)
        .order_by(*(_key(each) for each in ORDERS[sort]), CampaignCase.position)
        .limit(bindparam("size"))
        .offset(bindparam("skip"))
        .cte("page")
    )
    phased = phases.with_phase(about.n_parts, select(page.c.id))
    return _columns(phased).order_by(*ORDERS[sort], CampaignCase.position)


@lru_cache(maxsize=64)
def _counted(about: About, query: Node) -> Select[Any]:
    found = _matching(about, query)
    return found.with_only_columns(func.count(), maintain_column_froms=True)


@lru_cache(maxsize=64)
def _found(about: About, query: Node) -> Select[Any]:
    found = _matching(about, query).order_by(CampaignCase.position)
    return found.add_columns(CampaignCase.public_id, CampaignCase.case_id)


def _matching(about: About, query: Node) -> Select[Any]:
    fits = condition(query, file_conditions.finders(about))
    return select(CampaignCase.id).where(_IN_CAMPAIGN, fits)


def _columns(phased: Any) -> Select[Any]:
    return (
        select(
            CampaignCase.id,
            CampaignCase.public_id,
            CampaignCase.scheme_id,
            CampaignCase.position,
            Case.case_no,
            Case.stage,
            Case.volume_set,
            CampaignCase.kind,
            Area.name.label("area"),
            Person.name.label("handler"),
            Firm.name.label("firm"),
            phased.c.phase,
            phased.c.score,
            phased.c.grade,
        )
        .select_from(phased)
        .join(CampaignCase, CampaignCase.id == phased.c.id)
        .join(Case, Case.id == CampaignCase.case_id)
        .join(Area, Area.id == CampaignCase.area_id)
        .outerjoin(Person, Person.id == CampaignCase.lead_person_id)
        .outerjoin(Firm, Firm.id == CampaignCase.firm_id)
    )


# Never by score or grade: an order by what is hidden shows it.
ORDERS: dict[str, tuple[Any, ...]] = {
    "position": (),
    "case_no": (Case.case_no,),
    "area": (Area.code,),
    "handler": (Person.name_key,),
    "firm": (Firm.name_key,),
}
_OWN = {
    Case: Case.id == CampaignCase.case_id,
    Area: Area.id == CampaignCase.area_id,
    Person: Person.id == CampaignCase.lead_person_id,
    Firm: Firm.id == CampaignCase.firm_id,
}


def _key(column: Any) -> Any:
    """What a file is sorted by, looked up where no other table is joined yet."""
    own = select(column).where(_OWN[column.class_])
    return own.correlate(CampaignCase).scalar_subquery()
