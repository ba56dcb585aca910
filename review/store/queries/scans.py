"""The scans of a case file: for the officer by case, for a reviewer by the own read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, select

from review.domain.redaction import LOOKS_FIRST
from review.store import unit
from review.store.models import (
    Bureau,
    CampaignCase,
    Case,
    Objection,
    Read,
    ReviewerCode,
    Scan,
    ScanLook,
)
from review.store.queries import access
from review.store.queries.case_lists import Conditions, own
from review.store.queries.institutions import INSTITUTION
from review.store.queries.reviews import OPENED, is_over
from review.store.queries.scan_order import IN_ORDER


def case(wanted: Conditions, public_id: str) -> Row | None:
    """A case file the viewer may see, by its address."""
    statement = _CASES.where(Case.public_id == public_id, *own(wanted))
    return unit.connection().execute(statement).first()


def cases(wanted: Conditions) -> Sequence[Row]:
    """Every case file the viewer may see, with its number and the kind of its files."""
    return unit.connection().execute(_CASES.where(*own(wanted))).all()


def drawn_without_scan(wanted: Conditions) -> Sequence[Row]:
    """Cases drawn in a round that is not over, which have no scan and may have one."""
    has_scan = exists().where(Scan.case_id == Case.id, Scan.ended_event_id.is_(None))
    drawn = exists().where(
        CampaignCase.case_id == Case.id, ~is_over(CampaignCase.campaign_id)
    )
    statement = (
        select(Case.public_id, Case.case_no)
        .where(*own(wanted), drawn, ~has_scan, ~Case.secret, ~Case.sealed)
        .order_by(Case.case_no, Case.id)
    )
    return unit.connection().execute(statement).all()


def of_case(case_id: int) -> Sequence[Row]:
    """Those in force, in their order."""
    return unit.connection().execute(_OF_CASE, {"case_id": case_id}).all()


def sizes(wanted: Conditions) -> Sequence[Row]:
    """How large each scan of the viewer's cases is."""
    statement = (
        select(Case.public_id, Scan.n_bytes)
        .join(Scan, Scan.case_id == Case.id)
        .where(*own(wanted), Scan.ended_event_id.is_(None))
    )
    return unit.connection().execute(statement).all()


def volumes_taken_out(case_id: int) -> Sequence[str]:
    """The volumes of which a scan was taken out of the case, whatever is left of them."""
    return unit.connection().scalars(_TAKEN_OUT, {"case_id": case_id}).all()


def of_read(
    public_id: str,
    *,
    person_id: int | None,
    bureau_id: int | None,
    user_id: int | None,
    since: datetime,
) -> Sequence[Row]:
    """The scans of an own open read; no row if it is another's, over, or without any."""
    values = {
        "public_id": public_id,
        "person_id": person_id,
        "bureau_id": bureau_id,
        "user_id": user_id,
        "since": since,
    }
    return unit.connection().execute(_OF_READ, values).all()


def of_file(public_id: str, *, bureau_id: int | None) -> Sequence[Row]:
    """The scans of the case behind a drawn file, unless it may have none."""
    values = {"public_id": public_id, "bureau_id": bureau_id}
    return unit.connection().execute(_OF_FILE, values).all()


def of_campaign(campaign_id: int) -> Sequence[Row]:
    """The scans of a campaign's cases in their order, and those taken out of them."""
    values = {"campaign_id": campaign_id}
    return unit.connection().execute(_OF_CAMPAIGN, values).all()


def n_pages_of(case_ids: Iterable[int]) -> dict[int, int]:
    """How many pages each of these cases has; those without a scan are left out."""
    rows = unit.connection().execute(_N_PAGES, {"ids": list(case_ids)})
    return {row.case_id: row.n for row in rows}


def known_digests() -> set[str]:
    """What any scan names, in force or not, or an objection on paper: everything else in
    the store is nobody's.
    """
    letters = select(Objection.scan).where(Objection.scan.is_not(None))
    return set(unit.connection().scalars(select(Scan.digest).union(letters)))


_CASES = select(
    Case.id,
    Case.public_id,
    Case.bureau_id,
    Case.case_no,
    Case.kind,
    Case.stage,
    Case.volume_set,
    Case.origin,
    Case.secret,
    Case.sealed,
    INSTITUTION,
)
_SCAN: tuple[Any, ...] = (
    Scan.id,
    Scan.public_id,
    Scan.case_id,
    Scan.position,
    Scan.digest,
    Scan.media,
    Scan.n_bytes,
    Scan.n_pages,
    Scan.shapes,
    Scan.first_number,
    Scan.n_text,
    Scan.volume,
    Scan.gaps,
    Scan.added_at,
    Scan.event_id,
)
_OF_CASE = (
    select(*_SCAN)
    .where(Scan.case_id == bindparam("case_id"), Scan.ended_event_id.is_(None))
    .order_by(*IN_ORDER)
)
_TAKEN_OUT = (
    select(Scan.volume)
    .where(Scan.case_id == bindparam("case_id"), Scan.ended_event_id.is_not(None))
    .distinct()
)
_OF_READ = (
    select(
        Read.campaign_id,
        Scan.case_id,
        Scan.digest,
        Scan.n_pages,
        Scan.media,
        Scan.shapes,
        Scan.first_number,
        Scan.n_text,
        Scan.volume,
        Scan.gaps,
        access.was_opened(OPENED, Read.public_id),
        Bureau.settings[LOOKS_FIRST].as_boolean().label("looks_first"),
        func.coalesce(ScanLook.n_looked, 0).label("n_looked"),
        func.coalesce(ScanLook.n_left, 0).label("n_left"),
        func.coalesce(ScanLook.n_unsure, 0).label("n_unsure"),
    )
    .select_from(ReviewerCode)
    .join(Read, Read.reviewer_code == ReviewerCode.code)
    .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Scan, Scan.case_id == Case.id)
    .join(Bureau, Bureau.id == Case.bureau_id)
    .outerjoin(
        ScanLook, (ScanLook.case_id == Scan.case_id) & (ScanLook.digest == Scan.digest)
    )
    .where(
        Read.public_id == bindparam("public_id"),
        Read.bureau_id == bindparam("bureau_id"),
        ReviewerCode.person_id == bindparam("person_id"),
        Read.ended_at.is_(None),
        Case.secret.is_(False),
        Case.sealed.is_(False),
        Scan.ended_event_id.is_(None),
        ~is_over(Read.campaign_id),
    )
    .order_by(*IN_ORDER)
)
_OF_FILE = (
    select(
        CampaignCase.campaign_id,
        Scan.case_id,
        Scan.digest,
        Scan.n_pages,
        Scan.shapes,
        Scan.first_number,
        Scan.volume,
        Scan.gaps,
    )
    .select_from(CampaignCase)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Scan, Scan.case_id == Case.id)
    .where(
        CampaignCase.public_id == bindparam("public_id"),
        CampaignCase.bureau_id == bindparam("bureau_id"),
        Case.secret.is_(False),
        Case.sealed.is_(False),
        Scan.ended_event_id.is_(None),
    )
    .order_by(*IN_ORDER)
)
_OF_CAMPAIGN = (
    select(
        Scan.case_id,
        Scan.digest,
        Scan.n_pages,
        Scan.first_number,
        Scan.volume,
        Scan.ended_event_id.is_not(None).label("has_ended"),
    )
    .join(Case, Case.id == Scan.case_id)
    .where(
        Scan.case_id.in_(
            select(CampaignCase.case_id).where(
                CampaignCase.campaign_id == bindparam("campaign_id")
            )
        ),
        Case.secret.is_(False),
        Case.sealed.is_(False),
    )
    .order_by(Scan.case_id, *IN_ORDER)
)
_N_PAGES = (
    select(Scan.case_id, func.sum(Scan.n_pages).label("n"))
    .where(
        Scan.case_id.in_(bindparam("ids", expanding=True)),
        Scan.ended_event_id.is_(None),
    )
    .group_by(Scan.case_id)
)
