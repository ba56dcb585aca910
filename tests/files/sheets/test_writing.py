"""What is written opens as it is, runs nothing, and reads back the same."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.domain.cases import IntakeKind
from review.domain.cells import written
from review.files.sheets import Table, csv_bytes, read, safe_text, xlsx_bytes
from review.files.sheets.grids import grids_of
from review.files.sheets.writing import sheet_name

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "　=1",
    "'=1",
    '=HYPERLINK("http://example.org")',
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_dangerous_texts_get_the_sign_of_text_in_csv(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "张三", "1-2", "a=b", "（2024）1号", "12"])
def test_harmless_texts_stay_as_they_are(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_workbooks_hold_texts_and_no_formulas(text: str) -> None:
    data = xlsx_bytes([Table("表", [text], [[text], [12]])])

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active

    assert [cell.data_type for cell in sheet["A"]] == ["s", "s", "n"]
    assert sheet["A2"].value.replace("_x000D_", "\r") == text


def test_numbers_stay_numbers_and_days_stay_days() -> None:
    row = [Decimal("-1.50"), 3, 2.5, date(2024, 3, 5), True, None, ""]

    data = xlsx_bytes([Table("表", list("abcdefg"), [row])])

    assert grids_of(data).grids[0].lines[1].cells == [
        *(-1.5, 3.0, 2.5, date(2024, 3, 5), "是", "", "")
    ]
    assert csv_bytes(["a"], [row]).decode("utf-8-sig").splitlines() == [
        "a",
        "-1.50,3,2.5,2024-03-05,是,,",
    ]


def test_moments_are_written_out() -> None:
    at = datetime(2024, 3, 5, 10, 32, 5)

    data = xlsx_bytes([Table("表", ["a"], [[at], [False]])])

    assert grids_of(data).grids[0].lines[1].cells == ["2024-03-05 10:32:05"]


def test_csv_opens_as_chinese_everywhere() -> None:
    assert csv_bytes(["姓名"], [["张三"]]) == "\ufeff姓名\r\n张三\r\n".encode()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("案件", "案件"),
        ("a/b:c*[d]", "a-b-c--d-"),
        ("长" * 40, "长" * 31),
        ("'", "Sheet1"),
        ("", "Sheet1"),
    ],
)
def test_sheet_names_are_ones_that_programs_accept(title: str, name: str) -> None:
    assert sheet_name(title) == name
    xlsx_bytes([Table(title, ["a"], [])])


NAMES = st.text(
    st.one_of(
        st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0x20000, max_codepoint=0x323AF),
        st.characters(min_codepoint=0xF900, max_codepoint=0xFAFF, categories=["Lo"]),
        st.sampled_from("龴龵龶龷龸龹龺龻𠮷㛃䶮·"),
    ),
    min_size=1,
    max_size=8,
).filter(
    lambda name: (
        name not in ("同上", "同前")
        and not name.startswith("·")
        and not name.endswith("·")
        and "··" not in name
        and "锟斤拷" not in name
    )
)


@settings(max_examples=50)
@given(st.lists(NAMES, min_size=1, max_size=6, unique=True))
def test_names_come_back_the_same_from_every_kind_of_file(names: list[str]) -> None:
    """Rare characters included: nothing is folded, lost or taken for another."""
    header = ["姓名", "执业证号", "执业机构"]
    rows = [[name, f"{10**16 + n}", "甲所"] for n, name in enumerate(names)]
    as_csv = csv_bytes(header, rows)
    text = as_csv.decode("utf-8-sig")

    for data, encoding in (
        (as_csv, ""),
        (text.encode("gb18030"), "gb18030"),
        (text.encode("utf-16"), ""),
        (xlsx_bytes([Table("名册", header, rows)]), ""),
    ):
        intake = read(data, kind=IntakeKind.HANDLERS, encoding=encoding)
        assert [row.record.name for row in intake.accepted] == names


TEXTS = st.text(max_size=20).filter(
    lambda text: (
        not any(mark in text for mark in "\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
    )
)


@given(TEXTS)
def test_text_comes_back_with_at_most_the_sign(text: str) -> None:
    data = csv_bytes(["甲", "乙"], [["1", "2"], ["3", text], ["4", "5"]])

    cell = grids_of(data).grids[0].lines[2].cells[1]

    assert cell == safe_text(text)
    assert cell in (text, f"'{text}")


def test_reading_takes_the_sign_off_again() -> None:
    assert written("'=1+1") == "=1+1"
    assert written(safe_text("'quoted")) == "'quoted"
