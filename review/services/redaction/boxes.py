"""Boxes on one page: drawn by the officer, taken away, put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.errors import NotVisible
from review.domain.policy import Viewer
from review.domain.redaction import Numbers, drawn_box
from review.domain.volumes import Volume
from review.services import page_images
from review.services.page_images import (
    TURNS,
    WIDTHS,
    PageNotShown,
    Wanted,
    for_bureau,
)
from review.services.redaction.cases import (
    case_to_hide_in,
    numbered,
    recorded,
    scan_page,
    scans_of,
)
from review.services.redaction.looking import (
    DRAWN,
    Line,
    lines_of,
    look_again,
    sides,
    text_of,
)
from review.services.shelf import Shelf
from review.store import unit
from review.store.models import Redaction
from review.store.queries import redactions as queries


@dataclass(frozen=True, slots=True)
class BoxLine:
    """A box in force, in millionths of the page: its upper left corner and its size."""

    public_id: str
    is_drawn: bool
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """A page with its boxes; `line` is what the look at it said, if there was one."""

    public_id: str
    case_no: str
    page: int
    n_pages: int
    label: int
    volume: Volume
    shape: int
    boxes: tuple[BoxLine, ...]
    line: Line | None
    is_gap: bool = False
    """Whether the file was taken in without this page, which is damaged in it."""
    is_seen: bool = False
    """Whether a person said that they looked at it."""

    @property
    def before(self) -> int:
        """The page before it, or 0."""
        return self.page - 1

    @property
    def after(self) -> int:
        """The page after it, or 0."""
        return self.page + 1 if self.page < self.n_pages else 0


def page_of(*, viewer: Viewer, public_id: str, page: int) -> PageBoxes:
    """One page of the case with the boxes on it."""
    with unit.reading():
        case = case_to_hide_in(viewer, public_id)
        rows = scans_of(case)
        row, place = scan_page(rows, page)
        boxes = queries.of_pages(case.id, row.digest, place, place)
        look = queries.looks(case.id).get(row.digest)
    return PageBoxes(
        public_id=case.public_id,
        case_no=case.case_no,
        page=page,
        n_pages=sum(each.n_pages for each in rows),
        label=numbered(rows)[page - 1][2],
        volume=Volume(row.volume),
        shape=row.shapes[place - 1],
        boxes=tuple(map(_line, boxes)),
        line=lines_of(look)[place - 1] if look and place <= look.n_looked else None,
        is_gap=place in row.gaps,
        is_seen=look is not None and place in look.seen,
    )


def _line(row: Any) -> BoxLine:
    return BoxLine(
        public_id=row.public_id,
        is_drawn=row.origin == DRAWN,
        left=row.x_from,
        top=row.y_from,
        width=row.x_to - row.x_from,
        height=row.y_to - row.y_from,
    )


def draw(
    *,
    viewer: Viewer,
    public_id: str,
    page: int,
    numbers: Sequence[int],
    shelf: Shelf,
    at: datetime,
) -> str:
    """Hide what lies within left, top, right and bottom edge; the box's address."""
    drawn_box(numbers)
    return _put(viewer, public_id, page, tuple(numbers), DRAWN, shelf, at)


def _put(
    viewer: Viewer,
    public_id: str,
    page: int,
    numbers: Sequence[int],
    origin: str,
    shelf: Shelf,
    at: datetime,
) -> str:
    left, top, right, bottom = numbers
    digest, place, text = _read(viewer, public_id, page, shelf)
    with unit.transaction():
        case = case_to_hide_in(viewer, public_id)
        # Looked at behind the chain's lock: the same form may come twice at once.
        unit.hold(f"bureau:{case.bureau_id}")
        there = queries.of_pages(case.id, digest, place, place)
        same = [row for row in there if _line_numbers(row) == tuple(numbers)]
        if same:
            return str(same[0].public_id)
        payload = {"digest": digest, "page": place}
        event = recorded("redaction_drawn", viewer, case, at, payload)
        box_id = unit.add(
            event,
            Redaction,
            bureau_id=case.bureau_id,
            case_id=case.id,
            digest=digest,
            page=place,
            origin=origin,
            **sides((left, top, right, bottom)),
        )
        look_again(event, case, digest, place, text)
        row = queries.by_id(int(box_id))
    return str(row.public_id)


def _line_numbers(row: Any) -> Numbers:
    return row.x_from, row.y_from, row.x_to, row.y_to


def _read(viewer: Viewer, public_id: str, page: int, shelf: Shelf) -> tuple[Any, ...]:
    """Which page of which scan it is, and its text; read before anything is written."""
    with unit.reading():
        case = case_to_hide_in(viewer, public_id)
        row, place = scan_page(scans_of(case), page)
        look = queries.looks(case.id).get(row.digest)
    is_looked = look is not None and place <= look.n_looked
    text = text_of(shelf, row.digest, place) if is_looked else None
    return row.digest, place, text


def remove(
    *,
    viewer: Viewer,
    public_id: str,
    page: int,
    box_id: str,
    shelf: Shelf,
    at: datetime,
) -> None:
    """Take a box away; what it hid is seen again from now on."""
    digest, place, text = _read(viewer, public_id, page, shelf)
    with unit.transaction():
        case = case_to_hide_in(viewer, public_id)
        box = _on_page(case, digest, place, box_id)
        payload = {"digest": digest, "page": place}
        event = recorded("redaction_removed", viewer, case, at, payload)
        if not queries.end([box.id], event, by_hand=True):
            raise NotVisible
        look_again(event, case, digest, place, text)


def _on_page(case: Any, digest: str, place: int, box_id: str) -> Any:
    box = queries.one(case.id, box_id)
    if box is None or (box.digest, box.page) != (digest, place):
        raise NotVisible
    return box


def restore(
    *,
    viewer: Viewer,
    public_id: str,
    page: int,
    box_id: str,
    shelf: Shelf,
    at: datetime,
) -> str:
    """Put back a box that was taken away; the new box's address."""
    with unit.reading():
        case = case_to_hide_in(viewer, public_id)
        row, place = scan_page(scans_of(case), page)
        box = _on_page(case, row.digest, place, box_id)
    numbers = _line_numbers(box)
    return _put(viewer, public_id, page, numbers, box.origin, shelf, at)


def page_image(
    *, viewer: Viewer, public_id: str, page: int, width: int, shelf: Shelf
) -> bytes:
    """The page as it was brought, without any box, to see what has to be hidden."""
    with unit.reading():
        case = case_to_hide_in(viewer, public_id)
        row, place = scan_page(scans_of(case), page)
    if width not in WIDTHS or place in row.gaps:
        raise NotVisible
    try:
        return page_images.image(shelf, Wanted(row.digest, place, width, TURNS[0], ()))
    except PageNotShown as fault:
        raise for_bureau(fault) from fault
