"""Where the table begins in a sheet, what its columns are, and where it ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from review.domain.cases import IntakeKind
from review.domain.cells import Cell
from review.domain.errors import N_
from review.domain.kinds import squeezed
from review.files.sheets.archives import FileRefused
from review.files.sheets.case_columns import CASES
from review.files.sheets.columns import Column, Layout, heading, shown
from review.files.sheets.docket_columns import DOCKET
from review.files.sheets.grids import Grid, Line
from review.files.sheets.items import ItemColumn, item_columns
from review.files.sheets.object_columns import OBJECTS
from review.files.sheets.people_columns import FIRMS, HANDLERS, REVIEWERS
from review.files.sheets.review_columns import EARLIER_RESULTS, REVIEWS

LAYOUTS: dict[IntakeKind, Layout] = {
    IntakeKind.FIRMS: FIRMS,
    IntakeKind.HANDLERS: HANDLERS,
    IntakeKind.REVIEWERS: REVIEWERS,
    IntakeKind.CASES: CASES,
    IntakeKind.REVIEWS: REVIEWS,
    IntakeKind.EARLIER_RESULTS: EARLIER_RESULTS,
    IntakeKind.DOCKET: DOCKET,
    IntakeKind.OBJECTS: OBJECTS,
}
SEARCHED_LINES = 30
NOT_NEEDED = frozenset(
    {"序号", "备注", "no", "受援人", "受援人姓名", "受援人身份证号", "身份证号"}
    | {"身份证号码", "电话", "联系电话", "手机", "手机号", "手机号码", "联系方式"}
    | {"性别", "民族", "住址", "地址", "年龄", "出生日期", "出生年月", "邮箱", "传真"}
)


class TwoColumnsAlike(FileRefused):
    """Which of two columns is meant cannot be guessed."""

    sentence = N_("The columns “%(first)s” and “%(second)s” say the same: keep one.")


@dataclass(frozen=True, slots=True)
class Header:
    """The columns by position, and what the table lacks or has besides."""

    last_line: int
    columns: Mapping[int, Column]
    headings: Mapping[int, str]
    items: Mapping[int, ItemColumn] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    not_needed: tuple[str, ...] = ()
    missing: tuple[Column, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(column.field for column in self.columns.values())


def header_of(
    grid: Grid, kind: IntakeKind, items: Mapping[str, str] | None = None
) -> Header | None:
    """The row that names most columns, below any titles; None where no row does.

    A heading may take two rows (承办人 above 姓名 and 执业证号): they are read together
    where the lower one is made of headings and more columns are named so.
    """
    layout, lines = LAYOUTS[kind], grid.lines[:SEARCHED_LINES]
    named = layout.by_name()
    candidates = [*lines, *_joined(lines, named)]
    counts = [len(set(_columns(line, named).values())) for line in candidates]
    if max(counts, default=0) < min(2, len(layout.required)):
        return None
    return _header(candidates[counts.index(max(counts))], layout, items)


def _joined(lines: list[Line], named: Mapping[str, Column]) -> Iterator[Line]:
    """Rows of headings read under the one above, whose headings span to the next."""
    for above, below in pairwise(lines):
        cells: list[Cell] = []
        parent, known, strange = "", 0, 0
        for over, under in zip(above.cells, below.cells, strict=False):
            parent = shown(over) or parent
            cells.append(_under(parent, shown(over), shown(under), named))
            if shown(under):
                known += _is_name(cells[-1], named)
                strange += not _is_name(cells[-1], named)
        if known >= 2 * max(1, strange):
            yield Line(below.number, cells)


def _under(parent: str, over: str, under: str, named: Mapping[str, Column]) -> str:
    """承办人 above 姓名 is 承办人姓名, where that is a column; else the lower counts."""
    if not under:
        return over
    return parent + under if _is_name(parent + under, named) else under


def _is_name(text: Cell, named: Mapping[str, Column]) -> bool:
    return any(key in named or key in NOT_NEEDED for key in heading(text))


def _columns(line: Line, named: Mapping[str, Column]) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for position, cell in enumerate(line.cells):
        column = next((named[key] for key in heading(cell) if key in named), None)
        if column is not None and isinstance(cell, str) and cell.strip():
            found[position] = column
    return found


def _header(line: Line, layout: Layout, items: Mapping[str, str] | None) -> Header:
    columns = _one_each(line, _columns(line, layout.by_name()), layout.by_left_over())
    rest = {
        position: shown(cell)
        for position, cell in enumerate(line.cells)
        if position not in columns and shown(cell)
    }
    of_items = item_columns(rest, items) if layout is REVIEWS else {}
    _check_each_once(of_items, rest)
    others = [text for position, text in rest.items() if position not in of_items]
    present = {column.field for column in columns.values()}
    return Header(
        last_line=line.number,
        columns=columns,
        headings={n: shown(line.cells[n]) for n in columns} | rest,
        items=of_items,
        unknown=tuple(text for text in others if squeezed(text) not in NOT_NEEDED),
        not_needed=tuple(text for text in others if squeezed(text) in NOT_NEEDED),
        missing=tuple(c for c in layout.required if c.field not in present),
    )


def _check_each_once(
    of_items: Mapping[int, ItemColumn], headings: Mapping[int, str]
) -> None:
    """An item has one answer: which of two columns holds it cannot be guessed."""
    first: dict[ItemColumn, str] = {}
    for position, column in of_items.items():
        if column in first:
            raise TwoColumnsAlike(first=first[column], second=headings[position])
        first[column] = headings[position]


def _one_each(
    line: Line, columns: dict[int, Column], left_over: Mapping[str, Column]
) -> dict[int, Column]:
    """Of two columns with one meaning the one with the proper name is taken.

    The other one may have a second meaning, for which its name is left over then.
    """
    chosen: dict[int, Column] = {}
    spare: dict[int, Column] = {}
    for column in dict.fromkeys(columns.values()):
        places = [place for place, found in columns.items() if found == column]
        others = {
            place: left_over[key]
            for place in places
            for key in heading(line.cells[place])
            if key in left_over
        }
        taken = _place(line, places, column, others)
        chosen[taken] = column
        spare |= {place: other for place, other in others.items() if place != taken}
    for place, other in spare.items():
        if other not in chosen.values():
            chosen[place] = other
    return dict(sorted(chosen.items()))


def _place(
    line: Line, places: Sequence[int], column: Column, others: Mapping[int, Column]
) -> int:
    if len(places) == 1:
        return places[0]
    proper = [place for place in places if _is_proper(line.cells[place], column)]
    better = proper or [place for place in places if place not in others]
    if column.first_counts:
        return min(better or places)
    if len(better) != 1:
        first, second, *_ = (shown(line.cells[place]) for place in places)
        raise TwoColumnsAlike(first=first, second=second)
    return better[0]


def _is_proper(cell: Cell, column: Column) -> bool:
    own = {squeezed(column.zh), squeezed(column.en), squeezed(column.field)}
    return bool(own & set(heading(cell)))
