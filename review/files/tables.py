"""Any list of rows as CSV, XLSX or JSON, with text that can never become a formula.

In XLSX every text cell is stored as text. CSV has no such thing, so there a text that
a spreadsheet would take for a formula begins with an apostrophe, which our own imports
take off again. Numbers stay numbers, also negative ones.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Row = TypeVar("Row")
Cell = str | int | Decimal | date | datetime | None

FORMULA_SIGNS = frozenset("=+-@＝＋－＠﹢﹣﹦﹫−\t\r\n\0")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
A4 = 9
"""As Excel numbers paper."""
MANY_ROWS = 20_000
LONGEST_CELL = 32_767
MOST_EXACT = 10**15
# XlsxWriter would note the time of writing; the same table must give the same bytes.
NO_MOMENT = datetime(1980, 1, 1)


class CellKind(StrEnum):
    """What a column holds. PERCENT is a percentage as text or Decimal: "3.3"."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"
    MOMENT = "moment"


NUMBERS = (CellKind.INTEGER, CellKind.DECIMAL, CellKind.PERCENT)


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A heading and how to find its value: `of`, or the row's attribute or key.

    `title` is what people read, in their language; `key` names it in JSON. `decimals`
    are the places a spreadsheet shows.
    """

    key: str
    title: str
    kind: CellKind = CellKind.TEXT
    decimals: int = 2
    of: Callable[[Row], Cell] | None = None

    def value(self, row: Row) -> Cell:
        if self.of is not None:
            return self.of(row)
        return row[self.key] if isinstance(row, Mapping) else getattr(row, self.key)


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A titled list of rows; the title names the sheet of a workbook."""

    title: str
    columns: tuple[Column[Row], ...]
    rows: Sequence[Row]


def to_csv(table: Table[Row]) -> bytes:
    """RFC 4180 in UTF-8 with a byte-order mark, which Excel needs for Chinese."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guarded(column.title) for column in table.columns])
    for row in table.rows:
        writer.writerow(
            [_as_csv(column, column.value(row)) for column in table.columns]
        )
    return text.getvalue().encode("utf-8-sig")


def to_json(table: Table[Row]) -> bytes:
    """A list of objects; decimals are text, so that no reader rounds them."""
    rows = [
        {column.key: _as_json(column.value(row)) for column in table.columns}
        for row in table.rows
    ]
    text = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "replace")


def to_xlsx(tables: Iterable[Table[Row]]) -> bytes:
    """One sheet per table: heading row frozen and filtered, nobody named as author."""
    import xlsxwriter

    sheets = list(tables)
    many = any(len(table.rows) > MANY_ROWS for table in sheets)
    file = io.BytesIO()
    options = {
        "constant_memory": many,
        "in_memory": not many,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as workbook:
        workbook.set_properties({"created": NO_MOMENT})
        names: set[str] = set()
        for table in sheets:
            _write_sheet(_Sheet(workbook, sheet_name(table.title, names)), table)
    return file.getvalue()


def guarded(text: str) -> str:
    """Text for a CSV cell: an apostrophe in front if it could be read as a formula."""
    return f"'{cleaned(text)}" if looks_like_formula(text) else cleaned(text)


def looks_like_formula(text: str) -> bool:
    """Whether the first thing seen is a sign that begins a formula, of either width.

    Blanks and invisible characters in front of the sign do not hide it.
    """
    seen = (c for c in text if c in FORMULA_SIGNS or not _is_unseen(c))
    return next(seen, "") in FORMULA_SIGNS


def cleaned(text: str) -> str:
    """Without control characters and broken code points no file format can hold."""
    printable = UNPRINTABLE.sub("", text)
    return printable.encode("utf-8", "replace").decode("utf-8")


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character)[0] in "ZC"


def _as_csv(column: Column[Row], value: Cell) -> str:
    if value is None:
        return ""
    if column.kind is CellKind.PERCENT:
        return f"{Decimal(str(value)):f}%"
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _as_json(value: Cell) -> str | int | None:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return value


class _Sheet:
    """A worksheet that writes each value as what it is."""

    def __init__(self, workbook: Workbook, name: str) -> None:
        self._workbook = workbook
        self._formats: dict[str, Format] = {}
        self.worksheet: Worksheet = workbook.add_worksheet(name)
        heading = {"bold": True, "bottom": 1}
        self.heading = workbook.add_format(heading)
        self.number_heading = workbook.add_format(heading | {"align": "right"})
        # Without the mark, editing the cell would turn its text into a formula.
        self._marked = workbook.add_format({"quote_prefix": True})

    def write(self, row: int, place: int, column: Column[Row], value: Cell) -> None:
        if value is None:
            return
        if column.kind is CellKind.PERCENT:
            share = Decimal(str(value)) / 100
            self.worksheet.write_number(row, place, share, self._format(column))
        elif isinstance(value, str):
            self.write_text(row, place, value)
        elif isinstance(value, datetime):
            moment = value.replace(tzinfo=None)
            self.worksheet.write_datetime(row, place, moment, self._format(column))
        elif isinstance(value, date):
            self.worksheet.write_datetime(row, place, value, self._format(column))
        elif abs(value) >= MOST_EXACT:
            # A spreadsheet's numbers hold fifteen digits; a licence number has more.
            self.write_text(row, place, _as_csv(column, value))
        else:
            self.worksheet.write_number(row, place, value, self._format(column))

    def write_text(
        self, row: int, place: int, text: str, style: Format | None = None
    ) -> None:
        if style is None and looks_like_formula(text):
            style = self._marked
        self.worksheet.write_string(row, place, _shortened(cleaned(text)), style)

    def _format(self, column: Column[Row]) -> Format:
        places = "." + "0" * column.decimals if column.decimals else ""
        pattern = {
            CellKind.TEXT: "General",
            CellKind.INTEGER: "0",
            CellKind.DECIMAL: f"0{places}",
            CellKind.PERCENT: f"0{places}%",
            CellKind.DATE: "yyyy-mm-dd",
            CellKind.MOMENT: "yyyy-mm-dd hh:mm:ss",
        }[column.kind]
        if pattern not in self._formats:
            self._formats[pattern] = self._workbook.add_format({"num_format": pattern})
        return self._formats[pattern]


def _write_sheet(sheet: _Sheet, table: Table[Row]) -> None:
    last = max(len(table.columns) - 1, 0)
    sheet.worksheet.freeze_panes(1, 0)
    sheet.worksheet.autofilter(0, 0, len(table.rows), last)
    _set_page(sheet.worksheet)
    for place, column in enumerate(table.columns):
        sheet.worksheet.set_column(place, place, _width(column, table.rows[:100]))
    for place, column in enumerate(table.columns):
        of_numbers = column.kind in NUMBERS
        style = sheet.number_heading if of_numbers else sheet.heading
        sheet.write_text(0, place, column.title, style)
    for number, row in enumerate(table.rows, start=1):
        for place, column in enumerate(table.columns):
            sheet.write(number, place, column, column.value(row))


def _set_page(worksheet: Worksheet) -> None:
    """Printed on A4: all columns beside one another, heading and name on every page."""
    worksheet.set_landscape()
    worksheet.set_paper(A4)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)
    worksheet.set_header("&C&A")
    worksheet.set_footer("&C&P / &N")


def _width(column: Column[Row], rows: Iterable[Row]) -> int:
    """Wide enough for the heading with its filter and for the first rows; at most 60."""
    texts = (_as_csv(column, column.value(row)) for row in rows)
    widest = max(map(_columns_of, texts), default=0)
    return min(max(widest + 2, _columns_of(column.title) + 4, 8), 60)


def _columns_of(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _shortened(text: str) -> str:
    """Excel holds 32,767 UTF-16 units in a cell; a longer text ends in an ellipsis."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    return units[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"


def sheet_name(title: str, taken: set[str]) -> str:
    """Excel allows 31 UTF-16 units, no brackets or slashes, and each name once."""
    base = re.sub(r"[\[\]:*?/\\]", "-", cleaned(title)).strip("' \t\r\n") or "Sheet"
    for number in range(1, len(taken) + 2):
        tail = f" ({number})" if number > 1 else ""
        units = base.encode("utf-16-le")[: 2 * (31 - len(tail))]
        name = units.decode("utf-16-le", "ignore").rstrip("'") + tail
        if name.casefold() not in taken:
            break
    taken.add(name.casefold())
    return name
