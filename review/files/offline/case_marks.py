"""The calculating cells of a case's sheet: marks, sections, total and grade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from review.domain.answers import UNANSWERED
from review.domain.derivation import plain
from review.domain.marks import ItemMark
from review.domain.schemes import SectionKind
from review.domain.scoring import score
from review.domain.sheets import Sheet
from review.files.offline import formulas, words
from review.files.offline.columns import (
    ANSWER,
    COUNTS,
    GIVEN,
    HOW,
    MARK,
    ORGAN,
    OUT,
    SPECIAL,
    TEXT,
    WORTH,
)
from review.files.offline.formulas import ItemAt
from review.files.offline.lists import Lists
from review.files.offline.pen import Pen
from review.files.offline.rows import OfflineCase, Row, RowKind
from review.files.offline.totals import (
    SectionAt,
    earned,
    has_total,
    totals,
    weighted,
)

# Where a figure's label stands, and where the figure itself.
PLACES = ((HOW, ANSWER), (SPECIAL, TEXT), (ORGAN, MARK))


@dataclass
class CaseMarks:
    """A case's rows where they stand; values are those the domain calculates."""

    pen: Pen
    lists: Lists
    case: OfflineCase
    rows: Sequence[tuple[int, Row]]
    locale: str
    figures_row: int

    def draw(self) -> None:
        for at in self.items.values():
            self._item(at)
        sections = list(self._sections())
        if self.case.only is None:
            for section, row in sections:
                self._section(section, row)
        self._figures([section for section, _ in sections])

    @cached_property
    def scored(self) -> Sheet:
        return score(self.case.scheme, self.case.answers, self.case.part)

    @cached_property
    def items(self) -> dict[str, ItemAt]:
        """The lines by their codes, each in its row."""
        return {
            row.key: self._at(number, row)
            for number, row in self.rows
            if row.kind is RowKind.ITEM
        }

    def _at(self, number: int, row: Row) -> ItemAt:
        assert row.line is not None
        known = words.choices(row.line)
        offered = [text.in_language(self.locale) for _, text in known]
        cells = {code: self.lists.cell(offered, n) for n, (code, _) in enumerate(known)}
        options = [
            (other.option, at)
            for at, other in self.rows
            if other.kind is RowKind.OPTION and other.line is row.line and other.option
        ]
        return ItemAt(row.line, number, self.locale, options, cells)

    def _item(self, at: ItemAt) -> None:
        code, given = at.line.item.code, f"{GIVEN}{at.row}"
        if at.line.is_required:
            is_given = self.case.answers.get(code, UNANSWERED).is_given
            self.pen.formula(given, formulas.given(at), int(is_given), "small")
        if at.bears_marks:
            mark = next(each for each in self.scored.items if each.code == code)
            self._mark(at, mark, given)

    def _mark(self, at: ItemAt, mark: ItemMark, given: str) -> None:
        worth, value = f"{WORTH}{at.row}", mark.mark or Decimal(0)
        self.pen.formula(worth, formulas.worth(at), value, "small")
        if at.line.counted:
            out = mark.maximum if mark.is_out else Decimal(0)
            self.pen.formula(f"{COUNTS}{at.row}", f"={worth}", value, "small")
            self.pen.formula(f"{OUT}{at.row}", formulas.out(at), out, "small")
        shown: Decimal | str = "" if mark.mark is None else mark.mark
        if mark.answered and mark.mark is None:
            shown = formulas.NONE
        if not mark.answered:
            shown = ""
        self.pen.formula(f"{MARK}{at.row}", formulas.shown(at, given), shown, "mark")

    def _sections(self) -> Iterator[tuple[SectionAt, Row]]:
        for number, row in self.rows:
            if row.section is not None:
                yield self._section_at(number, row), row

    def _section_at(self, number: int, row: Row) -> SectionAt:
        assert row.section is not None
        section = row.section.section
        own = {each.line.item.code for each in row.section.lines}
        return SectionAt(
            row=number,
            kind=section.kind,
            points=plain(section.points),
            items=[at for code, at in self.items.items() if code in own],
            last=max(at for at, r in self.rows if r.line and r.line.item.code in own),
            effect=section.effect,
            grade_cap=section.grade_cap,
        )

    def _section(self, at: SectionAt, row: Row) -> None:
        if row.section is None or not at.has_marks:
            return
        section = row.section.section
        mark = next(s for s in self.scored.sections if s.code == section.code)
        is_bonus = at.kind is SectionKind.BONUS
        value = min(mark.earned, section.points) if is_bonus else mark.earned
        self.pen.formula(f"{MARK}{at.row}", earned(at), value, "section_mark")
        own, weight = weighted(at, self.case.scheme.not_applicable)
        self.pen.formula(f"{WORTH}{at.row}", own, float(mark.mark), "small")
        self.pen.formula(f"{OUT}{at.row}", weight, float(mark.weight), "small")

    def _figures(self, sections: Sequence[SectionAt]) -> None:
        """Total, grade and how much is answered, above the table."""
        row = self.figures_row
        labels = (words.TOTAL, words.GRADE, words.ANSWERED)
        figures = [*self._total_and_grade(sections), self._answered()]
        for (label, cell), text, (formula, shown) in zip(
            PLACES, labels, figures, strict=True
        ):
            self.pen.text(f"{label}{row}", text.in_language(self.locale), "label")
            if formula:
                self.pen.formula(f"{cell}{row}", formula, shown, "figure")
            else:
                self.pen.text(f"{cell}{row}", str(shown), "figure")

    def _answered(self) -> tuple[str, str]:
        asked = [code for code, at in self.items.items() if at.line.is_required]
        given = [c for c in asked if self.case.answers.get(c, UNANSWERED).is_given]
        span = f"{GIVEN}{self.figures_row + 1}:{GIVEN}{self.rows[-1][0]}"
        return f'=SUM({span})&"/{len(asked)}"', f"{len(given)}/{len(asked)}"

    def _total_and_grade(
        self, sections: Sequence[SectionAt]
    ) -> list[tuple[str, str | Decimal]]:
        case = self.case
        if not has_total(case):
            return [("", words.BY_SERVER.in_language(self.locale))] * 2
        titles = [each.title.in_language(self.locale) for each in case.scheme.grades]
        found = totals(
            case,
            sections,
            row=self.figures_row,
            last=self.rows[-1][0],
            grades=[self.lists.cell(titles, n) for n in range(len(titles))],
            locale=self.locale,
        )
        for cell, formula in found.helpers.items():
            self.pen.formula(cell, formula, 0, "small")
        grade = case.scheme.grade(self.scored.grade or "")
        named = grade.title.in_language(self.locale) if grade else formulas.NONE
        total = self.scored.total
        return [
            (found.total, formulas.NONE if total is None else total),
            (found.grade, named),
        ]
