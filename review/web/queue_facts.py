"""What the queue says: the reviewer's own files by state, and how long each may take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import ngettext

from review.domain.estimates import Estimate
from review.services.reviewing import QueueLine
from review.web.display import words
from review.web.language import gettext as _
from review.web.reviewer_facts import about_file

OPEN, LATE, SUBMITTED = "open", "late", "submitted"
SHOWN = (OPEN, LATE, SUBMITTED)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A file in the queue, with its kind and its estimate in words."""

    line: QueueLine
    about: str
    estimate: str = ""
    scope: str = ""
    """What of the sheet is to be reviewed, where it is not all of it."""

    def is_in(self, state: str) -> bool:
        if state == SUBMITTED:
            return self.line.submitted_at is not None
        return self.line.is_late if state == LATE else self.line.submitted_at is None


@dataclass(frozen=True, slots=True)
class Tab:
    """A state to show alone, and how many files are in it."""

    words: str
    n: int
    url: str
    is_here: bool


def queue_rows(lines: Iterable[QueueLine]) -> list[QueueRow]:
    return [
        QueueRow(
            line,
            about_file(line.kind, line.stage, line.volume_set, line.institution),
            estimate_words(line.estimate) if line.estimate else "",
            scope_words(line),
        )
        for line in lines
    ]


def estimate_words(found: Estimate) -> str:
    """About how long, and what that rests on: the reviewer's own work alone."""
    if found.is_same_scheme:
        return _(
            "minutes: about %(minutes)s (by %(n)s you did by this scheme)",
            minutes=found.minutes,
            n=found.n,
        )
    return _(
        "minutes: about %(minutes)s (by %(n)s you did)",
        minutes=found.minutes,
        n=found.n,
    )


def scope_words(line: QueueLine) -> str:
    if line.is_some:
        return ngettext("only %(num)d item", "only %(num)d items", line.n_items)
    return words(line.part) if line.part else ""


def rows_of(rows: Sequence[QueueRow], state: str) -> list[QueueRow]:
    return [row for row in rows if row.is_in(state)]


def queue_tabs(rows: Sequence[QueueRow], shown: str) -> list[Tab]:
    """All, then each state with its number; a late file is an open one too."""
    named = (
        ("", _("All")),
        (OPEN, _("To review")),
        (LATE, _("Overdue")),
        (SUBMITTED, _("Submitted")),
    )
    return [
        Tab(
            words,
            len(rows_of(rows, state)) if state else len(rows),
            url_for("reviewer.queue", show=state or None),
            state == shown,
        )
        for state, words in named
    ]
