"""Spreadsheets to fill in: one sheet with the headings, one that explains them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from review.domain.cases import IntakeKind
from review.files.sheets.archives import column_letters
from review.files.sheets.columns import Column
from review.files.sheets.headers import LAYOUTS
from review.files.sheets.reading import INSTRUCTIONS
from review.files.sheets.writing import WRITE_AS_IS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

PREPARED_ROWS = 5000
FORMAT_TEXT = 49
EXPLAINED = (
    *("列名", "Column", "必填", "填什么", "Meaning", "可填的值", "示例", "也认的列名"),
)
RULES = (
    "第一张表从第二行起填写，一行一条；列的顺序可以改，不用的列可以删，表头文字不要改。",
    "证号、案号一律按文本填写；日期可写 2024年3月5日、2024/3/5、2024-03-05 或 20240305。",
    "不要合并单元格，不要写“同上”；合计行、备注行不会导入，但会在预览中列出。",
    "受援人姓名、身份证号、电话等个人信息不需要，请不要填写。",
)


def template(kind: IntakeKind) -> bytes:
    """An XLSX file whose heading and rules are those that the reading follows."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WRITE_AS_IS) as workbook:
        columns = LAYOUTS[kind].columns
        _sheet_to_fill(workbook, kind, columns)
        _sheet_of_explanations(workbook, columns)
    return out.getvalue()


def _sheet_to_fill(
    workbook: Workbook, kind: IntakeKind, columns: Sequence[Column]
) -> None:
    """Every cell is text, so that no program turns a number into a quantity."""
    sheet = workbook.add_worksheet(kind.zh)
    text = workbook.add_format({"num_format": FORMAT_TEXT})
    heading = {"bold": True, "bottom": 1, "text_wrap": True, "num_format": FORMAT_TEXT}
    needed = workbook.add_format({**heading, "bg_color": "#FFF2CC"})
    optional = workbook.add_format(heading)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        width = max(10, 2 * len(column.zh) + 4)
        sheet.set_column(place, place, width, text)
        sheet.write_string(0, place, column.zh, needed if column.required else optional)
        sheet.write_comment(0, place, column.meaning.zh)
        if column.allowed:
            _offer(sheet, place, column)


def _offer(sheet: Worksheet, place: int, column: Column) -> None:
    """A list to choose from; other wordings are accepted too, so it only warns."""
    letter = column_letters(place + 1)
    sheet.data_validation(
        f"{letter}2:{letter}{PREPARED_ROWS + 1}",
        {
            "validate": "list",
            "source": list(column.allowed),
            "error_type": "warning",
            "error_title": column.zh,
            "error_message": "不在常用值之内，确认要这样填吗？",
        },
    )


def _sheet_of_explanations(workbook: Workbook, columns: Sequence[Column]) -> None:
    sheet = workbook.add_worksheet(INSTRUCTIONS)
    bold = workbook.add_format({"bold": True, "bottom": 1})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for place, (title, width) in enumerate(
        zip(EXPLAINED, (18, 18, 6, 40, 40, 36, 24, 50), strict=True)
    ):
        sheet.set_column(place, place, width, wrapped)
        sheet.write_string(0, place, title, bold)
    for n, column in enumerate(columns, start=1):
        for place, text in enumerate(_explained(column)):
            sheet.write_string(n, place, text, wrapped)
    for n, rule in enumerate(RULES, start=len(columns) + 2):
        sheet.write_string(n, 0, rule, _plain(workbook))


def _plain(workbook: Workbook) -> Format:
    return workbook.add_format({"text_wrap": False})


def _explained(column: Column) -> tuple[str, ...]:
    return (
        column.zh,
        column.en,
        "是" if column.required else "否",
        column.meaning.zh,
        column.meaning.en,
        "、".join(column.allowed),
        column.example,
        "、".join(column.variants),
    )
