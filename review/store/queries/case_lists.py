"""A bureau's case files: those a query finds, cut into pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, func, select

from review.domain.case_queries import EVERYTHING, Node
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    IS_DRAWN,
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
from review.store.queries.case_conditions import finders
from review.store.queries.query_tests import condition


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is asked for; `campaign_ids` keeps a manager to the own campaigns."""

    bureau_id: int
    campaign_ids: tuple[int, ...] | None = None
    query: Node = EVERYTHING


COLUMNS = (
    *("case_no", "stage", "volume_set", "kind", "case_class", "cause", "area"),
    *("handler", "firm", "closed_on", "is_sealed", "is_secret", "n_campaigns"),
    *("public_id", "has_scan"),
)


def rows(wanted: Conditions, sort: str, *, size: int, skip: int) -> Sequence[Row]:
    """The columns come in the order of `COLUMNS`."""
    values = {"size": size, "skip": skip}
    return unit.connection().execute(_listed(wanted, sort), values).all()


def n_rows(wanted: Conditions) -> int:
    return int(unit.connection().scalar(_counted(wanted)) or 0)


def period(wanted: Conditions) -> Row:
    """The first and the last day on which a file was closed."""
    return unit.connection().execute(_period(wanted)).one()


@lru_cache(maxsize=64)
def _period(wanted: Conditions) -> Select[Any]:
    first, last = func.min(Case.closed_on), func.max(Case.closed_on)
    columns = first.label("first"), last.label("last")
    return select(*columns).where(*own(wanted))


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


# A statement that was built once is sent several times as quickly.
@lru_cache(maxsize=256)
def _listed(wanted: Conditions, sort: str) -> Select[Any]:
    """Only the files of the page are looked up in the other tables."""
    page = (
        _matching(wanted)
        .order_by(*(_key(each) for each in ORDERS[sort]))
        .limit(bindparam("size"))
        .offset(bindparam("skip"))
        .cte("page")
    )
    return _LISTED.join(page, page.c.id == Case.id).order_by(*ORDERS[sort])


@lru_cache(maxsize=256)
def _counted(wanted: Conditions) -> Select[Any]:
    found = _matching(wanted)
    return found.with_only_columns(func.count(), maintain_column_froms=True)


def _matching(wanted: Conditions) -> Select[Any]:
    fits = condition(wanted.query, finders())
    return select(Case.id).where(*own(wanted), fits)


def _key(each: Any) -> Any:
    """What a file is sorted by, looked up where no other table is joined yet."""
    model = getattr(each, "class_", Case)
    if model is Case:
        return each
    if model is Area:
        own = select(each).where(Area.id == Case.area_id)
        return own.correlate(Case).scalar_subquery()
    key = CaseParticipation.person_id if model is Person else CaseParticipation.firm_id
    lead = (
        select(each)
        .join(CaseParticipation, key == model.id)
        .where(CaseParticipation.case_id == Case.id, CaseParticipation.capacity == LEAD)
    )
    return lead.correlate(Case).scalar_subquery()


def _columns() -> Select[Any]:
    n_campaigns = (
        select(func.count())
        .select_from(CampaignCase)
        .where(CampaignCase.case_id == Case.id, IN_SAMPLE, IS_DRAWN)
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


_LISTED = _columns()
ORDERS: dict[str, tuple[Any, ...]] = {
    "closed_on": (Case.closed_on.desc(), Case.id.desc()),
    "case_no": (Case.case_no, Case.id),
    "area": (Area.code, Case.id),
    "handler": (Person.name_key, Case.id),
    "firm": (Firm.name_key, Case.id),
}
