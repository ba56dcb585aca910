"""Paper volumes: where they are, and the lists by which they went there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.custody import (
    Move,
    Place,
    place_after,
    tells_since,
)
from review.domain.policy import Action, Viewer
from review.services import holdings
from review.services.holdings import Book, Kept
from review.services.paging import Cut, Page
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import custody as queries


@dataclass(frozen=True, slots=True)
class VolumeLine:
    """A file and where its volumes are; whose they are with while they are there."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    kind: str
    firm: str
    place: Place
    holder: str
    since: datetime | None
    n_volumes: int
    is_settled: bool
    kept: tuple[Kept, ...] = ()
    due: int = 0
    """How many go by the move in question if nothing is kept back."""


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """A list in the campaign's book of lists."""

    public_id: str
    number: int
    move: Move
    other_side: str
    made_at: datetime
    n_files: int
    n_volumes: int
    n_kept: int = 0
    """Volumes that were kept back then and have not come since."""


@dataclass(frozen=True, slots=True)
class VolumesPage:
    """`kept` are all files of which some volumes are not where the file is."""

    campaign: str
    code: str
    counts: Mapping[Place, int]
    page: Page[VolumeLine]
    kept: tuple[VolumeLine, ...]
    handovers: tuple[HandoverLine, ...]


def page(
    *,
    viewer: Viewer,
    code: str,
    cut: Cut,
    place: Place | None = None,
) -> VolumesPage:
    """Counts by place, a page of the files, and every list."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        counted = queries.counts(campaign.id)
        rows = queries.listing(campaign.id, place, skip=cut.skip, size=cut.size)
        lists = queries.handovers(campaign.id)
        books = holdings.books(campaign.id)
        apart = queries.only(campaign.id, [k for k, b in books.items() if b.is_apart])
    due = holdings.kept_by_list(books.values())
    counts = dict.fromkeys(Place, 0)
    for row in counted:
        counts[place_after(row.kind)] += row.n
    n = rows[0].n if rows else 0
    return VolumesPage(
        campaign=campaign.name,
        code=campaign.code,
        counts=counts,
        page=Page(tuple(line_of(row, books.get(row.id)) for row in rows), n, cut),
        kept=tuple(line_of(row, books.get(row.id)) for row in apart),
        handovers=tuple(handover_line(row, due.get(row.id, 0)) for row in lists),
    )


def line_of(row: Any, book: Book | None = None) -> VolumeLine:
    place = place_after(row.last)
    held = holdings.held_of(row, book)
    here = held.readers.get(row.code, 0) if place.is_out else held.office
    return VolumeLine(
        public_id=row.public_id,
        case_no=row.case_no,
        stage=row.stage,
        volume_set=row.volume_set,
        kind=row.case_kind,
        firm=row.firm or "",
        place=place,
        holder=row.holder or "",
        since=row.made_at if tells_since(row.last, is_settled=row.is_settled) else None,
        n_volumes=(place is not Place.RETURNED and here) or row.n_volumes or 1,
        is_settled=bool(row.is_settled),
        kept=holdings.kept(book),
    )


def handovers_between(
    campaign_id: int, first: datetime, last: datetime
) -> tuple[HandoverLine, ...]:
    """The lists made in a span of time between office and reviewers; joins a reading."""
    lines = map(handover_line, queries.handovers(campaign_id))
    return tuple(
        line
        for line in lines
        if line.move.is_with_reviewer and first <= line.made_at <= last
    )


def handover_line(row: Any, n_kept: int = 0) -> HandoverLine:
    return HandoverLine(
        public_id=row.public_id,
        number=row.number,
        move=Move(row.kind),
        other_side=row.other_side,
        made_at=row.made_at,
        n_files=row.n_files,
        n_volumes=int(row.n_volumes or 0),
        n_kept=n_kept,
    )
