"""Releases as files: what a reader may see, to go on working with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from review.domain.errors import COMMA, N_, NotVisible, ngettext
from review.domain.kinds import CaseKind, Stage
from review.domain.policy import Action, Viewer, require
from review.domain.publication import FORMAT, RowKind
from review.domain.schemes import Text
from review.files import charts, tables
from review.files.tables import Cell, CellKind, Column, Table
from review.services import releases
from review.services.figures import RATES
from review.services.object_columns import columns_of
from review.services.paging import WHOLE
from review.services.release_views import CaseLine, FigureView, Head
from review.services.releases import GroupResults
from review.store import unit
from review.store.audience import OUTSIDE
from review.store.queries import releases as queries

Words = Callable[[Text | str], str]


class Sheet(StrEnum):
    """The lists of a group's results; a workbook holds them all."""

    COUNTIES = "counties"
    FIRMS = "firms"
    HANDLERS = "handlers"
    CASES = "cases"


NAMES = {
    RowKind.TOTAL: N_("Scope"),
    RowKind.CASE_KIND: N_("Case kind"),
    RowKind.COUNTY: N_("County"),
    RowKind.FIRM: N_("Firm"),
    RowKind.HANDLER: N_("Handler"),
}
KINDS = {
    Sheet.COUNTIES: RowKind.COUNTY,
    Sheet.FIRMS: RowKind.FIRM,
    Sheet.HANDLERS: RowKind.HANDLER,
    Sheet.CASES: RowKind.CASE,
}
TITLES = {
    Sheet.COUNTIES: N_("Counties"),
    Sheet.FIRMS: N_("Firms"),
    Sheet.HANDLERS: N_("Handlers"),
    Sheet.CASES: N_("Cases"),
}


def titles_of(head: Head) -> Mapping[Sheet, str]:
    """The lists there are, with their titles: institutions have no handlers."""
    if not head.is_of_institutions:
        return TITLES
    return {
        sheet: title for sheet, title in TITLES.items() if sheet is not Sheet.HANDLERS
    }


def public_table(*, viewer: Viewer, public_id: str, words: Words) -> bytes:
    """All public figures of a release in one CSV; withheld groups by name only."""
    found = releases.public_release(viewer=viewer, public_id=public_id)
    groups = (
        (RowKind.TOTAL, (found.total,)),
        (RowKind.CASE_KIND, found.case_kinds),
        (RowKind.COUNTY, found.counties),
        (RowKind.FIRM, found.firms),
    )
    rows = [(kind, row) for kind, figures in groups for row in figures]
    columns = (
        Column[Any]("kind", words(N_("Figures of")), of=lambda r: words(NAMES[r[0]])),
        *_moved(_figure_columns(found.head, words, N_("Name of the group"))),
    )
    return tables.to_csv(Table(found.head.campaign, columns, rows))


def _moved(columns: Sequence[Column[FigureView]]) -> Iterator[Column[Any]]:
    """The same columns over pairs of a kind and a row."""
    for column in columns:
        yield Column(
            column.key,
            column.title,
            column.kind,
            column.decimals,
            of=lambda pair, column=column: column.value(pair[1]),
        )


def name_of(row: FigureView, words: Words) -> str:
    """What a row is called; case kinds are known by their codes."""
    kind = CaseKind.find(row.key)
    if kind is not None and row.name == kind.zh:
        return words(kind.words)
    if row.key == "total":
        return words(N_("All cases"))
    return row.name or words(N_("Not recorded"))


def _figure_columns(head: Head, words: Words, name: str) -> list[Column[FigureView]]:
    columns: list[Column[FigureView]] = [
        Column("name", words(name), of=lambda row: name_of(row, words)),
        _shown("n", words(N_("Cases with a grade")), lambda row: row.n),
    ]
    for place, grade in enumerate(head.grades):
        title = words(grade.title)
        columns += [
            _shown(grade.code, title, lambda row, p=place: row.shares[p].n),
            _percent(
                f"{grade.code}_share",
                words(N_("%(title)s: share")) % {"title": title},
                lambda row, p=place: row.shares[p].rate,
            ),
        ]
    for code, title in RATES.items():
        columns += _rate_columns(code, words(title), words)
    mean = words(N_("Mean score"))
    columns.append(
        Column("mean", mean, CellKind.DECIMAL, of=lambda row: row.mean_score)
    )
    return columns


def _shown(
    key: str, title: str, of: Callable[[FigureView], Cell]
) -> Column[FigureView]:
    """A number; of a withheld group nothing is known."""
    return Column(
        key,
        title,
        CellKind.INTEGER,
        of=lambda row: None if row.withheld else of(row),
    )


def _percent(
    key: str, title: str, rate_of: Callable[[FigureView], Mapping[str, Any]]
) -> Column[FigureView]:
    return Column(
        key,
        title,
        CellKind.PERCENT,
        of=lambda row: None if row.withheld else rate_of(row)["percent"],
    )


def _rate_columns(code: str, title: str, words: Words) -> list[Column[FigureView]]:
    """A percentage never travels without its part and whole."""
    named = {"title": title}
    return [
        _percent(code, title, lambda row: row.rates[code]),
        _shown(
            f"{code}_part",
            words(N_("%(title)s: part")) % named,
            lambda row: row.rates[code]["part"],
        ),
        _shown(
            f"{code}_whole",
            words(N_("%(title)s: whole")) % named,
            lambda row: row.rates[code]["whole"],
        ),
    ]


def firm_table(
    *, viewer: Viewer, release: str, sheet: Sheet | str = "", words: Words
) -> bytes:
    """A firm's results: one list as CSV, or without a list the workbook of all."""
    found = releases.firm_results(viewer=viewer, release=release)
    return _file(found, sheet, words, (Sheet.FIRMS, Sheet.HANDLERS, Sheet.CASES))


def county_table(
    *, viewer: Viewer, release: str, sheet: Sheet | str = "", words: Words
) -> bytes:
    """A county's results, for the annual assessment without retyping."""
    found = [
        releases.county_results(
            viewer=viewer, release=release, wanted=KINDS[each], cut=WHOLE
        )
        for each in (Sheet.FIRMS, Sheet.HANDLERS, Sheet.CASES)
    ]
    firms, handlers, cases = found
    whole = replace(firms, handlers=handlers.handlers, cases=cases.cases)
    return _file(whole, sheet, words, tuple(Sheet))


def _file(
    found: GroupResults, sheet: Sheet | str, words: Words, every: Sequence[Sheet]
) -> bytes:
    if found.head is None:
        raise NotVisible
    head = found.head
    if sheet:
        return tables.to_csv(_sheet(found, head, Sheet(sheet), words))
    known = [each for each in every if each in titles_of(head)]
    return tables.to_xlsx(_sheet(found, head, each, words) for each in known)


def _sheet(found: GroupResults, head: Head, sheet: Sheet, words: Words) -> Table[Any]:
    title = words(TITLES[sheet])
    if sheet is Sheet.CASES:
        columns = columns_of(
            _case_columns(words), of_institutions=head.is_of_institutions
        )
        return Table(title, columns, found.cases.rows)
    kinds = {
        Sheet.COUNTIES: (RowKind.COUNTY, found.groups),
        Sheet.FIRMS: (RowKind.FIRM, found.firms or found.groups),
        Sheet.HANDLERS: (RowKind.HANDLER, found.handlers),
    }
    kind, rows = kinds[sheet]
    columns = _figure_columns(head, words, NAMES[kind])
    if kind is RowKind.HANDLER:
        licence, firms = words(N_("Licence number")), words(N_("Firm"))
        comma = words(COMMA)
        columns[1:1] = [
            Column("key", licence),
            Column("firms", firms, of=lambda row: comma.join(row.firms)),
        ]
    return Table(title, tuple(columns), rows)


def _case_columns(words: Words) -> Iterator[Column[CaseLine]]:
    yield Column("case_no", words(N_("Case number")))
    yield Column("kind", words(N_("Case kind")), of=lambda row: kind_of(row, words))
    yield Column("stage", words(N_("Stage")), of=lambda row: stage_of(row, words))
    yield Column("volume_set", words(N_("Volume set")))
    yield Column("closed_on", words(N_("Closed on")), CellKind.DATE)
    yield Column("lead", words(N_("Handler")))
    yield Column("firm", words(N_("Firm")))
    yield Column("county", words(N_("County")))
    yield Column(
        "grade",
        words(N_("Grade")),
        of=lambda row: words(row.grade.title) if row.grade else None,
    )
    yield Column("score", words(N_("Score")), CellKind.DECIMAL)
    own = words(N_("Handler's own part, per cent"))
    yield Column("handler_percent", own, CellKind.DECIMAL)


def kind_of(row: CaseLine, words: Words) -> str:
    kind = CaseKind.find(row.kind)
    return words(kind.words) if kind else row.kind


def stage_of(row: CaseLine, words: Words) -> str:
    stage = Stage.find(row.stage)
    return words(stage.words) if stage else ""


HOW = {
    "zh": "parts 中每一行的摘要值：salt（十六进制还原成字节）后接 body（UTF-8），取 SHA-256。"
    "digest：format、header 和排好序的 parts 写成 JSON（键按字母顺序，不加空格，不转义，"
    "UTF-8），取 SHA-256。",
    "en": "Each of the parts is the SHA-256 of salt (hexadecimal, as bytes) and body (UTF-8). "
    "The digest is the SHA-256 of format, header and the sorted parts as JSON with sorted "
    "keys, no blanks and no escapes, in UTF-8.",
}


def proof(*, viewer: Viewer, public_id: str) -> bytes:
    """What anyone needs to calculate the published digest again, as JSON.

    The digests of all rows, and body and salt of those that are public: whose the
    others are and what they say cannot be read out of a salted digest.
    """
    require(viewer, Action.PUBLIC_READ)
    with unit.reading(OUTSIDE):
        row = queries.published_one(public_id)
        if row is None:
            raise NotVisible
        parts = queries.proof(row.id)
    data = {
        "how": HOW,
        "digest": row.digest,
        "format": FORMAT,
        "header": json.loads(row.header),
        "parts": [part.digest for part in parts],
        "public": [
            {"body": part.body, "salt": part.salt, "digest": part.digest}
            for part in parts
            if part.is_public
        ],
    }
    return f"{json.dumps(data, ensure_ascii=False, indent=1)}\n".encode()


def county_chart(*, viewer: Viewer, public_id: str, words: Words) -> bytes:
    """The shares of grades by county as SVG; withheld counties are not in it."""
    found = releases.public_release(viewer=viewer, public_id=public_id)
    bars = tuple(
        charts.Bar(row.name, tuple(share.n for share in row.shares))
        for row in found.counties
        if row.n
    )
    grades = tuple(
        charts.Series(words(grade.title), grade.passes) for grade in found.head.grades
    )
    return _drawn(bars, grades, words(ngettext("%(n)s case", "%(n)s cases")))


@lru_cache(maxsize=64)
def _drawn(
    bars: tuple[charts.Bar, ...], grades: tuple[charts.Series, ...], unit: str
) -> bytes:
    """What was released does not change, so a chart is drawn once."""
    return charts.shares(bars, grades, unit=unit)
