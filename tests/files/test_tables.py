from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from review.files import tables
from review.files.tables import (
    Cell,
    CellKind,
    Column,
    Table,
    cleaned,
    guarded,
    looks_like_formula,
    to_csv,
    to_json,
    to_xlsx,
)


@dataclass(frozen=True)
class Lawyer:
    name: str
    cases: int
    mean: Decimal | None
    passed: str | None
    closed_on: date | None = None


COLUMNS: tuple[Column[Lawyer], ...] = (
    Column("name", "姓名"),
    Column("cases", "件数", CellKind.INTEGER),
    Column("mean", "平均分", CellKind.DECIMAL),
    Column("passed", "合格率", CellKind.PERCENT, decimals=1),
    Column("closed_on", "结案日期", CellKind.DATE),
)
LAWYERS = (
    Lawyer("王芳", 3, Decimal("88.50"), "66.7", date(2024, 6, 30)),
    Lawyer('李"明", 乙', 0, None, None),
)
TABLE = Table("律师", COLUMNS, LAWYERS)


def one_cell(value: Cell, kind: CellKind = CellKind.TEXT) -> Table[dict[str, Cell]]:
    return Table("t", (Column("v", "v", kind),), ({"v": value},))


def csv_cell(table: Table[dict[str, Cell]]) -> str:
    text = to_csv(table).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1][0]


def sheet(data: bytes, name: str = "t") -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data))[name]


def test_csv_has_a_byte_order_mark_and_follows_rfc_4180() -> None:
    assert to_csv(TABLE) == (
        b"\xef\xbb\xbf"
        + (
            "姓名,件数,平均分,合格率,结案日期\r\n"
            "王芳,3,88.50,66.7%,2024-06-30\r\n"
            '"李""明"", 乙",0,,,\r\n'
        ).encode()
    )


def test_json_names_the_keys_and_keeps_decimals_exact() -> None:
    assert json.loads(to_json(TABLE)) == [
        {
            "name": "王芳",
            "cases": 3,
            "mean": "88.50",
            "passed": "66.7",
            "closed_on": "2024-06-30",
        },
        {
            "name": '李"明", 乙',
            "cases": 0,
            "mean": None,
            "passed": None,
            "closed_on": None,
        },
    ]
    assert "王芳".encode() in to_json(TABLE)


def test_xlsx_holds_numbers_percentages_and_dates_as_such() -> None:
    rows = sheet(to_xlsx([TABLE]), "律师")

    cells = [rows.cell(2, place) for place in range(1, 6)]
    assert [cell.value for cell in cells] == [
        "王芳",
        3,
        88.5,
        0.667,
        datetime(2024, 6, 30),
    ]
    assert [cell.number_format for cell in cells] == [
        "General",
        "0",
        "0.00",
        "0.0%",
        "yyyy-mm-dd",
    ]
    assert [rows.cell(3, place).value for place in range(3, 6)] == [None] * 3


def test_xlsx_freezes_and_filters_the_heading() -> None:
    rows = sheet(to_xlsx([TABLE]), "律师")

    assert (rows.freeze_panes, rows.auto_filter.ref) == ("A2", "A1:E3")
    assert rows["A1"].font.bold


def test_xlsx_is_printed_with_all_columns_beside_one_another() -> None:
    rows = sheet(to_xlsx([TABLE]), "律师")

    setup = rows.page_setup
    assert (setup.orientation, setup.paperSize) == ("landscape", 9)
    assert rows.sheet_properties.pageSetUpPr.fitToPage
    assert (setup.fitToWidth or 1, setup.fitToHeight) == (1, 0)
    assert rows.print_title_rows == "$1:$1"
    assert rows.oddHeader.center.text == "&A"


def test_headings_stand_above_their_numbers() -> None:
    rows = sheet(to_xlsx([TABLE]), "律师")

    aligned = [rows.cell(1, place).alignment.horizontal for place in range(1, 6)]
    assert aligned == [None, "right", "right", "right", None]


def test_xlsx_is_read_by_another_reader() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx([TABLE])))

    assert book.get_sheet_by_name("律师").to_python()[1][:3] == ["王芳", 3.0, 88.5]


DANGEROUS = [
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "−1",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    " =1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "-王芳",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    cell = sheet(to_xlsx([one_cell(text)])).cell(2, 1)

    assert csv_cell(one_cell(text)) == f"'{cleaned(text)}"
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert not zipped_formulas(to_xlsx([one_cell(text)]))


def zipped_formulas(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets" in name]
    return [found for text in sheets for found in re.findall(rb"<f[ >]", text)]


@pytest.mark.parametrize(
    "text", ["王芳", "", "'quoted", "3-5", "http://example.org", "12", "（2024）7号"]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    cell = sheet(to_xlsx([one_cell(text)])).cell(2, 1)

    assert csv_cell(one_cell(text)) == text
    assert (cell.value or "") == text
    assert not cell.quotePrefix
    assert cell.hyperlink is None


def test_headings_are_guarded_like_any_text() -> None:
    table = Table("t", (Column("v", "=1+1"),), ({"v": "x"},))

    assert to_csv(table) == "\ufeff'=1+1\r\nx\r\n".encode()
    assert sheet(to_xlsx([table])).cell(1, 1).data_type == "s"


@pytest.mark.parametrize(
    ("value", "kind", "text", "number"),
    [
        (-3, CellKind.INTEGER, "-3", -3),
        (Decimal("-0.50"), CellKind.DECIMAL, "-0.50", -0.5),
        (Decimal("1E+2"), CellKind.DECIMAL, "100", 100),
        ("-1.5", CellKind.PERCENT, "-1.5%", -0.015),
        (0, CellKind.TEXT, "0", 0),
    ],
)
def test_numbers_stay_numbers(
    value: Cell, kind: CellKind, text: str, number: float
) -> None:
    cell = sheet(to_xlsx([one_cell(value, kind)])).cell(2, 1)

    assert csv_cell(one_cell(value, kind)) == text
    assert (cell.data_type, cell.value) == ("n", number)


def test_number_with_more_digits_than_a_spreadsheet_holds_is_text() -> None:
    licence = 11101201910123456

    cell = sheet(to_xlsx([one_cell(licence, CellKind.INTEGER)])).cell(2, 1)

    assert (cell.data_type, cell.value) == ("s", "11101201910123456")


def test_moment_is_shown_to_the_second_without_its_zone() -> None:
    moment = datetime(2024, 6, 30, 10, 32, 5, tzinfo=UTC)

    table = one_cell(moment, CellKind.MOMENT)

    assert csv_cell(table) == "2024-06-30 10:32:05"
    assert sheet(to_xlsx([table])).cell(2, 1).value == moment.replace(tzinfo=None)
    assert json.loads(to_json(table)) == [{"v": "2024-06-30T10:32:05+00:00"}]


def test_column_may_compute_its_value() -> None:
    column = Column[Lawyer]("double", "x", CellKind.INTEGER, of=lambda r: 2 * r.cases)

    assert csv_cell(Table("t", (column,), LAWYERS)) == "6"


def test_unprintable_characters_are_left_out_and_broken_ones_replaced() -> None:
    assert cleaned("a\x00b\x1fc\ud800d\te") == "abc?d\te"
    assert json.loads(to_json(one_cell("a\ud800"))) == [{"v": "a?"}]


def test_xlsx_shortens_a_text_too_long_for_a_cell_visibly() -> None:
    text = "𠀀" * 20_000

    value = sheet(to_xlsx([one_cell(text)])).cell(2, 1).value

    assert value == "𠀀" * 16_383 + "…"
    assert csv_cell(one_cell(text)) == text


def test_xlsx_names_nobody_and_no_time() -> None:
    with zipfile.ZipFile(io.BytesIO(to_xlsx([TABLE]))) as book:
        core = book.read("docProps/core.xml").decode()

    assert "<dc:creator></dc:creator>" in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core)) == {"1980-01-01T00:00:00Z"}


def test_same_table_gives_the_same_bytes() -> None:
    assert to_xlsx([TABLE]) == to_xlsx([TABLE])


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["a/b:c"], ["a-b-c"]),
        (["", "'x'"], ["Sheet", "x"]),
        (["评查" * 20, "评查" * 20], ["评查" * 15 + "评", "评查" * 13 + "评 (2)"]),
        (["Same", "same", "SAME"], ["Same", "same (2)", "SAME (3)"]),
    ],
)
def test_sheet_names_fit_excel(titles: list[str], names: list[str]) -> None:
    data = to_xlsx([Table(title, COLUMNS, ()) for title in titles])

    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == names


def test_long_tables_are_written_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = sheet(to_xlsx([TABLE]), "律师")
    monkeypatch.setattr(tables, "MANY_ROWS", 1)

    row_by_row = sheet(to_xlsx([TABLE]), "律师")

    assert list(row_by_row.values) == list(at_once.values)


@given(st.text(max_size=20))
def test_no_csv_cell_begins_with_a_formula_sign(text: str) -> None:
    cell = guarded(text)

    assert not looks_like_formula(cell)
    assert cell.removeprefix("'") in (cleaned(text), cleaned(text).removeprefix("'"))


@given(st.lists(st.text(max_size=8), min_size=2, max_size=4))
def test_csv_comes_back_as_it_was_written(texts: list[str]) -> None:
    table = Table(
        "t", (Column("a", "a"), Column("b", "b")), ({"a": t, "b": t} for t in texts)
    )

    rows = list(csv.reader(io.StringIO(to_csv(table).decode("utf-8-sig"), newline="")))

    assert rows[1:] == [[guarded(t), guarded(t)] for t in texts]
