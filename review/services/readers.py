"""Who reads in a campaign, how far everyone is, and who holds which file.

An officer sees which reviews are open and which are in, nothing of what they say; and
whose they are only until the file is settled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from review.domain.campaigns import of_institutions
from review.domain.case_queries import EVERYTHING
from review.domain.errors import N_, NotVisible
from review.domain.extensions import is_late, over_on, term_of
from review.domain.kinds import CaseKind, Stage
from review.domain.policy import Action, Viewer
from review.domain.query_words import Subject
from review.domain.reads import Purpose
from review.domain.sentences import Sentence
from review.files.tables import Table, to_csv, to_xlsx
from review.services.asking import Asked, asked_of
from review.services.paging import Cut, Page
from review.services.passed_relations import passed_by_read
from review.services.people_lists import States
from review.services.sampling import campaign_of
from review.services.standing import once
from review.store import unit
from review.store.queries import campaign_files as files
from review.store.queries import extensions, progress
from review.store.queries import read_lists as queries

Say = Callable[[str], str]


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
    Purpose.LINKING: N_("Common file"),
    Purpose.APPEAL: N_("Decision on an objection"),
}


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """A reviewer or lead and how far the person is."""

    name: str
    sound: str
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
    passed: tuple[Sentence, ...] = ()
    """What the records show between the two, and was let pass."""


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
    of_institutions: bool = False


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
        sound=row.sound,
        number=row.number or "",
        area=row.area or "",
        is_lead=bool(row.is_lead),
        cap=row.cap,
        n_open=row.n_open,
        n_submitted=row.n_submitted,
        n_late=row.n_open - row.n_extended if is_over else 0,
        n_given_back=row.n_ended,
    )


READER_STATES: States[ReaderLine] = {
    "open": lambda line: line.n_open > 0,
    "late": lambda line: line.n_late > 0,
    "done": lambda line: line.n_open == 0 < line.n_submitted,
    "lead": lambda line: line.is_lead,
}
"""Those with something open, with something late, without either, or the leads."""


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
        passed = passed_by_read(campaign.id)
    judge = _judged(campaign.due_on, on)
    return ReadsPage(
        campaign=campaign.name,
        code=campaign.code,
        due_on=campaign.due_on,
        n_asking=frame.n_asking,
        page=Page(tuple([_read(row, judge, passed) for row in rows]), n, cut),
        asked=asked,
        readers=frame.readers,
        of_institutions=of_institutions(campaign.rules),
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
        passed = passed_by_read(campaign.id)
    if row is None:
        raise NotVisible
    return _read(row, _judged(campaign.due_on, on), passed)


Judged = Callable[[date | None], tuple[date | None, bool, bool]]


def _judged(campaign: date | None, on: date) -> Judged:
    """Of a read's own day: when it is due, whether extended, and late while open.

    `campaign` is the day of the campaign, unless the read has a later one. Hundreds of
    reads have the same few days.
    """

    @cache
    def judge(own: date | None) -> tuple[date | None, bool, bool]:
        term = term_of(campaign, own)
        return term, term != campaign, is_late(campaign, own, on=on)

    return judge


_PURPOSES = {purpose.value: purpose for purpose in Purpose}


def _read(
    row: Any, judge: Judged, passed: Mapping[str, tuple[Sentence, ...]]
) -> ReadLine:
    public_id, purpose, part, allocated_at, own, submission_id, *words = row
    case_no, stage, volume_set, kind, area, reviewer, number = words
    is_open = submission_id is None
    term, is_extended, is_over = judge(own)
    return ReadLine(
        public_id,
        case_no,
        stage,
        volume_set,
        kind,
        area,
        _PURPOSES[purpose],
        part,
        reviewer,
        number or "",
        allocated_at,
        State.OPEN if is_open else State.SUBMITTED,
        term,
        is_extended,
        is_open and is_over,
        passed.get(public_id, ()),
    )


def stage_words(line: Any) -> str:
    """A stage in words; a file without one says nothing."""
    return Stage(line.stage).words if line.stage else ""


def kind_words(line: Any) -> str:
    return CaseKind(line.kind).words


def written(table: Table[Any], file_format: str) -> bytes:
    """A table in the format that was asked for."""
    return to_xlsx([table]) if file_format == "xlsx" else to_csv(table)
