"""What is settled, for trying other rules on it: files with their results, and reviews."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    func,
    null,
    select,
)

from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    IS_WORK,
    Area,
    Campaign,
    CampaignCase,
    Case,
    Firm,
    Person,
    Read,
    Result,
    SchemeTrial,
    StoredScheme,
    Submission,
)
from review.store.queries import phases
from review.store.queries.results import RECONCILED

AMONG = bindparam("campaign_ids", expanding=True)


def past(bureau_id: int, scheme_id: int) -> Sequence[Row]:
    """The campaigns that have files of this scheme, and how many of theirs are settled.

    `n` and `n_settled` count all files of a campaign, `n_own` those of the scheme.
    """
    values = {"bureau_id": bureau_id, "scheme_id": scheme_id}
    return unit.connection().execute(_PAST, values).all()


def files(campaign_ids: Sequence[int], scheme_id: int) -> Sequence[Row]:
    """The files of the scheme, each with its current result if it has one."""
    return _run(_FILES, campaign_ids, scheme_id)


def reviews(
    campaign_ids: Sequence[int], scheme_id: int, *, with_choices: bool
) -> Sequence[Row]:
    """The reviews that settled them, those of one file together."""
    statement = _WITH_CHOICES if with_choices else _WITHOUT_CHOICES
    return _run(statement, campaign_ids, scheme_id)


def mark(campaign_ids: Sequence[int]) -> tuple[int, int]:
    """Another one as soon as a file of these campaigns is settled or corrected."""
    values = {"campaign_ids": list(campaign_ids)}
    row = unit.connection().execute(_MARK, values).one()
    return int(row.n), int(row.last or 0)


def trial(public_id: str, bureau_id: int) -> Row | None:
    values = {"public_id": public_id, "bureau_id": bureau_id}
    return unit.connection().execute(_TRIAL, values).first()


def address(trial_id: int) -> str:
    statement = select(SchemeTrial.public_id).where(SchemeTrial.id == trial_id)
    return str(unit.connection().scalar(statement))


def id_of(public_id: str, bureau_id: int) -> int:
    row = trial(public_id, bureau_id)
    assert row is not None
    return int(row.id)


def _run(
    statement: Select[Any], campaign_ids: Sequence[int], scheme_id: int
) -> Sequence[Row]:
    values = {"campaign_ids": list(campaign_ids), "scheme_id": scheme_id}
    return unit.connection().execute(statement, values).all()


_OF_SCHEME = CampaignCase.scheme_id == bindparam("scheme_id")
_PAST = (
    select(
        Campaign.id,
        Campaign.code,
        Campaign.name,
        Campaign.rules,
        func.count().label("n"),
        func.count(Result.id).label("n_settled"),
        func.count(case((_OF_SCHEME, 1))).label("n_own"),
    )
    .join(CampaignCase, CampaignCase.campaign_id == Campaign.id)
    .outerjoin(Result, phases.is_current_result())
    .where(Campaign.bureau_id == bindparam("bureau_id"), IN_SAMPLE, IS_WORK)
    .group_by(Campaign.id)
    .order_by(Campaign.assessment_year.desc(), Campaign.id.desc())
)
_IS_TRIED = (CampaignCase.campaign_id.in_(AMONG)) & _OF_SCHEME & IN_SAMPLE
_FILES = (
    select(
        CampaignCase.id,
        CampaignCase.public_id,
        CampaignCase.n_reviews,
        CampaignCase.kind,
        Campaign.code.label("campaign"),
        Case.case_no,
        Case.stage,
        Case.volume_set,
        Case.case_class,
        Area.name.label("area"),
        Firm.name.label("firm"),
        CampaignCase.lead_person_id.label("handler_id"),
        Person.name.label("handler"),
        Result.id.label("result_id"),
        Result.score,
        Result.grade,
        Result.replaces_id,
    )
    .join(Campaign, Campaign.id == CampaignCase.campaign_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Area, Area.id == CampaignCase.area_id)
    .outerjoin(Firm, Firm.id == CampaignCase.firm_id)
    .outerjoin(Person, Person.id == CampaignCase.lead_person_id)
    .outerjoin(Result, phases.is_current_result())
    .where(_IS_TRIED)
    .order_by(Campaign.id, CampaignCase.position)
)


def _reviews(choices: ColumnElement[Any]) -> Select[Any]:
    return (
        select(
            CampaignCase.id.label("campaign_case_id"),
            Read.purpose,
            Read.slot,
            Read.part,
            Read.items,
            choices.label("choices"),
            Submission.choices.is_(None).label("is_bare"),
            Submission.total,
            Submission.grade,
            Submission.summary,
        )
        .join(Read, Read.campaign_case_id == CampaignCase.id)
        .join(Submission, Submission.read_id == Read.id)
        .where(_IS_TRIED, Read.ended_at.is_(None), Read.purpose.in_(RECONCILED))
        .order_by(CampaignCase.id, Read.id)
    )


_WITH_CHOICES = _reviews(Submission.__table__.c.choices)
_WITHOUT_CHOICES = _reviews(null())
_MARK = (
    select(func.count(Result.id).label("n"), func.max(Result.id).label("last"))
    .join(CampaignCase, CampaignCase.id == Result.campaign_case_id)
    .where(CampaignCase.campaign_id.in_(AMONG))
)
_TRIAL = (
    select(
        SchemeTrial.__table__,
        StoredScheme.public_id.label("base_id"),
        StoredScheme.digest.label("base_digest"),
    )
    .join(StoredScheme, StoredScheme.id == SchemeTrial.scheme_id)
    .where(
        SchemeTrial.public_id == bindparam("public_id"),
        SchemeTrial.bureau_id == bindparam("bureau_id"),
    )
)
