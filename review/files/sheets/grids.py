"""The cells of a file, XLSX or CSV, row by row with their line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from review.domain.cases import Remark
from review.domain.cells import Cell
from review.domain.errors import N_
from review.files.sheets.archives import (
    MAX_BYTES,
    MAX_CELLS,
    MEGABYTE,
    FileRefused,
    check_extent,
    column_number,
    opened,
)
from review.files.sheets.encodings import decoded
from review.files.sheets.uncalculated import (
    NONE,
    UNCALCULATED,
    Places,
    uncalculated,
)

ZIP, OLE, PDF = b"PK", b"\xd0\xcf\x11\xe0", b"%PDF"
PAGE = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta", b"<style")
DELIMITERS = ("\t", ",", ";", "，")
SAMPLE_LINES = 20
HIDDEN_SHEET = N_("The sheet “%(sheet)s” is hidden and was not read.")
BAD_QUOTES = N_(
    "The quotation marks do not fit in or after line %(line)s. "
    "Save the file again from Excel or WPS."
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row that has something in it, under the number the program shows it by."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one sheet, empty ones left out; it may begin right of column A."""

    sheet: str
    lines: list[Line]
    first_column: int = 0


@dataclass(frozen=True, slots=True)
class Grids:
    """All visible sheets of a file, and what was left out of them."""

    grids: list[Grid]
    encoding: str = ""
    notices: list[Remark] = field(default_factory=list)


def grids_of(data: bytes, *, encoding: str = "") -> Grids:
    """What kind of file it is shows in its first bytes, not in its name."""
    check_size(data)
    if data.startswith(ZIP):
        return _workbook(opened(data))
    if data.startswith(OLE):
        raise FileRefused(FileRefused.old)
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    if start.startswith(PAGE):
        raise FileRefused(FileRefused.page)
    if start.startswith(PDF.lower()):
        raise FileRefused(FileRefused.not_xlsx)
    return _csv(*decoded(data, encoding))


def check_size(data: bytes) -> None:
    """Larger files are many years in one, or no table."""
    if not data.strip():
        raise FileRefused(FileRefused.empty)
    if len(data) > MAX_BYTES:
        size, limit = len(data) // MEGABYTE, MAX_BYTES // MEGABYTE
        raise FileRefused(FileRefused.big, size=size, limit=limit)


def _workbook(data: bytes) -> Grids:
    found = Grids([])
    lost = uncalculated(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.typ != SheetTypeEnum.WorkSheet:
                    continue
                if sheet.visible == SheetVisibleEnum.Visible:
                    cells = workbook.get_sheet_by_name(sheet.name)
                    found.grids.append(_grid(cells, lost.get(sheet.name, NONE)))
                else:
                    said = (("sheet", sheet.name),)
                    found.notices.append(Remark(HIDDEN_SHEET, said))
    except BaseException as broken:
        if isinstance(broken, CalamineError) or is_panic(broken):
            raise FileRefused(FileRefused.damaged) from None
        raise
    return found


def is_panic(broken: BaseException) -> bool:
    """The reader's own faults come as a kind of exception that cannot be imported."""
    return type(broken).__name__ == "PanicException"


def _grid(sheet: CalamineSheet, lost: Places) -> Grid:
    if sheet.start is None:
        return Grid(sheet.name, [])
    rows = [list(row) for row in sheet.iter_rows()]
    _put_back(lost, rows, sheet.start[1])
    _fill_merged(rows, sheet)
    lines = _filled(enumerate(rows, start=1))
    return Grid(sheet.name, lines, first_column=sheet.start[1])


def _put_back(lost: Places, rows: list[list[Cell]], offset: int) -> None:
    """Formulas without a value among the cells, also below the last row that has one."""
    width = len(rows[0])
    for number, letters in sorted(lost):
        column = column_number(letters.encode()) - 1 - offset
        if 0 <= column < width:
            rows += [[""] * width for _ in range(number - len(rows))]
            rows[number - 1][column] = UNCALCULATED


def _fill_merged(rows: list[list[Cell]], sheet: CalamineSheet) -> None:
    """A cell merged over several rows means its value for each of them."""
    offset = sheet.start[1] if sheet.start else 0
    budget = MAX_CELLS
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        column, last = left - offset, min(bottom, len(rows) - 1)
        if not 0 <= column < len(rows[0]) or top >= last:
            continue
        budget -= last - top
        if budget < 0:
            raise FileRefused(FileRefused.unusual)
        for row in range(top + 1, last + 1):
            rows[row][column] = rows[top][column]


def _filled(rows: Iterator[tuple[int, list[Cell]]]) -> list[Line]:
    return [
        Line(number, cells)
        for number, cells in rows
        if any(cell != "" and str(cell).strip() for cell in cells)
    ]


def _csv(text: str, encoding: str) -> Grids:
    """Unsound quotation marks would swallow rows, so they are refused."""
    delimiter = _delimiter(text)
    if text[:4].lower() == "sep=":
        delimiter = text[4:5]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = _filled(_numbered(reader))
    except csv.Error:
        raise FileRefused(BAD_QUOTES, line=reader.line_num) from None
    return Grids([Grid("", lines)], encoding)


def _numbered(reader: Any) -> Iterator[tuple[int, list[Cell]]]:
    """A row is numbered by the line it begins in; texts may hold line breaks."""
    begins = 1
    widest = 0
    for n_rows, row in enumerate(reader, start=1):
        widest = max(widest, len(row))
        check_extent(n_rows, widest)
        if not (begins == 1 and row and row[0].lower().startswith("sep=")):
            yield begins, row
        begins = reader.line_num + 1


def _delimiter(text: str) -> str:
    """The separator that most of the first lines have; the rarer in texts, the first."""
    sample = list(islice(io.StringIO(text), SAMPLE_LINES))
    return max(DELIMITERS, key=lambda mark: sum(mark in line for line in sample))
