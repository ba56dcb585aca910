"""A contents list proposed while a scan is added: by its name and its bookmarks.

Neither name nor bookmarks are kept, for names of people stand in them: only the kinds
of paper that were recognised.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from review.domain import contents as rules
from review.domain.archiving import ArchiveList, archive_list
from review.domain.contents import Entry, Mark
from review.domain.documents import DocumentType
from review.files.pages import Inspection
from review.store import unit
from review.store.models import StoredContents
from review.store.queries import contents as queries
from review.store.queries import scans

Stored = list[list[str | int]]
KINDS = {kind.value: kind for kind in DocumentType}


def archive_of(case: Any) -> ArchiveList | None:
    """The archive's list for the row of a case."""
    return archive_list(
        case.kind, stage=case.stage, origin=case.origin, volume_set=case.volume_set
    )


def propose(
    cause: unit.Recorded,
    *,
    case: Any,
    scan_id: int,
    names: Sequence[str],
    found: Inspection,
    at: datetime,
) -> int:
    """Add what the new scan seems to hold to the list; how many papers that is."""
    new = rules.proposed(names, marks_of(found), archive_of(case))
    row = queries.in_force(case.id)
    positions = {scan.id: n for n, scan in enumerate(scans.of_case(case.id))}
    known: Stored = [] if row is None else list(row.entries)
    still = sorted(
        (each for each in known if each[1] in positions),
        key=lambda each: (positions[int(each[1])], each[2]),
    )
    room = rules.MOST_ENTRIES - len(known)
    if not new or len(new) > room or rules.continues(_entries(still), new):
        return 0
    entries = [*known, *([entry.document.value, scan_id, entry.page] for entry in new)]
    waived = [] if row is None else list(row.not_applicable)
    keep(cause, case, entries, waived, at=at, is_proposed=True)
    return len(new)


def marks_of(found: Inspection) -> list[Mark]:
    """Bookmarks that lead to a page of the file, or to none."""
    return [
        Mark(each.title, each.page, each.level)
        for each in found.bookmarks
        if 0 <= each.page <= found.n_pages
    ]


def _entries(stored: Stored) -> list[Entry]:
    return [
        Entry(int(page), KINDS[str(kind)]) for kind, _, page in stored if kind in KINDS
    ]


def keep(
    cause: unit.Recorded,
    case: Any,
    entries: Stored,
    waived: list[str],
    *,
    at: datetime,
    is_proposed: bool,
) -> None:
    """A new list in force, with its event; a proposal is the program's own doing."""
    event = cause
    if is_proposed:
        event = unit.record(
            "contents_proposed",
            chain=f"bureau:{case.bureau_id}",
            actor=unit.SYSTEM,
            at=at,
            targets=[("case", case.id)],
            payload={"n": len(entries), "digest": unit.digest_of([entries, waived])},
            cause=cause,
        )
    unit.add(
        event,
        StoredContents,
        bureau_id=case.bureau_id,
        case_id=case.id,
        entries=entries,
        not_applicable=waived,
        is_proposed=is_proposed,
        made_at=at,
    )
