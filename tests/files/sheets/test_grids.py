"""The cells of a file with the line numbers that its owner sees."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from review.files.sheets import grids
from review.files.sheets.archives import FileRefused
from review.files.sheets.grids import BAD_QUOTES, Grid, grids_of
from review.files.sheets.uncalculated import UNCALCULATED
from tests.files.sheets.workbooks import SHEET, tampered, with_formulas, workbook


def lines_of(grid: Grid) -> list[tuple[int, list]]:
    return [(line.number, line.cells) for line in grid.lines]


def only(data: bytes) -> list[tuple[int, list]]:
    (grid,) = grids_of(data).grids
    return lines_of(grid)


def test_cells_keep_their_types_and_lines_their_numbers() -> None:
    data = workbook(
        [["案号", "日期", "分"], [], ["1号", date(2024, 3, 5), 95.5], [" "]]
    )

    assert only(data) == [
        (1, ["案号", "日期", "分"]),
        (3, ["1号", date(2024, 3, 5), 95.5]),
    ]


def test_a_table_away_from_the_corner_keeps_its_numbers() -> None:
    data = workbook([[], [], [None, None, "案号"], [None, None, "1号"]])

    (grid,) = grids_of(data).grids

    assert lines_of(grid) == [(3, ["案号"]), (4, ["1号"])]
    assert grid.first_column == 2


def test_a_cell_merged_downwards_counts_for_every_row() -> None:
    data = workbook([["青山区", "1号"], [None, "2号"], [None, "3号"]], merged=["A1:A3"])

    assert [cells[0] for _, cells in only(data)] == ["青山区"] * 3


def test_a_cell_merged_sideways_counts_once() -> None:
    data = workbook([["一览表", None, None], ["案号", "承办人", "x"]], merged=["A1:C1"])

    assert only(data)[0] == (1, ["一览表", "", ""])


def test_merged_areas_beyond_the_cells_do_nothing() -> None:
    data = tampered(
        workbook([["甲", "乙"], [None, "丙"]], merged=["A1:A2"]),
        SHEET,
        lambda part: part.replace(b'ref="A1:A2"', b'ref="A1:A1048576"'),
    )

    assert only(data) == [(1, ["甲", "乙"]), (2, ["甲", "丙"])]


def test_merged_areas_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "MAX_CELLS", 1)

    with pytest.raises(FileRefused):
        grids_of(workbook([["甲", "乙"], [], [None, "丙"]], merged=["A1:A3"]))


def test_error_cells_are_not_empty() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "案号"
    book.active["A2"] = "#N/A"
    out = io.BytesIO()
    book.save(out)

    assert only(out.getvalue()) == [(1, ["案号"]), (2, ["#N/A"])]


def test_hidden_sheets_are_left_out_and_said() -> None:
    data = workbook([["案号"]], more={"旧表": [["x"]]}, hidden=["旧表"])

    found = grids_of(data)

    assert [grid.sheet for grid in found.grids] == ["案件"]
    assert [str(n) for n in found.notices] == [
        "The sheet “旧表” is hidden and was not read."
    ]


def test_sheets_of_charts_hold_no_cells() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("案件").write_string(0, 0, "案号")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=案件!$A$1:$A$2"})
        book.add_chartsheet("图").set_chart(chart)

    assert [grid.sheet for grid in grids_of(out.getvalue()).grids] == ["案件"]


def test_an_empty_sheet_has_no_lines() -> None:
    assert only(workbook([])) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\r\n1,2\r\n", [(1, ["a", "b"]), (2, ["1", "2"])]),
        ("a,b\r1,2\r", [(1, ["a", "b"]), (2, ["1", "2"])]),
        ("a,b\n\n,\n1,2", [(1, ["a", "b"]), (4, ["1", "2"])]),
        ("a\tb\n1,5\t2\n", [(1, ["a", "b"]), (2, ["1,5", "2"])]),
        ("a;b\n1;2\n", [(1, ["a", "b"]), (2, ["1", "2"])]),
        ("甲，乙\n1，2\n", [(1, ["甲", "乙"]), (2, ["1", "2"])]),
        ("甲,乙\n“x，y，z”,2\n", [(1, ["甲", "乙"]), (2, ["“x，y，z”", "2"])]),
        (
            'a,b\n"1\n2",3\n4,5\n',
            [(1, ["a", "b"]), (2, ["1\n2", "3"]), (4, ["4", "5"])],
        ),
        ("sep=;\na;b\n1;2\n", [(2, ["a", "b"]), (3, ["1", "2"])]),
        ('a,b\n"x,""y""",2\n', [(1, ["a", "b"]), (2, ['x,"y"', "2"])]),
        (
            "a,b,,,\n1,2,,,\n",
            [(1, ["a", "b", "", "", ""]), (2, ["1", "2", "", "", ""])],
        ),
    ],
)
def test_csv_in_its_many_forms(text: str, expected: list) -> None:
    assert only(text.encode()) == expected


@pytest.mark.parametrize("text", ['a,b\n"1,2\n3,4\n', 'a,b\n"1"x,2\n'])
def test_quotes_that_would_swallow_rows_are_refused(text: str) -> None:
    with pytest.raises(FileRefused) as refused:
        grids_of(text.encode())

    assert refused.value.sentence == BAD_QUOTES


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", FileRefused.empty),
        (b" \r\n ", FileRefused.empty),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, FileRefused.old),
        (b"<html><table><tr><td>1</td></tr></table>", FileRefused.page),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", FileRefused.page),
        (b'<?xml version="1.0"?><Workbook/>', FileRefused.page),
        (b"%PDF-1.7", FileRefused.not_xlsx),
        (b"a," * 703, FileRefused.columns),
    ],
)
def test_files_that_are_no_tables_are_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused) as refused:
        grids_of(data)

    assert refused.value.sentence == sentence


def test_a_million_columns_are_refused() -> None:
    with pytest.raises(FileRefused):
        grids_of(b"," * 1_000_000)


def test_large_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "MAX_BYTES", 10)

    with pytest.raises(FileRefused) as refused:
        grids_of(b"a,b\n" * 10)

    assert refused.value.sentence == FileRefused.big


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        grids_of(b"a,b\n" * 200_001)

    assert refused.value.sentence == FileRefused.rows


def test_a_formula_without_its_value_is_no_empty_cell() -> None:
    data = with_formulas(
        ["案号", "是否封存"],
        ["1号", '=IF(1=1,"是","否")'],
        ["2号", None],
        [None, "=B2"],
    )

    assert only(data) == [
        (1, ["案号", "是否封存"]),
        (2, ["1号", UNCALCULATED]),
        (3, ["2号", ""]),
        (4, ["", UNCALCULATED]),
    ]


def test_formulas_of_another_sheet_and_beside_the_table_stay_there() -> None:
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("二")
    first["B2"], first["B3"], first["A3"] = "案号", "1号", "=B3"
    second["B2"], second["B3"] = "案号", "=A1"
    out = io.BytesIO()
    book.save(out)

    one, two = grids_of(out.getvalue()).grids

    assert lines_of(one) == [(2, ["案号"]), (3, ["1号"])]
    assert lines_of(two) == [(2, ["案号"]), (3, [UNCALCULATED])]


def test_a_nought_that_nobody_calculated_is_no_value() -> None:
    """Some programs write it for every formula and ask for calculation on opening."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["案号", "封存", "涉密", "数"])
        sheet.write_string(1, 0, "1号")
        for place, value in enumerate((0, "是", 7), 1):
            sheet.write_formula(1, place, "=X1", None, value)
        sheet.write(2, 0, 0)
    saved_again = tampered(
        out.getvalue(),
        "xl/workbook.xml",
        lambda part: part.replace(b' fullCalcOnLoad="1"', b""),
    )

    assert only(out.getvalue())[1] == (2, ["1号", UNCALCULATED, "是", 7])
    assert only(out.getvalue())[2][1][0] == 0
    assert only(saved_again)[1] == (2, ["1号", 0, "是", 7])
