"""Files of a sample with agreed answers, who read them, and what was agreed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from review.domain.reads import Purpose
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    SEED,
    Campaign,
    CampaignCase,
    Case,
    Divergence,
    Person,
    Read,
    Result,
    ReviewerCode,
    Submission,
)

_SEED, _CALIBRATION = aliased(CampaignCase), aliased(Campaign)
_AGREED, _SHEET = aliased(Read), aliased(Submission)
_IS_AGREED = and_(
    _AGREED.campaign_case_id == _SEED.id,
    _AGREED.purpose == Purpose.AGREED,
    _AGREED.ended_at.is_(None),
)


def seeds(campaign_id: int) -> Sequence[Row]:
    """The seeds of a campaign, whose lead they are, and how far they are."""
    return unit.connection().execute(_SEEDS, {"campaign_id": campaign_id}).all()


def sheets(campaign_id: int, person_id: int | None = None) -> Sequence[Row]:
    """The reviews of seeds by reviewer, each with the sheet that was agreed.

    Of settled files alone, in the order in which these were settled.
    """
    statement = _SHEETS
    if person_id is not None:
        statement = statement.where(ReviewerCode.person_id == person_id)
    return unit.connection().execute(statement, {"campaign_id": campaign_id}).all()


def case_in(campaign_id: int, case_no: str) -> Sequence[Row]:
    """The files of a number in the sample, with whether they are seeds already."""
    values = {"campaign_id": campaign_id, "case_no": case_no}
    return unit.connection().execute(_CASE, values).all()


def counts(campaign_id: int) -> Row:
    """The counted reviews that a sample asks for, and its reviewers."""
    return unit.connection().execute(_COUNTS, {"campaign_id": campaign_id}).one()


_HERE = (CampaignCase.campaign_id == bindparam("campaign_id")) & IN_SAMPLE
_OF_SEED = and_(
    _CALIBRATION.calibrates_id == CampaignCase.campaign_id,
    _SEED.campaign_id == _CALIBRATION.id,
    _SEED.case_id == CampaignCase.case_id,
    _SEED.drawn_by == SEED,
    _SEED.left_event_id.is_(None),
)
IS_SEED = exists(select(_SEED.id).where(_OF_SEED))
"""Whether answers were agreed on a file of the sample, or are being agreed."""
_IS_SETTLED = exists().where(Result.campaign_case_id == CampaignCase.id)
_IS_APART = exists().where(Divergence.campaign_case_id == CampaignCase.id)
_OTHER = aliased(Read)
_SEEDS = (
    select(
        CampaignCase.id,
        _SEED.id.label("seed_id"),
        _SEED.public_id,
        CampaignCase.n_reviews,
        Case.case_no,
        Case.stage,
        Case.volume_set,
        Person.name.label("lead"),
        _AGREED.id.label("agreed_id"),
        _SHEET.id.label("sheet_id"),
        or_(_IS_SETTLED, _IS_APART).label("is_read"),
        exists()
        .where(
            _OTHER.campaign_case_id == CampaignCase.id,
            _OTHER.purpose.in_((Purpose.COUNTED, Purpose.SECOND)),
        )
        .label("is_given"),
        select(func.coalesce(func.max(_OTHER.slot), 0))
        .where(
            _OTHER.campaign_case_id == CampaignCase.id,
            _OTHER.purpose == Purpose.SECOND,
        )
        .correlate(CampaignCase)
        .scalar_subquery()
        .label("last_slot"),
    )
    .select_from(CampaignCase)
    .join(_CALIBRATION, _CALIBRATION.calibrates_id == CampaignCase.campaign_id)
    .join(_SEED, _OF_SEED)
    .join(Case, Case.id == CampaignCase.case_id)
    .outerjoin(_AGREED, _IS_AGREED)
    .outerjoin(_SHEET, _SHEET.read_id == _AGREED.id)
    .outerjoin(ReviewerCode, ReviewerCode.code == _AGREED.reviewer_code)
    .outerjoin(Person, Person.id == ReviewerCode.person_id)
    .where(_HERE)
    .order_by(_SEED.position)
)
_SHEETS = (
    select(
        ReviewerCode.person_id,
        Read.public_id,
        Read.reviewer_code,
        Case.case_no,
        CampaignCase.scheme_id,
        Submission.choices,
        Submission.submitted_at,
        _SHEET.id.label("agreed_id"),
        _SHEET.choices.label("agreed"),
    )
    .select_from(CampaignCase)
    .join(_CALIBRATION, _CALIBRATION.calibrates_id == CampaignCase.campaign_id)
    .join(_SEED, _OF_SEED)
    .join(_AGREED, _IS_AGREED)
    .join(_SHEET, _SHEET.read_id == _AGREED.id)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Read, Read.campaign_case_id == CampaignCase.id)
    .join(Submission, Submission.read_id == Read.id)
    .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
    .where(
        _HERE,
        Read.ended_at.is_(None),
        Submission.choices.is_not(None),
        Read.purpose.in_((Purpose.COUNTED, Purpose.SECOND)),
        _IS_SETTLED,
    )
    .order_by(
        select(func.min(Result.id))
        .where(Result.campaign_case_id == CampaignCase.id)
        .correlate(CampaignCase)
        .scalar_subquery(),
        Submission.id,
    )
)
_CASE = (
    select(
        CampaignCase.scheme_id,
        Case.id,
        Case.bureau_id,
        Case.kind,
        Case.area_id,
        Case.secret,
        _SEED.id.label("seed_id"),
    )
    .select_from(CampaignCase)
    .join(Case, Case.id == CampaignCase.case_id)
    .outerjoin(_CALIBRATION, _CALIBRATION.calibrates_id == CampaignCase.campaign_id)
    .outerjoin(
        _SEED,
        and_(
            _SEED.campaign_id == _CALIBRATION.id,
            _SEED.case_id == CampaignCase.case_id,
        ),
    )
    .where(_HERE, Case.case_no == bindparam("case_no"))
    .order_by(Case.id)
)
_COUNTS = select(
    select(func.coalesce(func.sum(CampaignCase.n_reviews), 0))
    .where(_HERE)
    .scalar_subquery()
    .label("n_reads"),
)
