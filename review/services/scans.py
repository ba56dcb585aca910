"""An officer brings the scanned parts of a case file, orders them, takes them out.

A file is looked at in the limited process before anything of it is kept. Its name is
not kept at all: names of people stand in file names.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.objects import reviewed
from review.domain.page_numbers import MOST, Part, first_numbers
from review.domain.policy import Action, Viewer, require
from review.domain.volumes import Volume
from review.files.pages import PageFacts, PagesRefused, Refusal
from review.gateways.objects import Stored, copied
from review.services import clearing
from review.services.accounts import actor_of
from review.services.cases import conditions_of
from review.services.checking import Checked, Undecided, check, listed
from review.services.contents_proposals import propose
from review.services.page_images import keep_thumbnails
from review.services.shelf import Shelf
from review.services.spoken import speak_of
from review.store import unit
from review.store.models import Scan, StoredText
from review.store.queries import scans as queries

MOST_REASON = 200
FLATTEST, TALLEST = 50, 20_000
"""In thousandths of the width; what is beyond is drawn as if it were this."""


class OnPaperOnly(RuleBroken):
    sentence = N_("Files marked secret or sealed are not uploaded; they stay on paper.")


class SameContent(RuleBroken):
    sentence = N_("This case has exactly this file already; it was not added again.")


def is_same(refusal: RuleBroken | None) -> bool:
    """Whether a file was refused because its case has it already."""
    return refusal is not None and refusal.sentence == SameContent.sentence


class NoReason(RuleBroken):
    sentence = N_("Say in at most %(most)s characters why the file is taken out.")


class NumberOutOfRange(RuleBroken):
    sentence = N_("The first page number must lie between 1 and %(most)s.")


@dataclass(frozen=True, slots=True)
class ScanLine:
    """One scanned file of a case as the officer sees it."""

    public_id: str
    media: str
    n_bytes: int
    n_pages: int
    first: int
    """The number of its first page, and whether somebody set it."""
    is_set: bool
    last: int
    first_page: int
    """Which page of all of them its first one is."""
    volume: Volume
    gaps: tuple[int, ...]
    """The numbers of its pages that cannot be shown."""
    added_at: datetime


@dataclass(frozen=True, slots=True)
class CaseScans:
    """A case file with its scans in their order."""

    public_id: str
    case_no: str
    kind: str
    stage: str
    volume_set: str
    on_paper_only: bool
    lines: tuple[ScanLine, ...]
    institution: str = ""
    """What is reviewed itself, in a file without a handler."""

    @property
    def n_pages(self) -> int:
        return sum(line.n_pages for line in self.lines)


@dataclass(frozen=True, slots=True)
class Added:
    """What was added; `notes` are sentences the officer should read."""

    n_pages: int
    notes: tuple[str, ...]
    n_papers: int = 0
    """Papers that its name and its bookmarks put on the contents list."""


def of_case(*, viewer: Viewer, public_id: str) -> CaseScans:
    """The scans of one case file, in the order reviewers read them."""
    with unit.reading():
        case = case_of(viewer, public_id)
        rows = queries.of_case(case.id)
    return CaseScans(
        public_id=case.public_id,
        case_no=case.case_no,
        kind=case.kind,
        stage=case.stage,
        volume_set=case.volume_set,
        on_paper_only=case.secret or case.sealed,
        lines=_lines(rows),
        institution=case.institution or "",
    )


def case_of(viewer: Viewer, public_id: str) -> Any:
    """The case file's row; one the viewer may not see is not there."""
    require(viewer, Action.INTAKE)
    case = queries.case(conditions_of(viewer), public_id)
    if case is None:
        raise NotVisible
    speak_of(reviewed(case.kind))
    return case


def parts_of(rows: Sequence[Any]) -> list[Part]:
    """What was not divided counts on with the main volume."""
    return [
        Part(row.n_pages, row.first_number, Volume(row.volume).rank) for row in rows
    ]


def _lines(rows: Sequence[Any]) -> tuple[ScanLine, ...]:
    found, first_page = [], 1
    for row, first in zip(rows, first_numbers(parts_of(rows)), strict=True):
        found.append(
            ScanLine(
                public_id=row.public_id,
                media=row.media,
                n_bytes=row.n_bytes,
                n_pages=row.n_pages,
                first=first,
                is_set=row.first_number is not None,
                last=first + row.n_pages - 1,
                first_page=first_page,
                volume=Volume(row.volume),
                gaps=tuple(first + page - 1 for page in row.gaps),
                added_at=row.added_at,
            )
        )
        first_page += row.n_pages
    return tuple(found)


def add(
    *,
    viewer: Viewer,
    public_id: str,
    stream: BinaryIO,
    shelf: Shelf,
    at: datetime,
    names: Sequence[str] = (),
) -> Added:
    """Check a whole file at once, store it, and put it behind those of the case.

    Nothing of a refused file is kept. What is stored but not named by a row, because
    the row was refused, is an orphan for the sweep. `names` are its own name and those
    of its folders: they are read for a kind of paper and forgotten.
    """
    with unit.reading():
        check_may_have(case_of(viewer, public_id))
    if not shelf.may_open:
        raise PagesRefused(Refusal.NOT_ISOLATED)
    shelf.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=shelf.scratch) as file:
        draft = cast("BinaryIO", file)
        stored = copied(stream, draft, limit=shelf.limits.file_bytes)
        check_is_new(viewer, public_id, stored.digest)
        draft.flush()
        draft.seek(0)
        images: dict[int, bytes] = {}
        checked = check(draft, shelf.limits, keep=images.__setitem__)
        if checked.broken or checked.doubtful:
            raise Undecided(pages=listed({*checked.broken, *checked.doubtful}))
        clearing.announce(stored.digest, at=at)
        draft.seek(0)
        shelf.store().put(draft)
    n_papers = put_in(viewer, public_id, stored, checked, at, names=names)
    keep_thumbnails(shelf, stored.digest, images)
    return Added(checked.found.n_pages, checked.notes, n_papers)


def check_may_have(case: Any) -> None:
    if case.secret or case.sealed:
        raise OnPaperOnly


def check_is_new(viewer: Viewer, public_id: str, digest: str) -> None:
    """Told before the file is opened, which takes much longer."""
    with unit.reading():
        rows = queries.of_case(case_of(viewer, public_id).id)
    if any(row.digest == digest for row in rows):
        raise SameContent


def alike(viewer: Viewer, public_id: str, n_bytes: int) -> tuple[str, ...]:
    """Digests of the case's files of this size: one of them may be the same file."""
    with unit.reading():
        rows = queries.of_case(case_of(viewer, public_id).id)
    return tuple(row.digest for row in rows if row.n_bytes == n_bytes)


def put_in(
    viewer: Viewer,
    public_id: str,
    stored: Stored,
    checked: Checked,
    at: datetime,
    *,
    volume: Volume = Volume.WHOLE,
    names: Sequence[str] = (),
) -> int:
    """Name the stored file as the last one of its case, in one transaction.

    Gives how many papers its name and bookmarks put on the contents list.
    """
    taken = {"uq_scans_content": SameContent(), "scans.digest": SameContent()}
    payload: dict[str, Any] = {"digest": stored.digest, "n_pages": checked.n_pages}
    payload |= {"volume": volume.value} if volume else {}
    payload |= {"gaps": list(checked.broken)} if checked.broken else {}
    with unit.refusing(taken), unit.transaction():
        case = case_of(viewer, public_id)
        event = _record("scan_added", viewer, case, at, payload)
        # Asked behind the chain's lock: two who add at once get two places.
        rows = queries.of_case(case.id)
        check_may_have(case_of(viewer, public_id))
        clearing.confirm(stored.digest, at=at)
        scan_id = unit.add(
            event,
            Scan,
            bureau_id=case.bureau_id,
            case_id=case.id,
            position=max((row.position for row in rows), default=0) + 1,
            volume=volume,
            added_at=at,
            **_facts(stored, checked),
        )
        about = {"case": case, "scan_id": int(scan_id)}
        return propose(event, names=names, found=checked.found, at=at, **about)


def _facts(stored: Stored, checked: Checked) -> dict[str, Any]:
    """What the row says of the file itself."""
    found = checked.found
    return {
        "digest": stored.digest,
        "media": found.kind.value,
        "n_bytes": stored.size,
        "n_pages": found.n_pages,
        "shapes": [_shape(page) for page in found.pages],
        "n_text": sum(page.has_text for page in found.pages),
        "gaps": list(checked.broken),
    }


def _shape(page: PageFacts) -> int:
    """Height in thousandths of the width, whatever a strange file says of itself."""
    shape = 1000 * page.height / page.width if page.width else 0
    if not math.isfinite(shape):
        return TALLEST
    return min(max(round(shape), FLATTEST), TALLEST)


def _record(
    kind: str, viewer: Viewer, case: Any, at: datetime, payload: dict[str, Any]
) -> unit.Recorded:
    return unit.record(
        kind,
        chain=f"bureau:{case.bureau_id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("case", case.id)],
        payload=payload,
    )


def _scan(rows: Sequence[Any], scan_id: str) -> Any:
    """The scan with this address among those in force."""
    row = next((row for row in rows if row.public_id == scan_id), None)
    if row is None:
        raise NotVisible
    return row


def one_of_case(*, viewer: Viewer, public_id: str, scan_id: str) -> ScanLine:
    """One scan of a case, to ask before it is taken out."""
    case = of_case(viewer=viewer, public_id=public_id)
    found: ScanLine = _scan(case.lines, scan_id)
    return found


def remove(
    *, viewer: Viewer, public_id: str, scan_id: str, reason: str, at: datetime
) -> None:
    """Take a scan out of the case; the content stays stored, for it was once read."""
    reason = reason.strip()
    if not 0 < len(reason) <= MOST_REASON:
        raise NoReason(most=MOST_REASON)
    with unit.transaction():
        case = case_of(viewer, public_id)
        scan = _scan(queries.of_case(case.id), scan_id)
        payload = {"digest": scan.digest, "n_pages": scan.n_pages}
        event = _record("scan_removed", viewer, case, at, payload)
        bureau = {"bureau_id": case.bureau_id}
        reason_id = unit.add(
            event, StoredText, kind="scan_reason", body=reason, **bureau
        )
        # Behind the chain's lock: whoever took it out first stays the one who did.
        still = {"id": scan.id, "ended_event_id": None}
        ended = {"ended_event_id": event.id, "ended_reason_id": reason_id}
        if not unit.change(event, Scan, still, **ended):
            raise NotVisible


def move(
    *, viewer: Viewer, public_id: str, scan_id: str, by: int, at: datetime
) -> None:
    """One place up (-1) or down (1) among the scans of the case; at the end nothing."""
    with unit.transaction():
        case = case_of(viewer, public_id)
        # Looked at behind the chain's lock: somebody else may be ordering them too.
        unit.hold(f"bureau:{case.bureau_id}")
        rows = list(queries.of_case(case.id))
        scan = _scan(rows, scan_id)
        place = rows.index(scan)
        if not 0 <= place + by < len(rows):
            return
        one, other = rows[place], rows[place + by]
        if Volume(one.volume).rank != Volume(other.volume).rank:
            return  # The secondary volume stays behind, whatever its place.
        payload = {"digest": scan.digest, "by": by}
        event = _record("scan_moved", viewer, case, at, payload)
        # No two have the same place even for a moment: the first steps aside.
        for scan_id_, position in (
            (one.id, 0),
            (other.id, one.position),
            (one.id, other.position),
        ):
            unit.change(event, Scan, {"id": scan_id_}, position=position)


def number_from(
    *, viewer: Viewer, public_id: str, scan_id: str, first: int | None, at: datetime
) -> None:
    """The number pencilled on the first page; None counts on from the scan before."""
    if first is not None and not 1 <= first <= MOST:
        raise NumberOutOfRange(most=MOST)
    with unit.transaction():
        case = case_of(viewer, public_id)
        scan = _scan(queries.of_case(case.id), scan_id)
        payload = {"digest": scan.digest, "first_number": first}
        event = _record("scan_numbered", viewer, case, at, payload)
        unit.change(event, Scan, {"id": scan.id}, first_number=first)


def say_volume(
    *, viewer: Viewer, public_id: str, scan_id: str, volume: Volume, at: datetime
) -> None:
    """Which volume a scan belongs to; the secondary one is read last."""
    with unit.transaction():
        case = case_of(viewer, public_id)
        scan = _scan(queries.of_case(case.id), scan_id)
        payload = {"digest": scan.digest, "volume": volume.value}
        event = _record("scan_volume_said", viewer, case, at, payload)
        unit.change(event, Scan, {"id": scan.id}, volume=volume)
