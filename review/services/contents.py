"""The contents list of a case file: set by an officer, read beside the sheet.

A list is only ever added to the ones before it, so that what a reviewer was shown can
be told years later. Who opens a sheet sees the list that is in force then; no answer
and no draft changes because a list did.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from review.domain import contents as rules
from review.domain.archiving import ArchiveList
from review.domain.contents import Check, Contents, Entry, Evidence, Mark
from review.domain.documents import DocumentType
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.kinds import is_object
from review.domain.page_numbers import Part, labels, place_of
from review.domain.policy import Action, Viewer, require
from review.domain.schemes import Item
from review.domain.volumes import Volume
from review.files.pages import Kind, inspect
from review.gateways.objects import ObjectRefused
from review.services.accounts import actor_of
from review.services.contents_proposals import (
    KINDS,
    Stored,
    archive_of,
    keep,
    marks_of,
)
from review.services.scans import OnPaperOnly, case_of, parts_of
from review.services.shelf import Shelf
from review.store import unit
from review.store.queries import contents as queries
from review.store.queries import scans

Rows = Sequence[Any]
MOST_KEPT = 256
"""Lists in memory, of files whose sheets were opened last."""
MOST_READ = 10
"""Scans whose bookmarks are read at once; each may take a minute."""


class ContentsChanged(RuleBroken):
    sentence = N_(
        "The list or the scans were changed meanwhile. Compare your rows with the pages "
        "and save again."
    )


class NoSuchPage(RuleBroken):
    sentence = N_("The file has no page %(page)s.")


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A paper as it is listed: the page on which it begins, and the number on that."""

    document: DocumentType
    number: int
    """The how manieth of its kind; 0 where its kind stands once."""
    page: int
    label: int
    volume: Volume


@dataclass(frozen=True, slots=True, eq=False)
class FileContents:
    """The list of a case file in the order of its pages, and what the archive asks.

    Only the same one is equal, so that what was found out about it once can be kept.
    """

    contents: Contents
    archive: ArchiveList | None
    labels: tuple[int, ...]
    """The number of every page, and below the volume it lies in."""
    volumes: tuple[Volume, ...]
    made_at: datetime | None = None

    @property
    def lines(self) -> tuple[ContentsLine, ...]:
        entries = self.contents.entries
        return tuple(
            ContentsLine(each.document, number, each.page, *self.place(each.page))
            for each, number in zip(entries, rules.numbered(entries), strict=True)
        )

    def place(self, page: int) -> tuple[int, Volume]:
        """The number on a page and its volume, as people name it."""
        return self.labels[page - 1], self.volumes[page - 1]

    def evidence(self, item: Item) -> Evidence | None:
        """What the list says of the papers a line of a scheme looks for."""
        return self.evidence_of(item.documents)

    def evidence_of(self, codes: tuple[str, ...]) -> Evidence | None:
        if not codes or not self.contents.entries:
            return None
        return _evidence(self, codes)


NOTHING_LISTED = FileContents(Contents(), None, (), ())


@lru_cache(maxsize=MOST_KEPT)
def _checked(file: FileContents) -> Check:
    return rules.check(file.contents, file.archive)


@lru_cache(maxsize=10 * MOST_KEPT)
def _evidence(file: FileContents, codes: tuple[str, ...]) -> Evidence | None:
    documents = [KINDS[code] for code in codes if code in KINDS]
    if not documents:
        return None
    checked = _checked(file)
    return rules.evidence(documents, file.contents, file.archive, checked=checked)


@dataclass(frozen=True, slots=True)
class _Stored:
    """A list as it is stored, read from its text."""

    entries: Stored
    not_applicable: list[str]
    is_proposed: bool
    made_at: datetime
    contents_event_id: int


@dataclass(frozen=True, slots=True)
class CaseContents:
    """The list of a case for the officer who sets it."""

    public_id: str
    case_no: str
    file: FileContents
    parts: tuple[Part, ...]
    check: Check
    state: str
    """What was in force when this was read; saving names it."""
    is_institution: bool = False
    on_paper_only: bool = False
    has_unlisted: bool = False
    """Whether a scan that may have bookmarks has no paper on the list."""


def of_read(*, viewer: Viewer, public_id: str) -> FileContents:
    """The list of an own open read; another's is not there."""
    require(viewer, Action.REVIEW)
    with unit.reading():
        row = queries.of_read(
            public_id, person_id=viewer.person_id, bureau_id=viewer.bureau_id
        )
        if row is None:
            raise NotVisible
        found = scans.of_case(row.case_id)
    require(viewer, Action.REVIEW, campaign_id=row.campaign_id)
    stored = None if row.contents_id is None else row
    return _file(stored, found, archive_of(row))


def of_file(case_id: int) -> FileContents:
    """The list of a case, for a service that lets its viewer see a read of it.

    Empty where there is none, and for a file that is read on paper.
    """
    with unit.reading():
        rows = queries.with_scans(case_id)
    return _known(tuple(rows)) if rows else NOTHING_LISTED


def of_files(case_ids: Collection[int]) -> dict[int, FileContents]:
    """The lists of several cases, for the same callers; those without one are left out."""
    with unit.reading():
        found = queries.with_scans_of(case_ids)
    return {case_id: _known(tuple(rows)) for case_id, rows in found.items()}


@lru_cache(maxsize=MOST_KEPT)
def _known(rows: tuple[Any, ...]) -> FileContents:
    """Worked out once for a list and its scans, however often their sheets are opened."""
    row = rows[0]
    stored = _Stored(
        json.loads(row.entries),
        json.loads(row.not_applicable),
        row.is_proposed,
        row.made_at,
        row.contents_event_id,
    )
    return _file(stored, rows, archive_of(row))


def of_row(row: Any) -> FileContents:
    """The list of a read's case, for a service that lets its viewer see the read."""
    found = scans.of_case(row.case_id)
    return _file(queries.in_force(row.case_id), found, archive_of(row))


def of_case(*, viewer: Viewer, public_id: str) -> CaseContents:
    """The list of a case with everything an officer needs to set it."""
    with unit.reading():
        case = case_of(viewer, public_id)
        found = scans.of_case(case.id)
        row = queries.in_force(case.id)
    file = _file(row, found, archive_of(case))
    return CaseContents(
        public_id=case.public_id,
        case_no=case.case_no,
        file=file,
        parts=tuple(parts_of(found)),
        check=rules.check(file.contents, file.archive),
        state=_state(row, found),
        is_institution=is_object(case.kind),
        on_paper_only=case.secret or case.sealed,
        has_unlisted=bool(_unlisted(row, found)),
    )


def from_bookmarks(
    *, viewer: Viewer, public_id: str, shelf: Shelf
) -> tuple[Entry, ...]:
    """What bookmarks say of scans that the list says nothing of; nothing is saved.

    For scans from before lists were proposed, or whose proposal was deleted.
    """
    with unit.reading():
        case = case_of(viewer, public_id)
        found = scans.of_case(case.id)
        row = queries.in_force(case.id)
    unlisted = {scan.id for scan in _unlisted(row, found)[:MOST_READ]}
    archive, first, entries = archive_of(case), 0, []
    for scan in found:
        marks = _bookmarks(shelf, scan.digest) if scan.id in unlisted else []
        proposed = rules.proposed((), marks, archive)
        entries += [Entry(first + each.page, each.document) for each in proposed]
        first += scan.n_pages
    return rules.ordered(entries[: rules.MOST_ENTRIES])


def _unlisted(row: Any, found: Rows) -> list[Any]:
    listed = set() if row is None else {scan_id for _, scan_id, _ in row.entries}
    pdf = Kind.PDF.value
    return [scan for scan in found if scan.media == pdf and scan.id not in listed]


def _bookmarks(shelf: Shelf, digest: str) -> list[Mark]:
    """Read anew in the sealed process; a file that is damaged has none."""
    try:
        with shelf.store().open(digest) as file:
            return marks_of(inspect(file, limits=shelf.limits))
    except ObjectRefused:
        return []


def _file(row: Any, found: Rows, archive: ArchiveList | None) -> FileContents:
    """Entries of scans that were taken out are passed over; they cannot be shown."""
    numbers = tuple(labels(parts_of(found)))
    volumes = tuple(Volume(scan.volume) for scan in found for _ in range(scan.n_pages))
    if row is None:
        return FileContents(Contents(), archive, numbers, volumes)
    secondary = (n for n, each in enumerate(volumes, 1) if each is Volume.SECONDARY)
    contents = Contents(
        entries=rules.ordered(_entries(row, found)),
        not_applicable=frozenset(KINDS[k] for k in row.not_applicable if k in KINDS),
        is_checked=rules.is_checked(
            is_proposed=row.is_proposed,
            set_by=row.contents_event_id,
            added_by=(scan.event_id for scan in found),
        ),
        secondary_from=next(secondary, None),
    )
    return FileContents(contents, archive, numbers, volumes, row.made_at)


def _entries(row: Any, found: Rows) -> Iterable[Entry]:
    before, first = {}, 0
    for scan in found:
        before[scan.id] = first
        first += scan.n_pages
    for kind, scan_id, page in row.entries:
        if scan_id in before and kind in KINDS:
            yield Entry(before[scan_id] + page, KINDS[kind])


def _state(row: Any, found: Rows) -> str:
    """Changes with the list, and with the scans and numbers by which pages are named."""
    pages = [[scan.id, scan.first_number, scan.volume] for scan in found]
    return unit.digest_of([row.contents_id if row else 0, pages])[:16]


def set_list(
    *,
    viewer: Viewer,
    public_id: str,
    entries: Iterable[Entry],
    not_applicable: Iterable[DocumentType],
    state: str,
    at: datetime,
) -> None:
    """Put this list in force, as a whole; whoever saves looked at all of it."""
    wanted = rules.ordered(entries)
    waived = sorted({kind.value for kind in not_applicable})
    with unit.transaction():
        case = case_of(viewer, public_id)
        if case.secret or case.sealed:
            raise OnPaperOnly
        payload = {"n": len(wanted), "digest": unit.digest_of(_said(wanted, waived))}
        event = unit.record(
            "contents_set",
            chain=f"bureau:{case.bureau_id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("case", case.id)],
            payload=payload,
        )
        # Behind the chain's lock: of two who save at once the second is told.
        found = scans.of_case(case.id)
        if state != _state(queries.in_force(case.id), found):
            raise ContentsChanged
        stored = [_stored(entry, found) for entry in wanted]
        keep(event, case, stored, waived, at=at, is_proposed=False)


def _said(wanted: Sequence[Entry], waived: Sequence[str]) -> list[object]:
    return [[[entry.document.value, entry.page] for entry in wanted], list(waived)]


def _stored(entry: Entry, found: Rows) -> list[str | int]:
    place = place_of(parts_of(found), entry.page)
    if place is None:
        raise NoSuchPage(page=entry.page)
    return [entry.document.value, found[place.part].id, place.page]
