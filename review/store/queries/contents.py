"""Contents lists: the one in force of a case, and that of a reviewer's own read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Text, bindparam, cast, select

from review.store import unit
from review.store.models import (
    CampaignCase,
    Case,
    Read,
    ReviewerCode,
    Scan,
    StoredContents,
)
from review.store.queries.listed import NEWEST
from review.store.queries.reviews import is_over
from review.store.queries.scan_order import IN_ORDER


def in_force(case_id: int) -> Row | None:
    """The newest list of a case; none if nobody and nothing ever made one."""
    return unit.run(_IN_FORCE, {"case_id": case_id}).first()


def with_scans(case_id: int) -> Sequence[Row]:
    """The scans of a case in their order, each row with its newest list and its kind.

    In one statement, with the list as text: who knows it need not read it again. No row
    where there is no list or no scan, and for a file that is read on paper.
    """
    return unit.run(_WITH_SCANS, {"case_id": case_id}).all()


def with_scans_of(case_ids: Collection[int]) -> Mapping[int, Sequence[Row]]:
    """The same of several cases, by case."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in unit.run(_WITH_SCANS_OF, {"case_ids": list(case_ids)}):
        found[row.case_id].append(row)
    return found


def of_read(
    public_id: str, *, person_id: int | None, bureau_id: int | None
) -> Row | None:
    """The list of an own open read, with what decides which papers a file needs.

    The columns of the list are empty where there is none; there is no row at all for
    another's read, one that is over, and a file that is read on paper.
    """
    values = {"public_id": public_id, "person_id": person_id, "bureau_id": bureau_id}
    return unit.run(_OF_READ, values).first()


def misplaced_entries() -> Iterator[tuple[int, object, object]]:
    """Entries of lists that name a page no scan of their case has."""
    scans: dict[int, dict[Any, int]] = {}
    for row in unit.connection().execute(select(Scan.id, Scan.case_id, Scan.n_pages)):
        scans.setdefault(row.case_id, {})[row.id] = row.n_pages
    lists = select(StoredContents.id, StoredContents.case_id, StoredContents.entries)
    for row in unit.connection().execute(lists):
        known = scans.get(row.case_id, {})
        for _, scan_id, page in row.entries:
            if not 1 <= page <= known.get(scan_id, 0):
                yield row.id, scan_id, page


_LIST: tuple[Any, ...] = (
    StoredContents.id.label("contents_id"),
    StoredContents.entries,
    StoredContents.not_applicable,
    StoredContents.is_proposed,
    StoredContents.made_at,
    StoredContents.event_id.label("contents_event_id"),
)
_IN_FORCE = (
    select(*_LIST)
    .where(StoredContents.case_id == bindparam("case_id"))
    .order_by(StoredContents.id.desc())
    .limit(1)
)
_JOINED = (
    select(
        Case.id.label("case_id"),
        Case.kind,
        Case.stage,
        Case.origin,
        Case.volume_set,
        cast(StoredContents.entries, Text).label("entries"),
        cast(StoredContents.not_applicable, Text).label("not_applicable"),
        StoredContents.is_proposed,
        StoredContents.made_at,
        StoredContents.event_id.label("contents_event_id"),
        Scan.id,
        Scan.n_pages,
        Scan.first_number,
        Scan.volume,
        Scan.event_id,
    )
    .select_from(Case)
    .join(StoredContents, StoredContents.id == NEWEST)
    .join(Scan, (Scan.case_id == Case.id) & Scan.ended_event_id.is_(None))
    .where(Case.secret.is_(False), Case.sealed.is_(False))
    .order_by(*IN_ORDER)
)
_WITH_SCANS = _JOINED.where(Case.id == bindparam("case_id"))
_WITH_SCANS_OF = _JOINED.where(Case.id.in_(bindparam("case_ids", expanding=True)))
_OF_READ = (
    select(
        Read.campaign_id,
        Case.id.label("case_id"),
        Case.kind,
        Case.stage,
        Case.origin,
        Case.volume_set,
        *_LIST,
    )
    .select_from(ReviewerCode)
    .join(Read, Read.reviewer_code == ReviewerCode.code)
    .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .outerjoin(StoredContents, StoredContents.id == NEWEST)
    .where(
        Read.public_id == bindparam("public_id"),
        Read.bureau_id == bindparam("bureau_id"),
        ReviewerCode.person_id == bindparam("person_id"),
        Read.ended_at.is_(None),
        Case.secret.is_(False),
        Case.sealed.is_(False),
        ~is_over(Read.campaign_id),
    )
)
