"""How high the rows are: as high as their words need, wherever the workbook is opened.

Some programs fit rows to wrapped words when they open a workbook, others show one line.
A height that counts as fitted, and not as set by hand, serves both: such a row goes on
growing with what is typed into it.
"""

from __future__ import annotations

from functools import cache

from review.files.offline.columns import HOW, PROPOSED, TEXT, TITLE, WIDTHS
from review.files.offline.first_sheet import width_of
from review.files.offline.rows import Row

LINE, MARGIN = 13.5, 4
LEAST = 18.0
SLACK = 0.95
"""Of a column's width that a line fills before its last word goes to the next."""


def height_of(row: Row) -> float:
    """In points, for the longest of a row's texts."""
    title = "\n".join(part for part in (row.title, row.note) if part)
    texts = {TITLE: title, HOW: row.how, PROPOSED: row.proposed, TEXT: row.cells.text}
    n = max(_n_lines(text, WIDTHS[letter]) for letter, text in texts.items())
    return max(LEAST, LINE * n + MARGIN)


def _n_lines(text: str, width: int) -> int:
    room = int(width * SLACK)
    return sum(max(1, -(-width_of(line) // room)) for line in text.splitlines())


@cache
def growing_sheet() -> type:
    """A worksheet whose heights are the program's own, loaded with the writer."""
    from xlsxwriter.worksheet import Worksheet

    class GrowingSheet(Worksheet):
        def _xml_start_tag_unencoded(self, tag, attributes=()):  # type: ignore[no-untyped-def]
            if tag == "row":
                attributes = [each for each in attributes if each[0] != "customHeight"]
            super()._xml_start_tag_unencoded(tag, attributes)

    return GrowingSheet
