"""Reviews whose day is put off, what was put off together, and requests for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, exists, func, literal, select
from sqlalchemy.orm import aliased

from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    Campaign,
    CampaignCase,
    Extension,
    Read,
    Submission,
    TermRequest,
)
from review.store.models.columns import Moment
from review.store.queries import bulk
from review.store.queries.file_conditions import IS_SETTLED
from review.store.queries.taking_back import ORDER, columns

KIND = "reads_extended"


def one(campaign_id: int, public_id: str) -> Sequence[Row]:
    """One read under way, as a list of one; empty if it is none."""
    statement = columns().where(
        Read.public_id == public_id,
        Read.campaign_id == campaign_id,
        Read.ended_at.is_(None),
        ~IS_SETTLED,
        IN_SAMPLE,
    )
    return unit.connection().execute(statement).all()


def extended(campaign_id: int, key: str) -> Sequence[Row]:
    """What one event put off; `is_free` if it can be undone, each with its account."""
    event = bulk.event_of(campaign_id, KIND, key)
    if event is None:
        return ()
    later = aliased(Extension)
    is_last = ~exists().where(
        later.read_id == Extension.read_id, later.id > Extension.id
    )
    is_under_way = and_(Read.ended_at.is_(None), Submission.id.is_(None), ~IS_SETTLED)
    statement = (
        columns(
            Extension.due_on.label("to_on"),
            Extension.before_on,
            Extension.reason,
            literal(event.at, Moment).label("at"),
            and_(is_last, is_under_way, ~bulk.is_seen(event.id, event.at)).label(
                "is_free"
            ),
            is_last.label("is_last"),
        )
        .join(Extension, Extension.read_id == Read.id)
        .where(Extension.event_id == event.id)
        .order_by(*ORDER)
    )
    return unit.connection().execute(statement).all()


def open_requests(campaign_id: int, read_ids: Sequence[int]) -> Sequence[Row]:
    """The unanswered requests for these reads."""
    statement = select(TermRequest.id, TermRequest.read_id, TermRequest.until_on).where(
        TermRequest.campaign_id == campaign_id,
        TermRequest.answered_at.is_(None),
        TermRequest.read_id.in_(read_ids),
    )
    return unit.connection().execute(statement).all()


def waiting(campaign_id: int) -> Sequence[Row]:
    """Requests that can still be answered, the oldest first."""
    statement = (
        columns(
            TermRequest.id.label("request_id"),
            TermRequest.public_id.label("request"),
            TermRequest.until_on,
            TermRequest.reason,
            TermRequest.asked_at,
        )
        .join(TermRequest, TermRequest.read_id == Read.id)
        .where(TermRequest.campaign_id == campaign_id, *_CAN_BE_ANSWERED)
        .order_by(TermRequest.asked_at, TermRequest.id)
    )
    return unit.connection().execute(statement).all()


def n_waiting(campaign_id: int) -> int:
    statement = (
        select(func.count())
        .select_from(TermRequest)
        .join(Read, Read.id == TermRequest.read_id)
        .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        .where(TermRequest.campaign_id == campaign_id, *_CAN_BE_ANSWERED)
    )
    return int(unit.connection().scalar(statement) or 0)


_IN = aliased(Submission)
_CAN_BE_ANSWERED = (
    TermRequest.answered_at.is_(None),
    Read.ended_at.is_(None),
    ~exists().where(_IN.read_id == Read.id),
    ~IS_SETTLED,
    IN_SAMPLE,
)


def of_read(read_id: int) -> Sequence[Row]:
    """What was asked for one read, the newest first."""
    statement = (
        select(TermRequest.__table__)
        .where(TermRequest.read_id == read_id)
        .order_by(TermRequest.id.desc())
    )
    return unit.connection().execute(statement).all()


def term_of(read_id: int) -> Any:
    """Campaign and days of a read: the campaign's, and its own."""
    statement = (
        select(
            Campaign.id,
            Campaign.name,
            Campaign.code,
            Campaign.bureau_id,
            Campaign.due_on,
            Campaign.rules,
            Read.due_on.label("own_on"),
        )
        .join(Read, Read.campaign_id == Campaign.id)
        .where(Read.id == read_id)
    )
    return unit.connection().execute(statement).one()


def is_known(campaign_id: int, public_id: str) -> bool:
    """Whether there is such a request in the campaign, answered or not."""
    found = exists().where(
        TermRequest.campaign_id == campaign_id, TermRequest.public_id == public_id
    )
    return bool(unit.connection().scalar(select(found)))
