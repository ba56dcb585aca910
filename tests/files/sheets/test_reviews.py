"""Reviews done on paper, in the two layouts in which they are typed in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from review.domain.answers import Special
from review.domain.cases import AnswerRecord, IntakeKind, ReviewRecord, Stage
from review.domain.cells import CellRefused
from review.files.sheets import Intake, csv_bytes, read
from review.files.sheets.headers import TwoColumnsAlike
from review.files.sheets.reviews import ReviewRefused

LONG = ["案号", "评查员", "评分项", "作答", "理由", "页码"]


def taken(
    header: list[str], *rows: list[str], items: dict[str, str] | None = None
) -> Intake:
    return read(csv_bytes(header, rows), kind=IntakeKind.REVIEWS, items=items)


def refusals(intake: Intake) -> list[tuple[tuple[int, ...], int, str]]:
    return [(r.lines, x.line, x.sentence) for r in intake.rows for x in r.refusals]


def test_rows_of_answers_make_one_review_wherever_they_stand() -> None:
    intake = taken(
        LONG,
        ["1号", "王五", "A1", "2", "会见笔录过于简单", "12"],
        ["1号", "赵六", "A1", "0", "", ""],
        ["1号", "王五", "A2", "不适用", "", ""],
        ["1号", "王五", "A3", "3", "无阅卷笔录", "3-5"],
        ["1号", "王五", "A3", "", "无摘录", "7"],
    )

    wang, zhao = intake.rows
    assert wang.lines == (2, 4, 5, 6)
    assert wang.record == ReviewRecord(
        "1号",
        "王五",
        (
            AnswerRecord("A1", "2", reason="会见笔录过于简单", pages="12"),
            AnswerRecord("A2", special=Special.NOT_APPLICABLE),
            AnswerRecord("A3", "3", reason="无阅卷笔录", pages="3-5"),
            AnswerRecord("A3", reason="无摘录", pages="7"),
        ),
    )
    assert zhao.record == ReviewRecord("1号", "赵六", (AnswerRecord("A1", "0"),))


def test_all_columns_of_an_answer() -> None:
    intake = taken(
        [
            *LONG,
            "扣分情形",
            "卷内缺失",
            "原因机关",
            "总分",
            "等次",
            "评查日期",
            "评语",
            "阶段",
        ],
        [
            "1号",
            "王五",
            "A1",
            "2",
            "缺",
            "",
            "b",
            "是",
            "",
            "88",
            "良好",
            "",
            "好",
            "一审",
        ],
        [
            "1号",
            "王五",
            "A2",
            "客观原因未完成",
            "",
            "",
            "",
            "",
            "法院",
            "",
            "",
            "",
            "",
            "一审",
        ],
        [
            "1号",
            "王五",
            "A3",
            "0",
            "",
            "",
            "",
            "",
            "",
            "88",
            "",
            "2024/11/2",
            "",
            "一审",
        ],
    )

    (row,) = intake.rows
    assert row.record == ReviewRecord(
        "1号",
        "王五",
        (
            AnswerRecord("A1", "2", None, "b", "缺", absent=True),
            AnswerRecord("A2", "", Special.NOT_DONE_EXTERNAL, organ="法院"),
            AnswerRecord("A3", "0"),
        ),
        total=Decimal(88),
        grade="良好",
        stage=Stage.TRIAL_FIRST,
        reviewed_on=date(2024, 11, 2),
        comment="好",
    )


def test_total_and_grade_may_be_rows_of_their_own() -> None:
    intake = taken(
        LONG,
        ["1号", "王五", "A1", "2", "x", ""],
        ["1号", "王五", "总分", "98", "", ""],
        ["1号", "王五", "等次", "优秀", "", ""],
    )

    (row,) = intake.rows
    assert (row.record.total, row.record.grade) == (Decimal(98), "优秀")
    assert [answer.item for answer in row.record.answers] == ["A1"]


def test_a_row_may_hold_the_total_alone() -> None:
    intake = taken(
        [*LONG, "总分"],
        ["1号", "王五", "A1", "2", "", "", ""],
        ["1号", "王五", "", "", "", "", "98"],
    )

    assert intake.rows[0].record == ReviewRecord(
        "1号", "王五", (AnswerRecord("A1", "2"),), Decimal(98)
    )


def test_one_bad_row_refuses_the_review_with_all_its_lines() -> None:
    intake = taken(
        LONG,
        ["1号", "王五", "A1", "2", "", ""],
        ["1号", "王五", "A2", "#N/A", "", ""],
        ["1号", "赵六", "A1", "2", "", ""],
        ["", "赵六", "A2", "2", "", ""],
    )

    bad, good, stray = intake.rows
    assert (bad.lines, bad.record) == ((2, 3), None)
    assert [(r.line, r.sentence) for r in bad.refusals] == [(3, CellRefused.error)]
    assert good.record is not None
    assert (stray.lines, stray.record) == ((5,), None)


def test_what_is_said_of_the_whole_review_is_said_once() -> None:
    intake = taken(
        [*LONG, "总分"],
        ["1号", "王五", "A1", "2", "", "", "90"],
        ["1号", "王五", "A2", "2", "", "", "91"],
    )

    assert refusals(intake) == [((2, 3), 3, ReviewRefused.unlike)]


@pytest.mark.parametrize("item", ["A9", "会见人"])
def test_items_that_no_scheme_has_are_refused(item: str) -> None:
    items = {"A1": "A1", "及时会见": "A1"}

    intake = taken(
        LONG,
        ["1号", "王五", "及时会见", "2", "", ""],
        ["1号", "王五", item, "2", "", ""],
        items=items,
    )

    assert refusals(intake) == [((2, 3), 3, ReviewRefused.unknown_item)]


def test_items_go_by_code_or_title() -> None:
    intake = taken(
        LONG,
        ["1号", "王五", "及时会见", "2", "", ""],
        ["1号", "王五", "A 2", "2", "", ""],
        items={"A1": "A1", "及时会见": "A1", "A2": "A2"},
    )

    assert [a.item for a in intake.rows[0].record.answers] == ["A1", "A2"]


def test_an_answer_without_item_is_refused() -> None:
    intake = taken(LONG, ["1号", "王五", "", "2", "", ""])

    assert refusals(intake) == [((2,), 2, ReviewRefused.no_item)]


def test_a_row_may_be_a_whole_review() -> None:
    intake = taken(
        ["案号", "评查员", "A1 会见", "A1理由", "A1页码", "A2", "总分", "等次", "评语"],
        ["1号", "王五", "2", "过于简单", "12", "不适用", "98", "优秀", "好"],
        ["1号", "赵六", "", "", "", "0", "", "", ""],
    )

    wang, zhao = (row.record for row in intake.rows)
    assert wang == ReviewRecord(
        "1号",
        "王五",
        (
            AnswerRecord("A1", "2", reason="过于简单", pages="12"),
            AnswerRecord("A2", special=Special.NOT_APPLICABLE),
        ),
        Decimal(98),
        "优秀",
        comment="好",
    )
    assert zhao == ReviewRecord("1号", "赵六", (AnswerRecord("A2", "0"),))


def test_a_bad_answer_refuses_the_row_and_names_its_column() -> None:
    intake = taken(["案号", "评查员", "A1", "A2"], ["1号", "王五", "2", "#N/A"])

    (row,) = intake.rows
    assert [(r.column, r.sentence) for r in row.refusals] == [("A2", CellRefused.error)]


def test_a_total_alone_is_a_review() -> None:
    intake = taken(
        ["案号", "评估人", "得分", "评估结果", "存在问题"],
        ["1号", "王五", "88.5", "良好", "告知义务履行欠缺"],
        ["1号", "赵六", "", "合格", ""],
        ["2号", "赵六", "", "", ""],
    )

    assert [row.record for row in intake.rows] == [
        ReviewRecord(
            "1号",
            "王五",
            total=Decimal("88.5"),
            grade="良好",
            comment="告知义务履行欠缺",
        ),
        ReviewRecord("1号", "赵六", grade="合格"),
        None,
    ]
    assert refusals(intake) == [((4,), 0, ReviewRefused.empty)]


def test_a_choice_without_a_column_of_items_is_not_read_and_said() -> None:
    intake = taken(
        ["案号", "评查员", "扣分", "页码", "总分"], ["1号", "王五", "2", "12", "98"]
    )

    assert intake.unknown_columns == ("扣分", "页码")
    assert intake.rows[0].record == ReviewRecord("1号", "王五", total=Decimal(98))


def test_the_same_review_twice_is_taken_once_with_all_its_lines() -> None:
    rows = [["1号", "王五", "98"], ["1号", "王五", "98"]]

    intake = taken(["案号", "评查员", "总分"], *rows)

    assert len(intake.rows) == 1
    assert [aside.line for aside in intake.set_aside] == [3]


@pytest.mark.parametrize("second", ["A1", "A1 会见笔录", "Ａ１"])
def test_an_item_with_two_columns_is_asked_about(second: str) -> None:
    header = ["案号", "评查员", "A1", "A1理由", second]

    with pytest.raises(TwoColumnsAlike) as refused:
        taken(header, ["1号", "王五", "2", "笔录过简", "5"])

    assert refused.value.values["first"] == "A1"
