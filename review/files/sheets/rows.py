"""What was read from a spreadsheet, and proof that no row was lost on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from review.domain.cases import IntakeKind, Record, Remark
from review.domain.cells import Cell
from review.domain.errors import N_
from review.files.sheets.columns import shown
from review.files.sheets.grids import Line
from review.files.sheets.headers import Header

SUM_ROW = re.compile(
    r"(本页|本表|全市|全县|全区|全旗|累计)?(合计|总计|小计|共计|累计|总合计|"
    r"total|subtotal|grandtotal)[\W_]*\d*\W*[件个份条人名所家起]*\W*"
)
FOOT_ROW = re.compile(
    r"(注|备注|说明|填表说明|填表人|填报人|制表人|制表|审核人|复核人|单位负责人|填表日期|"
    r"填报日期|制表日期|填报单位)[:：].*",
    re.DOTALL,
)
IS_SUM = N_("A row of totals; totals are computed, not taken in.")
IS_FOOT = N_("A note below the table.")
IS_HEADING = N_("The heading again.")


def placed(line: int, sheet: str = "") -> str:
    """Where a line is found: its number, and of several sheets which."""
    return f"{line}（{sheet}）" if sheet else str(line)


class RowsLost(AssertionError):
    """Rows in = rows read + rows reported; a fault of the program, not of the file."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record with the lines it came from, or the reasons why there is none.

    `notes` are for a second look; they refuse nothing. `label` says which row it is
    to a reader who has the file before them.
    """

    lines: tuple[int, ...]
    label: str = ""
    sheet: str = ""
    record: Record | None = None
    refusals: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()

    @property
    def line(self) -> int:
        return self.lines[0]

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return self.refusals + self.notes


@dataclass(frozen=True, slots=True)
class SetAside:
    """A line that is no record: a sum, a note, a heading, or said before."""

    line: int
    why: Remark
    text: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything a file of one kind says, and everything that was not read from it."""

    kind: IntakeKind
    rows: tuple[Row, ...]
    n_lines: int
    n_tables: int = 1
    """In so many sheets of the file; of several, a line is found by its sheet only."""
    set_aside: tuple[SetAside, ...] = ()
    columns: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    not_needed_columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()
    notices: tuple[Remark, ...] = ()
    encoding: str = ""

    def __post_init__(self) -> None:
        reported = sum(len(row.lines) for row in self.rows) + len(self.set_aside)
        if reported != self.n_lines:
            raise RowsLost(f"{self.n_lines} lines in, {reported} accounted for")
        if any((row.record is None) != bool(row.refusals) for row in self.rows):
            raise RowsLost("a row is neither a record nor refused, or both")

    def sheet_of(self, row: Row | SetAside) -> str:
        """The sheet to look in, where there is a choice."""
        return row.sheet if self.n_tables > 1 else ""

    def place_of(self, row: Row | SetAside) -> str:
        return placed(row.line, self.sheet_of(row))

    @property
    def accepted(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.record is not None)

    @property
    def refused(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.record is None)


def text_of(cells: Sequence[Cell]) -> str:
    """The filled cells of a line, to show which line is meant."""
    return " ".join(text for cell in cells if (text := shown(cell)))[:60]


def no_record(line: Line, header: Header) -> Remark | None:
    """Why a line of the table is no record: totals, a note, or the heading again."""
    filled = [text for cell in line.cells[:6] if (text := shown(cell))]
    if any(SUM_ROW.fullmatch("".join(text.split()).lower()) for text in filled[:2]):
        return Remark(IS_SUM)
    if filled and FOOT_ROW.fullmatch(filled[0]):
        return Remark(IS_FOOT)
    return Remark(IS_HEADING) if _repeats(line, header) else None


def _repeats(line: Line, header: Header) -> bool:
    """Printed tables have their heading on every page."""
    first = min(header.headings)
    if len(line.cells) <= first or shown(line.cells[first]) != header.headings[first]:
        return False
    said = {n: text for n, cell in enumerate(line.cells) if (text := shown(cell))}
    return said == header.headings
