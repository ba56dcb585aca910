"""A workbook filled in as a person would: cells found by their row's key, then saved."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from review.files.offline.columns import BY_NAME


class Filling:
    """An offline workbook open in a program, which writes it in its own way."""

    def __init__(self, body: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(body))

    def sheet(self, number: int = 0) -> Worksheet:
        """The sheet of the first, second … case; the very first one explains."""
        return self.book.worksheets[number + 1]

    def row(self, key: str, case: int = 0) -> int:
        """The row that has this key."""
        keys = (cell.value for cell in self.sheet(case)["A"])
        return next(n for n, value in enumerate(keys, start=1) if value == key)

    def cell(self, key: str, name: str, case: int = 0) -> Any:
        return self.sheet(case)[f"{BY_NAME[name]}{self.row(key, case)}"]

    def fill(self, key: str, case: int = 0, **values: object) -> Filling:
        """Type into the named cells of a row."""
        for name, value in values.items():
            self.cell(key, name, case).value = value
        return self

    def saved(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()
