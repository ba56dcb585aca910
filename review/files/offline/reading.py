"""A workbook brought back: let through, and its sheets found by the marks they carry.

Sheets may have been renamed, moved or left out, and the file saved by any program. The
rows of a sheet are known by their keys, never by their places.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from review.domain.cells import Cell
from review.domain.offline import Carried
from review.files.offline import carriage
from review.files.offline.carriage import NotOurs
from review.files.offline.case_sheet import SHEET_MARK
from review.files.offline.columns import BY_NAME, KEY, place
from review.files.sheets.archives import MEGABYTE, FileRefused, opened
from review.files.sheets.grids import ZIP, check_size, is_panic
from review.files.sheets.uncalculated import (
    NONE,
    UNCALCULATED,
    Places,
    uncalculated,
)

MOST_BYTES = 8 * MEGABYTE
MOST_UNPACKED = 80 * MEGABYTE
MOST_SHEETS = 120
MOST_ROWS, MOST_COLUMNS = 4000, 64


@dataclass(frozen=True, slots=True)
class BroughtRow:
    """A row under its number; the cells that can be filled in, by name."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class BroughtSheet:
    """A case's sheet: its rows by key; `twice` are keys that stand in it twice."""

    name: str
    read: str
    rows: Mapping[str, BroughtRow]
    twice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """Everything a workbook holds that concerns us."""

    carried: tuple[Carried, ...]
    sheets: tuple[BroughtSheet, ...]


def read(data: bytes) -> Brought:
    """The workbook's cases, or the refusal that says why it cannot be read."""
    check_size(data)
    if len(data) > MOST_BYTES:
        raise NotOurs(NotOurs.large, limit=MOST_BYTES // MEGABYTE)
    if not data.startswith(ZIP):
        raise NotOurs
    try:
        let_in = _let_in(data)
        with CalamineWorkbook.from_filelike(io.BytesIO(let_in)) as workbook:
            return _brought(workbook, uncalculated(let_in))
    except BaseException as broken:
        if isinstance(broken, CalamineError) or is_panic(broken):
            raise FileRefused(FileRefused.damaged) from None
        raise


def _let_in(data: bytes) -> bytes:
    return opened(data, most_unpacked=MOST_UNPACKED)


def _brought(workbook: CalamineWorkbook, lost: Mapping[str, Places]) -> Brought:
    names = workbook.sheet_names
    if carriage.SHEET not in names or len(names) > MOST_SHEETS:
        raise NotOurs
    carried = carriage.carried_in(_cells(workbook.get_sheet_by_name(carriage.SHEET)))
    found = (
        _sheet(workbook.get_sheet_by_name(name), lost.get(name, NONE)) for name in names
    )
    sheets = tuple(sheet for sheet in found if sheet is not None)
    return Brought(carried, sheets)


def _cells(sheet: CalamineSheet) -> list[list[Cell]]:
    """The rows from the first one of the sheet on, empty ones included."""
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise NotOurs(NotOurs.wide, rows=MOST_ROWS, columns=MOST_COLUMNS)
    return sheet.to_python(skip_empty_area=False)


def _sheet(sheet: CalamineSheet, lost: Places) -> BroughtSheet | None:
    """A case's sheet says in its first cell which read it is for."""
    rows = _cells(sheet)
    mark = str(rows[0][0]) if rows and rows[0] else ""
    if not mark.startswith(SHEET_MARK):
        return None
    found: dict[str, BroughtRow] = {}
    twice = []
    for key, row in _keyed(rows[1:], lost):
        if key in found:
            twice.append(key)
        found.setdefault(key, row)
    read_id = mark.removeprefix(SHEET_MARK)
    return BroughtSheet(sheet.name, read_id, found, tuple(dict.fromkeys(twice)))


def _keyed(
    rows: Sequence[Sequence[Cell]], lost: Places
) -> Iterator[tuple[str, BroughtRow]]:
    for number, row in enumerate(rows, start=2):
        key = str(row[place(KEY)]).strip()
        if key:
            cells: dict[str, Cell] = {
                name: row[place(letter)] if place(letter) < len(row) else ""
                for name, letter in BY_NAME.items()
            }
            for name, letter in BY_NAME.items():
                if (number, letter) in lost:
                    cells[name] = UNCALCULATED
            yield key, BroughtRow(number, cells)
