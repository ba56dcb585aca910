"""From the cells of one line to the record it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from review.domain.cases import (
    CaseRecord,
    DocketRecord,
    EarlierResultRecord,
    FirmRecord,
    HandlerRecord,
    Handling,
    IntakeKind,
    ObjectRecord,
    Record,
    Remark,
    ReviewerRecord,
    check_days,
    handlings,
)
from review.domain.cells import Cell
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import HandlerCategory, Stage, kind_by_name
from review.files.sheets.columns import Column, shown
from review.files.sheets.date_columns import dates_in
from review.files.sheets.grids import Line
from review.files.sheets.headers import Header
from review.files.sheets.uncalculated import check_calculated

Values = dict[str, Any]
Reading = tuple[Any, Remark | None, Remark | None]

TOO_WIDE = N_(
    "This row has values beyond the last heading: put texts with a comma in quotation "
    "marks, or give the column a heading."
)
NO_COLUMN = N_("The table has no column “%(column)s”.")


class RecordRefused(RuleBroken):
    """The cells are readable, but do not make a record together."""

    no_firm = N_("A lawyer or grassroots legal worker needs a firm.")
    two_stages = N_("The case kind says %(first)s and the stage says %(second)s.")
    no_one = N_("Give the case number or the handler.")


class CellReader:
    """Reads the cells of a table, each distinct value of a column only once."""

    def __init__(self, header: Header, *, strict_width: bool) -> None:
        self.header = header
        self.strict_width = strict_width
        self._known: dict[tuple[int, type, Cell], Reading] = {}

    def values(self, line: Line) -> tuple[Values, list[Remark], list[Remark]]:
        """The values by field, with what is refused and what is worth a look."""
        values: Values = {}
        refusals = self._of_line(line)
        notes: list[Remark] = []
        for position, column in self.header.columns.items():
            cell = line.cells[position] if position < len(line.cells) else ""
            value, refusal, note = self.cell(position, column, cell)
            if refusal is not None:
                refusals.append(refusal)
            if note is not None:
                notes.append(note)
            values[column.field] = value
        return values, refusals, notes

    def cell(self, position: int, column: Column, cell: Cell) -> Reading:
        key = (position, type(cell), cell)
        known = self._known.get(key)
        if known is None:
            heading = self.header.headings.get(position, column.zh)
            known = self._known[key] = read_cell(column, heading, cell)
        return known

    def _of_line(self, line: Line) -> list[Remark]:
        """What is wrong with the line as such, whatever its cells say."""
        found = [
            Remark(NO_COLUMN, (("column", column.zh),), column=column.zh)
            for column in self.header.missing
        ]
        if self.strict_width:
            beyond = line.cells[max(self.header.headings) + 1 :]
            found += [
                Remark(TOO_WIDE, (), "", text) for c in beyond if (text := shown(c))
            ]
        return found


def read_cell(column: Column, heading: str, cell: Cell) -> Reading:
    """The value of a cell, or why it has none, and what to look at twice."""
    if isinstance(cell, str) and not cell.strip():
        return _blank(column, heading, "")
    try:
        check_calculated(cell)
        value = column.read(cell)
        doubt = column.doubt(cell) if column.doubt is not None else None
    except RuleBroken as broken:
        return None, Remark.of(broken, column=heading, value=shown(cell)), None
    if value is None or value == "" or value == ():
        return _blank(column, heading, shown(cell))
    if doubt is not None:
        doubt = Remark(doubt.sentence, doubt.values, heading, shown(cell))
    return value, None, doubt


def _blank(column: Column, heading: str, text: str) -> Reading:
    if column.required:
        return None, Remark(column.needed, (), heading, text), None
    return column.blank, None, None


def handler(values: Values) -> HandlerRecord:
    """Lawyers and grassroots workers practise in a house; the others need not."""
    record = HandlerRecord(**values)
    housed = (HandlerCategory.LAWYER, HandlerCategory.GRASSROOTS_WORKER)
    if record.category in housed and not record.firm:
        raise RecordRefused(RecordRefused.no_firm)
    return record


def case(values: Values) -> CaseRecord:
    """The people of a case from their several columns, the lead first."""
    kind, stage = values.pop("kind")
    people = [*values.pop("handlers"), *values.pop("others", ())]
    lead, *others = handlings(
        people,
        licence_nos=values.pop("licence_nos", ()),
        firms=values.pop("firms", ()),
        shares=values.pop("shares", ()),
    )
    check_days(values.get("assigned_on"), values["closed_on"])
    values["stage"] = one_stage(stage, values.get("stage", Stage.NONE))
    values["dates"] = dates_in(values)
    return CaseRecord(kind=kind, lead=lead, others=_others(lead, others), **values)


def _others(lead: Handling, others: list[Handling]) -> tuple[Handling, ...]:
    """The lead handler named again among the others is one person."""
    return tuple(
        other
        for other in others
        if (other.name, other.licence_no or lead.licence_no)
        != (lead.name, lead.licence_no)
    )


def one_stage(said_with_kind: Stage | None, said: Stage) -> Stage:
    """The stage of two columns; they must not contradict each other."""
    if said_with_kind is None or said_with_kind == said:
        return said
    if said is not Stage.NONE:
        raise RecordRefused(
            RecordRefused.two_stages, first=said_with_kind.zh, second=said.zh
        )
    return said_with_kind


def institution(values: Values) -> ObjectRecord:
    """A station is known by its name, unless the sheet says what it is."""
    kind = values.pop("kind", None) or kind_by_name(values["name"])
    return ObjectRecord(kind=kind, **values)


def earlier_result(values: Values) -> EarlierResultRecord:
    record = EarlierResultRecord(**values)
    if not (record.case_no or record.handler or record.licence_no):
        raise RecordRefused(RecordRefused.no_one)
    return record


BUILDERS: Mapping[IntakeKind, Callable[[Values], Record]] = {
    IntakeKind.FIRMS: lambda values: FirmRecord(**values),
    IntakeKind.HANDLERS: handler,
    IntakeKind.REVIEWERS: lambda values: ReviewerRecord(**values),
    IntakeKind.CASES: case,
    IntakeKind.EARLIER_RESULTS: earlier_result,
    IntakeKind.DOCKET: lambda values: DocketRecord(**values),
    IntakeKind.OBJECTS: institution,
}


def build(
    builder: Callable[[Values], Record], values: Values, refusals: list[Remark]
) -> tuple[Record | None, tuple[Remark, ...]]:
    """The record, or the refusals: those of the cells first, then of the whole."""
    if refusals:
        return None, tuple(refusals)
    try:
        return builder(dict(values)), ()
    except RuleBroken as broken:
        return None, (Remark.of(broken),)
