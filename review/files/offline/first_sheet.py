"""The first sheet: how the workbook is filled in and brought back, and what is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from review.domain.schemes import Text
from review.files.offline.pen import Pen
from review.files.offline.rows import OfflineCase

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TITLE = Text("离线评查", "Reviews to fill in offline")
LEAD = Text(
    "本文件载有您名下尚未提交的案卷，内容截至%s。",
    "This workbook holds case files of yours that are not submitted yet, as of %s.",
)
HOW = Text("填写与导入说明", "How to fill it in and bring it back")
STEPS = (
    Text(
        "每件案卷一张工作表，从上面的列表点开。只有浅黄色的格子可以填写，其余已锁定；"
        "得分自动计算，供参考。",
        "Each case file has a sheet of its own; open it from the list above. Only the "
        "pale yellow cells can be filled in. Marks are calculated, for guidance.",
    ),
    Text(
        "“作答”从列表中选，或者按“填写说明”的提示填数字；项目不适用等情形不填“作答”，"
        "在“特殊情形”中选。两格只填一格。",
        "Under “Answer” choose from the list or give the number asked for. If the item "
        "does not apply and the like, choose a special answer instead. Fill one of the "
        "two cells only.",
    ),
    Text(
        "扣分要写理由和卷内页码，如12或3-5；材料不在卷内的，“卷内缺失”选“是”。"
        "还缺理由或页码的格子显示为浅红色。理由可从列表选用，也可以自己写。",
        "What is taken off needs a reason and pages such as 12 or 3-5; where the "
        "document is missing, choose Yes under “Absent”. Cells still missing are pale "
        "red. Reasons may be chosen from the list or written freely.",
    ),
    Text(
        "同一项目有几处问题的，写在它下面的行里；不够的写在表末“更多问题”中。"
        "选“客观原因未完成”的，理由一栏写原因，并写明有关机关。",
        "Several findings on one item go into the rows below it, and further ones to the "
        "end of the sheet. For “not done, outside cause” write the cause as the reason, "
        "and name the organ.",
    ),
    Text(
        "不必一次填完，随时保存；请保持 XLSX 格式，不要增删行列，不要改动工作表的保护。",
        "Save whenever you like; it need not be complete. Keep the XLSX format, add and "
        "remove no rows or columns, and leave the protection as it is.",
    ),
    Text(
        "请在系统“我的评查”的“离线评查”中导入本文件。系统先逐个单元格列明变化，"
        "您确认后才写入草稿；导出后系统中也有修改的项目，由您逐项选择保留哪一处的答案。"
        "导入不等于提交：提交评查须在系统中进行。",
        "Bring this workbook back under “My reviews”, “Work offline”. What would change "
        "is shown cell by cell before anything is written; where an item was changed "
        "there meanwhile, you choose. Bringing it back submits nothing: you submit in "
        "the browser.",
    ),
    Text(
        "本文件含有评查内容，请妥善保管，不得转发；导入后请及时删除。",
        "This workbook holds the content of reviews: keep it safe, pass it on to nobody, "
        "and delete it once it is brought back.",
    ),
)
PROPOSALS = Text(
    "“系统建议及依据”一栏是按案件日期和卷宗目录提出的建议，不是答案：同意的照填，"
    "不同意的写明理由。",
    "The last column says what the days of the case and its contents list propose. That "
    "is no answer: fill it in if you agree; if not, give the reason.",
)
COLOURS = Text("颜色", "Colours")
LEGEND: Mapping[str, Text] = {
    "legend_open": Text("由您填写", "to be filled in"),
    "legend_asked": Text("还缺理由或页码", "a reason or page is still missing"),
    "legend_fixed": Text("已锁定", "locked"),
}
CASES = Text("本文件中的案卷", "Case files in this workbook")
HEADS = (
    Text("案号（点击打开）", "Case number (click to open)"),
    Text("评分标准", "Scheme"),
    Text("完成期限", "Due on"),
)
COLUMNS = ((0, 4), (1, 38), (2, 38), (3, 14))
LINE, TEXT_WIDTH = 16, 88
PORTRAIT_A4 = 9


def draw_first_sheet(
    pen: Pen,
    cases: Sequence[tuple[str, OfflineCase]],
    *,
    locale: str,
    as_of: str,
) -> None:
    """`cases` come with the names of their sheets."""
    sheet = pen.sheet
    _set_up(sheet)
    pen.text("B1", TITLE.in_language(locale), "page_title")
    sheet.set_row(0, 32)
    _wide(pen, 2, LEAD.in_language(locale) % as_of, "page_text")
    row = _table(pen, 4, cases, locale)
    has_proposals = any(case.proposals for _, case in cases)
    steps = (*STEPS[:3], PROPOSALS, *STEPS[3:]) if has_proposals else STEPS
    row = _steps(pen, row + 1, steps, locale)
    _legend(pen, row + 1, locale)
    sheet.protect("", {"format_rows": True, "format_columns": True})


def _set_up(sheet: Worksheet) -> None:
    for place, width in COLUMNS:
        sheet.set_column(place, place, width)
    sheet.hide_gridlines(2)
    sheet.set_portrait()
    sheet.set_paper(PORTRAIT_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&9&P / &N")


def _wide(pen: Pen, row: int, text: str, style: str) -> None:
    pen.sheet.merge_range(f"B{row}:D{row}", "", pen.styles[style])
    pen.text(f"B{row}", text, style)
    n_lines = -(-width_of(text) // TEXT_WIDTH)
    pen.sheet.set_row(row - 1, LINE * n_lines + 4)


def width_of(text: str) -> int:
    """In letters; a Chinese character is as wide as two."""
    return sum(1 if letter.isascii() else 2 for letter in text)


def _head(pen: Pen, row: int, text: Text, locale: str) -> None:
    _wide(pen, row, text.in_language(locale), "page_head")


def _table(
    pen: Pen, row: int, cases: Sequence[tuple[str, OfflineCase]], locale: str
) -> int:
    """The case files, each a link to its sheet; gives the row after the last."""
    _head(pen, row, CASES, locale)
    for letter, head in zip("BCD", HEADS, strict=True):
        pen.text(f"{letter}{row + 1}", head.in_language(locale), "page_cell_head")
    for n, (name, case) in enumerate(cases, start=row + 2):
        link = "internal:'" + name.replace("'", "''") + "'!A1"
        pen.sheet.write_url(f"B{n}", link, pen.styles["page_link"], case.case_no)
        title = case.scheme.title.in_language(locale)
        pen.text(f"A{n}", str(n - row - 1), "facts")
        pen.text(f"C{n}", f"{title} · {case.scheme.version}", "page_cell")
        due = f"{case.due_on:%Y-%m-%d}" if case.due_on else " "
        pen.text(f"D{n}", due, "page_cell")
    return row + 2 + len(cases)


def _steps(pen: Pen, row: int, steps: Sequence[Text], locale: str) -> int:
    _head(pen, row, HOW, locale)
    for n, step in enumerate(steps, start=1):
        pen.text(f"A{row + n}", str(n), "facts")
        _wide(pen, row + n, step.in_language(locale), "page_text")
    return row + len(steps) + 1


def _legend(pen: Pen, row: int, locale: str) -> None:
    _head(pen, row, COLOURS, locale)
    for n, (style, text) in enumerate(LEGEND.items(), start=1):
        pen.text(f"B{row + n}", text.in_language(locale), style)
