"""Whole files: every line becomes a record or is reported."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.domain.case_dates import CaseEvent
from review.domain.cases import (
    CaseClass,
    CaseKind,
    CaseRecord,
    EarlierResultRecord,
    FirmKind,
    FirmRecord,
    HandlerCategory,
    HandlerRecord,
    Handling,
    IntakeKind,
    Origin,
    Remark,
    ReviewerRecord,
    Stage,
)
from review.domain.cells import CellRefused
from review.files.sheets import (
    FileRefused,
    HeaderNotFound,
    Intake,
    Row,
    csv_bytes,
    read,
)
from review.files.sheets.columns import EMPTY
from review.files.sheets.reading import CONTRADICTS, SAID_BEFORE
from review.files.sheets.records import TOO_WIDE, RecordRefused
from review.files.sheets.rows import IS_FOOT, IS_HEADING, IS_SUM, RowsLost
from review.files.sheets.uncalculated import NotCalculated
from tests.files.sheets.workbooks import with_formulas, workbook

CASE_HEADER = ["案号", "案件类型", "承办人", "结案日期"]
CASE = ["1号", "民事", "张三", "2024-1-1"]


def taken(kind: IntakeKind, *rows: list, header: list[str] | None = None) -> Intake:
    """The rows as a workbook."""
    return read(workbook([header or CASE_HEADER, *rows]), kind=kind)


def records(intake: Intake) -> list:
    return [row.record for row in intake.rows]


def refusals(intake: Intake) -> list[tuple[int, str, str]]:
    """Line, column and sentence of everything refused."""
    return [(r.line, x.column, x.sentence) for r in intake.rows for x in r.refusals]


def test_firms() -> None:
    intake = taken(
        IntakeKind.FIRMS,
        ["某某(北京)律师事务所", "", "青山区", "31150000md0000001a", "李 四"],
        ["青山法律服务所", "法律服务所", "", "", ""],
        header=["律所名称", "类型", "旗县区", "统一社会信用代码", "主任"],
    )

    assert records(intake) == [
        FirmRecord(
            "某某（北京）律师事务所",
            FirmKind.LAW_FIRM,
            "青山区",
            "31150000MD0000001A",
            "李四",
        ),
        FirmRecord("青山法律服务所", FirmKind.GRASSROOTS_SERVICE_OFFICE),
    ]


def test_handlers() -> None:
    intake = taken(
        IntakeKind.HANDLERS,
        ["张三", "11502201210000001", "", "甲所", 41061, "刑事、未成年人"],
        ["李四", "3201001234", "法工", "乙所", "", ""],
        ["王五", "11502201810000003", "中心律师", "", "", ""],
        ["赵六", "11502201210000004", "", "", "", ""],
        ["钱七", 11502201210000001, "", "甲所", "", ""],
        header=["姓名", "执业证号", "人员类别", "律所", "首次执业日期", "专长"],
    )

    assert records(intake) == [
        HandlerRecord(
            "张三",
            "11502201210000001",
            firm="甲所",
            practising_since=date(2012, 6, 1),
            competences=("criminal_defense", "criminal_representation", "未成年人"),
        ),
        HandlerRecord("李四", "3201001234", HandlerCategory.GRASSROOTS_WORKER, "乙所"),
        HandlerRecord("王五", "11502201810000003", HandlerCategory.CENTER_LAWYER),
        None,
        None,
    ]
    assert refusals(intake) == [
        (5, "", RecordRefused.no_firm),
        (6, "执业证号", CellRefused.digits),
    ]


def test_reviewers() -> None:
    intake = taken(
        IntakeKind.REVIEWERS,
        ["王五", "P01", "甲所", "30", "是", "乙所、赵六", "民事"],
        ["赵六", "", "", "", "", "", ""],
        header=["专家姓名", "编号", "单位", "上限", "组长", "回避", "专业方向"],
    )

    assert records(intake) == [
        ReviewerRecord(
            "王五",
            "P01",
            firm="甲所",
            cap=30,
            panel_lead=True,
            avoids=("乙所", "赵六"),
            competences=("civil",),
        ),
        ReviewerRecord("赵六"),
    ]


def test_cases() -> None:
    header = [
        *("序号", "案号", "案件类型", "阶段", "承办律师", "执业证号", "律师事务所"),
        *("协办人", "指派时间", "办结时间", "案由", "旗县区", "难度", "来源"),
        *("封存", "涉密", "卷册"),
    ]

    intake = taken(
        IntakeKind.CASES,
        [
            *(
                1,
                "（2024）青法援字第1号",
                "刑事辩护",
                "侦查阶段",
                "张三",
                "11502201210000001",
            ),
            *(
                "甲所",
                "李四",
                "2023年11月1日",
                "2024年3月5日",
                "盗窃",
                "青山区",
                "重大",
            ),
            *("通知", "是", "否", "2"),
        ],
        [
            *(2, "2号", "民事一审", "", "张三、李四", "", "甲所、乙所", "", "", 45356),
            *("", "", "", "", "", "", ""),
        ],
        header=header,
    )

    assert records(intake) == [
        CaseRecord(
            case_no="(2024)青法援字第1号",
            kind=CaseKind.CRIMINAL_DEFENSE,
            closed_on=date(2024, 3, 5),
            lead=Handling("张三", "11502201210000001", "甲所"),
            others=(Handling("李四", firm="甲所"),),
            stage=Stage.INVESTIGATION,
            volume_set="2",
            case_class=CaseClass.MAJOR,
            origin=Origin.NOTIFIED,
            cause="盗窃",
            county="青山区",
            assigned_on=date(2023, 11, 1),
            sealed=True,
            secret=False,
        ),
        CaseRecord(
            case_no="2号",
            kind=CaseKind.CIVIL,
            closed_on=date(2024, 3, 5),
            lead=Handling("张三", firm="甲所"),
            others=(Handling("李四", firm="乙所"),),
            stage=Stage.TRIAL_FIRST,
        ),
    ]
    assert [(n.column, n.value) for n in intake.rows[1].notes] == [
        ("办结时间", "45356")
    ]


def test_the_days_of_steps_are_read_where_they_are_given() -> None:
    intake = taken(
        IntakeKind.CASES,
        [*CASE, "2024年3月1日", "", "2024-3-11"],
        ["2号", *CASE[1:], "", "", "三月"],
        header=[*CASE_HEADER, "审批日期", "开庭时间", "会见日期"],
    )

    assert intake.rows[0].record is not None
    assert intake.rows[0].record.dates == (
        (CaseEvent.DECIDED, date(2024, 3, 1)),
        (CaseEvent.FIRST_INTERVIEW, date(2024, 3, 11)),
    )
    assert [remark.column for remark in intake.rows[1].refusals] == ["会见日期"]


def test_the_lead_named_again_among_the_others_is_one_person() -> None:
    intake = taken(
        IntakeKind.CASES,
        [*CASE, "张三、李四"],
        header=[*CASE_HEADER, "协办人"],
    )

    assert records(intake)[0].others == (Handling("李四"),)


def test_earlier_results() -> None:
    intake = taken(
        IntakeKind.EARLIER_RESULTS,
        ["2023年", "良好", 85.5, "8号", "张三"],
        ["2022", "合格", "", "", "李四"],
        ["2022", "合格", "", "", ""],
        ["2022", "", "", "", "李四"],
        header=["年度", "评查等次", "总分", "案号", "承办律师"],
    )

    assert records(intake) == [
        EarlierResultRecord(2023, "良好", Decimal("85.5"), "8号", "张三"),
        EarlierResultRecord(2022, "合格", handler="李四"),
        None,
        None,
    ]
    assert refusals(intake) == [
        (4, "", RecordRefused.no_one),
        (5, "评查等次", EMPTY),
    ]


def test_a_formula_without_its_value_refuses_its_row() -> None:
    """Of the columns that are read; what protects a file was lost this way."""
    head = [*CASE_HEADER, "是否封存", "备用"]
    rows = [[*CASE, "=A1", ""], [*CASE, "", "=A1"], ["2号", *CASE[1:], "", ""]]
    intake = read(with_formulas(head, *rows), kind=IntakeKind.CASES)

    assert refusals(intake) == [(2, "是否封存", NotCalculated.sentence)]
    assert [row.line for row in intake.accepted] == [3, 4]


def test_an_answer_that_is_a_formula_without_its_value_is_refused() -> None:
    rows = [["案号", "评查员", "A1"], ["1号", "王五", "=B2"]]
    intake = read(with_formulas(*rows), kind=IntakeKind.REVIEWS)

    assert refusals(intake) == [(2, "A1", NotCalculated.sentence)]


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        (["", "民事", "张三", "2024-1-1"], "案号", ""),
        (["\u200b", "民事", "张三", "2024-1-1"], "案号", "\u200b"),
        (["同上", "民事", "张三", "2024-1-1"], "案号", "同上"),
        ([date(2024, 3, 1), "民事", "张三", "2024-1-1"], "案号", "2024-03-01"),
        (["1号", "特殊", "张三", "2024-1-1"], "案件类型", "特殊"),
        (["1号", "民事", "张?", "2024-1-1"], "承办人", "张?"),
        (["1号", "民事", "、", "2024-1-1"], "承办人", "、"),
        (["1号", "民事", "张三", "2024年"], "结案日期", "2024年"),
        (["1号", "民事", "张三", "#REF!"], "结案日期", "#REF!"),
    ],
)
def test_a_refusal_names_column_and_value(row: list, column: str, value: str) -> None:
    (only,) = taken(IntakeKind.CASES, row).rows

    assert [(r.column, r.value) for r in only.refusals] == [(column, value)]
    assert only.record is None
    assert only.label == " ".join(str(cell) for cell in row if str(cell))


def test_the_remarks_of_a_row_are_its_refusals_and_its_notes() -> None:
    (row,) = taken(IntakeKind.CASES, ["", "刑事", "张三", "2024-1-1"]).rows

    assert row.remarks == (*row.refusals, *row.notes)
    assert [remark.column for remark in row.remarks] == ["案号", "案件类型"]


def test_every_fault_of_a_row_is_said_at_once() -> None:
    intake = taken(IntakeKind.CASES, ["", "特殊", "张?", "昨天"])

    assert [column for _, column, _ in refusals(intake)] == CASE_HEADER


def test_kind_and_stage_must_not_contradict() -> None:
    intake = taken(IntakeKind.CASES, [*CASE, "二审"], header=[*CASE_HEADER, "阶段"])
    contradicting = taken(
        IntakeKind.CASES,
        ["1号", "民事一审", "张三", "2024-1-1", "二审"],
        header=[*CASE_HEADER, "阶段"],
    )

    assert records(intake)[0].stage is Stage.TRIAL_SECOND
    assert refusals(contradicting) == [(2, "", RecordRefused.two_stages)]


@pytest.mark.parametrize(
    ("words", "note"),
    [("刑事", "刑事 was read as 刑事辩护"), ("审判", "审判 was read as 一审")],
)
def test_loose_words_are_noted(words: str, note: str) -> None:
    kind, stage = ("刑事", "") if words == "刑事" else ("民事", words)

    intake = taken(
        IntakeKind.CASES,
        ["1号", kind, "张三", "2024-1-1", stage],
        header=[*CASE_HEADER, "阶段"],
    )

    assert [str(n)[: len(note)] for n in intake.rows[0].notes] == [note]
    assert intake.refused == ()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["合计", 12.0, "", ""], IS_SUM),
        (["合 计", "", "", ""], IS_SUM),
        (["", "总计：12件", "", ""], IS_SUM),
        (["小计（12件）", "", "", ""], IS_SUM),
        (["Total", "", "", 12.0], IS_SUM),
        (["注：以上案件均已归档", "", "", ""], IS_FOOT),
        (["填表人：张三　审核人：李四", "", "", ""], IS_FOOT),
        (CASE_HEADER, IS_HEADING),
    ],
)
def test_lines_that_are_no_records_are_set_aside_and_said(row: list, why: str) -> None:
    intake = taken(IntakeKind.CASES, CASE, row)

    assert len(intake.accepted) == 1
    assert [(s.line, s.why.sentence) for s in intake.set_aside] == [(3, why)]
    assert intake.n_lines == 2


def test_a_firm_called_after_a_sum_is_a_firm() -> None:
    intake = taken(
        IntakeKind.FIRMS, ["总计律师事务所", ""], header=["机构名称", "负责人"]
    )

    assert records(intake) == [FirmRecord("总计律师事务所")]


def test_the_same_record_twice_is_taken_once() -> None:
    intake = taken(IntakeKind.CASES, CASE, CASE, ["2号", *CASE[1:]])

    assert [row.line for row in intake.accepted] == [2, 4]
    assert [(s.line, s.why) for s in intake.set_aside] == [
        (3, Remark(SAID_BEFORE, (("line", "2"),)))
    ]


def test_two_records_that_contradict_are_both_refused() -> None:
    intake = taken(IntakeKind.CASES, CASE, ["1号", "行政", *CASE[2:]])

    assert intake.accepted == ()
    assert refusals(intake) == [(2, "", CONTRADICTS), (3, "", CONTRADICTS)]


def test_stages_of_one_case_are_files_of_their_own() -> None:
    header = [*CASE_HEADER, "阶段"]

    intake = taken(IntakeKind.CASES, [*CASE, "一审"], [*CASE, "二审"], header=header)

    assert len(intake.accepted) == 2


def test_without_a_needed_column_every_row_says_so() -> None:
    intake = taken(
        IntakeKind.CASES,
        ["1号", "张三", "x"],
        ["2号", "李四", "x"],
        header=["案号", "承办人", "案由"],
    )

    assert intake.missing_columns == ("案件类型", "结案日期")
    assert [column for _, column, _ in refusals(intake)] == ["案件类型", "结案日期"] * 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"1,2\n3,4\n", HeaderNotFound.in_text),
        ("评查工作通知\n请各单位\n".encode(), HeaderNotFound.no_columns),
        (workbook([["1", "2"], ["3", "4"]]), HeaderNotFound.sentence),
    ],
)
def test_a_file_without_heading_is_refused_with_what_to_do(
    data: bytes, sentence: str
) -> None:
    with pytest.raises(HeaderNotFound) as refused:
        read(data, kind=IntakeKind.CASES)

    assert refused.value.sentence == sentence
    assert refused.value.values == {
        "needed": ("案号", "案件类型", "结案日期", "承办人")
    }


def test_one_column_is_enough_for_firms_and_lacks_only_its_heading() -> None:
    with pytest.raises(HeaderNotFound) as refused:
        read("甲律师事务所\n乙律师事务所\n".encode(), kind=IntakeKind.FIRMS)

    assert refused.value.sentence == HeaderNotFound.in_text


def test_a_file_read_in_the_wrong_encoding_is_refused_and_not_garbled() -> None:
    data = csv_bytes(CASE_HEADER, [CASE]).decode("utf-8-sig").encode("gb18030")

    with pytest.raises(FileRefused):
        read(data, kind=IntakeKind.CASES, encoding="big5")


def test_every_visible_sheet_with_a_table_is_read() -> None:
    data = workbook(
        [CASE_HEADER, CASE],
        name="青山区",
        more={
            "昆区": [["标题"], CASE_HEADER, ["2号", *CASE[1:]]],
            "说明": [["请核对"]],
            "填写说明": [["列名", "Column"]],
            "空": [],
            "旧": [CASE_HEADER, ["9号", *CASE[1:]]],
        },
        hidden=["旧"],
    )

    intake = read(data, kind=IntakeKind.CASES)

    assert [(r.sheet, r.line) for r in intake.accepted] == [("青山区", 2), ("昆区", 3)]
    assert sorted(str(n) for n in intake.notices) == [
        "The sheet “旧” is hidden and was not read.",
        "The sheet “说明” has no such table and was not read.",
    ]


def test_values_without_a_heading_are_said() -> None:
    intake = read(workbook([CASE_HEADER, [*CASE, "", "已核对"]]), kind=IntakeKind.CASES)

    assert [str(n) for n in intake.notices] == [
        "Column F of the sheet “案件” has values but no heading and was not read."
    ]
    assert len(intake.accepted) == 1


def test_a_csv_row_that_is_too_wide_is_refused() -> None:
    """An unquoted comma would have moved every value after it."""
    data = "案号,案件类型,承办人,结案日期\n1号,民事,张三,李四,2024-1-1\n".encode()

    (row,) = read(data, kind=IntakeKind.CASES).rows

    assert TOO_WIDE in [refusal.sentence for refusal in row.refusals]


def test_a_short_csv_row_has_empty_cells() -> None:
    data = "案号,案件类型,承办人,结案日期,案由\n1号,民事,张三,2024-1-1\n".encode()

    (row,) = read(data, kind=IntakeKind.CASES).rows

    assert row.refusals == ()


def test_columns_are_told_apart_by_what_becomes_of_them() -> None:
    header = ["序号", *CASE_HEADER, "联系电话", "领导批示"]

    intake = taken(IntakeKind.CASES, [1, *CASE, "1390", "好"], header=header)

    assert intake.columns == tuple(CASE_HEADER)
    assert intake.not_needed_columns == ("序号", "联系电话")
    assert intake.unknown_columns == ("领导批示",)
    assert [str(n) for n in intake.notices] == ["Columns that were not read: 领导批示."]


def test_losing_a_row_is_a_fault_of_the_program() -> None:
    row = Row((2,), record=FirmRecord("甲所"))

    with pytest.raises(RowsLost):
        Intake(IntakeKind.FIRMS, (row,), n_lines=2)
    with pytest.raises(RowsLost):
        Intake(IntakeKind.FIRMS, (Row((2,)),), n_lines=1)


CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "1号",
            "民事",
            "张三",
            "张三、李四",
            "2024-1-1",
            "合计",
            "同上",
            "#N/A",
            "二审",
        ]
    ),
    st.text(max_size=8).filter(lambda text: "\0" not in text),
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=12))
def test_no_line_is_ever_lost(rows: list[list[str]]) -> None:
    """Lines in = lines read + lines reported, whatever the cells hold."""
    data = csv_bytes(CASE_HEADER, rows)
    filled = [row for row in rows if any(cell.strip() for cell in row)]

    intake = read(data, kind=IntakeKind.CASES)

    seen = [line for row in intake.rows for line in row.lines]
    seen += [aside.line for aside in intake.set_aside]
    assert len(seen) == len(set(seen)) == intake.n_lines
    assert intake.n_lines in (len(filled), len(filled) - 1, len(filled) + 1)
