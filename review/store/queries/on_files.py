"""Files of a sample to which something is done together, and what was done so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    CampaignCase,
    Case,
    ClassChange,
    Draft,
    Read,
    Result,
    SampleChange,
    Submission,
)
from review.store.queries import bulk, taking_back
from review.store.queries.seeds import IS_SEED

FEW = 500


def files(campaign_id: int, ids: Sequence[int]) -> Sequence[Row]:
    """These files of the sample, by place, with what was given out of them."""
    statement, wanted = _FILES, set(ids)
    if len(ids) <= FEW:
        statement = statement.where(CampaignCase.id.in_(list(ids)))
    rows = unit.connection().execute(statement, {"campaign_id": campaign_id})
    return [row for row in rows if row.id in wanted]


def ids_of(campaign_id: int, public_ids: Sequence[str]) -> list[int]:
    """The files of the sample that these addresses name."""
    statement = select(CampaignCase.id).where(
        CampaignCase.campaign_id == campaign_id,
        CampaignCase.public_id.in_(list(public_ids)),
        IN_SAMPLE,
    )
    return list(unit.connection().scalars(statement))


_HELD = (
    select(
        Read.campaign_case_id.label("file"),
        func.count().label("n_given"),
        func.count(Submission.id).label("n_submitted"),
        func.count(Draft.read_id).label("n_begun"),
    )
    .outerjoin(Submission, Submission.read_id == Read.id)
    .outerjoin(Draft, and_(Draft.read_id == Read.id, Submission.id.is_(None)))
    .where(Read.campaign_id == bindparam("campaign_id"), Read.ended_at.is_(None))
    .group_by(Read.campaign_case_id)
    .subquery()
)
_IS_SETTLED = exists().where(Result.campaign_case_id == CampaignCase.id)
_WAS_GIVEN = exists().where(Read.campaign_case_id == CampaignCase.id)
_FILES = (
    select(
        CampaignCase.id,
        CampaignCase.public_id,
        CampaignCase.case_id,
        CampaignCase.position,
        CampaignCase.scheme_id,
        CampaignCase.n_reviews,
        CampaignCase.kind,
        Case.case_no,
        Case.stage,
        Case.volume_set,
        Case.case_class,
        func.coalesce(_HELD.c.n_given, 0).label("n_given"),
        func.coalesce(_HELD.c.n_submitted, 0).label("n_submitted"),
        func.coalesce(_HELD.c.n_begun, 0).label("n_begun"),
        _IS_SETTLED.label("is_settled"),
        _WAS_GIVEN.label("was_given"),
        IS_SEED.label("is_seed"),
    )
    .select_from(CampaignCase)
    .join(Case, Case.id == CampaignCase.case_id)
    .outerjoin(_HELD, _HELD.c.file == CampaignCase.id)
    .where(CampaignCase.campaign_id == bindparam("campaign_id"), IN_SAMPLE)
    .order_by(CampaignCase.position, CampaignCase.id)
)


def classed(event_id: int) -> Sequence[Row]:
    """What one event put into another class; `is_free` if it can be undone."""
    return unit.connection().execute(_CLASSED, {"event_id": event_id}).all()


_LATER, _READ = aliased(ClassChange), aliased(Read)
_IS_LAST = ~exists().where(
    _LATER.campaign_case_id == ClassChange.campaign_case_id,
    _LATER.id > ClassChange.id,
)
_GIVEN_SINCE = exists().where(
    _READ.campaign_case_id == CampaignCase.id, _READ.event_id > ClassChange.event_id
)


_CLASSED = (
    select(
        CampaignCase.id,
        CampaignCase.public_id,
        CampaignCase.case_id,
        Case.case_no,
        ClassChange.class_before,
        ClassChange.class_after,
        ClassChange.scheme_before_id,
        ClassChange.reviews_before,
        _IS_LAST.label("is_last"),
        and_(
            IN_SAMPLE,
            _IS_LAST,
            ~_GIVEN_SINCE,
            ~_IS_SETTLED,
            Case.case_class == ClassChange.class_after,
            # Answers agreed since are answers to the scheme it has now.
            or_(~IS_SEED, CampaignCase.scheme_id == ClassChange.scheme_before_id),
        ).label("is_free"),
    )
    .select_from(ClassChange)
    .join(CampaignCase, CampaignCase.id == ClassChange.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .where(ClassChange.event_id == bindparam("event_id"))
    .order_by(CampaignCase.position)
)


def given(event_id: int, at: Any) -> Sequence[Row]:
    """The reads that one event gave out; `is_free` while nobody may have seen them."""
    is_free = and_(
        Read.ended_at.is_(None),
        Submission.id.is_(None),
        Draft.read_id.is_(None),
        ~bulk.is_seen(event_id, at),
    )
    statement = (
        taking_back.columns(is_free.label("is_free"))
        .where(Read.event_id == event_id)
        .order_by(*taking_back.ORDER)
    )
    return unit.connection().execute(statement).all()


def withdrawn(campaign_id: int, event_id: int) -> Sequence[Row]:
    """The files that one event took out and that are out still.

    `is_free` while the sample was not changed since.
    """
    later = exists().where(
        SampleChange.campaign_id == campaign_id, SampleChange.event_id > event_id
    )
    statement = (
        select(
            CampaignCase.id,
            CampaignCase.public_id,
            CampaignCase.position,
            Case.case_no,
            (~later).label("is_free"),
        )
        .join(Case, Case.id == CampaignCase.case_id)
        .where(
            CampaignCase.campaign_id == campaign_id,
            CampaignCase.left_event_id == event_id,
        )
        .order_by(CampaignCase.position)
    )
    return unit.connection().execute(statement).all()


def ended_with(file_ids: Sequence[int], event_id: int, at: Any) -> Sequence[Row]:
    """The open reads that ended when their file was taken out.

    `is_free` while its reader may not have seen that, and is still in the campaign.
    """
    is_free = and_(taking_back.is_here(), ~bulk.is_seen(event_id, at))
    statement = (
        taking_back.columns(is_free.label("is_free"))
        .where(
            Read.campaign_case_id.in_(list(file_ids)),
            Read.ended_at == at,
            Submission.id.is_(None),
        )
        .order_by(*taking_back.ORDER)
    )
    return unit.connection().execute(statement).all()


def reason_of(event_id: int) -> str:
    """Why an event changed the sample."""
    statement = (
        select(SampleChange.reason)
        .where(SampleChange.event_id == event_id)
        .order_by(SampleChange.id)
        .limit(1)
    )
    return str(unit.connection().scalar(statement) or "")
