"""Writes into the cells of one sheet: each value as what it is, text never a formula."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from review.files.offline.columns import FIRST, LAST
from review.files.offline.styles import Styles
from review.files.tables import cleaned, looks_like_formula

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


@dataclass(frozen=True, slots=True)
class Pen:
    """A worksheet and the styles of its workbook."""

    sheet: Worksheet
    styles: Styles

    def text(self, cell: str, text: str, style: str) -> None:
        if text:
            self.sheet.write_string(cell, cleaned(text), self.styles[style])

    def blank(self, cell: str, style: str) -> None:
        self.sheet.write_blank(cell, None, self.styles[style])

    def number(self, cell: str, number: Decimal | None, style: str) -> None:
        if number is not None:
            self.sheet.write_number(cell, number, self.styles[style])

    def formula(
        self, cell: str, formula: str, value: Decimal | float | str, style: str
    ) -> None:
        """With its value, for programs that show a workbook without calculating."""
        shown = float(value) if isinstance(value, Decimal) else value
        self.sheet.write_formula(cell, formula, self.styles[style], shown)

    def wide(self, row: int, text: str, style: str, height: int) -> None:
        """A text over the whole width of the table."""
        area = f"{FIRST}{row}:{LAST}{row}"
        self.sheet.merge_range(area, "", self.styles[style])
        self.text(f"{FIRST}{row}", text, style)
        self.sheet.set_row(row - 1, height)

    def titled(self, cell: str, title: str, note: str, style: str) -> None:
        """A title, and below it in small letters what to look at."""
        title, note = cleaned(title), cleaned(note)
        if not (title and note):
            self.text(cell, title or note, style)
            return
        parts = (self.styles["bold"], title, self.styles["small"], f"\n{note}")
        self.sheet.write_rich_string(cell, *parts, self.styles[style])

    def to_fill(self, cell: str, value: str | Decimal, style: str) -> None:
        """A cell that the reviewer fills in, with what is in it already."""
        if isinstance(value, Decimal):
            self.number(cell, value, style)
        elif not value:
            self.blank(cell, style)
        else:
            self.text(cell, value, f"{style}_marked" if _runs(value, style) else style)


def _runs(value: str, style: str) -> bool:
    """Only in cells for free text can stand what looks like a formula."""
    return style == "open" and looks_like_formula(value)
