"""The bureau's case files as a list: found by number, kind, county and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from review.domain.case_queries import EVERYTHING
from review.domain.errors import N_
from review.domain.kinds import CaseClass
from review.domain.policy import Action, Viewer, require
from review.domain.query_words import Subject
from review.files.tables import CellKind, Column, Table
from review.services.asking import Asked, asked_of
from review.services.openings import note_export
from review.services.paging import WHOLE, Cut, Page
from review.services.readers import Say, kind_words, stage_words, written
from review.services.standing import once
from review.store import unit
from review.store.queries import case_lists as queries
from review.store.queries import places

SORTS = tuple(queries.ORDERS)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which files are listed: a query as it was typed, and an order."""

    query: str = ""
    sort: str = "closed_on"


class CaseLine(NamedTuple):
    """A case file with its lead handler; `n_campaigns` is how often it was drawn.

    A tuple, made of a row as it comes: a page has hundreds of them.
    """

    case_no: str
    stage: str
    volume_set: str
    kind: str
    case_class: str
    cause: str
    area: str
    handler: str
    firm: str
    closed_on: date
    is_sealed: bool
    is_secret: bool
    n_campaigns: int
    public_id: str
    has_scan: bool


@dataclass(frozen=True, slots=True)
class CasesPage:
    """One page of the files, and what the filters offer."""

    page: Page[CaseLine]
    asked: Asked
    areas: tuple[tuple[str, str], ...]
    """Code and name; 市本级 first."""
    years: tuple[int, ...]


def listing(*, viewer: Viewer, wanted: CaseFilter, cut: Cut) -> CasesPage:
    """The files a query finds; a campaign manager sees the own campaign's period."""
    allowed = conditions_of(viewer)
    with unit.reading():
        areas = places.areas_of(allowed.bureau_id)
        asked = asked_of(viewer, Subject.CASES, areas, wanted.query)
        whole = once(("cases", allowed), lambda: _whole(allowed))
        rows, n = _rows(allowed, asked, wanted.sort, cut, whole)
    return CasesPage(
        page=Page(tuple(map(CaseLine._make, rows)), n, cut),
        asked=asked,
        areas=tuple((row.code, row.name) for row in areas),
        years=whole.years,
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """How many files the viewer may see at all, and of which years."""

    n: int
    years: tuple[int, ...]


def _whole(allowed: queries.Conditions) -> _Whole:
    return _Whole(queries.n_rows(allowed), _years(queries.period(allowed)))


def _rows(
    allowed: queries.Conditions, asked: Asked, sort: str, cut: Cut, whole: _Whole
) -> tuple[Sequence[Any], int]:
    if asked.refusal is not None:
        return (), 0
    conditions = replace(allowed, query=asked.node)
    rows = queries.rows(conditions, sort, size=cut.size, skip=cut.skip)
    is_all = asked.node == EVERYTHING
    return rows, whole.n if is_all else queries.n_rows(conditions)


def conditions_of(viewer: Viewer) -> queries.Conditions:
    """Which files the viewer may see; a campaign manager those of the own period."""
    grants = require(viewer, Action.CASES_READ)
    named = [grant.campaign_id for grant in grants]
    only = tuple(each for each in named if each is not None)
    return queries.Conditions(
        bureau_id=viewer.bureau_id or 0,
        campaign_ids=None if None in named else only,
    )


def _years(period: Any) -> tuple[int, ...]:
    """The years in which files were closed, newest first."""
    if period.first is None:
        return ()
    return tuple(range(period.last.year, period.first.year - 1, -1))


def export(
    *, viewer: Viewer, wanted: CaseFilter, at: datetime, file_format: str, say: Say
) -> bytes:
    """Exactly the files a query finds as a spreadsheet; taking it is logged."""
    found = listing(viewer=viewer, wanted=wanted, cut=WHOLE)
    if found.asked.refusal is not None:
        raise found.asked.refusal
    note_export(viewer, "cases", at)

    def yes(is_so: bool) -> str:
        return say(N_("Yes")) if is_so else ""

    columns = (
        Column[CaseLine]("case_no", say(N_("Case number"))),
        Column[CaseLine]("stage", say(N_("Stage")), of=lambda r: say(stage_words(r))),
        Column[CaseLine]("volume_set", say(N_("Volume set"))),
        Column[CaseLine]("kind", say(N_("Case kind")), of=lambda r: say(kind_words(r))),
        Column[CaseLine](
            "case_class",
            say(N_("Case class")),
            of=lambda r: say(CaseClass(r.case_class).words),
        ),
        Column[CaseLine]("cause", say(N_("Cause"))),
        Column[CaseLine]("area", say(N_("County"))),
        Column[CaseLine]("handler", say(N_("Lead handler"))),
        Column[CaseLine]("firm", say(N_("Firm"))),
        Column[CaseLine]("closed_on", say(N_("Closed on")), CellKind.DATE),
        Column[CaseLine]("sealed", say(N_("Sealed")), of=lambda r: yes(r.is_sealed)),
        Column[CaseLine]("secret", say(N_("Secret")), of=lambda r: yes(r.is_secret)),
        Column[CaseLine]("n_campaigns", say(N_("Times drawn")), CellKind.INTEGER),
    )
    return written(Table(say(N_("Case files")), columns, found.page.rows), file_format)
