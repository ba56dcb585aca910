"""Rows of long lists with every word ready: a page of five hundred stays quick.

Each word is looked up once per page, not once per row; and a tuple is made faster than
a frozen dataclass.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from flask import url_for

from review.services.campaign_files import FileLine
from review.services.cases import CaseLine
from review.services.readers import PURPOSE_WORDS, ReadLine, State
from review.web.bureau.campaign_words import Labels, said
from review.web.display import moment, score, words
from review.web.language import gettext as _


class FileRow(NamedTuple):
    """A file of a campaign, how far it is and what it came to."""

    url: str
    position: str
    case_no: str
    about: str
    area: str
    handler: str
    firm: str
    phase: str
    phase_words: str
    reasons: tuple[str, ...]
    score: str
    grade: str
    standing: str


class ReadRow(NamedTuple):
    """A file in somebody's hands; `url` is where it can be taken back, if it can."""

    url: str
    case_no: str
    about: str
    area: str
    reviewer: str
    number: str
    purpose: str
    allocated_at: str
    state: str
    state_words: str


def once(find: Callable[[Any], str]) -> Callable[[Hashable], str]:
    """A lookup that is done once for each thing within a page."""
    return cache(find)


class CaseRow(NamedTuple):
    """A case file; `scan_url` is where its scan is, or is added."""

    case_no: str
    is_sealed: bool
    is_secret: bool
    about: str
    area: str
    handler: str
    firm: str
    closed_on: date
    n_campaigns: int
    scan_url: str
    scan_words: str


def case_rows(lines: Sequence[CaseLine]) -> list[CaseRow]:
    """Each file with its kind, stage and volume set in words, and where its scan is."""
    about = Labels().about
    start, end = url_for("scans.case", public_id="----").split("----")
    words_of = {True: _("Yes"), False: ""}
    return [
        CaseRow(
            line.case_no,
            line.is_sealed,
            line.is_secret,
            about(line),
            line.area,
            line.handler,
            line.firm,
            line.closed_on,
            line.n_campaigns,
            start + line.public_id + end,
            words_of[bool(line.has_scan)],
        )
        for line in lines
    ]


def file_rows(lines: Iterable[FileLine], code: str) -> list[FileRow]:
    about, title = Labels().about, once(words)
    phase_words = once(lambda phase: _(phase.words))
    base = url_for("reconciliation.case", code=code, public_id="")
    return [
        FileRow(
            base + line.public_id,
            str(line.position),
            line.case_no,
            about(line),
            line.area,
            line.handler,
            line.firm,
            line.phase.value,
            phase_words(line.phase),
            tuple(said(reason) for reason in line.reasons),
            "" if line.score is None else score(line.score),
            title(line.grade) if line.grade else "",
            line.standing,
        )
        for line in lines
    ]


def read_rows(lines: Iterable[ReadLine], code: str) -> list[ReadRow]:
    about, at = Labels().about, once(moment)
    purpose = once(lambda each: _(PURPOSE_WORDS[each]))
    late, states = _("Late"), {state: _(state.words) for state in State}
    base = url_for("allocation.withdraw", code=code, public_id="")
    marks = {State.OPEN: "open", State.SUBMITTED: "done"}
    return [
        ReadRow(
            base + line.public_id if line.state is State.OPEN else "",
            line.case_no,
            about(line),
            line.area,
            line.reviewer,
            line.number,
            purpose(line.purpose),
            at(line.allocated_at),
            "late" if line.is_late else marks[line.state],
            late if line.is_late else states[line.state],
        )
        for line in lines
    ]
