"""Anchor files of a campaign, their agreed answers, and who tried them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from review.domain.reads import Purpose
from review.store import unit
from review.store.models import (
    ANCHOR,
    IN_SAMPLE,
    IS_WORK,
    Affiliation,
    Campaign,
    CampaignCase,
    CampaignReviewer,
    Case,
    CaseParticipation,
    DeclaredConflict,
    Person,
    Read,
    Reviewer,
    ReviewerCode,
    StoredScheme,
    Submission,
)
from review.store.queries.campaigns import IN_FORCE, handled
from review.store.queries.reviews import is_over

_IS_ANCHOR = CampaignCase.drawn_by == ANCHOR
_OF_CALIBRATION = Campaign.calibrates_id == bindparam("campaign_id")


def of(campaign_id: int) -> Row | None:
    """The campaign of anchors on which this one's reviewers qualify."""
    statement = select(Campaign.__table__).where(_OF_CALIBRATION)
    return unit.connection().execute(statement, {"campaign_id": campaign_id}).first()


def anchors(campaign_id: int) -> Sequence[Row]:
    """The anchors in use with whoever sets the agreed answers, in their order."""
    return unit.connection().execute(_ANCHORS, {"campaign_id": campaign_id}).all()


def sheets(campaign_id: int, person_id: int | None = None) -> Sequence[Row]:
    """Every submitted sheet of the anchors: agreed ones first, then trials by day.

    With a person only that person's trials.
    """
    whose = [] if person_id is None else [_by(person_id)]
    statement = _SHEETS.where(*whose)
    return unit.connection().execute(statement, {"campaign_id": campaign_id}).all()


def _by(person_id: int) -> object:
    return or_(Read.purpose == Purpose.AGREED, ReviewerCode.person_id == person_id)


def case_to_add(case_no: str, *, bureau_id: int, campaign_id: int) -> Sequence[Row]:
    """The files of a number, with whether they are in the sample or an anchor, and
    whether another campaign without its final release has them in its sample.
    """
    of_work = aliased(Campaign)
    there = (
        select(CampaignCase.id)
        .join(of_work, of_work.id == CampaignCase.campaign_id)
        .where(
            CampaignCase.case_id == Case.id,
            or_(of_work.id == campaign_id, of_work.calibrates_id == campaign_id),
        )
    )
    live = (
        select(CampaignCase.id)
        .join(Campaign, Campaign.id == CampaignCase.campaign_id)
        .where(
            CampaignCase.case_id == Case.id,
            IS_WORK,
            IN_SAMPLE,
            ~is_over(Campaign.id),
        )
    )
    statement = select(
        Case.id,
        Case.bureau_id,
        Case.kind,
        Case.area_id,
        Case.sealed,
        Case.secret,
        there.exists().label("is_there"),
        live.exists().label("is_live"),
    ).where(Case.case_no == case_no, Case.bureau_id == bureau_id)
    return unit.connection().execute(statement.order_by(Case.id)).all()


def own(person_id: int | None, bureau_id: int | None) -> Sequence[Row]:
    """The campaigns a person reads in that have anchors, newest first."""
    values = {"person_id": person_id, "bureau_id": bureau_id}
    return unit.connection().execute(_OWN, values).all()


def open_trial(campaign_id: int, person_id: int) -> str | None:
    """A trial that is begun; it is finished before another one."""
    statement = (
        select(Read.public_id)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(Campaign, Campaign.id == Read.campaign_id)
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(
            _OF_CALIBRATION,
            ReviewerCode.person_id == person_id,
            Read.purpose == Purpose.SEED,
            Read.ended_at.is_(None),
            Submission.id.is_(None),
        )
    )
    return unit.connection().scalar(statement, {"campaign_id": campaign_id})


def untried(campaign_id: int, person_id: int) -> Sequence[Row]:
    """Agreed anchors this person never held and has no part in."""
    values = {"campaign_id": campaign_id, "person_id": person_id}
    return unit.connection().execute(_UNTRIED, values).all()


def cases_of_anchors(campaign_id: int) -> frozenset[int]:
    """The case files that ever were anchors: some reviewers know their answers."""
    statement = (
        select(CampaignCase.case_id)
        .join(Campaign, Campaign.id == CampaignCase.campaign_id)
        .where(_OF_CALIBRATION)
    )
    rows = unit.connection().scalars(statement, {"campaign_id": campaign_id})
    return frozenset(rows)


def n_anchors(calibration_id: int) -> int:
    """How many there ever were; a place is never used again."""
    statement = select(func.count()).select_from(CampaignCase)
    within = statement.where(CampaignCase.campaign_id == calibration_id)
    return int(unit.connection().scalar(within) or 0)


def open_reads_of(campaign_case_id: int) -> Sequence[int]:
    """Sheets of an anchor that are not submitted."""
    statement = (
        select(Read.id)
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(
            Read.campaign_case_id == campaign_case_id,
            Read.ended_at.is_(None),
            Submission.id.is_(None),
        )
    )
    return unit.connection().scalars(statement).all()


def n_slots(campaign_case_id: int) -> int:
    """The last slot given for a trial of this anchor."""
    statement = select(func.coalesce(func.max(Read.slot), 0)).where(
        Read.campaign_case_id == campaign_case_id, Read.purpose == Purpose.SEED
    )
    return int(unit.connection().scalar(statement) or 0)


def code_of(campaign_id: int, person_id: int) -> str | None:
    statement = select(ReviewerCode.code).where(
        ReviewerCode.campaign_id == campaign_id, ReviewerCode.person_id == person_id
    )
    return unit.connection().scalar(statement)


def read_to_check(public_id: str) -> Row | None:
    """What says whether a read asks for a qualification."""
    statement = (
        select(
            Read.campaign_id,
            Read.purpose,
            Campaign.rules,
            Submission.id.label("submission_id"),
        )
        .join(Campaign, Campaign.id == Read.campaign_id)
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(Read.public_id == public_id)
    )
    return unit.connection().execute(statement).first()


def people(campaign_id: int) -> Sequence[Row]:
    """Who reads in the campaign now, by pinyin, with how many files are open."""
    return unit.connection().execute(_PEOPLE, {"campaign_id": campaign_id}).all()


_AGREED = (
    select(Submission.id)
    .join(Read, Read.id == Submission.read_id)
    .where(
        Read.campaign_case_id == CampaignCase.id,
        Read.purpose == Purpose.AGREED,
        Read.ended_at.is_(None),
    )
    .correlate(CampaignCase)
    .exists()
)
_N_TRIALS = (
    select(func.count(Submission.id))
    .join(Read, Read.id == Submission.read_id)
    .where(Read.campaign_case_id == CampaignCase.id, Read.purpose == Purpose.SEED)
    .correlate(CampaignCase)
    .scalar_subquery()
)
_ANCHORS = (
    select(
        CampaignCase.id,
        CampaignCase.public_id,
        Case.case_no,
        StoredScheme.title,
        Person.name.label("lead"),
        _AGREED.label("is_agreed"),
        _N_TRIALS.label("n_trials"),
    )
    .join(Campaign, Campaign.id == CampaignCase.campaign_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(StoredScheme, StoredScheme.id == CampaignCase.scheme_id)
    .outerjoin(
        Read,
        and_(
            Read.campaign_case_id == CampaignCase.id,
            Read.purpose == Purpose.AGREED,
            Read.ended_at.is_(None),
        ),
    )
    .outerjoin(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
    .outerjoin(Person, Person.id == ReviewerCode.person_id)
    .where(_OF_CALIBRATION, IN_SAMPLE, _IS_ANCHOR)
    .order_by(CampaignCase.position)
)
_SHEETS = (
    select(
        Read.public_id,
        Read.purpose,
        ReviewerCode.person_id,
        CampaignCase.id.label("campaign_case_id"),
        CampaignCase.scheme_id,
        Case.case_no,
        Submission.id.label("submission_id"),
        Submission.choices,
        Submission.submitted_at,
    )
    .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Campaign, Campaign.id == Read.campaign_id)
    .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
    .join(Submission, Submission.read_id == Read.id)
    .where(_OF_CALIBRATION, Read.purpose.in_((Purpose.AGREED, Purpose.SEED)))
    .order_by(Read.purpose != Purpose.AGREED, Submission.id)
)
_LIVE = aliased(Campaign)
_HAS_ANCHORS = exists().where(CampaignCase.campaign_id == Campaign.id, _IS_ANCHOR)
_OWN = (
    select(
        _LIVE.id,
        _LIVE.code,
        _LIVE.name,
        _LIVE.rules,
        _HAS_ANCHORS.label("has_anchors"),
    )
    .join(Campaign, Campaign.calibrates_id == _LIVE.id)
    .join(CampaignReviewer, CampaignReviewer.campaign_id == _LIVE.id)
    .where(
        CampaignReviewer.person_id == bindparam("person_id"),
        CampaignReviewer.ended_at.is_(None),
        _LIVE.bureau_id == bindparam("bureau_id"),
    )
    .order_by(_LIVE.assessment_year.desc(), _LIVE.id.desc())
)
_READ_SO = aliased(CampaignCase)
_HELD = (
    select(Read.id)
    .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
    .join(_READ_SO, _READ_SO.id == Read.campaign_case_id)
    .where(
        _READ_SO.case_id == CampaignCase.case_id,
        ReviewerCode.person_id == bindparam("person_id"),
    )
    .correlate(CampaignCase)
    .exists()
)
"""In any campaign: who reads a file must not be told what others agreed on it."""
_FIRMS = select(Affiliation.firm_id).where(
    Affiliation.person_id == bindparam("person_id")
)
_CONCERNS_OWN = or_(
    CampaignCase.firm_id.in_(_FIRMS),
    exists().where(
        DeclaredConflict.person_id == bindparam("person_id"),
        IN_FORCE,
        DeclaredConflict.firm_id == CampaignCase.firm_id,
    ),
)
"""An own institution, or one declared, where the file is about the institution."""
_HAS_PART = (
    select(CaseParticipation.id)
    .where(
        handled(CampaignCase.case_id),
        or_(
            CaseParticipation.person_id == bindparam("person_id"),
            CaseParticipation.firm_id.in_(_FIRMS),
            exists().where(
                DeclaredConflict.person_id == bindparam("person_id"),
                IN_FORCE,
                or_(
                    DeclaredConflict.firm_id == CaseParticipation.firm_id,
                    DeclaredConflict.other_person_id == CaseParticipation.person_id,
                ),
            ),
        ),
    )
    .correlate(CampaignCase)
    .exists()
)
_UNTRIED = (
    select(CampaignCase.id, CampaignCase.public_id, CampaignCase.campaign_id)
    .join(Campaign, Campaign.id == CampaignCase.campaign_id)
    .where(_OF_CALIBRATION, IN_SAMPLE, _IS_ANCHOR, _AGREED, ~_HELD, ~_HAS_PART)
    .where(or_(CampaignCase.firm_id.is_(None), ~_CONCERNS_OWN))
    .order_by(CampaignCase.position)
)
_N_OPEN = (
    select(func.count(Read.id))
    .outerjoin(Submission, Submission.read_id == Read.id)
    .where(
        Read.reviewer_code == ReviewerCode.code,
        Read.ended_at.is_(None),
        Read.purpose != Purpose.APPEAL.value,
        Submission.id.is_(None),
    )
    .correlate(ReviewerCode)
    .scalar_subquery()
)
_PEOPLE = (
    select(
        CampaignReviewer.person_id,
        CampaignReviewer.bureau_id,
        CampaignReviewer.is_lead,
        ReviewerCode.code,
        Reviewer.number,
        Person.name,
        Person.name_key.label("sound"),
        _N_OPEN.label("n_open"),
    )
    .join(
        ReviewerCode,
        and_(
            ReviewerCode.campaign_id == CampaignReviewer.campaign_id,
            ReviewerCode.person_id == CampaignReviewer.person_id,
        ),
    )
    .join(Person, Person.id == CampaignReviewer.person_id)
    .outerjoin(
        Reviewer,
        and_(
            Reviewer.person_id == CampaignReviewer.person_id,
            Reviewer.bureau_id == CampaignReviewer.bureau_id,
        ),
    )
    .where(
        CampaignReviewer.campaign_id == bindparam("campaign_id"),
        CampaignReviewer.ended_at.is_(None),
    )
    .order_by(Person.name_key, Reviewer.number)
)
