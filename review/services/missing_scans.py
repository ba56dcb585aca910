"""Which drawn files cannot be read on the screen yet, and what they lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain import contents as rules
from review.domain.contents import Listed
from review.domain.errors import COMMA, N_
from review.domain.kinds import is_object
from review.domain.policy import Action, Viewer
from review.domain.volumes import NEEDS_LIST, Lack, lacking
from review.files.tables import CellKind, Column, Table
from review.services.object_columns import columns_of
from review.services.openings import note_export
from review.services.paging import WHOLE, Cut, Page, folded
from review.services.readers import Say, kind_words, stage_words, written
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import scan_lists as queries


@dataclass(frozen=True, slots=True)
class Wanted:
    """What every file should have, and which files are listed."""

    needs_both: bool = False
    """A main and a secondary volume, not just any scan."""
    needs_list: bool = False
    """A contents list that an officer has checked."""
    lack: str = ""
    text: str = ""

    @property
    def asks_lists(self) -> bool:
        return self.needs_list or self.lack in NEEDS_LIST


@dataclass(frozen=True, slots=True)
class MissingLine:
    """A file that lacks something; `public_id` is where its scans are brought."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    kind: str
    area: str
    handler: str
    firm: str
    n_pages: int
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class MissingPage:
    """One page of those files; the others are complete, or stay on paper."""

    campaign: str
    code: str
    page: Page[MissingLine]
    n_files: int
    n_lacking: int
    n_on_paper: int

    @property
    def n_complete(self) -> int:
        return self.n_files - self.n_lacking - self.n_on_paper


def missing(*, viewer: Viewer, code: str, wanted: Wanted, cut: Cut) -> MissingPage:
    """The drawn files that lack scans, by case number; secret and sealed ones do not."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.INTAKE)
        files = queries.files(campaign.id)
        scans = queries.scans(campaign.id)
        lists = queries.lists(campaign.id) if wanted.asks_lists else None
    open_ = [row for row in files if not (row.secret or row.sealed)]
    lacking_ = [line for line in _lines(open_, scans, lists, wanted) if line.lacks]
    listed = [line for line in lacking_ if _fits(line, wanted)]
    rows = tuple(listed[cut.skip : cut.skip + cut.size])
    return MissingPage(
        campaign=campaign.name,
        code=campaign.code,
        page=Page(rows, len(listed), cut),
        n_files=len(files),
        n_lacking=len(lacking_),
        n_on_paper=len(files) - len(open_),
    )


def _lines(
    files: Sequence[Any],
    scans: Sequence[Any],
    lists: Sequence[Any] | None,
    wanted: Wanted,
) -> list[MissingLine]:
    of_case: dict[int, list[Any]] = {}
    for scan in scans:
        of_case.setdefault(scan.case_id, []).append(scan)
    list_of = {each.case_id: each for each in lists or ()}
    found = []
    for row in files:
        own = of_case.get(row.id, [])
        listed = Listed.CHECKED if lists is None else _listed(list_of.get(row.id), own)
        found.append(_line(row, own, listed, wanted))
    return found


def _listed(row: Any, scans: Sequence[Any]) -> Listed:
    if row is None or not row.has_entries:
        return Listed.UNLISTED
    is_checked = rules.is_checked(
        is_proposed=row.is_proposed,
        set_by=row.event_id,
        added_by=(scan.event_id for scan in scans),
    )
    return Listed.CHECKED if is_checked else Listed.UNCHECKED


def _line(
    row: Any, scans: Sequence[Any], listed: Listed, wanted: Wanted
) -> MissingLine:
    return MissingLine(
        public_id=row.public_id,
        case_no=row.case_no,
        stage=row.stage,
        volume_set=row.volume_set,
        kind=row.kind,
        area=row.area,
        handler=row.handler or "",
        firm=row.firm or "",
        n_pages=sum(scan.n_pages for scan in scans),
        lacks=lacking(
            (scan.volume for scan in scans),
            has_gaps=any(scan.gaps for scan in scans),
            needs_both=wanted.needs_both,
            listed=listed,
        ),
    )


def _fits(line: MissingLine, wanted: Wanted) -> bool:
    is_lack = not wanted.lack or wanted.lack in line.lacks
    return is_lack and folded(wanted.text) in line.case_no


def export(
    *,
    viewer: Viewer,
    code: str,
    wanted: Wanted,
    at: datetime,
    file_format: str,
    say: Say,
) -> bytes:
    """The same files as a spreadsheet, to send to those who have the paper; logged."""
    found = missing(viewer=viewer, code=code, wanted=wanted, cut=WHOLE)
    note_export(viewer, f"scans:{code}", at)
    of = {"of_institutions": any(is_object(row.kind) for row in found.page.rows)}

    def lacks(line: MissingLine) -> str:
        return say(COMMA).join(say(lack.words) for lack in line.lacks)

    columns = (
        Column[MissingLine]("case_no", say(N_("Case number"))),
        Column[MissingLine](
            "stage", say(N_("Stage")), of=lambda r: say(stage_words(r))
        ),
        Column[MissingLine]("volume_set", say(N_("Volume set"))),
        Column[MissingLine](
            "kind", say(N_("Case kind")), of=lambda r: say(kind_words(r))
        ),
        Column[MissingLine]("area", say(N_("County"))),
        Column[MissingLine]("handler", say(N_("Handler"))),
        Column[MissingLine]("firm", say(N_("Firm"))),
        Column[MissingLine]("n_pages", say(N_("Pages scanned")), CellKind.INTEGER),
        Column[MissingLine]("lacks", say(N_("What is missing")), of=lacks),
    )
    title = say(N_("Missing scans"))
    shown = columns_of(columns, **of)
    return written(Table(title, shown, found.page.rows), file_format)
