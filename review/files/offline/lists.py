"""The lists that cells choose from, on a hidden sheet; each has a name of its own.

Words may hold commas and be long, which neither a list written into a cell's rule nor
a text in a formula can; older programs take lists of other sheets by name only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEET = "lists"


class Lists:
    """Every list once, one below the other in the first column."""

    def __init__(self, workbook: Workbook, sheet: Worksheet) -> None:
        self._workbook = workbook
        self._sheet = sheet
        self._begins: dict[tuple[str, ...], int] = {}
        self._next = 1

    def name(self, words: Iterable[str]) -> str:
        """The name under which a rule refers to the list."""
        return f"list_{self._begin(tuple(words))}"

    def cell(self, words: Iterable[str], position: int) -> str:
        """Where one word of the list stands, for a formula."""
        return f"{SHEET}!$A${self._begin(tuple(words)) + position}"

    def _begin(self, words: tuple[str, ...]) -> int:
        if words not in self._begins:
            begin = self._begins[words] = self._next
            for n, word in enumerate(words):
                self._sheet.write_string(begin - 1 + n, 0, word)
            self._next = begin + len(words)
            area = f"={SHEET}!$A${begin}:$A${self._next - 1}"
            self._workbook.define_name(f"list_{begin}", area)
        return self._begins[words]

    def close(self) -> None:
        """Out of sight, and not to be changed."""
        self._sheet.protect()
        self._sheet.hide()
