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
from review.store.queries.campaigns import FIRM_OF_CASE, LEAD
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
    return unit.run(_listed(wanted, sort), values).all()


def n_rows(wanted: Conditions) -> int:
    return int(unit.run(_counted(wanted)).one()[0])


def period(wanted: Conditions) -> Row:
    """The first and the last day on which a file was closed."""
    return unit.run(_period(wanted)).one()


@lru_cache(maxsize=64)
def _period(wanted: Conditions) -> Select[Any]:
    """Each end by itself: together SQLite would look at every day between them."""
    first, last = (
        select(end(Case.closed_on)).where(*own(wanted)).scalar_subquery()
        for end in (func.min, func.max)
    )
    return select(first.label("first"), last.label("last"))


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
@lru_cache(maxsize=64)
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


@lru_cache(maxsize=64)
def _counted(wanted: Conditions) -> Select[Any]:
    found = _matching(wanted)
    return found.with_only_columns(func.count(), maintain_column_froms=True)


def _matching(wanted: Conditions) -> Select[Any]:
    fits = condition(wanted.query, finders())
    return select(Case.id).where(*own(wanted), fits)


_LEADS = (CaseParticipation.case_id == Case.id) & (CaseParticipation.capacity == LEAD)


def _key(each: Any) -> Any:
    """What a file is sorted by, looked up where no other table is joined yet."""
    model = getattr(each, "class_", Case)
    if model is Case:
        return each
    if model is Area:
        own = select(each).where(Area.id == Case.area_id)
        return own.correlate(Case).scalar_subquery()
    if model is Firm:
        return _key_of_firm(each)
    lead = (
        select(each)
        .join(CaseParticipation, CaseParticipation.person_id == Person.id)
        .where(_LEADS)
    )
    return lead.correlate(Case).scalar_subquery()


def _key_of_firm(each: Any) -> Any:
    """The firm of the lead handler, or the institution that is reviewed."""
    lead = select(CaseParticipation.firm_id).where(_LEADS)
    firm_id = func.coalesce(lead.correlate(Case).scalar_subquery(), Case.object_firm_id)
    return select(each).where(Firm.id == firm_id).correlate(Case).scalar_subquery()


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
            _LEADS,
        )
        .outerjoin(Person, Person.id == CaseParticipation.person_id)
        .outerjoin(Firm, Firm.id == FIRM_OF_CASE)
    )


_LISTED = _columns()
ORDERS: dict[str, tuple[Any, ...]] = {
    "closed_on": (Case.closed_on.desc(), Case.id.desc()),
    "case_no": (Case.case_no, Case.id),
    "area": (Area.code, Case.id),
    "handler": (Person.name_key, Case.id),
    "firm": (Firm.name_key, Case.id),
}
