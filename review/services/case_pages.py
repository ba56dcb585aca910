"""The pages of a case file, as a reviewer reads them and an officer looks at them.

A reviewer gets numbers and images of the own read: no file name, no digest, no number
of scans or of anybody's other pages. What the bureau hides is burned into the images.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.answers import pins_in
from review.domain.errors import NotVisible
from review.domain.page_numbers import labels, page_key, place_of
from review.domain.policy import Action, Viewer, require
from review.domain.redaction import Numbers
from review.domain.volumes import Volume
from review.services import page_images
from review.services.desk import SITTING
from review.services.page_images import (
    AHEAD,
    TURNS,
    WIDTHS,
    PageNotShown,
    Wanted,
    for_bureau,
)
from review.services.qualification import check_pages
from review.services.reconciliation import case_view
from review.services.redaction.withheld import withheld
from review.services.scans import case_of, parts_of
from review.services.shelf import Shelf
from review.store import unit
from review.store.queries import access, redactions
from review.store.queries import scans as queries
from review.store.queries.reviews import OPENED

Rows = Sequence[Any]
FIRST_WIDTH = WIDTHS[1]
"""In which the viewer beside the sheet asks for the first page."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page of the file: the how manieth, its pencilled number, its shape."""

    page: int
    label: int
    shape: int
    """Height in thousandths of the width."""
    key: str
    """What pins name it by: it stays the same wherever the page comes to lie."""
    volume: Volume = Volume.WHOLE
    is_gap: bool = False
    """It cannot be shown, which was known when the file was added."""
    is_withheld: bool = False
    """The bureau has its pages looked through first, and this one was not yet."""


def pages_of(*, viewer: Viewer, public_id: str, at: datetime) -> list[PageLine]:
    """The pages of an own read; a file without a scan, or another's, has none."""
    rows = rows_of_read(viewer, public_id, at)
    return _pages(rows, withheld(rows))


def pages_and_gone(
    *, viewer: Viewer, public_id: str, at: datetime
) -> tuple[list[PageLine], list[Volume]]:
    """The pages of an own read, and the volumes whose scans were all taken out again."""
    rows = rows_of_read(viewer, public_id, at)
    return _pages(rows, withheld(rows)), _gone(rows)


def _gone(rows: Rows) -> list[Volume]:
    with unit.reading():
        ended = queries.volumes_taken_out(rows[0].case_id)
    there = {Volume(row.volume).rank for row in rows}
    gone = {Volume(each).rank for each in ended} - there
    return [each for each in (Volume.MAIN, Volume.SECONDARY) if each.rank in gone]


def page_image(
    *,
    viewer: Viewer,
    public_id: str,
    page: int,
    width: int,
    turn: int,
    shelf: Shelf,
    at: datetime,
    key: str = "",
) -> bytes:
    """One page of an own read as a JPEG without metadata.

    With a key only if the page still is the one it names: whoever points to a place
    on it points to what is seen, though scans be moved meanwhile.
    """
    rows = rows_of_read(viewer, public_id, at)
    if (key and key != _key_of(rows, page)) or page in withheld(rows):
        raise NotVisible
    return _image(rows, page, width, turn, shelf)


def first_of_read(*, viewer: Viewer, public_id: str, at: datetime) -> Wanted | None:
    """The image that the viewer beside a sheet asks for first, if it is to be had."""
    rows = rows_of_read(viewer, public_id, at)
    if 1 in withheld(rows) or 1 in rows[0].gaps:
        return None
    return _wanted(rows, 1, FIRST_WIDTH, TURNS[0])[0]


def rows_of_read(viewer: Viewer, public_id: str, at: datetime) -> Rows:
    """The scans of the own read; looking at them is the opening of the read."""
    require(viewer, Action.REVIEW)
    with unit.reading():
        rows = queries.of_read(
            public_id,
            person_id=viewer.person_id,
            bureau_id=viewer.bureau_id,
            user_id=viewer.user_id,
            since=at - SITTING,
        )
    if not rows:
        raise NotVisible
    require(viewer, Action.REVIEW, campaign_id=rows[0].campaign_id)
    if not rows[0].was_opened:
        with unit.reading():
            check_pages(public_id, viewer.person_id)
        with unit.transaction():
            access.note_opening(OPENED, public_id, user_id=viewer.user_id, at=at)
    return rows


def preview(*, viewer: Viewer, public_id: str) -> list[PageLine]:
    """The pages of a case as its reviewers will get them, for the officer."""
    return _pages(_of_case(viewer, public_id))


def preview_image(
    *, viewer: Viewer, public_id: str, page: int, width: int, turn: int, shelf: Shelf
) -> bytes:
    """A page of a case file for the officer: the same image a reviewer gets."""
    try:
        return _image(_of_case(viewer, public_id), page, width, turn, shelf)
    except PageNotShown as fault:
        raise for_bureau(fault) from fault


def _of_case(viewer: Viewer, public_id: str) -> Rows:
    with unit.reading():
        return queries.of_case(case_of(viewer, public_id).id)


def pages_of_file(*, viewer: Viewer, public_id: str) -> list[PageLine]:
    """The pages of a drawn file, for the officer who reads what its reviews say."""
    return _pages(_of_file(viewer, public_id))


def pinned_image(
    *,
    viewer: Viewer,
    campaign_code: str,
    public_id: str,
    key: str,
    width: int,
    shelf: Shelf,
    at: datetime,
) -> bytes:
    """A page that a review of a settled file points to; no other page of the file."""
    found = case_view(viewer=viewer, public_id=public_id, at=at)
    pinned = {pin.page for each in found.reviews for pin in pins_in(each.answers)}
    if found.campaign_code != campaign_code or key not in pinned:
        raise NotVisible
    rows = _of_file(viewer, public_id)
    page = next((each.page for each in _pages(rows) if each.key == key), None)
    if page is None:
        raise NotVisible
    return _image(rows, page, width, TURNS[0], shelf)


def _of_file(viewer: Viewer, public_id: str) -> Rows:
    """Those in force; what was taken out of the case is not shown here again."""
    require(viewer, Action.RESULTS_READ)
    with unit.reading():
        rows = queries.of_file(public_id, bureau_id=viewer.bureau_id)
    if rows:
        require(viewer, Action.RESULTS_READ, campaign_id=rows[0].campaign_id)
    return rows


def _pages(rows: Rows, waiting: Collection[int] = ()) -> list[PageLine]:
    found = [
        (shape, page_key(row.digest, page), Volume(row.volume), page in row.gaps)
        for row in rows
        for page, shape in enumerate(row.shapes, 1)
    ]
    numbered = zip(labels(parts_of(rows)), found, strict=True)
    return [
        PageLine(n, label, *facts, is_withheld=n in waiting)
        for n, (label, facts) in enumerate(numbered, 1)
    ]


def _key_of(rows: Rows, page: int) -> str | None:
    place = place_of(parts_of(rows), page)
    return None if place is None else page_key(rows[place.part].digest, place.page)


def _image(rows: Rows, page: int, width: int, turn: int, shelf: Shelf) -> bytes:
    wanted = _wanted(rows, page, width, turn)
    return page_images.image(shelf, wanted[0], following=wanted[1:])


def _wanted(rows: Rows, page: int, width: int, turn: int) -> list[Wanted]:
    """With the boxes that are in force at this moment, and the pages that follow."""
    place = place_of(parts_of(rows), page)
    if place is None or width not in WIDTHS or turn not in TURNS:
        raise NotVisible
    row = rows[place.part]
    if place.page in row.gaps:
        raise NotVisible
    pages = range(place.page, min(place.page + AHEAD, row.n_pages) + 1)
    boxes = boxes_on(row.case_id, row.digest, pages)
    return [Wanted(row.digest, n, width, turn, boxes[n]) for n in pages]


def boxes_on(case_id: int, digest: str, pages: range) -> dict[int, tuple[Numbers, ...]]:
    """What is hidden on each of these pages of a scan, as it is stored."""
    with unit.reading():
        rows = redactions.of_pages(case_id, digest, pages[0], pages[-1])
    found: dict[int, list[Numbers]] = {page: [] for page in pages}
    for row in rows:
        found[row.page].append((row.x_from, row.y_from, row.x_to, row.y_to))
    return {page: tuple(boxes) for page, boxes in found.items()}
