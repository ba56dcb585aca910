"""Boxes and words of a case that hide things, and how far its pages were looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, select

from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    CampaignCase,
    Case,
    CaseParticipation,
    Firm,
    Person,
    Read,
    Redaction,
    RedactionWord,
    Scan,
    ScanLook,
    StoredText,
)
from review.store.queries.campaigns import HANDLING


def of_pages(case_id: int, digest: str, first: int, last: int) -> Sequence[Row]:
    """The boxes in force on these pages of one scan."""
    values = {"case_id": case_id, "digest": digest, "first": first, "last": last}
    return unit.connection().execute(_OF_PAGES, values).all()


def of_case(case_id: int) -> Sequence[Row]:
    """Every box in force of the case."""
    return unit.connection().execute(_OF_CASE, {"case_id": case_id}).all()


def ended_by_hand(
    case_id: int, digest: str, first: int, last: int, *, origin: str
) -> Sequence[Row]:
    """Boxes of this origin on these pages that a person took away."""
    values = {"case_id": case_id, "digest": digest, "first": first, "last": last}
    statement = _ENDED.where(Redaction.origin == origin)
    return unit.connection().execute(statement, values).all()


def one(case_id: int, public_id: str) -> Row | None:
    """A box of this case, in force or not."""
    values = {"case_id": case_id, "public_id": public_id}
    return unit.connection().execute(_ONE, values).first()


def by_id(box_id: int) -> Row:
    return unit.connection().execute(_BY_ID, {"id": box_id}).one()


def n_of_case(case_id: int) -> dict[tuple[str, int], int]:
    """How many boxes are in force, by scan and page."""
    rows = unit.connection().execute(_COUNTED, {"case_id": case_id})
    return {(row.digest, row.page): row.n for row in rows}


def case(case_id: int) -> Row:
    """What the case says about its handler and its numbers."""
    return unit.connection().execute(_CASE, {"case_id": case_id}).one()


def words(case_id: int) -> Sequence[Row]:
    """The words in force in the order in which they were entered; none erased."""
    return unit.connection().execute(_WORDS, {"case_id": case_id}).all()


def handlers(case_id: int) -> list[str]:
    """The names of those who handled the case, and of their firms."""
    rows = unit.connection().execute(_HANDLERS, {"case_id": case_id}).all()
    names = [name for row in rows for name in row if name]
    return list(dict.fromkeys(names))


def looks(case_id: int) -> dict[str, Row]:
    """How far each scan was looked at, by its digest."""
    rows = unit.connection().execute(_LOOKS, {"case_id": case_id})
    return {row.digest: row for row in rows}


def of_campaign(campaign_id: int) -> Sequence[Row]:
    """The drawn files that have a scan, with how far each has been looked through."""
    return unit.connection().execute(_OF_CAMPAIGN, {"campaign_id": campaign_id}).all()


def end(ids: Iterable[int], event: unit.Recorded, *, by_hand: bool) -> int:
    """End boxes that are in force; how many still were."""
    return unit.change(
        event,
        Redaction,
        {"id": list(ids), "ended_event_id": None},
        ended_event_id=event.id,
        by_hand=by_hand,
    )


_BOX: tuple[Any, ...] = (
    Redaction.id,
    Redaction.public_id,
    Redaction.digest,
    Redaction.page,
    Redaction.x_from,
    Redaction.y_from,
    Redaction.x_to,
    Redaction.y_to,
    Redaction.origin,
    Redaction.event_id,
    Redaction.ended_event_id,
)
_ON_PAGES = (
    select(*_BOX)
    .where(
        Redaction.case_id == bindparam("case_id"),
        Redaction.digest == bindparam("digest"),
        Redaction.page >= bindparam("first"),
        Redaction.page <= bindparam("last"),
    )
    .order_by(Redaction.page, Redaction.id)
)
_OF_PAGES = _ON_PAGES.where(Redaction.ended_event_id.is_(None))
_ENDED = _ON_PAGES.where(Redaction.ended_event_id.is_not(None), Redaction.by_hand)
_OF_CASE = select(*_BOX).where(
    Redaction.case_id == bindparam("case_id"), Redaction.ended_event_id.is_(None)
)
_ONE = select(*_BOX).where(
    Redaction.case_id == bindparam("case_id"),
    Redaction.public_id == bindparam("public_id"),
)
_BY_ID = select(Redaction.public_id).where(Redaction.id == bindparam("id"))
_COUNTED = (
    select(Redaction.digest, Redaction.page, func.count().label("n"))
    .where(
        Redaction.case_id == bindparam("case_id"), Redaction.ended_event_id.is_(None)
    )
    .group_by(Redaction.digest, Redaction.page)
)
_CASE = select(Case.hides_handler, Case.shows_numbers).where(
    Case.id == bindparam("case_id")
)
_WORDS = (
    select(
        RedactionWord.id,
        RedactionWord.public_id,
        RedactionWord.state,
        StoredText.body,
    )
    .join(StoredText, StoredText.id == RedactionWord.text_id)
    .where(
        RedactionWord.case_id == bindparam("case_id"),
        RedactionWord.ended_event_id.is_(None),
        StoredText.erased_at.is_(None),
    )
    .order_by(RedactionWord.id)
)
_HANDLERS = (
    select(Person.name, Firm.name)
    .select_from(CaseParticipation)
    .join(Person, Person.id == CaseParticipation.person_id)
    .outerjoin(Firm, Firm.id == CaseParticipation.firm_id)
    .where(
        CaseParticipation.case_id == bindparam("case_id"),
        CaseParticipation.capacity.in_(HANDLING),
    )
    .order_by(CaseParticipation.id)
)
_LOOKS = (
    select(
        ScanLook.digest,
        ScanLook.n_looked,
        ScanLook.n_blank,
        ScanLook.n_pictures,
        ScanLook.n_recognised,
        ScanLook.n_doubtful,
        ScanLook.n_unsure,
        ScanLook.n_left,
        ScanLook.seen,
        ScanLook.found,
        ScanLook.pages,
        ScanLook.looked_at,
    )
    .join(Scan, (Scan.case_id == ScanLook.case_id) & (Scan.digest == ScanLook.digest))
    .where(ScanLook.case_id == bindparam("case_id"), Scan.ended_event_id.is_(None))
)
_N_BOXES = (
    select(func.count())
    .where(Redaction.case_id == Case.id, Redaction.ended_event_id.is_(None))
    .scalar_subquery()
)


_IS_GIVEN = exists().where(
    Read.campaign_case_id == CampaignCase.id, Read.ended_at.is_(None)
)


def _sum(column: Any, label: str) -> Any:
    return func.coalesce(func.sum(column), 0).label(label)


_OF_CAMPAIGN = (
    select(
        CampaignCase.id,
        Case.public_id,
        Case.case_no,
        _sum(Scan.n_pages, "n_pages"),
        _sum(ScanLook.n_looked, "n_looked"),
        _sum(ScanLook.n_blank, "n_blank"),
        _sum(ScanLook.n_pictures, "n_pictures"),
        _sum(ScanLook.n_recognised, "n_recognised"),
        _sum(ScanLook.n_doubtful, "n_doubtful"),
        _sum(ScanLook.n_unsure, "n_unsure"),
        _sum(ScanLook.n_left, "n_left"),
        _N_BOXES.label("n_boxes"),
        _IS_GIVEN.label("is_given"),
    )
    .select_from(CampaignCase)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Scan, Scan.case_id == Case.id)
    .outerjoin(
        ScanLook, (ScanLook.case_id == Scan.case_id) & (ScanLook.digest == Scan.digest)
    )
    .where(
        CampaignCase.campaign_id == bindparam("campaign_id"),
        IN_SAMPLE,
        Scan.ended_event_id.is_(None),
        Case.secret.is_(False),
        Case.sealed.is_(False),
    )
    .group_by(CampaignCase.id, CampaignCase.position, Case.id)
    .order_by(CampaignCase.position)
)
