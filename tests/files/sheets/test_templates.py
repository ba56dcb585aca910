"""Templates say what the reading understands, and read back without a remark."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest

from review.domain.cases import IntakeKind
from review.domain.errors import RuleBroken
from review.files.sheets import read, template
from review.files.sheets.headers import LAYOUTS
from tests.files.sheets.workbooks import SHEET, parts_of, workbook

KINDS = list(IntakeKind)


def opened(kind: IntakeKind) -> Any:
    return openpyxl.load_workbook(io.BytesIO(template(kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_template_is_understood_whole(kind: IntakeKind) -> None:
    intake = read(template(kind), kind=kind)

    assert intake.columns == tuple(column.zh for column in LAYOUTS[kind].columns)
    assert intake.rows == ()
    assert (intake.unknown_columns, intake.missing_columns) == ((), ())
    assert intake.notices == ()


@pytest.mark.parametrize("kind", KINDS)
def test_the_second_sheet_explains_every_column(kind: IntakeKind) -> None:
    first, second = opened(kind).worksheets

    assert (first.title, second.title) == (kind.zh, "填写说明")
    explained = [row[0].value for row in second.iter_rows(min_row=2)]
    assert explained[: len(LAYOUTS[kind].columns)] == [c.value for c in first[1]]
    assert [c.zh for c in LAYOUTS[kind].columns if not c.meaning.zh] == []
    assert [c.zh for c in LAYOUTS[kind].columns if not c.meaning.en] == []


@pytest.mark.parametrize("kind", KINDS)
def test_headings_explain_themselves_and_lists_offer_what_is_allowed(
    kind: IntakeKind,
) -> None:
    sheet = opened(kind).worksheets[0]

    offered = {
        str(rule.sqref).split("2:")[0]: rule.formula1.strip('"').split(",")
        for rule in sheet.data_validations.dataValidation
    }

    for cell, column in zip(sheet[1], LAYOUTS[kind].columns, strict=True):
        assert cell.comment.text == column.meaning.zh
        assert offered.get(cell.column_letter, []) == list(column.allowed)


@pytest.mark.parametrize("kind", KINDS)
def test_every_cell_is_formatted_as_text(kind: IntakeKind) -> None:
    """49 is the number of the format “text” in every workbook."""
    parts = parts_of(template(kind))
    formats = re.findall(rb'<xf numFmtId="(\d+)"', parts["xl/styles.xml"])[1:]

    columns = re.findall(
        rb'<col min="(\d+)" max="(\d+)" [^>]*style="(\d+)"', parts[SHEET]
    )

    assert columns[0][0] == b"1"
    assert int(columns[-1][1]) == len(LAYOUTS[kind].columns)
    assert {formats[int(style)] for _, _, style in columns} == {b"49"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_of_a_template_make_a_record(kind: IntakeKind) -> None:
    columns = LAYOUTS[kind].columns
    rows = [[c.zh for c in columns], [c.example for c in columns]]
    if kind is IntakeKind.CASES:
        # Two handlers in the example of one column, one number in the next.
        assert rows[1][4] == "张三、李四"

    (row,) = read(workbook(rows), kind=kind).rows

    assert [str(refusal) for refusal in row.refusals] == []
    assert row.record is not None


@pytest.mark.parametrize("kind", KINDS)
def test_everything_a_list_offers_is_accepted(kind: IntakeKind) -> None:
    for column in LAYOUTS[kind].columns:
        for word in column.allowed:
            try:
                column.read(word)
            except RuleBroken as refused:
                pytest.fail(f"{column.zh}: {refused}")
