"""A bureau's case files, filtered and cut into pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, select

from review.store import unit
from review.store.models import (
    Area,
    Campaign,
    CampaignCase,
    Case,
    CaseParticipation,
    Firm,
    Person,
    Scan,
)
from review.store.queries.campaigns import LEAD


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is asked for; `campaign_ids` keeps a manager to the own campaigns."""

    bureau_id: int
    campaign_ids: tuple[int, ...] | None = None
    kind: str = ""
    area: str = ""
    year: int | None = None
    text: str = ""


COLUMNS = (
    *("case_no", "stage", "volume_set", "kind", "case_class", "cause", "area"),
    *("handler", "firm", "closed_on", "is_sealed", "is_secret", "n_campaigns"),
    *("public_id", "has_scan"),
)


def rows(wanted: Conditions, sort: str, *, size: int, skip: int) -> Sequence[Row]:
    """The columns come in the order of `COLUMNS`."""
    statement = (
        _LISTED.where(*_where(wanted)).order_by(*ORDERS[sort]).limit(size).offset(skip)
    )
    return unit.connection().execute(statement).all()


def n_rows(wanted: Conditions) -> int:
    statement = select(func.count()).select_from(Case).where(*_where(wanted))
    if wanted.area:
        statement = statement.join(Area, Area.id == Case.area_id)
    return int(unit.connection().scalar(statement) or 0)


def period(wanted: Conditions) -> Row:
    """The first and the last day on which a file was closed."""
    statement = select(
        func.min(Case.closed_on).label("first"), func.max(Case.closed_on).label("last")
    ).where(*own(wanted))
    return unit.connection().execute(statement).one()


def own(wanted: Conditions) -> list[ColumnElement[bool]]:
    """The files the viewer may see: a manager those of the own campaign's period."""
    own = [Case.bureau_id == wanted.bureau_id]
    if wanted.campaign_ids is not None:
        own.append(
            exists().where(
                Campaign.id.in_(wanted.campaign_ids),
                Case.closed_on >= Campaign.closed_from,
                Case.closed_on <= Campaign.closed_until,
            )
        )
    return own


def _where(wanted: Conditions) -> list[ColumnElement[bool]]:
    where = own(wanted)
    if wanted.kind:
        where.append(Case.kind == wanted.kind)
    if wanted.area:
        where.append(Area.code == wanted.area)
    if wanted.year is not None:
        first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
        where += [Case.closed_on >= first, Case.closed_on <= last]
    if wanted.text:
        where.append(Case.case_no.contains(wanted.text, autoescape=True))
    return where


def _listed() -> Select[Any]:
    n_campaigns = (
        select(func.count())
        .select_from(CampaignCase)
        .where(CampaignCase.case_id == Case.id)
        .scalar_subquery()
    )
    has_scan = exists().where(Scan.case_id == Case.id, Scan.ended_event_id.is_(None))
    return (
        select(
            Case.case_no,
            Case.stage,
            Case.volume_set,
            Case.kind,
            Case.case_class,
            Case.cause,
            Area.name.label("area"),
            func.coalesce(Person.name, "").label("handler"),
            func.coalesce(Firm.name, "").label("firm"),
            Case.closed_on,
            Case.sealed.label("is_sealed"),
            Case.secret.label("is_secret"),
            n_campaigns.label("n_campaigns"),
            Case.public_id,
            has_scan.label("has_scan"),
        )
        .select_from(Case)
        .join(Area, Area.id == Case.area_id)
        .outerjoin(
            CaseParticipation,
            (CaseParticipation.case_id == Case.id)
            & (CaseParticipation.capacity == LEAD),
        )
        .outerjoin(Person, Person.id == CaseParticipation.person_id)
        .outerjoin(Firm, Firm.id == CaseParticipation.firm_id)
    )


_LISTED = _listed()
ORDERS: dict[str, tuple[Any, ...]] = {
    "closed_on": (Case.closed_on.desc(), Case.id.desc()),
    "case_no": (Case.case_no, Case.id),
    "area": (Area.code, Case.id),
    "handler": (Person.name_key, Case.id),
    "firm": (Firm.name_key, Case.id),
}
