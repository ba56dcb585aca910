"""One case on one sheet: heading, lines, room for what was found, the comment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from review.domain.kinds import CaseKind, Stage
from review.domain.numbering import numbered
from review.files.offline import words
from review.files.offline.asked import asked_cells
from review.files.offline.case_marks import CaseMarks
from review.files.offline.columns import (
    BY_NAME,
    FIRST,
    GIVEN,
    HEADED,
    HOW,
    KEY,
    LAST,
    MARK,
    MOST,
    NUMBER,
    PROPOSED,
    TITLE,
    WIDTHS,
    WORTH,
    place,
)
from review.files.offline.first_sheet import width_of
from review.files.offline.heights import height_of
from review.files.offline.lists import Lists
from review.files.offline.pen import Pen
from review.files.offline.rows import OfflineCase, Row, RowKind, label_of, rows_of
from review.files.offline.rules import Rules
from review.files.offline.totals import has_total

TITLE_ROW, FACTS_ROW, FIGURES_ROW, REMARK_ROW, HEAD_ROW = range(1, 6)
FIRST_ROW = HEAD_ROW + 1
A4 = 9
NOTE_WIDTH = 190
SHEET_MARK = "read "
# Rows may grow with what is written into them.
PROTECTED = {"format_rows": True, "format_columns": True}
CHOSEN = frozenset({"answer", "special", "absent"})


@dataclass
class CaseSheet:
    """A case's sheet while it is drawn."""

    pen: Pen
    lists: Lists
    case: OfflineCase
    locale: str
    rows: list[tuple[int, Row]] = field(init=False)

    def __post_init__(self) -> None:
        found = rows_of(self.case, self.locale)
        self.rows = list(enumerate(found, start=FIRST_ROW))

    def draw(self) -> None:
        self._set_up()
        self._head()
        rules = Rules(self.pen.sheet, self.lists, self.locale)
        items = self._labels()
        for number, row in self.rows:
            self.pen.text(f"{KEY}{number}", row.key, "small")
            _DRAW[row.kind](self, number, row)
            rules.guard(row, number, items)
        marks = (self.pen, self.lists, self.case, self.rows, self.locale)
        CaseMarks(*marks, figures_row=FIGURES_ROW).draw()
        self.pen.sheet.protect("", PROTECTED)

    def _labels(self) -> tuple[str, ...]:
        """The words for the items, in the list of further findings."""
        sections = numbered(self.case.scheme, self.case.part, self.case.only)
        lines = (each for section in sections for each in section.lines)
        return tuple(label_of(each, self.locale) for each in lines)

    def _set_up(self) -> None:
        """Frozen head, hidden helpers; on paper A4 across, the head on every page."""
        sheet = self.pen.sheet
        for letter, width in WIDTHS.items():
            sheet.set_column(f"{letter}:{letter}", width)
        helpers = [f"{KEY}:{KEY}", f"{WORTH}:{GIVEN}"]
        if not self.case.proposals:
            helpers.append(f"{PROPOSED}:{PROPOSED}")
        for columns in helpers:
            sheet.set_column(columns, None, None, {"hidden": True})
        sheet.freeze_panes(HEAD_ROW, place(TITLE) + 1)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW - 1)
        last = LAST if self.case.proposals else MARK
        sheet.print_area(f"{FIRST}1:{last}{self.rows[-1][0]}")
        sheet.set_header("&L&9" + self.case.case_no.replace("&", "&&")[:80])
        sheet.set_footer("&C&9&P / &N")

    def _head(self) -> None:
        pen, case = self.pen, self.case
        pen.text(f"{KEY}1", SHEET_MARK + case.read, "small")
        title = f"{case.case_no}　{case.scheme.title.in_language(self.locale)}"
        pen.wide(TITLE_ROW, title, "title", 28)
        pen.wide(FACTS_ROW, " · ".join(self._facts()), "facts", 18)
        remarks = [words.ONLY_THESE] if case.only is not None else []
        remarks.append(words.FOR_GUIDANCE if has_total(case) else words.SERVER_ONLY)
        said = " ".join(each.in_language(self.locale) for each in remarks)
        pen.wide(REMARK_ROW, said, "remark", 18)
        pen.sheet.set_row(FIGURES_ROW - 1, 22)
        pen.sheet.set_row(HEAD_ROW - 1, 30)
        for letter, name in HEADED.items():
            heading = words.COLUMNS[name].in_language(self.locale)
            pen.text(f"{letter}{HEAD_ROW}", heading, "head")

    def _facts(self) -> list[str]:
        case, is_english = self.case, self.locale.startswith("en")
        named = [each for each in (CaseKind(case.kind), Stage(case.stage)) if each]
        kinds = [each.words if is_english else each.zh for each in named]
        due = words.DUE.in_language(self.locale) % case.due_on if case.due_on else ""
        facts = (*kinds, case.volume_set, case.cause, case.campaign, due)
        return [each for each in facts if each]

    def _section(self, number: int, row: Row) -> None:
        for letter in HEADED:
            self.pen.blank(f"{letter}{number}", "section")
        title = f"{row.title}　{row.note}" if row.note else row.title
        self.pen.text(f"{NUMBER}{number}", row.number, "section")
        self.pen.text(f"{TITLE}{number}", title, "section")
        self.pen.number(f"{MOST}{number}", row.most, "section_mark")
        self.pen.sheet.set_row(number - 1, 22)

    def _note(self, number: int, row: Row) -> None:
        n_lines = -(-width_of(row.title) // NOTE_WIDTH)
        self.pen.wide(number, row.title, "note", 14 * n_lines + 4)

    def _further(self, number: int, row: Row) -> None:
        self.pen.wide(number, row.title, "section", 22)

    def _heading(self, number: int, row: Row) -> None:
        self._fixed(number, row, "heading")

    def _item(self, number: int, row: Row) -> None:
        self._fixed(number, row, _TITLES.get(row.kind, "fixed"))
        self._to_fill(number, row)
        for letter, test in asked_cells(number, row, self.locale).items():
            rule = {
                "type": "formula",
                "criteria": test,
                "format": self.pen.styles["asked"],
            }
            self.pen.sheet.conditional_format(f"{letter}{number}", rule)

    def _comment(self, number: int, row: Row) -> None:
        self._item(number, row)
        self.pen.sheet.set_row(number - 1, 150)

    def _fixed(self, number: int, row: Row, style: str) -> None:
        for letter in HEADED:
            self.pen.blank(f"{letter}{number}", "fixed")
        self.pen.text(f"{NUMBER}{number}", row.number, "fixed_centre")
        self.pen.titled(f"{TITLE}{number}", row.title, row.note, style)
        self.pen.text(f"{HOW}{number}", row.how, "fixed")
        self.pen.text(f"{PROPOSED}{number}", row.proposed, "fixed")
        self.pen.number(f"{MOST}{number}", row.most, "fixed_centre")
        self.pen.sheet.set_row(number - 1, height_of(row))

    def _to_fill(self, number: int, row: Row) -> None:
        for name in sorted(row.open):
            value = getattr(row.cells, name, "")
            style = "open_choice" if name in CHOSEN else "open"
            self.pen.to_fill(f"{BY_NAME[name]}{number}", value, style)


_TITLES = {RowKind.OPTION: "option", RowKind.FINDING: "finding"}
_DRAW: Mapping[RowKind, Callable[[CaseSheet, int, Row], None]] = {
    RowKind.SECTION: CaseSheet._section,
    RowKind.NOTE: CaseSheet._note,
    RowKind.HEADING: CaseSheet._heading,
    RowKind.ITEM: CaseSheet._item,
    RowKind.OPTION: CaseSheet._item,
    RowKind.FINDING: CaseSheet._item,
    RowKind.FURTHER: CaseSheet._further,
    RowKind.MORE: CaseSheet._item,
    RowKind.COMMENT: CaseSheet._comment,
}
