"""What a read asks of its reviewer, and what of that is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from review.domain import cited_pages, secrecy, set_aside
from review.domain import drafts as rules
from review.domain.answers import Answer
from review.domain.cited_pages import ON_PAPER, FilePages
from review.domain.completeness import Missing, missing
from review.domain.lines import Line
from review.domain.procedures import Proposals, objections
from review.domain.reads import Purpose
from review.domain.schemes import Scheme
from review.domain.sheets import Sheet
from review.services import schemes
from review.services.numbered_pages import pages_of_case
from review.store import unit


@dataclass(frozen=True, slots=True)
class Task:
    """What a read asks: the scheme, and which of its lines."""

    scheme: Scheme
    part: str | None
    only: tuple[str, ...] | None
    lines: Mapping[str, Line]


def task_of(row: Any) -> Task:
    """What a read asks, from its row; a sheet in one part is asked whole."""
    scheme = schemes.parsed(row.scheme_id, row.scheme_digest)
    part = row.part if len(scheme.parts) > 1 else None
    only = None if row.items is None else tuple(row.items)
    return Task(scheme, part, only, rules.asked(scheme, part, only))


def beside_full(
    task: Task, row: Any, answers: Mapping[str, Answer], found: Proposals
) -> frozenset[str]:
    """Items whose findings go with the review only as remarks.

    Whoever decides disputed items or sets the agreed answers explains full marks too.
    """
    if task.only is not None or row.purpose == Purpose.AGREED:
        return set_aside.NOTHING
    return set_aside.beside_full(task.lines, answers, found)


def still_missing(
    task: Task,
    answers: Mapping[str, Answer],
    sheet: Sheet,
    found: Proposals,
    seen: Mapping[str, str],
    row: Any,
    pages: FilePages,
) -> tuple[Missing, ...]:
    """What keeps a review from being submitted, by the sheet, the days and the pages."""
    of_sheet = missing(task.scheme, answers, task.part, only=task.only, sheet=sheet)
    still = (*of_sheet, *objections(found, answers, seen))
    if row.secret:
        return secrecy.asked_of(task.lines, still)
    if not pages.numbers:
        return still
    named = cited_pages.cited(task.lines, answers)
    without = cited_pages.without_page(named, pages)
    return tuple(cited_pages.beside_scans(still, without))


def pages_named(row: Any, *, is_any: bool) -> FilePages:
    """The pages of the file, which are asked for only where a finding names one."""
    if not is_any or row.secret or not row.has_scan:
        return ON_PAPER
    with unit.reading():
        return pages_of_case(row.case_id)


def names_pages(task: Task, answers: Mapping[str, Answer]) -> bool:
    return bool(cited_pages.cited(task.lines, answers))
