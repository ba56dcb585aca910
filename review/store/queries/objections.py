"""Objections as the bureau and whoever decides them see them; staff connections only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    bindparam,
    exists,
    func,
    select,
    union,
)
from sqlalchemy.orm import aliased

from review.domain.policy import Role
from review.domain.reads import Purpose
from review.store import unit
from review.store.models import (
    Affiliation,
    Campaign,
    CampaignCase,
    Case,
    Firm,
    Grant,
    Objection,
    ObjectionAnswer,
    ObjectionEnding,
    ObjectionPoint,
    ObjectionRead,
    ObjectionRuling,
    PanelDecision,
    PanelMember,
    Person,
    Read,
    Release,
    Result,
    ReviewerCode,
    SeniorRead,
    StoredText,
    Submission,
    User,
)
from review.store.queries.phases import is_current_result
from review.store.queries.reminders import holds_role
from review.store.queries.results import RECONCILED

WITHDRAWN, DECIDED = "withdrawn", "decided"
MOST_FILES = 20


def file_by_number(
    campaign_id: int, case_no: str, stage: str, volume_set: str
) -> Row | None:
    """A drawn file of a campaign, as a release names it, with its current result."""
    values = {
        "campaign_id": campaign_id,
        "case_no": case_no,
        "stage": stage,
        "volume_set": volume_set,
    }
    return unit.connection().execute(_BY_NUMBER, values).first()


def file_by_key(campaign_id: int, public_id: str) -> Row | None:
    """The same by the address of the drawn file."""
    values = {"campaign_id": campaign_id, "public_id": public_id}
    return unit.connection().execute(_BY_KEY, values).first()


def files_like(campaign_id: int, number: str) -> Sequence[Row]:
    """Settled files whose number holds these letters, in the order of the sample."""
    statement = (
        _FILE.where(Case.case_no.contains(number, autoescape=True))
        .order_by(CampaignCase.position)
        .limit(MOST_FILES)
    )
    return unit.connection().execute(statement, {"campaign_id": campaign_id}).all()


def current_release(campaign_id: int) -> Row | None:
    """The release of a campaign that nothing replaces."""
    return unit.connection().execute(_RELEASE, {"campaign_id": campaign_id}).first()


def are_bare(campaign_case_id: int) -> bool:
    """Whether a review of the file brought its total alone."""
    values = {"campaign_case_id": campaign_case_id}
    return bool(unit.connection().scalar(_BARE, values))


def has_open(campaign_case_id: int, side: str) -> bool:
    """Whether this side objects to the file already and was not answered."""
    values = {"campaign_case_id": campaign_case_id, "side": side}
    return bool(unit.connection().scalar(_HAS_OPEN, values))


def listed(campaign_id: int) -> Sequence[Row]:
    """Every objection in a campaign, the one lodged first foremost."""
    return unit.connection().execute(_LISTED, {"campaign_id": campaign_id}).all()


def one(public_id: str, *, bureau_id: int | None) -> Row | None:
    values = {"public_id": public_id, "bureau_id": bureau_id}
    return unit.connection().execute(_ONE, values).first()


def address_of(objection_id: int) -> str:
    statement = select(Objection.public_id).where(Objection.id == objection_id)
    return str(unit.connection().scalar(statement))


def of_read(read_id: int) -> Row | None:
    """The objection that a read decides."""
    return unit.connection().execute(_OF_READ, {"read_id": read_id}).first()


def points(objection_id: int) -> Sequence[Row]:
    """What an objection says, point by point, with what became of each."""
    return unit.connection().execute(_POINTS, {"objection_id": objection_id}).all()


def open_read(objection_id: int) -> Row | None:
    """The read in which an objection is being decided now."""
    return unit.connection().execute(_OPEN_READ, {"objection_id": objection_id}).first()


def last_slot(campaign_case_id: int) -> int:
    values = {"campaign_case_id": campaign_case_id}
    return int(unit.connection().scalar(_LAST_SLOT, values) or 0)


def had_part(campaign_case_id: int) -> set[str]:
    """Who ever had part in the case of a file, in whatever campaign, by the codes of
    this one: readers of any kind, seniors, members of a panel that decided it.
    """
    values = {"campaign_case_id": campaign_case_id}
    return set(unit.connection().scalars(_HAD_PART, values))


def beside_part(campaign_case_id: int, on: date) -> set[str]:
    """Who is today at the firm of somebody who had part in the case, by the same codes."""
    values = {"campaign_case_id": campaign_case_id, "on": on}
    return set(unit.connection().scalars(_BESIDE_PART, values))


def reviewed(campaign_case_id: int) -> Sequence[Row]:
    """The reviews that a result rests on, in no order that says anything."""
    values = {"campaign_case_id": campaign_case_id}
    return unit.connection().execute(_REVIEWED, values).all()


def accounts_objecting(
    person_id: int | None, firm_id: int | None, on: date
) -> Sequence[int]:
    """The accounts of the handler who objected, or of the heads of the firm."""
    if person_id is not None:
        lawyers = holds_role(frozenset({Role.LAWYER}), on)
        whose = lawyers & (User.person_id == person_id)
    else:
        whose = holds_role(frozenset({Role.FIRM_HEAD}), on, Grant.firm_id == firm_id)
    statement = select(User.id).where(whose).order_by(User.id)
    return unit.connection().scalars(statement).all()


def n_open(campaign_id: int) -> tuple[int, int]:
    """How many objections are not decided, and how many decided but not told."""
    row = unit.connection().execute(_N_OPEN, {"campaign_id": campaign_id}).one()
    return int(row.n_open), int(row.n_untold)


_ENDED, _TOLD = aliased(ObjectionEnding), aliased(ObjectionAnswer)
_IS_ENDED = exists().where(_ENDED.objection_id == Objection.id)
_IS_TOLD = exists().where(_TOLD.objection_id == Objection.id)
_FILE = (
    select(
        CampaignCase.id,
        CampaignCase.public_id,
        CampaignCase.campaign_id,
        CampaignCase.bureau_id,
        CampaignCase.scheme_id,
        CampaignCase.kind,
        CampaignCase.lead_person_id,
        CampaignCase.firm_id,
        Case.case_no,
        Case.stage,
        Case.volume_set,
        (Case.sealed | Case.secret).label("is_confined"),
        Result.id.label("result_id"),
        Result.rule,
        Result.grade,
        exists().where(PanelDecision.result_id == Result.id).label("was_at_panel"),
    )
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Result, is_current_result())
    .where(
        CampaignCase.campaign_id == bindparam("campaign_id"),
        CampaignCase.left_event_id.is_(None),
    )
)
_BY_NUMBER = _FILE.where(
    Case.case_no == bindparam("case_no"),
    Case.stage == bindparam("stage"),
    Case.volume_set == bindparam("volume_set"),
)
_BY_KEY = _FILE.where(CampaignCase.public_id == bindparam("public_id"))
_LATER = aliased(Release)
_RELEASE = select(Release.__table__).where(
    Release.campaign_id == bindparam("campaign_id"),
    ~exists().where(_LATER.replaces_id == Release.id),
)
_BARE = select(
    exists().where(
        Read.campaign_case_id == bindparam("campaign_case_id"),
        Read.ended_at.is_(None),
        Read.purpose.in_(RECONCILED),
        Submission.read_id == Read.id,
        Submission.choices.is_(None),
    )
)
_HAS_OPEN = select(
    exists().where(
        Objection.campaign_case_id == bindparam("campaign_case_id"),
        Objection.side == bindparam("side"),
        ~_IS_TOLD,
    )
)
_READING = exists().where(
    ObjectionRead.objection_id == Objection.id,
    Read.id == ObjectionRead.read_id,
    Read.ended_at.is_(None),
)
_OBJECTION = (
    select(
        Objection.__table__,
        CampaignCase.public_id.label("file"),
        CampaignCase.kind,
        CampaignCase.scheme_id,
        Case.case_no,
        Case.stage,
        Case.volume_set,
        Campaign.code,
        Campaign.name.label("campaign"),
        Person.name.label("person"),
        Firm.name.label("firm"),
        ObjectionEnding.kind.label("ended"),
        ObjectionEnding.ended_at,
        ObjectionEnding.submission_id,
        ObjectionAnswer.told_at,
        _READING.label("is_given"),
    )
    .join(CampaignCase, CampaignCase.id == Objection.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Campaign, Campaign.id == Objection.campaign_id)
    .outerjoin(Person, Person.id == Objection.person_id)
    .outerjoin(Firm, Firm.id == Objection.firm_id)
    .outerjoin(ObjectionEnding, ObjectionEnding.objection_id == Objection.id)
    .outerjoin(ObjectionAnswer, ObjectionAnswer.objection_id == Objection.id)
)
_LISTED = _OBJECTION.where(Objection.campaign_id == bindparam("campaign_id")).order_by(
    Objection.id
)
_ONE = _OBJECTION.where(
    Objection.public_id == bindparam("public_id"),
    Objection.bureau_id == bindparam("bureau_id"),
)
_OF_READ = _OBJECTION.join(
    ObjectionRead, ObjectionRead.objection_id == Objection.id
).where(ObjectionRead.read_id == bindparam("read_id"))
_WHY = aliased(StoredText)
_POINTS = (
    select(
        ObjectionPoint.item_code,
        ObjectionPoint.ground,
        ObjectionPoint.proposed,
        ObjectionPoint.pages,
        StoredText.body,
        ObjectionRuling.ruling,
        ObjectionRuling.cause,
        _WHY.body.label("reason"),
    )
    .join(StoredText, StoredText.id == ObjectionPoint.text_id)
    .outerjoin(
        ObjectionRuling,
        (ObjectionRuling.objection_id == ObjectionPoint.objection_id)
        & (ObjectionRuling.item_code == ObjectionPoint.item_code),
    )
    .outerjoin(_WHY, _WHY.id == ObjectionRuling.text_id)
    .where(ObjectionPoint.objection_id == bindparam("objection_id"))
    .order_by(ObjectionPoint.id)
)
_OPEN_READ = (
    select(Read.id, Read.public_id, Read.reviewer_code, Read.allocated_at)
    .join(ObjectionRead, ObjectionRead.read_id == Read.id)
    .where(
        ObjectionRead.objection_id == bindparam("objection_id"),
        Read.ended_at.is_(None),
        ~exists().where(Submission.read_id == Read.id),
    )
)
_LAST_SLOT = select(func.max(Read.slot)).where(
    Read.campaign_case_id == bindparam("campaign_case_id"),
    Read.purpose == Purpose.APPEAL.value,
)


Who = Callable[[Any, Any], ColumnElement[bool]]


def _same_person(one: Any, other: Any) -> ColumnElement[bool]:
    return one == other


def _same_firm(one: Any, other: Any) -> ColumnElement[bool]:
    theirs, own = aliased(Affiliation), aliased(Affiliation)
    return exists().where(
        theirs.person_id == one,
        own.person_id == other,
        own.firm_id == theirs.firm_id,
        _is_now(theirs),
        _is_now(own),
    )


def _is_now(stay: Any) -> ColumnElement[bool]:
    on = bindparam("on", type_=Date)
    has_begun = stay.starts_on.is_(None) | (stay.starts_on <= on)
    return has_begun & (stay.ends_on.is_(None) | (stay.ends_on >= on))


def _known_as(code: Any, who: Who = _same_person) -> Any:
    """Codes of the file's campaign of those who have such a code of whatever campaign.

    Or of those who stand in another relation to them: `who` of two people.
    """
    then = aliased(ReviewerCode)
    here, there = aliased(CampaignCase), aliased(CampaignCase)
    return (
        select(ReviewerCode.code)
        .select_from(here)
        .join(there, there.case_id == here.case_id)
        .join(ReviewerCode, ReviewerCode.campaign_id == here.campaign_id)
        .join(then, who(then.person_id, ReviewerCode.person_id))
        .where(here.id == bindparam("campaign_case_id"), code(there.id, then.code))
    )


def _read_it(file: Any, code: Any) -> ColumnElement[bool]:
    return exists().where(Read.campaign_case_id == file, Read.reviewer_code == code)


def _was_senior(file: Any, code: Any) -> ColumnElement[bool]:
    of_file = SeniorRead.campaign_case_id == file
    return exists().where(of_file, SeniorRead.reviewer_code == code)


def _sat_in_panel(file: Any, code: Any) -> ColumnElement[bool]:
    return exists().where(
        PanelDecision.campaign_case_id == file,
        PanelMember.meeting_id == PanelDecision.meeting_id,
        PanelMember.reviewer_code == code,
    )


_PARTS = (_read_it, _was_senior, _sat_in_panel)
_HAD_PART = union(*map(_known_as, _PARTS))
_BESIDE_PART = union(*(_known_as(each, _same_firm) for each in _PARTS))
_REVIEWED = (
    select(
        Read.public_id.label("read_public_id"),
        Read.purpose,
        Submission.id.label("submission_id"),
        Submission.choices,
        Campaign.secret_key,
    )
    .join(Submission, Submission.read_id == Read.id)
    .join(Campaign, Campaign.id == Read.campaign_id)
    .where(
        Read.campaign_case_id == bindparam("campaign_case_id"),
        Read.purpose.in_(RECONCILED),
        Read.ended_at.is_(None),
    )
)
_N_OPEN = select(
    func.count().filter(~_IS_ENDED).label("n_open"),
    func.count().filter(_IS_ENDED & ~_IS_TOLD).label("n_untold"),
).where(Objection.campaign_id == bindparam("campaign_id"))
