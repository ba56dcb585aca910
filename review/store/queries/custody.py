"""Where the paper volumes of a campaign's files are, and the lists they moved by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from review.domain.custody import TO, Move, Place
from review.store import unit
from review.store.models import (
    Campaign,
    CampaignCase,
    Case,
    Event,
    Firm,
    HandedFile,
    Handover,
    Person,
    Read,
    Result,
    Reviewer,
    ReviewerCode,
    Submission,
)

CAMPAIGN = bindparam("campaign_id")


def counts(campaign_id: int) -> Sequence[Row]:
    """Files by the last move of their volumes."""
    statement = (
        select(Handover.kind, func.count().label("n"))
        .select_from(CampaignCase)
        .outerjoin(HandedFile, _is_last())
        .outerjoin(Handover, Handover.id == HandedFile.handover_id)
        .where(_matters())
        .group_by(Handover.kind)
    )
    return _run(statement, campaign_id)


def listing(
    campaign_id: int, place: Place | None, *, skip: int, size: int
) -> Sequence[Row]:
    """A page of the files, in the order of the sample; `n` counts all of them."""
    statement = _files(func.count().over().label("n")).where(_matters())
    if place is not None:
        statement = statement.where(_at(place))
    ordered = statement.order_by(CampaignCase.position, CampaignCase.id)
    return _run(ordered.offset(skip).limit(size), campaign_id)


def to_move(
    campaign_id: int, move: Move, *, code: str | None, firm_id: int | None
) -> Sequence[Row]:
    """What can be handed over now between the office and one other side."""
    statement = _files().where(_can(move), _of(move, code, firm_id))
    if move is Move.RECEIVED:
        statement = statement.where(CampaignCase.left_event_id.is_(None))
    return _run(statement.order_by(Case.case_no, CampaignCase.id), campaign_id)


def only(campaign_id: int, ids: Collection[int]) -> Sequence[Row]:
    """These files, wherever they are."""
    statement = _files().where(CampaignCase.id.in_(ids))
    return _run(statement.order_by(Case.case_no, CampaignCase.id), campaign_id)


def firms(campaign_id: int, move: Move) -> Sequence[Row]:
    """Firms with something to bring in or to get back, and how many files."""
    statement = (
        select(Firm.public_id, Firm.name, func.count().label("n"))
        .select_from(CampaignCase)
        .outerjoin(Firm, Firm.id == CampaignCase.firm_id)
        .outerjoin(HandedFile, _is_last())
        .outerjoin(Handover, Handover.id == HandedFile.handover_id)
        .where(CampaignCase.campaign_id == CAMPAIGN, _can(move))
        .group_by(Firm.id, Firm.public_id, Firm.name, Firm.name_key)
        .order_by(Firm.name_key, Firm.id)
    )
    if move is Move.RECEIVED:
        statement = statement.where(CampaignCase.left_event_id.is_(None))
    return _run(statement, campaign_id)


def reviewers(campaign_id: int, move: Move) -> Sequence[Row]:
    """Reviewers who can be given something, or hold it, and how many files."""
    joined = _is_open_read() if move is Move.HANDED else _is_holder()
    statement = (
        select(Reviewer.number, Person.name, func.count().label("n"))
        .select_from(CampaignCase)
        .join(HandedFile, _is_last())
        .join(Handover, Handover.id == HandedFile.handover_id)
        .join(ReviewerCode, ReviewerCode.campaign_id == CampaignCase.campaign_id)
        .join(Person, Person.id == ReviewerCode.person_id)
        .join(
            Reviewer,
            (Reviewer.person_id == ReviewerCode.person_id)
            & (Reviewer.bureau_id == ReviewerCode.bureau_id),
        )
        .where(CampaignCase.campaign_id == CAMPAIGN, _can(move), joined)
        .group_by(Reviewer.number, Person.name, Person.name_key)
        .order_by(Person.name_key, Reviewer.number)
    )
    return _run(statement, campaign_id)


def handovers(campaign_id: int) -> Sequence[Row]:
    """All lists, the newest first, with the name of the other side."""
    return _run(_lists().order_by(Handover.number.desc()), campaign_id)


def handover(
    campaign_id: int, public_id: str = "", *, handover_id: int | None = None
) -> Row | None:
    """One list, by its name in addresses or its number here."""
    is_it = Handover.public_id == public_id
    if handover_id is not None:
        is_it = Handover.id == handover_id
    rows = _run(_lists().where(is_it), campaign_id)
    return rows[0] if rows else None


def files_of(handover_id: int) -> Sequence[Row]:
    """The files of a list, as many volumes as were handed over then."""
    statement = (
        select(
            CampaignCase.id,
            Case.case_no,
            Case.stage,
            Case.volume_set,
            HandedFile.n_volumes,
            HandedFile.seq,
            _SETTLED,
        )
        .select_from(HandedFile)
        .join(CampaignCase, CampaignCase.id == HandedFile.campaign_case_id)
        .join(Case, Case.id == CampaignCase.case_id)
        .where(HandedFile.handover_id == handover_id)
        .order_by(Case.case_no, CampaignCase.id)
    )
    return unit.connection().execute(statement).all()


def n_handovers(campaign_id: int) -> int:
    statement = select(func.count()).where(Handover.campaign_id == campaign_id)
    return unit.connection().scalars(statement.select_from(Handover)).one()


def code_of(campaign_id: int, number: str) -> str | None:
    """The code of a reviewer by number, whether or not still in the campaign."""
    statement = (
        select(ReviewerCode.code)
        .join(
            Reviewer,
            (Reviewer.person_id == ReviewerCode.person_id)
            & (Reviewer.bureau_id == ReviewerCode.bureau_id),
        )
        .where(ReviewerCode.campaign_id == campaign_id, Reviewer.number == number)
    )
    return unit.connection().scalars(statement).first()


def firm_of(campaign_id: int, public_id: str) -> int | None:
    statement = (
        select(Firm.id)
        .join(CampaignCase, CampaignCase.firm_id == Firm.id)
        .where(CampaignCase.campaign_id == campaign_id, Firm.public_id == public_id)
    )
    return unit.connection().scalars(statement).first()


def own(*, person_id: int | None, bureau_id: int | None) -> Sequence[Row]:
    """The own open reads of files whose volumes are in the bureau's keeping, and
    whether they are with oneself; of others nothing is asked.
    """
    statement = (
        select(
            Read.public_id,
            Case.case_no,
            Case.stage,
            Case.volume_set,
            Campaign.name.label("campaign"),
            and_(
                Handover.kind == Move.HANDED.value,
                Handover.reviewer_code == Read.reviewer_code,
            ).label("is_own"),
            Submission.id.is_not(None).label("is_submitted"),
        )
        .select_from(Read)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        .join(Campaign, Campaign.id == CampaignCase.campaign_id)
        .join(Case, Case.id == CampaignCase.case_id)
        .join(HandedFile, _is_last())
        .join(Handover, Handover.id == HandedFile.handover_id)
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(
            ReviewerCode.person_id == person_id,
            Read.bureau_id == bureau_id,
            Read.ended_at.is_(None),
        )
        .order_by(Campaign.id.desc(), Case.case_no, Read.id)
    )
    return unit.connection().execute(statement).all()


def _run(statement: Select[Any], campaign_id: int) -> Sequence[Row]:
    return unit.connection().execute(statement, {"campaign_id": campaign_id}).all()


def _is_last() -> Any:
    """The last move of the file in the row; a rest of it moves no file."""
    later = aliased(HandedFile)
    newest = (
        select(func.max(later.seq))
        .where(later.campaign_case_id == CampaignCase.id, later.is_rest.is_(False))
        .correlate(CampaignCase)
        .scalar_subquery()
    )
    return (HandedFile.campaign_case_id == CampaignCase.id) & (HandedFile.seq == newest)


def _matters() -> Any:
    """Files of the sample, and those that left it while their volumes were here."""
    is_here = CampaignCase.left_event_id.is_(None) | HandedFile.id.is_not(None)
    return (CampaignCase.campaign_id == CAMPAIGN) & is_here


def _at(place: Place) -> Any:
    moves = [move.value for move, to in TO.items() if to is place]
    if place is Place.OWNER:
        return Handover.kind.is_(None)
    return Handover.kind.in_(moves)


def _can(move: Move) -> Any:
    if move is Move.RECEIVED:
        return Handover.kind.is_(None) | (Handover.kind == Move.RETURNED.value)
    return _at(Place.REVIEWER if move is Move.BACK else Place.OFFICE)


def _of(move: Move, code: str | None, firm_id: int | None) -> Any:
    if move is Move.BACK:
        return Handover.reviewer_code == code
    if move is Move.HANDED:
        return _reads(code)
    if firm_id is None:
        return CampaignCase.firm_id.is_(None)
    return CampaignCase.firm_id == firm_id


def _reads(code: Any) -> Any:
    """Whether the reviewer has the file still to review."""
    return (
        exists()
        .where(
            Read.campaign_case_id == CampaignCase.id,
            Read.reviewer_code == code,
            Read.ended_at.is_(None),
            ~exists().where(Submission.read_id == Read.id),
        )
        .correlate(CampaignCase, ReviewerCode)
    )


def _is_open_read() -> Any:
    return _reads(ReviewerCode.code)


def _is_holder() -> Any:
    return Handover.reviewer_code == ReviewerCode.code


_SETTLED = (
    exists()
    .where(Result.campaign_case_id == CampaignCase.id)
    .correlate(CampaignCase)
    .label("is_settled")
)


def _files(*more: Any) -> Select[Any]:
    """Files with their last move, who holds them, and the firm."""
    return (
        select(
            CampaignCase.id,
            CampaignCase.public_id,
            Case.case_no,
            Case.stage,
            Case.volume_set,
            CampaignCase.kind.label("case_kind"),
            Firm.name.label("firm"),
            Handover.kind.label("last"),
            Handover.made_at,
            func.coalesce(Handover.reviewer_code, "").label("code"),
            HandedFile.seq,
            HandedFile.n_volumes,
            Firm.public_id.label("firm_key"),
            Person.name.label("holder"),
            _SETTLED,
            *more,
        )
        .select_from(CampaignCase)
        .join(Case, Case.id == CampaignCase.case_id)
        .outerjoin(Firm, Firm.id == CampaignCase.firm_id)
        .outerjoin(HandedFile, _is_last())
        .outerjoin(Handover, Handover.id == HandedFile.handover_id)
        .outerjoin(
            ReviewerCode,
            (ReviewerCode.code == Handover.reviewer_code)
            & (Handover.kind == Move.HANDED.value),
        )
        .outerjoin(Person, Person.id == ReviewerCode.person_id)
        .where(CampaignCase.campaign_id == CAMPAIGN)
    )


def _lists() -> Select[Any]:
    n_files = (
        select(func.count())
        .where(HandedFile.handover_id == Handover.id)
        .correlate(Handover)
        .scalar_subquery()
    )
    n_volumes = (
        select(func.sum(HandedFile.n_volumes))
        .where(HandedFile.handover_id == Handover.id)
        .correlate(Handover)
        .scalar_subquery()
    )
    return (
        select(
            Handover.__table__,
            n_files.label("n_files"),
            n_volumes.label("n_volumes"),
            func.coalesce(Person.name, Firm.name, "").label("other_side"),
            Event.actor_kind,
            Event.actor,
        )
        .join(Event, Event.id == Handover.event_id)
        .outerjoin(Firm, Firm.id == Handover.firm_id)
        .outerjoin(ReviewerCode, ReviewerCode.code == Handover.reviewer_code)
        .outerjoin(Person, Person.id == ReviewerCode.person_id)
        .where(Handover.campaign_id == CAMPAIGN)
    )
