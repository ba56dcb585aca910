"""Small workbooks for tests, made by the ordinary writer and then tampered with."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl
import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
SHARED = "xl/sharedStrings.xml"


def workbook(
    rows: Sequence[Sequence[Any]],
    *,
    name: str = "案件",
    more: Mapping[str, Sequence[Sequence[Any]]] | None = None,
    hidden: Sequence[str] = (),
    merged: Sequence[str] = (),
) -> bytes:
    """A workbook of one sheet, or of several; merged areas are laid over the first."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for title, content in {name: rows, **(more or {})}.items():
            sheet = book.add_worksheet(title)
            for n, row in enumerate(content):
                for place, value in enumerate(row):
                    write(book, sheet, n, place, value)
            if title in hidden:
                sheet.hide()
        first = book.worksheets()[0]
        for area in merged:
            top = xlsxwriter.utility.xl_cell_to_rowcol(area.split(":")[0])
            first.merge_range(area, rows[top[0]][top[1]])
    return out.getvalue()


def with_formulas(*rows: Sequence[Any]) -> bytes:
    """A workbook of a program that calculates nothing."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write(book: Any, sheet: Any, n: int, place: int, value: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(n, place, value)
    elif hasattr(value, "isoformat"):
        style = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_datetime(n, place, value, style)
    elif value is not None:
        sheet.write(n, place, value)


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def tampered(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one part changed; the change must change something."""
    parts = parts_of(data)
    before = parts[part]
    parts[part] = change(before)
    assert parts[part] != before
    return packed(parts)
