"""Lists to print: what is still to be brought in, and what was handed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from review.domain.campaigns import of_institutions
from review.domain.custody import FRESH, Move, Place, is_fresh, tells_whose
from review.domain.errors import NotVisible
from review.domain.policy import Action, Viewer
from review.services import holdings
from review.services.accounts import actor_of
from review.services.custody import HandoverLine, VolumeLine, handover_line, line_of
from review.services.holdings import Book
from review.services.openings import note_export
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import custody as queries
from review.store.unit import Actor


@dataclass(frozen=True, slots=True)
class Wanted:
    """What each firm or institution has still to bring in."""

    campaign: str
    groups: tuple[tuple[str, tuple[VolumeLine, ...]], ...]
    of_institutions: bool


def wanted(*, viewer: Viewer, code: str) -> Wanted:
    """调卷清单: the files each firm has still to bring in."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = queries.listing(campaign.id, Place.OWNER, skip=0, size=1_000_000)
    lines = sorted(map(line_of, rows), key=lambda line: (line.firm, line.case_no))
    grouped = groupby(lines, key=lambda line: line.firm)
    groups = tuple((firm, tuple(each)) for firm, each in grouped)
    return Wanted(campaign.name, groups, of_institutions(campaign.rules))


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file of a list, and how many volumes were due by it where fewer came."""

    case_no: str
    stage: str
    volume_set: str
    n_volumes: int
    due: int = 0


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """A list to print; `n_hidden` files have a result, so whose they were is not told.

    Some of those are there until `until`, for whoever made the list.
    """

    campaign: str
    code: str
    line: HandoverLine
    files: tuple[PaperFile, ...]
    n_hidden: int
    until: datetime | None = None


def handover(*, viewer: Viewer, code: str, key: str, at: datetime) -> HandoverPage:
    """One list to be printed; it names a person, so looking at it is noted."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        row = queries.handover(campaign.id, key)
        if row is None:
            raise NotVisible
        files = queries.files_of(row.id)
        books = holdings.books(campaign.id)
    line = handover_line(row)
    if line.move.is_with_reviewer:
        note_export(viewer, f"{code}/handovers/{row.number}", at)
    is_own = actor_of(viewer) == Actor(row.actor_kind, row.actor)
    asked = {"is_fresh_own": is_own and is_fresh(made_at=row.made_at, at=at)}
    shown = [
        f
        for f in files
        if tells_whose(line.move, is_settled=bool(f.is_settled), **asked)
    ]
    is_passing = line.move.is_with_reviewer and any(f.is_settled for f in shown)
    return HandoverPage(
        campaign=campaign.name,
        code=campaign.code,
        line=line,
        files=tuple(_file(f, line.move, row.reviewer_code or "", books) for f in shown),
        n_hidden=len(files) - len(shown),
        until=row.made_at + FRESH if is_passing else None,
    )


def _file(row: Any, move: Move, code: str, books: Mapping[int, Book]) -> PaperFile:
    due = holdings.due_at(row, move, code, books)
    named = (row.case_no, row.stage, row.volume_set, row.n_volumes)
    return PaperFile(*named, due=due if due > row.n_volumes else 0)
