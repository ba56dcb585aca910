"""Writing tables that a spreadsheet program opens as they are, and runs nothing from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Value = str | int | float | Decimal | bool | date | None

# A cell that begins so is taken for a formula, or for the end of the cell before it
# (CWE-1236); the full-width signs count in Chinese and Japanese programs. The last one
# is the sign for “this is text” itself.
RUNS = frozenset("=+-@\t\r\n\0＝＋－＠'")
LONGEST_SHEET_NAME = 31


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to write: its name, one heading per column, and rows of values."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]


def is_dangerous(text: str) -> bool:
    return text[:1] in RUNS or text.lstrip(" \u3000\xa0")[:1] in RUNS


def safe_text(text: str) -> str:
    """Text that stays text in a CSV file; our own reading takes the sign off again."""
    text = text.replace("\0", "")
    return f"'{text}" if text and is_dangerous(text) else text


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """CSV in UTF-8 with the mark by which Excel and WPS recognise it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_text(name) for name in header])
    writer.writerows([_csv_value(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_value(value: Value) -> str | int | float | Decimal:
    """Numbers stay numbers, also below zero."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    return safe_text(value) if isinstance(value, str) else value


def xlsx_bytes(tables: Iterable[Table]) -> bytes:
    """A workbook of plain sheets with a fixed, filtered heading."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WRITE_AS_IS) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        formats = {
            "text": workbook.add_format({"quote_prefix": True}),
            "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for table in tables:
            sheet = workbook.add_worksheet(sheet_name(table.title))
            sheet.freeze_panes(1, 0)
            for place, name in enumerate(table.header):
                sheet.write_string(0, place, name, bold)
            for n, row in enumerate(table.rows, start=1):
                for place, value in enumerate(row):
                    _write(sheet, n, place, value, formats)
    return out.getvalue()


# Nothing that is text may become a formula, a number or a link on the way.
WRITE_AS_IS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def _write(sheet, n: int, place: int, value: Value, formats: dict) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(n, place, "是" if value else "否")
    elif isinstance(value, datetime):
        sheet.write_string(n, place, value.isoformat(sep=" "))
    elif isinstance(value, date):
        sheet.write_datetime(n, place, value, formats["date"])
    elif isinstance(value, str):
        risky = is_dangerous(value)
        sheet.write_string(n, place, value, formats["text"] if risky else None)
    else:
        sheet.write_number(n, place, value)


def sheet_name(title: str) -> str:
    """A name that spreadsheet programs accept."""
    name = "".join("-" if mark in "[]:*?/\\" else mark for mark in title)
    return name.strip("'")[:LONGEST_SHEET_NAME] or "Sheet1"
