"""Reading the pages of case files that have no text, for search and for hiding.

It can be stopped at any page and goes on there: what was read is kept. A file whose pages
were looked through before has to be looked through again, now that there is more to see.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.files import recognition
from review.services import page_recognition
from review.services.cases import conditions_of
from review.services.redaction.cases import case_to_hide_in, recorded, scans_of
from review.services.redaction.choices import forget_looks
from review.services.shelf import Shelf
from review.store import unit
from review.store.queries import redactions
from review.store.queries import scans as queries

log = logging.getLogger(__name__)


class NotInstalled(RuleBroken):
    sentence = N_(
        "Text recognition is not installed. Install the extra: "
        "pip install 'case-review[ocr]'"
    )


class SwitchedOff(RuleBroken):
    sentence = N_("Text recognition is switched off by CASE_REVIEW_OCR.")


class NoSuchFile(RuleBroken):
    sentence = N_("There is no case file %(number)s whose pages may be read.")


@dataclass(frozen=True, slots=True)
class File:
    """A case file with a scan that may be read."""

    public_id: str
    case_no: str
    n_pages: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the pages of a file: read now, read before, not read as they have text."""

    n_read: int = 0
    n_before: int = 0
    n_own: int = 0
    n_failed: int = 0
    n_doubtful: int = 0
    """Of those read now and before, the pages that could hardly be read."""


def check_available(shelf: Shelf) -> None:
    if not recognition.is_installed():
        raise NotInstalled
    if not shelf.recognises:
        raise SwitchedOff


def files(*, viewer: Viewer, numbers: Collection[str] = ()) -> tuple[File, ...]:
    """The bureau's files with a scan, or those with these numbers; none that is sealed."""
    require(viewer, Action.REDACT)
    with unit.reading():
        rows = queries.cases(conditions_of(viewer))
        rows = [row for row in rows if not (row.secret or row.sealed)]
        n_pages = queries.n_pages_of([row.id for row in rows])
    found = [
        File(row.public_id, row.case_no, n_pages[row.id])
        for row in rows
        if row.id in n_pages and (not numbers or row.case_no in numbers)
    ]
    unknown = set(numbers) - {file.case_no for file in found}
    if unknown:
        raise NoSuchFile(number=min(unknown))
    return tuple(sorted(found, key=lambda file: file.case_no))


def recognise(
    *,
    viewer: Viewer,
    public_id: str,
    shelf: Shelf,
    at: datetime,
    on_page: Callable[[], object] = lambda: None,
) -> Counts:
    """Read what has no text in a file and was not read before."""
    check_available(shelf)
    with unit.reading():
        case = case_to_hide_in(viewer, public_id)
        rows = () if case.secret or case.sealed else scans_of(case)
    seen = []
    try:
        for row in rows:
            for page in range(1, row.n_pages + 1):
                seen.append(_read(shelf, row.digest, page))
                on_page()
    finally:
        # What was read before somebody stopped it counts as well.
        _tell(viewer, public_id, at, sum(each.n_read for each in seen))
    return _sum(seen)


def _read(shelf: Shelf, digest: str, page: int) -> Counts:
    before = page_recognition.kept(shelf, digest, page)
    if before is not None:
        return Counts(n_before=1, n_doubtful=int(before.is_doubtful))
    try:
        if page_recognition.reading(shelf, digest, page).is_trusted:
            return Counts(n_own=1)
        text = page_recognition.reading(shelf, digest, page, may_read=True).read
    except RuleBroken as refusal:
        log.warning("page not read: %s", refusal)
        return Counts(n_failed=1)
    if text is None:
        return Counts(n_failed=1)
    return Counts(n_read=1, n_doubtful=int(text.is_doubtful))


def _sum(seen: Collection[Counts]) -> Counts:
    return Counts(
        n_read=sum(each.n_read for each in seen),
        n_before=sum(each.n_before for each in seen),
        n_own=sum(each.n_own for each in seen),
        n_failed=sum(each.n_failed for each in seen),
        n_doubtful=sum(each.n_doubtful for each in seen),
    )


def _tell(viewer: Viewer, public_id: str, at: datetime, n_read: int) -> None:
    """Written down, and the pages wait to be looked through again."""
    if not n_read:
        return
    with unit.transaction():
        case: Any = case_to_hide_in(viewer, public_id)
        event = recorded("pages_recognised", viewer, case, at, {"n": n_read})
        if redactions.looks(case.id):
            forget_looks(event, case.id)
