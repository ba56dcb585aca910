"""A year's proposals as a table: one row per person or firm, nothing to retype.

A share stands beside its part and its whole, a mean beside the number of cases it is
the mean of, so that anyone can calculate either again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from review.domain.assessment_measures import Measure
from review.domain.assessment_proof import PERCENT, MadeOf
from review.files.tables import Cell, CellKind, Column, Table


@dataclass(frozen=True, slots=True)
class AssessmentHeadings:
    """The words of the table, in the reader's language.

    `components` gives each component's title and measure, `grades` the title of each
    grade that cases could get, the best first. `part`, `whole`, `n`, `n_unknown` and
    `points` say what a column holds of the component at %(title)s.
    """

    title: str
    name: str
    licence_no: str
    category: str
    firm: str
    county: str
    minimum: str
    part: str
    whole: str
    n: str
    n_unknown: str
    points: str
    suggested: str
    decision: str
    reason: str
    decided_at: str
    grades: Mapping[str, str]
    components: Mapping[str, tuple[str, Measure]]


@dataclass(frozen=True, slots=True)
class AssessmentNumber:
    """One component of one row."""

    value: Decimal | None
    points: Decimal | None
    made_of: MadeOf


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One row, its words already in the reader's language."""

    name: str
    licence_no: str
    category: str
    firm: str
    county: str
    minimum: int
    suggested: str
    decision: str
    reason: str
    decided_at: datetime | None
    grades: Mapping[str, int]
    numbers: Mapping[str, AssessmentNumber]


def assessment_table(
    rows: Sequence[AssessmentRow], headings: AssessmentHeadings, *, people: bool
) -> Table[AssessmentRow]:
    """The table; a list of firms has no columns about a person."""
    personal = (
        Column[AssessmentRow]("licence_no", headings.licence_no),
        Column[AssessmentRow]("category", headings.category),
        Column[AssessmentRow]("firm", headings.firm),
    )
    columns = (
        Column[AssessmentRow]("name", headings.name),
        *(personal if people else ()),
        Column[AssessmentRow]("county", headings.county),
        Column[AssessmentRow]("minimum", headings.minimum, CellKind.INTEGER),
        *_numbers(rows, headings),
        *_grades(headings),
        Column[AssessmentRow]("suggested", headings.suggested),
        Column[AssessmentRow]("decision", headings.decision),
        Column[AssessmentRow]("reason", headings.reason),
        Column[AssessmentRow]("decided_at", headings.decided_at, CellKind.MOMENT),
    )
    return Table(headings.title, columns, rows)


def _grades(headings: AssessmentHeadings) -> Iterator[Column[AssessmentRow]]:
    """How many of the reviewed cases got each grade; nought where none did."""
    for code, title in headings.grades.items():
        yield Column(f"grades.{code}", title, CellKind.INTEGER, of=_n_of(code))


def _n_of(code: str) -> Callable[[AssessmentRow], Cell]:
    return lambda row: row.grades.get(code, 0)


def _numbers(
    rows: Sequence[AssessmentRow], headings: AssessmentHeadings
) -> Iterator[Column[AssessmentRow]]:
    for code, (title, measure) in headings.components.items():
        yield Column(f"{code}.value", title, _kind(measure), of=_of(code, "value"))
        for name in ("part", "whole", "n", "n_unknown"):
            made_of = _made_of(code, name)
            # Of how many nothing is known is worth a column only where there are some.
            said = {made_of(row) for row in rows} - {None}
            if said - {0} or (said and name != "n_unknown"):
                heading = getattr(headings, name) % {"title": title}
                yield Column(f"{code}.{name}", heading, CellKind.INTEGER, of=made_of)
        if any(_of(code, "points")(row) is not None for row in rows):
            heading, of = headings.points % {"title": title}, _of(code, "points")
            yield Column(f"{code}.points", heading, CellKind.DECIMAL, of=of)


def _kind(measure: Measure) -> CellKind:
    if measure in PERCENT:
        return CellKind.PERCENT
    is_exact = measure in (Measure.MEAN_SCORE, Measure.POINTS)
    return CellKind.DECIMAL if is_exact else CellKind.INTEGER


def _of(code: str, name: str) -> Callable[[AssessmentRow], Cell]:
    def value(row: AssessmentRow) -> Cell:
        number = row.numbers.get(code)
        return None if number is None else getattr(number, name)

    return value


def _made_of(code: str, name: str) -> Callable[[AssessmentRow], Cell]:
    def value(row: AssessmentRow) -> Cell:
        number = row.numbers.get(code)
        return None if number is None else getattr(number.made_of, name)

    return value
