"""What lies on a reviewer's desk: the queue, and an opened file.

Nothing here tells whether, when or how somebody else reviewed the same file: a third
reader and a lead get the same lists and pages as the first two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from review.domain import cited_pages, set_aside
from review.domain import drafts as rules
from review.domain.answers import Answer
from review.domain.campaigns import Announced, announced_in
from review.domain.case_dates import CaseDates
from review.domain.completeness import Missing
from review.domain.errors import NotVisible
from review.domain.estimates import Duration, Estimate, estimate
from review.domain.objects import common_to, reviewed
from review.domain.page_numbers import page_key
from review.domain.policy import Action, Viewer, require
from review.domain.procedures import Proposals, changed_since, stamp
from review.domain.schemes import Scheme, Text
from review.domain.secrecy import NOTHING_LEFT_OUT, LeftOut, left_out
from review.domain.sheets import Sheet
from review.services import procedures, schemes
from review.services.contents import NOTHING_LISTED, FileContents, of_file
from review.services.qualification import check_qualified
from review.services.spoken import speak_of
from review.services.submissions import answers_in, sheet_of
from review.services.tasks import (
    Task,
    beside_full,
    names_pages,
    pages_named,
    still_missing,
    task_of,
)
from review.store import unit
from review.store.queries import access
from review.store.queries import reviews as queries

# Opening the same file again within one sitting is the same opening.
SITTING = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A file in the reviewer's list."""

    public_id: str
    case_no: str
    kind: str
    stage: str
    volume_set: str
    scheme: Text
    n_answered: int
    n_items: int
    saved_at: datetime | None
    submitted_at: datetime | None
    due_on: date | None
    is_late: bool
    campaign: str
    announced: Announced
    estimate: Estimate | None = None
    """How long it may take, by the reviewer's own finished reviews."""
    institution: str = ""
    part: Text | None = None
    """The one part of the sheet that is asked for."""
    is_some: bool = False
    """Whether only some items are to be reviewed again."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a reviewer needs to know of the file; never which handler's work it is."""

    case_no: str
    kind: str
    stage: str
    volume_set: str
    case_class: str
    cause: str
    assigned_on: date | None
    closed_on: date
    is_secret: bool
    institution: str = ""
    """What is reviewed itself, in a file without a handler."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One file on the reviewer's desk, with the sheet as far as it is filled in."""

    public_id: str
    campaign: str
    due_on: date | None
    case: CaseFacts
    scheme: Scheme
    scheme_digest: str
    part: str | None
    items: tuple[str, ...] | None
    answers: Mapping[str, Answer]
    comment: str
    version: int
    saved_at: datetime | None
    sheet: Sheet
    missing: tuple[Missing, ...]
    n_answered: int
    n_items: int
    submitted_at: datetime | None = None
    reviewed_on: date | None = None
    """Of a review taken in from paper, the day it was made."""
    receipt: str = ""
    has_scan: bool = False
    first_page: str = ""
    """The key of the file's first page, which a browser may ask for at once."""
    proposals: Proposals = field(default_factory=dict)
    """Answers proposed from days and papers of the case; none once the review is in."""
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Answered items whose days are others now, with the days of then."""
    days: str = ""
    """A stamp of the days that the proposals rest on."""
    announced: Announced = field(default_factory=Announced)
    file: FileContents = NOTHING_LISTED
    """The contents list while the sheet is open."""
    known: CaseDates = field(default_factory=dict)
    """The days of the case that proposals were made from."""
    left_out: LeftOut = NOTHING_LEFT_OUT
    """Of a secret file: what the draft says and the review will not."""
    beside: frozenset[str] = set_aside.NOTHING
    """Of a draft: items with findings beside an answer that takes nothing off."""


def queue(*, viewer: Viewer, at: datetime) -> list[QueueLine]:
    """The files given to this reviewer: those begun, other open ones, submitted ones."""
    require(viewer, Action.REVIEW)
    with unit.reading():
        rows = queries.queue(person_id=viewer.person_id, bureau_id=viewer.bureau_id)
    if rows:
        speak_of(common_to(reviewed(row.kind) for row in rows))
    sizes: dict[tuple[str, str], int] = {}
    told = _Told(_history(rows, sizes))
    return [_line(row, sizes, told, at.date()) for row in rows]


def next_open(*, viewer: Viewer, at: datetime) -> str | None:
    """The file to go on with: the first of the queue."""
    lines = (x for x in queue(viewer=viewer, at=at) if x.submitted_at is None)
    first = next(lines, None)
    return first.public_id if first else None


def _history(rows: Sequence[Any], sizes: dict[tuple[str, str], int]) -> list[Duration]:
    """What the own reviews took; disputed items alone are no measure."""
    return [
        Duration(
            row.scheme_digest, row.submitted_at - row.started_at, _n_items(row, sizes)
        )
        for row in rows
        if row.submitted_at is not None
        and row.started_at is not None
        and row.items is None
    ]


class _Told(dict[tuple[str, int], Estimate | None]):
    """The estimate of so many items of each scheme, made once."""

    def __init__(self, history: Sequence[Duration]) -> None:
        super().__init__()
        self._history = history

    def __missing__(self, asked: tuple[str, int]) -> Estimate | None:
        self[asked] = estimate(*asked, self._history)
        return self[asked]


def _line(
    row: Any, sizes: dict[tuple[str, str], int], told: _Told, today: date
) -> QueueLine:
    scheme = schemes.parsed(row.scheme_id, row.scheme_digest)
    is_open, is_some = row.submitted_at is None, row.items is not None
    n_items = _n_items(row, sizes)
    return QueueLine(
        public_id=row.public_id,
        case_no=row.case_no,
        kind=row.kind,
        stage=row.stage,
        volume_set=row.volume_set,
        scheme=scheme.title,
        n_answered=row.n_answered or 0,
        n_items=n_items,
        saved_at=row.saved_at if is_open else None,
        submitted_at=row.submitted_at,
        due_on=row.due_on,
        is_late=is_open and row.due_on is not None and row.due_on < today,
        campaign=row.campaign,
        announced=announced_in(row.rules),
        estimate=told[row.scheme_digest, n_items] if is_open and not is_some else None,
        institution=row.institution or "",
        part=scheme.part_titles.get(row.part) if len(scheme.parts) > 1 else None,
        is_some=is_some,
    )


def _n_items(row: Any, sizes: dict[tuple[str, str], int]) -> int:
    """Counted once per scheme and part; a read of disputed items has its own number."""
    if row.items is not None:
        return rules.n_items(task_of(row).lines)
    key = (row.scheme_digest, row.part)
    if key not in sizes:
        sizes[key] = rules.n_items(task_of(row).lines)
    return sizes[key]


def open_read(
    *, viewer: Viewer, public_id: str, at: datetime, to_decline: bool = False
) -> Desk:
    """Open a file; the opening is logged, once per sitting.

    Who may not read it without calibration may still hand it back.
    """
    with unit.reading():
        row = desk_row(viewer, public_id, since=at - SITTING)
        if not to_decline:
            check_qualified(row, viewer.person_id)
        file, known = _file_of(row), _days_of(row)
        found = proposals_of(row, file, known)
    if row.ended_at is not None:
        raise NotVisible
    if not row.was_opened:
        with unit.transaction():
            access.note_opening(
                queries.OPENED, public_id, user_id=viewer.user_id, at=at
            )
    return replace(desk_of(row, found), file=file, known=known)


def _file_of(row: Any) -> FileContents:
    """The contents list beside an open sheet; without a scan there is none to ask for."""
    if row.submission_id is not None or not row.has_scan:
        return NOTHING_LISTED
    return of_file(row.case_id)


def _days_of(row: Any) -> CaseDates:
    """The days of an open sheet's case, as far as its proposals ask for them."""
    if row.submission_id is not None:
        return {}
    return procedures.known_days(task_of(row).lines, row.case_id)


def proposals_of(
    row: Any, file: FileContents | None = None, known: CaseDates | None = None
) -> Proposals:
    """What days and papers propose on an open sheet; a submitted one asks nothing more.

    Of a secret file nothing is proposed: a proposal comes with words and asks for words.
    """
    if row.submission_id is not None or row.secret:
        return {}
    if file is None and not row.has_scan:
        file = NOTHING_LISTED
    return procedures.proposals_for(task_of(row).lines, row.case_id, file, known)


def check_own(*, viewer: Viewer, public_id: str) -> None:
    """Whether a read is this person's or was; another's is not there."""
    desk_row(viewer, public_id)


def desk_row(viewer: Viewer, public_id: str, *, since: datetime | None = None) -> Any:
    """An own read with all that belongs to it; another's is not there."""
    require(viewer, Action.REVIEW)
    with unit.reading():
        row = queries.desk(
            public_id,
            person_id=viewer.person_id,
            bureau_id=viewer.bureau_id,
            user_id=viewer.user_id,
            since=since,
        )
    return _own(viewer, row)


def row_to_submit(viewer: Viewer, public_id: str) -> Any:
    """The same with no more than a submission needs."""
    require(viewer, Action.REVIEW)
    with unit.reading():
        row = queries.to_submit(
            public_id, person_id=viewer.person_id, bureau_id=viewer.bureau_id
        )
    return _own(viewer, row)


def _own(viewer: Viewer, row: Any) -> Any:
    if row is None:
        raise NotVisible
    require(viewer, Action.REVIEW, campaign_id=row.campaign_id)
    speak_of(reviewed(row.kind))
    return row


def desk_of(row: Any, found: Proposals) -> Desk:
    task, seen = task_of(row), procedures.seen_in(row.seen)
    answers = _answers(row, task)
    is_in = row.submission_id is not None
    pages = pages_named(row, is_any=names_pages(task, answers))
    # What was submitted stays as it was; a draft goes with its pages.
    of_today = cited_pages.beside if is_in else cited_pages.present
    answers = of_today(answers, pages)
    sheet = sheet_of(task.scheme, answers, task.part, task.only)
    beside = set_aside.NOTHING if is_in else beside_full(task, row, answers, found)
    asked = set_aside.standing(answers, beside)
    return Desk(
        public_id=row.public_id,
        campaign=row.campaign,
        due_on=row.due_on,
        case=_case(row),
        scheme=task.scheme,
        scheme_digest=row.scheme_digest,
        part=task.part,
        items=task.only,
        answers=answers,
        comment=(row.submitted_comment if is_in else row.comment) or "",
        version=row.version or 0,
        saved_at=None if is_in else row.saved_at,
        sheet=sheet,
        missing=still_missing(task, asked, sheet, found, seen, row, pages),
        n_answered=_n_answered(answers, task),
        n_items=rules.n_items(task.lines),
        submitted_at=row.submitted_at,
        reviewed_on=row.reviewed_on,
        receipt=row.receipt or "",
        has_scan=row.has_scan,
        first_page=page_key(row.first_scan, 1) if row.has_scan else "",
        proposals=found,
        changed=changed_since(found, answers, seen),
        days=stamp(found) if found else "",
        announced=announced_in(row.rules),
        left_out=_left_out(row, task, answers),
        beside=beside,
    )


def _left_out(row: Any, task: Task, answers: Mapping[str, Answer]) -> LeftOut:
    if not row.secret or row.submission_id is not None:
        return NOTHING_LEFT_OUT
    return left_out(task.lines, answers, row.comment or "")


def _answers(row: Any, task: Task) -> dict[str, Answer]:
    """From the draft, or from the submitted review once it is in."""
    if row.submission_id is None:
        return rules.answers_of(rules.kept_in(row.answers), task.lines)
    with unit.reading():
        findings = queries.findings_of([row.submission_id])
    return answers_in(task.scheme, row.choices, findings)


def _n_answered(answers: Mapping[str, Answer], task: Task) -> int:
    return sum(
        [
            line.is_required and code in answers and answers[code].is_given
            for code, line in task.lines.items()
        ]
    )


def _case(row: Any) -> CaseFacts:
    return CaseFacts(
        case_no=row.case_no,
        kind=row.kind,
        stage=row.stage,
        volume_set=row.volume_set,
        case_class=row.case_class,
        cause=row.cause,
        assigned_on=row.assigned_on,
        closed_on=row.closed_on,
        is_secret=row.secret,
        institution=row.institution or "",
    )
