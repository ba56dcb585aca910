"""The files of a campaign with their phases, filtered and cut into pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

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

    @property
    def asked(self) -> dict[str, Any]:
        """The parts that ask for something."""
        given = {"phase": self.phase, "kind": self.kind}
        asked: dict[str, Any] = {name: value for name, value in given.items() if value}
        if self.text:
            asked["text"] = like(self.text)
        if self.area_id is not None:
            asked["area_id"] = self.area_id
        if self.ids is not None:
            asked["ids"] = list(self.ids)
        return asked


def like(text: str) -> str:
    """A pattern that finds this text and nothing else, escaped with "/"."""
    return "%" + re.sub("([/%_])", r"/\1", text) + "%"


def rows(
    campaign_id: int,
    n_parts: Parts,
    wanted: Conditions,
    sort: str,
    *,
    size: int,
    skip: int,
) -> Sequence[Row]:
    statement = _listed(n_parts, tuple(wanted.asked), sort)
    values = {"campaign_id": campaign_id, "size": size, "skip": skip}
    return unit.connection().execute(statement, values | wanted.asked).all()


def n_rows(campaign_id: int, n_parts: Parts, wanted: Conditions) -> int:
    statement = _counted(n_parts, tuple(wanted.asked))
    values = {"campaign_id": campaign_id, **wanted.asked}
    return int(unit.connection().scalar(statement, values) or 0)


def kinds(campaign_id: int) -> Sequence[str]:
    """The kinds of file in a campaign, for its filter."""
    return unit.connection().scalars(_KINDS, {"campaign_id": campaign_id}).all()


def areas(campaign_id: int) -> Sequence[Row]:
    """The counties of a campaign's files, for its filter: 市本级 first."""
    return unit.connection().execute(_AREAS, {"campaign_id": campaign_id}).all()


def divergences(campaign_id: int) -> Sequence[Row]:
    """Why files diverged, oldest first; the reasons are data."""
    return unit.connection().execute(_DIVERGENCES, {"campaign_id": campaign_id}).all()


_IN_CAMPAIGN = CampaignCase.campaign_id == bindparam("campaign_id")
_KINDS = (
    select(CampaignCase.kind).where(_IN_CAMPAIGN).distinct().order_by(CampaignCase.kind)
)
_AREAS = (
    select(Area.id, Area.code, Area.name)
    .where(Area.id.in_(select(CampaignCase.area_id).where(_IN_CAMPAIGN)))
    .order_by(Area.is_city_proper.desc(), Area.code)
)
_DIVERGENCES = (
    select(Divergence.campaign_case_id, Divergence.reasons, Divergence.diverged_at)
    .join(CampaignCase, CampaignCase.id == Divergence.campaign_case_id)
    .where(_IN_CAMPAIGN)
    .order_by(Divergence.id)
)


# A statement that was built once is sent several times as quickly.
@lru_cache(maxsize=256)
def _listed(n_parts: Parts, asked: tuple[str, ...], sort: str) -> Select[Any]:
    return (
        _wanted(_base(n_parts), asked)
        .order_by(*ORDERS[sort], CampaignCase.position)
        .limit(bindparam("size"))
        .offset(bindparam("skip"))
    )


@lru_cache(maxsize=256)
def _counted(n_parts: Parts, asked: tuple[str, ...]) -> Select[Any]:
    matching = _wanted(_base(n_parts), asked).with_only_columns(CampaignCase.id)
    return select(func.count()).select_from(matching.subquery())


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


def _wanted(statement: Select[Any], asked: Sequence[str]) -> Select[Any]:
    tests: Mapping[str, Any] = {
        "phase": statement.selected_columns.phase == bindparam("phase"),
        "kind": CampaignCase.kind == bindparam("kind"),
        "text": Case.case_no.like(bindparam("text"), escape="/"),
        "area_id": CampaignCase.area_id == bindparam("area_id"),
        "ids": CampaignCase.id.in_(bindparam("ids", expanding=True)),
    }
    return statement.where(*(tests[name] for name in asked))


# Never by score or grade: an order by what is hidden shows it.
ORDERS: dict[str, tuple[Any, ...]] = {
    "position": (),
    "case_no": (Case.case_no,),
    "area": (Area.code,),
    "handler": (Person.name_key,),
    "firm": (Firm.name_key,),
}
