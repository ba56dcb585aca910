"""Saving answers as they are given: each save names the version it was made from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from review.domain import cited_pages, secrecy, set_aside
from review.domain import drafts as rules
from review.domain.answers import Answer, InvalidAnswers
from review.domain.cited_pages import FilePages
from review.domain.completeness import Missing
from review.domain.drafts import Kept
from review.domain.errors import N_, NotVisible, RuleBroken, StaleVersion, ngettext
from review.domain.policy import Action, Viewer, require
from review.domain.procedures import Proposals, Response, changed_since
from review.domain.schemes import Scheme
from review.domain.sheets import Sheet
from review.services import procedures
from review.services.contents import NOTHING_LISTED
from review.services.procedures import Shown
from review.services.submissions import sheet_of
from review.services.tasks import (
    Task,
    beside_full,
    names_pages,
    pages_named,
    still_missing,
    task_of,
)
from review.store import unit
from review.store.queries import reviews as queries

MOST_COMMENT = 4000
NOTHING_SHOWN = Shown()


class DraftConflict(StaleVersion):
    """The same review was changed in another tab or on another device.

    It carries what was saved there, so that the page can show both.
    """

    sentence = N_(
        "This review was changed in another window or on another device. "
        "Nothing was overwritten: compare both and choose."
    )

    def __init__(
        self,
        *,
        version: int,
        answers: Mapping[str, Answer],
        comment: str,
        saved_at: datetime | None,
    ) -> None:
        self.version = version
        self.answers = answers
        self.comment = comment
        self.saved_at = saved_at
        super().__init__()


class AlreadySubmitted(RuleBroken):
    """A submitted review is final."""

    sentence = N_("This review has been submitted. It can no longer be changed.")


class ReadEnded(RuleBroken):
    """The file is no longer this reviewer's."""

    sentence = N_("This file is no longer yours to review; nothing was saved.")


class CommentTooLong(RuleBroken):
    sentence = N_(
        "The comment has %(n)s of %(most)s characters and is not saved. Shorten it."
    )


class Incomplete(RuleBroken):
    """A review is submitted whole; `missing` says what it still needs."""

    sentence = ngettext(
        "The review is not complete: %(n)s thing is still missing.",
        "The review is not complete: %(n)s things are still missing.",
    )

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        self.missing = missing
        super().__init__(n=len(missing))


class Overtaken(RuleBroken):
    """Somebody saved first; what they saved is told once this is undone."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved, and what the answers come to so far.

    The scheme and the disputed items say what the page has to show it beside.
    """

    scheme: Scheme
    items: tuple[str, ...] | None
    version: int
    saved_at: datetime
    sheet: Sheet
    missing: tuple[Missing, ...]
    n_answered: int
    n_items: int
    responses: Mapping[str, Response]
    """What became of each proposal; `changed` are items whose days are others now."""
    changed: tuple[str, ...] = ()
    is_current: bool = True
    """Whether the page shows the days as they are known now."""
    beside: frozenset[str] = set_aside.NOTHING
    """Items with findings beside an answer that takes nothing off."""
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Written:
    """What a save leaves in the draft, with the proposals of that moment."""

    task: Task
    kept: Kept
    proposals: Proposals
    seen: Mapping[str, str]
    row: Any
    pages: FilePages


@dataclass(frozen=True, slots=True)
class _Change:
    """Answers as the page sent them, and the sections of which nothing more is noted."""

    changes: Mapping[str, object | None]
    close: Collection[str] = ()

    def made_to(self, task: Task, kept: Kept, but: Collection[str]) -> Kept:
        """`but` are the items that closing a section leaves open."""
        kept = rules.with_changes(task.scheme, kept, task.lines, self.changes)
        for section in self.close:
            kept = rules.with_section_closed(
                task.scheme, kept, task.lines, section, but
            )
        return kept


def save_answers(
    *,
    viewer: Viewer,
    public_id: str,
    version: int,
    changes: Mapping[str, object | None],
    comment: str | None = None,
    shown: Shown = NOTHING_SHOWN,
    close: Collection[str] = (),
    at: datetime,
) -> Saved:
    """Save some answers, each given as the page sent it; None takes one back.

    `shown` says on which days of the case the page's proposals rest; `close` are the
    sections of which nothing more is noted: see `close_section`.
    """
    change = _Change(changes, close)
    return _save(viewer, public_id, version, change, comment, shown, at)


def close_section(
    *, viewer: Viewer, public_id: str, section: str, version: int, at: datetime
) -> Saved:
    """No further deductions in a section: what is unanswered loses nothing.

    An item of which something else is proposed stays open, and one of whose papers the
    contents list says that something is wrong: the reviewer decides it.
    """
    change = _Change({}, [section])
    return _save(viewer, public_id, version, change, None, NOTHING_SHOWN, at)


@dataclass(frozen=True, slots=True)
class DraftChange:
    """Changes to one draft, made from the version that the reviewer saw."""

    public_id: str
    version: int
    answers: Mapping[str, object | None]
    comment: str | None = None
    shown: Shown = NOTHING_SHOWN


def save_together(viewer: Viewer, changes: Iterable[DraftChange], at: datetime) -> None:
    """Save several drafts in the transaction that is open: all of them, or none.

    Each is checked as a single save is; `Overtaken` if one of them was saved meanwhile.
    """
    # In one order for everybody, so that two of them never wait for each other.
    for each in sorted(changes, key=lambda each: each.public_id):
        check_comment(each.comment)
        change = _Change(each.answers)
        own = (each.public_id, each.version, change, each.comment, each.shown)
        _write(viewer, *own, at)


def check_comment(comment: str | None) -> None:
    if comment is not None and len(comment) > MOST_COMMENT:
        raise CommentTooLong(n=f"{len(comment):,}", most=f"{MOST_COMMENT:,}")


def check_words(task: Task, row: Any, kept: Kept, comment: str | None) -> None:
    """Of a secret file nothing new is said; what stood there already is not lost."""
    if comment and comment != row.comment:
        raise secrecy.CommentOfSecretFile
    before = rules.answers_of(rules.kept_in(row.answers), task.lines)
    now = rules.answers_of(kept, task.lines)
    problems = list(secrecy.words_in(task.lines, now, before))
    if problems:
        raise InvalidAnswers(problems)


def check_open(row: Any) -> None:
    """Neither a submitted nor an ended read takes anything more."""
    if row.submission_id is not None:
        raise AlreadySubmitted
    if row.ended_at is not None:
        raise ReadEnded


def _save(
    viewer: Viewer,
    public_id: str,
    version: int,
    change: _Change,
    comment: str | None,
    shown: Shown,
    at: datetime,
) -> Saved:
    require(viewer, Action.REVIEW)
    check_comment(comment)
    try:
        # Of two first saves of one read the second breaks the draft's primary key.
        with unit.refusing({"drafts": Overtaken()}), unit.transaction():
            done = _write(viewer, public_id, version, change, comment, shown, at)
    except Overtaken:
        raise conflict(viewer, public_id) from None
    task, found = done.task, done.proposals
    answers = rules.answers_of(done.kept, task.lines)
    answers = cited_pages.present(answers, done.pages)
    sheet = sheet_of(task.scheme, answers, task.part, task.only)
    beside = beside_full(task, done.row, answers, found)
    asked = set_aside.standing(answers, beside)
    return Saved(
        scheme=task.scheme,
        items=task.only,
        version=version + 1,
        saved_at=at,
        sheet=sheet,
        missing=still_missing(
            task, asked, sheet, found, done.seen, done.row, done.pages
        ),
        n_answered=rules.n_answered(done.kept, task.lines),
        n_items=rules.n_items(task.lines),
        responses=procedures.responses(found, answers),
        changed=tuple(changed_since(found, answers, done.seen)),
        is_current=procedures.is_current(shown, found),
        beside=beside,
        answers=answers,
    )


def _write(
    viewer: Viewer,
    public_id: str,
    version: int,
    change: _Change,
    comment: str | None,
    shown: Shown,
    at: datetime,
) -> _Written:
    """One row read and written, and the days: the version decides who was first."""
    row = row_to_change(viewer, public_id)
    if (row.version or 0) != version:
        raise Overtaken
    task = task_of(row)
    found, but = _proposed(row, task, is_closing=bool(change.close))
    before = rules.kept_in(row.answers)
    kept = change.made_to(task, before, but)
    if row.secret:
        check_words(task, row, kept, comment)
    pages = pages_named(row, is_any=rules.names_pages(kept, task.lines))
    kept = rules.with_page_keys(kept, change.changes, pages.scans)
    seen = procedures.seen_after(row.seen, found, before, kept, shown)
    values = {
        "answers": rules.written(kept),
        "n_answered": rules.n_answered(kept, task.lines),
        "comment": (row.comment or "") if comment is None else comment,
        "saved_at": at,
        "seen": seen,
    }
    if version == 0:
        queries.start_draft(row.id, started_at=at, **values)
    elif not queries.save_draft(row.id, version, **values):
        raise Overtaken
    return _Written(task, kept, found, procedures.seen_in(seen), row, pages)


def _proposed(
    row: Any, task: Task, *, is_closing: bool
) -> tuple[Proposals, frozenset[str]]:
    """The proposals, and what stays open where a section is closed."""
    if row.secret:
        return {}, frozenset()
    if is_closing:
        return procedures.at_closing(task.lines, row.case_id)
    file = None if row.has_scan else NOTHING_LISTED
    return procedures.proposals_for(task.lines, row.case_id, file), frozenset()


def row_to_change(viewer: Viewer, public_id: str) -> Any:
    """An own read that still takes changes; else the refusal that says why not."""
    row = queries.draft_to_change(
        public_id, person_id=viewer.person_id, bureau_id=viewer.bureau_id
    )
    if row is None:
        raise NotVisible
    require(viewer, Action.REVIEW, campaign_id=row.campaign_id)
    check_open(row)
    return row


def conflict(viewer: Viewer, public_id: str) -> RuleBroken:
    """What was saved or submitted meanwhile, as the refusal that tells it."""
    with unit.reading():
        try:
            row = row_to_change(viewer, public_id)
        except RuleBroken as refused:
            return refused
    task = task_of(row)
    answers = rules.answers_of(rules.kept_in(row.answers), task.lines)
    pages = pages_named(row, is_any=names_pages(task, answers))
    return DraftConflict(
        version=row.version or 0,
        answers=cited_pages.present(answers, pages),
        comment=row.comment or "",
        saved_at=row.saved_at,
    )
