"""What is taken back together, and whether it could be given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, select
from sqlalchemy.orm import aliased

from review.domain.case_queries import Node
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    CampaignCase,
    CampaignReviewer,
    Case,
    DeclaredConflict,
    Draft,
    Event,
    EventTarget,
    Person,
    Read,
    Reviewer,
    ReviewerCode,
    Submission,
)
from review.store.queries import read_lists
from review.store.queries.file_conditions import IS_SETTLED

KIND = "reads_withdrawn"


def found(
    campaign_id: int, query: Node, over: date | None, *, most: int
) -> Sequence[Row]:
    """The reads under way that a query finds, by place; whether they were begun."""
    among = read_lists.matching(query, over is not None)
    statement = columns().where(Read.id.in_(among)).order_by(*ORDER).limit(most)
    values = {"campaign_id": campaign_id, "on": over}
    return unit.connection().execute(statement, values).all()


def people_of(codes: Sequence[str]) -> Sequence[str]:
    """The public ids of the people behind these codes."""
    statement = (
        select(Person.public_id)
        .join(ReviewerCode, ReviewerCode.person_id == Person.id)
        .where(ReviewerCode.code.in_(codes))
        .order_by(Person.public_id)
    )
    return unit.connection().scalars(statement).all()


def taken(campaign_id: int, key: str) -> Sequence[Row]:
    """What an event took back and is still ended; `is_free` if it could go back."""
    event = (
        select(Event.id, Event.at)
        .where(
            Event.public_id == key,
            Event.kind == KIND,
            Event.chain == f"campaign:{campaign_id}",
        )
        .subquery()
    )
    statement = (
        columns(_is_free(event.c.id).label("is_free"))
        .join(EventTarget, EventTarget.target_id == Read.id)
        .join(event, event.c.id == EventTarget.event_id)
        .where(EventTarget.kind == "read", Read.ended_at == event.c.at)
        .order_by(*ORDER)
    )
    return unit.connection().execute(statement).all()


def _is_free(event_id: Any) -> ColumnElement[bool]:
    """The place is empty, its file in the sample and not settled, and nothing that was
    declared stands against the reader.
    """
    other = aliased(Read)
    is_taken = exists().where(
        other.campaign_case_id == Read.campaign_case_id,
        other.ended_at.is_(None),
        (
            (other.purpose == Read.purpose)
            & (other.part == Read.part)
            & (other.slot == Read.slot)
        )
        | (other.reviewer_code == Read.reviewer_code),
    )
    is_barred = exists().where(
        DeclaredConflict.person_id == ReviewerCode.person_id,
        DeclaredConflict.event_id > event_id,
    )
    return and_(IN_SAMPLE, ~is_taken, is_here(), ~is_barred, ~IS_SETTLED)


def is_here() -> ColumnElement[bool]:
    """Whether the reader is in the campaign still."""
    return exists().where(
        CampaignReviewer.campaign_id == Read.campaign_id,
        CampaignReviewer.person_id == ReviewerCode.person_id,
        CampaignReviewer.ended_at.is_(None),
    )


ORDER = (CampaignCase.position, Read.purpose, Read.part, Person.name_key)


def columns(*more: Any) -> Select[Any]:
    """Reads with whose they are and how far; for whatever is done to several."""
    return (
        select(
            Read.id,
            Read.public_id,
            Read.reviewer_code,
            Read.due_on,
            Read.ended_at,
            CampaignCase.public_id.label("file"),
            Case.case_no,
            Person.name.label("reviewer"),
            Reviewer.number,
            Submission.id.label("submission_id"),
            Draft.n_answered,
            IS_SETTLED.label("is_settled"),
            *more,
        )
        .select_from(Read)
        .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        .join(Case, Case.id == CampaignCase.case_id)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(Person, Person.id == ReviewerCode.person_id)
        .outerjoin(
            Reviewer,
            (Reviewer.person_id == Person.id)
            & (Reviewer.bureau_id == ReviewerCode.bureau_id),
        )
        .outerjoin(Submission, Submission.read_id == Read.id)
        .outerjoin(Draft, Draft.read_id == Read.id)
    )
