"""The files of a campaign with their phases, filtered and cut into pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, func, select

from review.store import unit
from review.store.models import (
    Area,
    CampaignCase,
    Case,
    Divergence,
    Firm,
    Person,
    Result,
)
from review.store.queries import phases
from review.store.queries.phases import Parts


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is asked for; an empty part asks for nothing."""

    phase: str = ""
    kind: str = ""
    area_id: int | None = None
    text: str = ""
    ids: tuple[int, ...] | None = None


def rows(
    campaign_id: int,
    n_parts: Parts,
    wanted: Conditions,
    sort: str,
    *,
    size: int,
    skip: int,
) -> Sequence[Row]:
    statement = (
        _wanted(_base(n_parts), wanted)
        .order_by(*ORDERS[sort], CampaignCase.position)
        .limit(size)
        .offset(skip)
    )
    return unit.connection().execute(statement, {"campaign_id": campaign_id}).all()


def n_rows(campaign_id: int, n_parts: Parts, wanted: Conditions) -> int:
    matching = _wanted(_base(n_parts), wanted).with_only_columns(CampaignCase.id)
    statement = select(func.count()).select_from(matching.order_by(None).subquery())
    found = unit.connection().scalar(statement, {"campaign_id": campaign_id})
    return int(found or 0)


def kinds(campaign_id: int) -> Sequence[str]:
    """The kinds of file in a campaign, for its filter."""
    return (
        unit.connection()
        .scalars(
            select(CampaignCase.kind)
            .where(CampaignCase.campaign_id == campaign_id)
            .distinct()
            .order_by(CampaignCase.kind)
        )
        .all()
    )


def areas(campaign_id: int) -> Sequence[Row]:
    """The counties of a campaign's files, for its filter: 市本级 first."""
    return (
        unit.connection()
        .execute(
            select(Area.id, Area.code, Area.name)
            .where(
                Area.id.in_(
                    select(CampaignCase.area_id).where(
                        CampaignCase.campaign_id == campaign_id
                    )
                )
            )
            .order_by(Area.is_city_proper.desc(), Area.code)
        )
        .all()
    )


def divergences(campaign_id: int) -> Sequence[Row]:
    """Why files diverged, oldest first; the reasons are data."""
    return (
        unit.connection()
        .execute(
            select(
                Divergence.campaign_case_id, Divergence.reasons, Divergence.diverged_at
            )
            .join(CampaignCase, CampaignCase.id == Divergence.campaign_case_id)
            .where(CampaignCase.campaign_id == campaign_id)
            .order_by(Divergence.id)
        )
        .all()
    )


@lru_cache(maxsize=64)
def _base(n_parts: Parts) -> Select[Any]:
    phased = phases.with_phase(n_parts)
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
            Result.score,
            Result.grade,
        )
        .select_from(phased)
        .join(CampaignCase, CampaignCase.id == phased.c.id)
        .join(Case, Case.id == CampaignCase.case_id)
        .join(Area, Area.id == CampaignCase.area_id)
        .outerjoin(Person, Person.id == CampaignCase.lead_person_id)
        .outerjoin(Firm, Firm.id == CampaignCase.firm_id)
        .outerjoin(Result, phases.is_current_result())
    )


def _wanted(statement: Select[Any], wanted: Conditions) -> Select[Any]:
    if wanted.phase:
        statement = statement.where(statement.selected_columns.phase == wanted.phase)
    if wanted.kind:
        statement = statement.where(CampaignCase.kind == wanted.kind)
    if wanted.area_id is not None:
        statement = statement.where(CampaignCase.area_id == wanted.area_id)
    if wanted.text:
        statement = statement.where(Case.case_no.contains(wanted.text, autoescape=True))
    if wanted.ids is not None:
        statement = statement.where(CampaignCase.id.in_(wanted.ids))
    return statement


# Never by score or grade: an order by what is hidden shows it.
ORDERS: dict[str, tuple[Any, ...]] = {
    "position": (),
    "case_no": (Case.case_no,),
    "area": (Area.code,),
    "handler": (Person.name_key,),
    "firm": (Firm.name_key,),
}
