"""A spreadsheet of one kind, read whole: every line is a record or is reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from review.domain.cases import IntakeKind, Remark
from review.domain.errors import N_
from review.domain.schemes import Text
from review.files.sheets.archives import FileRefused, column_letters
from review.files.sheets.columns import shown
from review.files.sheets.grids import Grid, Grids, Line, grids_of
from review.files.sheets.headers import LAYOUTS, Header, header_of
from review.files.sheets.records import BUILDERS, CellReader, build
from review.files.sheets.reviews import of_whole_reviews, one_row_each, row_per_answer
from review.files.sheets.rows import Intake, Row, SetAside, no_record, placed, text_of

INSTRUCTIONS = "填写说明"
NO_TABLE = N_("The sheet “%(sheet)s” has no such table and was not read.")
NO_HEADING = N_(
    "Column %(column)s of the sheet “%(sheet)s” has values but no heading and was "
    "not read."
)
NOT_READ = N_("Columns that were not read: %(columns)s.")
SAID_BEFORE = N_("Word for word the same as line %(line)s.")
CONTRADICTS = N_("Lines %(lines)s are about the same thing and differ: keep one.")


class HeaderNotFound(FileRefused):
    """Without a heading nobody can say what the columns mean."""

    sentence = N_(
        "No row of headings was found in the first 30 rows. Needed: %(needed)s."
    )
    in_text = N_(
        "No row of headings was found in the first 30 rows. Needed: %(needed)s. "
        "If the text looks garbled, choose another encoding."
    )
    no_columns = N_(
        "This is a text without columns, not a table. Choose the file with the table, "
        "saved as XLSX or CSV. Needed: %(needed)s."
    )

    @classmethod
    def of(cls, grids: Grids, kind: IntakeKind) -> Self:
        """What to do next depends on whether cells, or only a text, were read."""
        required = LAYOUTS[kind].required
        needed = tuple(column.zh for column in required)
        if not grids.encoding:
            return cls(needed=needed)
        lines = [line for grid in grids.grids for line in grid.lines]
        is_table = len(required) == 1 or any(len(line.cells) > 1 for line in lines)
        return cls(cls.in_text if is_table else cls.no_columns, needed=needed)


@dataclass(frozen=True, slots=True)
class _Table:
    grid: Grid
    header: Header

    @property
    def body(self) -> list[Line]:
        last = self.header.last_line
        return [line for line in self.grid.lines if line.number > last]


def read(
    data: bytes,
    *,
    kind: IntakeKind,
    encoding: str = "",
    items: Mapping[str, str] | None = None,
) -> Intake:
    """Every line of every visible sheet, as records or as refusals.

    `items` gives, for reviews, the item code of each code and title that may stand in
    the table. `encoding` is only for CSV files that could not be told.
    """
    grids = grids_of(data, encoding=encoding)
    tables = _tables(grids, kind, items)
    rows: list[Row] = []
    aside: list[SetAside] = []
    for table in tables:
        lines, left = _sorted_out(table)
        reader = CellReader(table.header, strict_width=bool(grids.encoding))
        rows += _rows(kind, lines, reader, table, items)
        aside += left
    rows, repeated = _once(rows, has_sheets=len(tables) > 1)
    aside += repeated
    return Intake(
        kind=kind,
        rows=tuple(rows),
        n_tables=len(tables),
        n_lines=sum(len(table.body) for table in tables),
        set_aside=tuple(aside),
        columns=_union(_headings(t.header) for t in tables),
        unknown_columns=_union(t.header.unknown for t in tables),
        not_needed_columns=_union(t.header.not_needed for t in tables),
        missing_columns=_union([c.zh for c in t.header.missing] for t in tables),
        notices=tuple(_notices(grids, tables)),
        encoding=grids.encoding,
    )


def _tables(
    grids: Grids, kind: IntakeKind, items: Mapping[str, str] | None
) -> list[_Table]:
    tables = [
        _Table(grid, of_whole_reviews(header))
        for grid in grids.grids
        if grid.sheet != INSTRUCTIONS
        and (header := header_of(grid, kind, items)) is not None
    ]
    if not tables:
        raise HeaderNotFound.of(grids, kind)
    return tables


def _union(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))


def _headings(header: Header) -> list[str]:
    return [header.headings[n] for n in sorted({*header.columns, *header.items})]


def _sorted_out(table: _Table) -> tuple[list[Line], list[SetAside]]:
    """Lines that should be records, and those that are totals, notes or headings."""
    lines: list[Line] = []
    aside: list[SetAside] = []
    for line in table.body:
        why = no_record(line, table.header)
        if why is None:
            lines.append(line)
        else:
            text = text_of(line.cells)
            aside.append(SetAside(line.number, why, text, table.grid.sheet))
    return lines, aside


def _rows(
    kind: IntakeKind,
    lines: list[Line],
    reader: CellReader,
    table: _Table,
    items: Mapping[str, str] | None,
) -> Iterable[Row]:
    sheet = table.grid.sheet
    if kind is not IntakeKind.REVIEWS:
        return _plain_rows(kind, lines, reader, sheet)
    if "item" in table.header.fields:
        return row_per_answer(lines, reader, sheet, items)
    return one_row_each(lines, reader, sheet)


def _plain_rows(
    kind: IntakeKind, lines: list[Line], reader: CellReader, sheet: str
) -> Iterable[Row]:
    builder = BUILDERS[kind]
    unsaid = LAYOUTS[kind].fields - reader.header.fields
    for line in lines:
        values, refusals, notes = reader.values(line)
        values["unsaid"] = unsaid
        record, refused = build(builder, values, refusals)
        label = text_of(line.cells)
        yield Row((line.number,), label, sheet, record, refused, tuple(notes))


def _once(rows: list[Row], *, has_sheets: bool) -> tuple[list[Row], list[SetAside]]:
    """A record said twice is taken once; two that contradict are both refused."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row.record is not None:
            groups[row.record.key].append(row)
    changed: dict[int, Row | None] = {}
    repeated: list[SetAside] = []
    for same in groups.values():
        if len(same) > 1:
            _settle(same, changed, repeated, has_sheets)
    kept = (changed.get(id(row), row) for row in rows)
    return [row for row in kept if row is not None], repeated


def _settle(
    same: list[Row],
    changed: dict[int, Row | None],
    repeated: list[SetAside],
    has_sheets: bool,
) -> None:
    first, *rest = same
    places = [placed(row.line, row.sheet if has_sheets else "") for row in same]
    if any(row.record != first.record for row in rest):
        lines = tuple(places)
        refusal = Remark(CONTRADICTS, (("lines", lines),))
        for row in same:
            changed[id(row)] = replace(row, record=None, refusals=(refusal,))
        return
    why = Remark(SAID_BEFORE, (("line", places[0]),))
    for row in rest:
        changed[id(row)] = None
        repeated += [SetAside(line, why, row.label, row.sheet) for line in row.lines]


def _notices(grids: Grids, tables: list[_Table]) -> Iterable[Remark]:
    yield from grids.notices
    read_sheets = {table.grid.sheet for table in tables}
    for grid in grids.grids:
        if grid.sheet not in read_sheets | {INSTRUCTIONS} and grid.lines:
            yield Remark(NO_TABLE, (("sheet", grid.sheet),))
    unknown = _union(table.header.unknown for table in tables)
    if unknown:
        # As the file has them, though our catalogue may know such a word.
        as_written = tuple(Text(each, each) for each in unknown)
        yield Remark(NOT_READ, (("columns", as_written),))
    if not grids.encoding:
        for table in tables:
            yield from _unheaded(table)


def _unheaded(table: _Table) -> Iterable[Remark]:
    """Columns with values below an empty heading; in CSV such rows are refused."""
    body = table.body
    width = max((len(line.cells) for line in body), default=0)
    for place in set(range(width)) - set(table.header.headings):
        if any(shown(line.cells[place]) for line in body if len(line.cells) > place):
            column = column_letters(place + table.grid.first_column + 1)
            said = (("sheet", table.grid.sheet), ("column", column))
            yield Remark(NO_HEADING, said)
