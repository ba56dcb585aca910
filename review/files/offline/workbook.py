"""The workbook to take along: one sheet that explains, one for each case file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from review.domain.offline import Carried
from review.files.offline import carriage
from review.files.offline import lists as choices
from review.files.offline.case_sheet import CaseSheet
from review.files.offline.first_sheet import TITLE, draw_first_sheet
from review.files.offline.heights import growing_sheet
from review.files.offline.lists import Lists
from review.files.offline.pen import Pen
from review.files.offline.rows import OfflineCase
from review.files.offline.styles import Styles
from review.files.sheets.writing import WRITE_AS_IS
from review.files.tables import NO_MOMENT, sheet_name

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


def workbook(cases: Sequence[OfflineCase], *, locale: str, as_of: str) -> bytes:
    """The same cases give the same bytes; nobody is named in them as an author."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WRITE_AS_IS) as book:
        book.set_properties({"created": NO_MOMENT})
        styles = Styles(book)
        first_name = TITLE.in_language(locale)
        taken = {choices.SHEET, carriage.SHEET, first_name.casefold()}
        named = [(sheet_name(case.case_no, taken), case) for case in cases]
        first = book.add_worksheet(first_name)
        sheets = [book.add_worksheet(name, growing_sheet()) for name, _ in named]
        lists = Lists(book, book.add_worksheet(choices.SHEET))
        draw_first_sheet(Pen(first, styles), named, locale=locale, as_of=as_of)
        for sheet, (_, case) in zip(sheets, named, strict=True):
            CaseSheet(Pen(sheet, styles), lists, case, locale).draw()
        _carry(book.add_worksheet(carriage.SHEET), cases)
        lists.close()
    return out.getvalue()


def _carry(sheet: Worksheet, cases: Sequence[OfflineCase]) -> None:
    """What is needed to bring the cases back, where no menu shows it."""
    carried = [
        Carried(
            case.read,
            case.scheme.code,
            case.scheme.version,
            case.scheme_digest,
            case.version,
            case.marks,
        )
        for case in cases
    ]
    for row, line in enumerate(carriage.lines_of(carried)):
        for place, text in enumerate(line):
            sheet.write_string(row, place, text)
    sheet.protect()
    sheet.very_hidden()
