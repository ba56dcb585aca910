"""Who reads in a campaign, how far everyone is, and who holds which file.

An officer sees which reviews are open and which are in, nothing of what they say; and
whose they are only until the file is settled.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Any, NamedTuple

from review.domain.case_queries import EVERYTHING
from review.domain.errors import N_, NotVisible
from review.domain.extensions import is_late, over_on, term_of
from review.domain.kinds import CaseKind, Stage
from review.domain.policy import Action, Viewer
from review.domain.query_words import Subject
from review.domain.reads import Purpose
from review.files.tables import CellKind, Column, Table, to_csv, to_xlsx
from review.services.asking import Asked, asked_of
from review.services.openings import note_export
from review.services.paging import WHOLE, Cut, Page
from review.services.sampling import campaign_of
from review.services.second_reads import place_of
from review.services.standing import once
from review.store import unit
from review.store.queries import campaign_files as files
from review.store.queries import extensions, progress
from review.store.queries import read_lists as queries

Say = Callable[[str], str]
FORMATS = ("csv", "xlsx")


class State(StrEnum):
    """How far a read is; a read is late when its term is over."""

    OPEN = "open"
    SUBMITTED = "submitted"

    @property
    def words(self) -> str:
        return STATE_WORDS[self]


STATE_WORDS = {State.OPEN: N_("Not submitted"), State.SUBMITTED: N_("Submitted")}
PURPOSE_WORDS = {
    Purpose.COUNTED: N_("Counted review"),
    Purpose.THIRD: N_("Further review"),
    Purpose.ADJUDICATION: N_("Final decision"),
    Purpose.SECOND: N_("Hidden second read"),
}


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """A reviewer or lead and how far the person is."""

    name: str
    number: str
    area: str
    is_lead: bool
    cap: int | None
    n_open: int
    n_submitted: int
    n_late: int
    n_given_back: int

    @property
    def n_held(self) -> int:
        return self.n_open + self.n_submitted


@dataclass(frozen=True, slots=True)
class ReaderTotals:
    """What all of them together hold, gave and were late with."""

    n_reviewers: int
    n_leads: int
    n_held: int
    n_submitted: int
    n_open: int
    n_late: int


@dataclass(frozen=True, slots=True)
class ReadFilter:
    """Which reads are listed: a query as it was typed, and an order."""

    query: str = ""
    sort: str = "position"


ALL_READS = ReadFilter()


class ReadLine(NamedTuple):
    """A file that somebody holds, or has reviewed while others have not.

    A tuple: a page has hundreds of them.
    """

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    kind: str
    area: str
    purpose: Purpose
    part: str
    reviewer: str
    number: str
    allocated_at: datetime
    state: State
    due_on: date | None
    is_extended: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class ReadsPage:
    """The reads of a campaign, with the reviewers the filter offers."""

    campaign: str
    code: str
    due_on: date | None
    page: Page[ReadLine]
    asked: Asked
    readers: tuple[tuple[str, str], ...]
    """Number and name, by pinyin."""
    n_asking: int = 0
    """Requests for more time that wait for an answer."""


SORTS = tuple(queries.ORDERS)


def readers(*, viewer: Viewer, code: str, on: date) -> tuple[ReaderLine, ...]:
    """Everybody who reads in the campaign, by pinyin."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        key = ("people", campaign.id, on)
        rows = once(key, lambda: progress.people(campaign.id, on))
    is_over = over_on(campaign.due_on, on) is not None
    return tuple(_reader(row, is_over) for row in rows)


def _reader(row: Any, is_over: bool) -> ReaderLine:
    return ReaderLine(
        name=row.name,
        number=row.number or "",
        area=row.area or "",
        is_lead=bool(row.is_lead),
        cap=row.cap,
        n_open=row.n_open,
        n_submitted=row.n_submitted,
        n_late=row.n_open - row.n_extended if is_over else 0,
        n_given_back=row.n_ended,
    )


READER_STATES = ("open", "late", "done", "lead")


def chosen(lines: Iterable[ReaderLine], state: str) -> list[ReaderLine]:
    """Those with something open, with something late, without either, or the leads."""
    tests: dict[str, Callable[[ReaderLine], bool]] = {
        "": lambda line: True,
        "open": lambda line: line.n_open > 0,
        "late": lambda line: line.n_late > 0,
        "done": lambda line: line.n_open == 0 < line.n_submitted,
        "lead": lambda line: line.is_lead,
    }
    return [line for line in lines if tests[state](line)]


def totals(lines: Sequence[ReaderLine]) -> ReaderTotals:
    n_leads = sum(line.is_lead for line in lines)
    return ReaderTotals(
        n_reviewers=len(lines) - n_leads,
        n_leads=n_leads,
        n_held=sum(line.n_held for line in lines),
        n_submitted=sum(line.n_submitted for line in lines),
        n_open=sum(line.n_open for line in lines),
        n_late=sum(line.n_late for line in lines),
    )


def reads(
    *, viewer: Viewer, code: str, wanted: ReadFilter, cut: Cut, on: date
) -> ReadsPage:
    """Who holds which file, and whether the review is in, as a query finds them."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        frame = once(("reads", campaign.id), lambda: _frame(campaign.id))
        areas, over = files.areas(frame.area_ids), over_on(campaign.due_on, on)
        asked = asked_of(viewer, Subject.READS, areas, wanted.query)
        rows, n = _rows(campaign.id, asked, over, wanted.sort, cut, frame)
    return ReadsPage(
        campaign=campaign.name,
        code=campaign.code,
        due_on=campaign.due_on,
        n_asking=frame.n_asking,
        page=Page(tuple(_read(row, campaign.due_on, on) for row in rows), n, cut),
        asked=asked,
        readers=frame.readers,
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is around the list: how many reads there are, whose, and from where."""

    n_reads: int
    readers: tuple[tuple[str, str], ...]
    area_ids: tuple[int, ...]
    n_asking: int


def _frame(campaign_id: int) -> _Frame:
    people = queries.readers(campaign_id)
    return _Frame(
        n_reads=queries.n_rows(campaign_id, EVERYTHING, None),
        readers=tuple((row.number or "", row.name) for row in people),
        area_ids=tuple(files.area_ids(campaign_id)),
        n_asking=extensions.n_waiting(campaign_id),
    )


def _rows(
    campaign_id: int,
    asked: Asked,
    over: date | None,
    sort: str,
    cut: Cut,
    frame: _Frame,
) -> tuple[Sequence[Any], int]:
    if asked.refusal is not None:
        return (), 0
    of = campaign_id, asked.node, over
    rows = queries.rows(*of, sort, size=cut.size, skip=cut.skip)
    return rows, frame.n_reads if asked.node == EVERYTHING else queries.n_rows(*of)


def read(*, viewer: Viewer, code: str, public_id: str, on: date) -> ReadLine:
    """One open read of a file under way, before it is taken back."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        row = queries.one(campaign.id, public_id)
    if row is None:
        raise NotVisible
    return _read(row, campaign.due_on, on)


def _read(row: Any, campaign: date | None, on: date) -> ReadLine:
    """`campaign` is the day of the campaign, unless the read has a later one."""
    is_open = row.submission_id is None
    term = term_of(campaign, row.due_on)
    return ReadLine(
        public_id=row.public_id,
        case_no=row.case_no,
        stage=row.stage,
        volume_set=row.volume_set,
        kind=row.kind,
        area=row.area,
        purpose=Purpose(row.purpose),
        part=row.part,
        reviewer=row.reviewer,
        number=row.number or "",
        allocated_at=row.allocated_at,
        state=State.OPEN if is_open else State.SUBMITTED,
        due_on=term,
        is_extended=term != campaign,
        is_late=is_open and is_late(campaign, row.due_on, on=on),
    )


def export_readers(
    *, viewer: Viewer, code: str, at: datetime, on: date, file_format: str, say: Say
) -> bytes:
    """The list of reviewers as a spreadsheet; taking it is logged."""
    lines = readers(viewer=viewer, code=code, on=on)
    note_export(viewer, f"readers:{code}", at)
    columns = (
        Column[ReaderLine]("name", say(N_("Name"))),
        Column[ReaderLine]("number", say(N_("Reviewer number"))),
        Column[ReaderLine]("area", say(N_("County"))),
        Column[ReaderLine](
            "is_lead",
            say(N_("Panel lead")),
            of=lambda line: say(N_("Yes")) if line.is_lead else "",
        ),
        Column[ReaderLine]("cap", say(N_("Personal limit")), CellKind.INTEGER),
        Column[ReaderLine]("n_held", say(N_("Allocated")), CellKind.INTEGER),
        Column[ReaderLine]("n_submitted", say(N_("Submitted")), CellKind.INTEGER),
        Column[ReaderLine]("n_open", say(N_("Not submitted")), CellKind.INTEGER),
        Column[ReaderLine]("n_late", say(N_("Late")), CellKind.INTEGER),
        Column[ReaderLine]("n_given_back", say(N_("Taken back")), CellKind.INTEGER),
    )
    return written(Table(say(N_("Reviewers")), columns, lines), file_format)


def export_reads(
    *,
    viewer: Viewer,
    code: str,
    wanted: ReadFilter = ALL_READS,
    at: datetime,
    on: date,
    file_format: str,
    say: Say,
    zone: tzinfo,
) -> bytes:
    """The filtered list of reads as a file; taking it is logged.

    Days are those of `zone`. JSON is for programs: codes instead of words.
    """
    found = reads(viewer=viewer, code=code, wanted=wanted, cut=WHOLE, on=on)
    if found.asked.refusal is not None:
        raise found.asked.refusal
    note_export(viewer, f"reads:{code}", at)
    rows = found.page.rows
    if file_format == "json":
        return _as_json(found.code, [_plain(row, zone) for row in rows])
    table = Table(say(N_("Who holds which file")), _read_columns(say, zone), rows)
    return written(table, file_format)


def _as_json(code: str, rows: list[dict[str, object]]) -> bytes:
    data = {"campaign": code, "rows": rows}
    return f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()


def _plain(line: ReadLine, zone: tzinfo) -> dict[str, object]:
    return {
        "case_no": line.case_no,
        "stage": line.stage,
        "volume_set": line.volume_set,
        "kind": line.kind,
        "area": line.area,
        "purpose": place_of(line.purpose).value,
        "part": line.part,
        "reviewer": line.reviewer,
        "number": line.number,
        "allocated_on": line.allocated_at.astimezone(zone).date().isoformat(),
        "state": line.state.value,
        "due_on": line.due_on.isoformat() if line.due_on else None,
        "is_late": line.is_late,
    }


def stage_words(line: Any) -> str:
    """A stage in words; a file without one says nothing."""
    return Stage(line.stage).words if line.stage else ""


def kind_words(line: Any) -> str:
    return CaseKind(line.kind).words


def written(table: Table[Any], file_format: str) -> bytes:
    """A table in the format that was asked for."""
    return to_xlsx([table]) if file_format == "xlsx" else to_csv(table)


def _read_columns(say: Say, zone: tzinfo) -> tuple[Column[ReadLine], ...]:
    return (
        Column[ReadLine]("case_no", say(N_("Case number"))),
        Column[ReadLine]("stage", say(N_("Stage")), of=lambda r: say(stage_words(r))),
        Column[ReadLine]("volume_set", say(N_("Volume set"))),
        Column[ReadLine]("kind", say(N_("Case kind")), of=lambda r: say(kind_words(r))),
        Column[ReadLine]("area", say(N_("County"))),
        Column[ReadLine](
            "purpose",
            say(N_("Purpose of the review")),
            # The list may be laid before reviewers: which is hidden it does not say.
            of=lambda r: say(PURPOSE_WORDS[place_of(r.purpose)]),
        ),
        Column[ReadLine]("part", say(N_("Part of the sheet"))),
        Column[ReadLine]("reviewer", say(N_("Reviewer"))),
        Column[ReadLine]("number", say(N_("Reviewer number"))),
        Column[ReadLine](
            "allocated_on",
            say(N_("Allocated on")),
            CellKind.DATE,
            of=lambda r: r.allocated_at.astimezone(zone).date(),
        ),
        Column[ReadLine]("state", say(N_("State")), of=lambda r: say(r.state.words)),
        Column[ReadLine]("due_on", say(N_("Due on")), CellKind.DATE),
        Column[ReadLine](
            "is_late",
            say(N_("Late")),
            of=lambda r: say(N_("Yes")) if r.is_late else "",
        ),
    )
