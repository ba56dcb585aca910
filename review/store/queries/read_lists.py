"""Reads of files under way, with whose they are; a settled file shows no names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select

from review.domain.case_queries import EVERYTHING, Node
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    Area,
    CampaignCase,
    Case,
    Person,
    Read,
    Reviewer,
    ReviewerCode,
    Submission,
)
from review.store.queries import read_conditions
from review.store.queries.file_conditions import IS_SETTLED
from review.store.queries.query_tests import condition


def rows(
    campaign_id: int, query: Node, over: date | None, sort: str, *, size: int, skip: int
) -> Sequence[Row]:
    """The reads of a page; only theirs are looked up in the other tables.

    `over` is the day on which the campaign's term is over; None while it is not.
    """
    values = {"campaign_id": campaign_id, "size": size, "skip": skip, "on": over}
    return unit.run(_listed(query, over is not None, sort), values).all()


def n_rows(campaign_id: int, query: Node, over: date | None) -> int:
    values = {"campaign_id": campaign_id, "on": over}
    return int(unit.run(_counted(query, over is not None), values).one()[0])


def one(campaign_id: int, public_id: str) -> Row | None:
    statement = _columns().where(
        _OF_CAMPAIGN, *_UNDER_WAY, Read.public_id == bindparam("public_id")
    )
    values = {"campaign_id": campaign_id, "public_id": public_id}
    return unit.connection().execute(statement, values).first()


def readers(campaign_id: int) -> Sequence[Row]:
    """Numbers and names of a campaign's people, by pinyin."""
    return unit.connection().execute(_READERS, {"campaign_id": campaign_id}).all()


_OF_CAMPAIGN = (CampaignCase.campaign_id == bindparam("campaign_id")) & IN_SAMPLE
_UNDER_WAY = (Read.ended_at.is_(None), ~IS_SETTLED)
_OWN_REVIEWER = (Reviewer.person_id == Person.id) & (
    Reviewer.bureau_id == ReviewerCode.bureau_id
)
_READERS = (
    select(Reviewer.number, Person.name)
    .select_from(ReviewerCode)
    .join(Person, Person.id == ReviewerCode.person_id)
    .outerjoin(Reviewer, _OWN_REVIEWER)
    .where(ReviewerCode.campaign_id == bindparam("campaign_id"))
    .order_by(Person.name_key, Reviewer.number)
)
# Ties stand by place, purpose and name: never by who was given the file first.
_TIES = (CampaignCase.position, Read.purpose, Read.part)


# A statement that was built once is sent several times as quickly.
@lru_cache(maxsize=64)
def _listed(query: Node, is_over: bool, sort: str) -> Select[Any]:
    page = (
        matching(query, is_over)
        .order_by(*(_key(each) for each in ORDERS[sort]), *_TIES, _key(Person.name_key))
        .limit(bindparam("size"))
        .offset(bindparam("skip"))
        .cte("page")
    )
    return (
        _columns()
        .join(page, page.c.id == Read.id)
        .order_by(*ORDERS[sort], *_TIES, Person.name_key)
    )


@lru_cache(maxsize=64)
def _counted(query: Node, is_over: bool) -> Select[Any]:
    return matching(query, is_over).with_only_columns(
        func.count(), maintain_column_froms=True
    )


@lru_cache(maxsize=64)
def matching(query: Node, is_over: bool) -> Select[Any]:
    """Led by the files in their order, so that a page need not look at all reads."""
    fits = condition(query, read_conditions.finders(is_over=is_over))
    return (
        select(Read.id)
        .select_from(CampaignCase)
        .join(Read, Read.campaign_case_id == CampaignCase.id)
        .where(_OF_CAMPAIGN, *_UNDER_WAY, *([] if query == EVERYTHING else [fits]))
    )


def _key(column: Any) -> ColumnElement[Any]:
    """What a read is sorted by, looked up where no other table is joined yet."""
    if column.class_ is Case:
        own = select(column).where(Case.id == CampaignCase.case_id)
    elif column.class_ is Read:
        return column
    else:
        own = (
            select(column)
            .select_from(ReviewerCode)
            .join(Person, Person.id == ReviewerCode.person_id)
            .outerjoin(Reviewer, _OWN_REVIEWER)
            .where(ReviewerCode.code == Read.reviewer_code)
        )
    return own.correlate(CampaignCase, Read).scalar_subquery()


def _columns() -> Select[Any]:
    return (
        select(
            Read.public_id,
            Read.purpose,
            Read.part,
            Read.allocated_at,
            Read.due_on,
            Submission.id.label("submission_id"),
            Case.case_no,
            Case.stage,
            Case.volume_set,
            CampaignCase.kind,
            Area.name.label("area"),
            Person.name.label("reviewer"),
            Reviewer.number,
        )
        .select_from(Read)
        .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        .join(Case, Case.id == CampaignCase.case_id)
        .join(Area, Area.id == CampaignCase.area_id)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(Person, Person.id == ReviewerCode.person_id)
        .outerjoin(Reviewer, _OWN_REVIEWER)
        .outerjoin(Submission, Submission.read_id == Read.id)
    )


ORDERS: dict[str, tuple[Any, ...]] = {
    "position": (),
    "case_no": (Case.case_no,),
    "name": (Person.name_key, Reviewer.number),
    "allocated_at": (Read.allocated_at,),
}
