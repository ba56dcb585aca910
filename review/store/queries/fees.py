"""Finished reads that nobody was paid for, and the lists that pay them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    bindparam,
    exists,
    false,
    func,
    literal,
    select,
)

from review.domain.reads import Purpose
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    Affiliation,
    CampaignCase,
    Case,
    Divergence,
    FeeLine,
    FeePayout,
    FeeShare,
    Firm,
    Person,
    Read,
    Result,
    Reviewer,
    ReviewerCode,
    SeniorFeeLine,
    SeniorRead,
    StoredFeeRule,
    Submission,
)

PANEL = "panel"
CAMPAIGN = bindparam("campaign_id")


def newest_rule(campaign_id: int) -> Row | None:
    """The rates in force."""
    values = {"campaign_id": campaign_id}
    return unit.connection().execute(_RULE, values).first()


def unpaid(campaign_id: int) -> Sequence[Row]:
    """Finished reads that stand in no list, counted by person, by what they were for
    and by kind and class of their files.

    `newest` names the last of them, so that one for another does not go unnoticed.
    """
    values = {"campaign_id": campaign_id}
    connection = unit.connection()
    reads = connection.execute(_UNPAID, values).all()
    return [*reads, *connection.execute(_UNPAID_DECISIONS_BY_PERSON, values)]


def unpaid_reads(campaign_id: int) -> Sequence[Row]:
    """The same one by one, without whose they are."""
    values = {"campaign_id": campaign_id}
    return unit.connection().execute(_UNPAID_READS, values).all()


def unpaid_decisions(campaign_id: int) -> Sequence[Row]:
    """What seniors said of fails and stands in no list, one by one."""
    values = {"campaign_id": campaign_id}
    return unit.connection().execute(_UNPAID_DECISIONS, values).all()


def people(campaign_id: int) -> Sequence[Row]:
    """Everybody who ever read in the campaign, by pinyin."""
    values = {"campaign_id": campaign_id}
    return unit.connection().execute(_PEOPLE, values).all()


def firms(campaign_id: int, *, on: date) -> Sequence[Row]:
    """The firms of those people on a day."""
    values = {"campaign_id": campaign_id, "on": on}
    return unit.connection().execute(_FIRMS, values).all()


def payouts(campaign_id: int) -> Sequence[Row]:
    """Every list of a campaign, the newest first, with its people and reads."""
    values = {"campaign_id": campaign_id}
    return unit.connection().execute(_PAYOUTS, values).all()


def payout(campaign_id: int, public_id: str) -> Row | None:
    values = {"campaign_id": campaign_id, "public_id": public_id}
    return unit.connection().execute(_PAYOUT, values).first()


def made_of(campaign_id: int, basis: str) -> str | None:
    """The list that was made of the very state looked at, unless it was cancelled."""
    values = {"campaign_id": campaign_id, "basis": basis}
    return unit.connection().scalars(_MADE, values).first()


def has_unsettled(campaign_id: int) -> bool:
    """Whether a file of the sample has no result yet."""
    values = {"campaign_id": campaign_id}
    return bool(unit.connection().scalar(_HAS_UNSETTLED, values))


def shares(payout_id: int) -> Sequence[Row]:
    values = {"payout_id": payout_id}
    return unit.connection().execute(_SHARES, values).all()


_RULE = (
    select(StoredFeeRule.id, StoredFeeRule.rule, StoredFeeRule.set_at)
    .where(StoredFeeRule.campaign_id == CAMPAIGN)
    .order_by(StoredFeeRule.id.desc())
    .limit(1)
)
_HAS_UNSETTLED = select(
    exists().where(
        CampaignCase.campaign_id == CAMPAIGN,
        IN_SAMPLE,
        ~exists().where(Result.campaign_case_id == CampaignCase.id),
    )
)
_IS_PAID = exists().where(FeeLine.read_id == Read.id, FeeLine.ended_event_id.is_(None))
_BY_PANEL = (
    exists()
    .where(
        Divergence.campaign_case_id == Read.campaign_case_id,
        Divergence.part == Read.part,
        Divergence.needs == PANEL,
    )
    .label("by_panel")
)
_FINISHED = (Read.campaign_id == CAMPAIGN) & Read.ended_at.is_(None) & ~_IS_PAID
_UNPAID_READS = (
    select(Read.id, Read.purpose, _BY_PANEL, Case.kind, Case.case_class)
    .join(Submission, Submission.read_id == Read.id)
    .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .where(_FINISHED)
    .order_by(Read.id)
)
_OPEN = (
    select(
        Read.id, Read.reviewer_code, Read.purpose, _BY_PANEL, Case.kind, Case.case_class
    )
    .join(Submission, Submission.read_id == Read.id)
    .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .where(_FINISHED)
    .subquery("finished")
)
_ALIKE = (
    ReviewerCode.person_id,
    _OPEN.c.purpose,
    _OPEN.c.by_panel,
    _OPEN.c.kind,
    _OPEN.c.case_class,
)
_UNPAID = (
    select(*_ALIKE, func.count().label("n"), func.max(_OPEN.c.id).label("newest"))
    .join(ReviewerCode, ReviewerCode.code == _OPEN.c.reviewer_code)
    .group_by(*_ALIKE)
)
_IS_PAID_DECISION = exists().where(
    SeniorFeeLine.senior_read_id == SeniorRead.id,
    SeniorFeeLine.ended_event_id.is_(None),
)
_AS_SENIOR = (
    literal(Purpose.SENIOR.value).label("purpose"),
    false().label("by_panel"),
    Case.kind,
    Case.case_class,
)


def _decisions(*columns: Any) -> Select:
    return (
        select(*columns)
        .select_from(SeniorRead)
        .join(CampaignCase, CampaignCase.id == SeniorRead.campaign_case_id)
        .join(Case, Case.id == CampaignCase.case_id)
        .where(CampaignCase.campaign_id == CAMPAIGN, ~_IS_PAID_DECISION)
    )


_UNPAID_DECISIONS = _decisions(SeniorRead.id, *_AS_SENIOR).order_by(SeniorRead.id)
_UNPAID_DECISIONS_BY_PERSON = (
    _decisions(
        ReviewerCode.person_id,
        *_AS_SENIOR,
        func.count().label("n"),
        func.max(SeniorRead.id).label("newest"),
    )
    .join(ReviewerCode, ReviewerCode.code == SeniorRead.reviewer_code)
    .group_by(ReviewerCode.person_id, Case.kind, Case.case_class)
)
_PEOPLE = (
    select(ReviewerCode.person_id, Person.name, Reviewer.number)
    .join(Person, Person.id == ReviewerCode.person_id)
    .outerjoin(
        Reviewer,
        (Reviewer.person_id == ReviewerCode.person_id)
        & (Reviewer.bureau_id == ReviewerCode.bureau_id),
    )
    .where(ReviewerCode.campaign_id == CAMPAIGN)
    .order_by(Person.name_key, Reviewer.number, Person.id)
)
_FIRMS = (
    select(Affiliation.person_id, Firm.name)
    .join(Firm, Firm.id == Affiliation.firm_id)
    .join(
        ReviewerCode,
        (ReviewerCode.person_id == Affiliation.person_id)
        & (ReviewerCode.bureau_id == Affiliation.bureau_id),
    )
    .where(
        ReviewerCode.campaign_id == CAMPAIGN,
        Affiliation.starts_on.is_(None) | (Affiliation.starts_on <= bindparam("on")),
        Affiliation.ends_on.is_(None) | (Affiliation.ends_on >= bindparam("on")),
    )
    .order_by(Firm.name_key)
)
_N_PEOPLE = (
    select(func.count())
    .where(FeeShare.payout_id == FeePayout.id)
    .scalar_subquery()
    .label("n_people")
)
_N_DECISIONS = (
    select(func.count())
    .where(SeniorFeeLine.payout_id == FeePayout.id)
    .scalar_subquery()
)
_N_READS = (
    select(func.count() + _N_DECISIONS)
    .where(FeeLine.payout_id == FeePayout.id)
    .scalar_subquery()
    .label("n_reads")
)
_ALL = select(FeePayout.__table__, _N_PEOPLE, _N_READS).where(
    FeePayout.campaign_id == CAMPAIGN
)
_PAYOUTS = _ALL.order_by(FeePayout.number.desc())
_PAYOUT = _ALL.where(FeePayout.public_id == bindparam("public_id"))
_MADE = select(FeePayout.public_id).where(
    FeePayout.campaign_id == CAMPAIGN,
    FeePayout.basis == bindparam("basis"),
    FeePayout.cancelled_event_id.is_(None),
)
_SHARES = (
    select(FeeShare.__table__)
    .where(FeeShare.payout_id == bindparam("payout_id"))
    .order_by(FeeShare.position)
)
