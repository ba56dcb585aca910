"""Where the table begins, and what its columns are called."""

from __future__ import annotations

import pytest

from review.domain.cases import IntakeKind
from review.domain.cells import Cell
from review.domain.kinds import squeezed
from review.files.sheets.grids import Grid, Line
from review.files.sheets.headers import LAYOUTS, Header, TwoColumnsAlike, header_of
from review.files.sheets.items import ItemColumn


def grid(*rows: list[Cell]) -> Grid:
    lines = [Line(n, row) for n, row in enumerate(rows, start=1) if any(row)]
    return Grid("", lines)


def header(kind: IntakeKind, *rows: list[Cell], items: dict | None = None) -> Header:
    found = header_of(grid(*rows), kind, items)
    assert found is not None
    return found


def fields(found: Header) -> dict[int, str]:
    return {place: column.field for place, column in found.columns.items()}


@pytest.mark.parametrize("kind", LAYOUTS)
def test_every_name_means_one_column(kind: IntakeKind) -> None:
    """No variant may hide behind another column's name."""
    claimed: dict[str, str] = {}
    for column in LAYOUTS[kind].columns:
        for name in {squeezed(name) for name in column.names}:
            assert claimed.setdefault(name, column.field) == column.field, name


@pytest.mark.parametrize("kind", LAYOUTS)
def test_every_name_is_found_with_its_marks(kind: IntakeKind) -> None:
    for column in LAYOUTS[kind].columns:
        others = [c.zh for c in LAYOUTS[kind].required if c is not column]
        others += [c.zh for c in LAYOUTS[kind].columns if c is not column][:2]
        for name in column.names:
            for heading in (name, f"{name}*", f" {name}\n（必填）", f"{name}："):
                found = header(kind, [heading, *dict.fromkeys(others)])
                assert fields(found)[0] == column.field, heading


def test_titles_above_and_columns_besides() -> None:
    found = header(
        IntakeKind.CASES,
        ["2024年度法律援助案件登记表", "", "", "", "", ""],
        ["填报单位：某某中心", "", "", "", "", ""],
        ["序号", "案号", "案件类型", "承办律师", "结案时间", "受援人", "考核意见"],
        [1.0, "1号", "民事", "张三", "2024-1-1", "某甲", ""],
    )

    assert found.last_line == 3
    assert fields(found) == {1: "case_no", 2: "kind", 3: "handlers", 4: "closed_on"}
    assert found.not_needed == ("序号", "受援人")
    assert found.unknown == ("考核意见",)
    assert found.missing == ()


def test_a_heading_of_two_rows_is_read_as_one() -> None:
    found = header(
        IntakeKind.CASES,
        ["案件一览表"],
        ["案号", "案件类型", "承办人", "", "", "受援人", "", "结案日期"],
        ["", "", "姓名", "执业证号", "单位", "姓名", "性别", ""],
        ["1号", "民事", "张三", "1150", "某所", "某甲", "男", "2024-1-1"],
    )

    assert found.last_line == 3
    assert fields(found) == {
        0: "case_no",
        1: "kind",
        2: "handlers",
        3: "licence_nos",
        4: "firms",
        7: "closed_on",
    }
    assert found.not_needed == ("受援人姓名", "性别")


def test_what_is_missing_is_said() -> None:
    found = header(IntakeKind.CASES, ["案号", "承办人", "案由"], ["1号", "张三", "x"])

    assert [column.zh for column in found.missing] == ["案件类型", "结案日期"]
    assert found.last_line == 1


def test_no_heading_is_no_table() -> None:
    assert header_of(grid(["1号", "张三"], ["2号", "李四"]), IntakeKind.CASES) is None
    assert header_of(grid(), IntakeKind.CASES) is None


def test_of_two_columns_alike_the_proper_name_counts() -> None:
    found = header(
        IntakeKind.CASES, ["受理号", "案号", "案件类型", "承办人", "结案日期"]
    )

    assert fields(found)[1] == "case_no"
    assert found.unknown == ("受理号",)


@pytest.mark.parametrize(
    "headings",
    [["律师", "承办律师", "案号"], ["案号", "案号", "承办人"]],
)
def test_two_columns_alike_are_refused(headings: list[Cell]) -> None:
    with pytest.raises(TwoColumnsAlike):
        header(IntakeKind.CASES, headings)


def test_item_columns_by_the_look_of_their_code() -> None:
    found = header(
        IntakeKind.REVIEWS,
        [
            "案号",
            "评查员",
            "A1 会见",
            "A1扣分理由",
            "A1-页码",
            "2.3",
            1.2,
            "总分",
            "甲",
        ],
    )

    assert found.items == {
        2: ItemColumn("A1"),
        3: ItemColumn("A1", "reason"),
        4: ItemColumn("A1", "pages"),
        5: ItemColumn("2.3"),
        6: ItemColumn("1.2"),
    }
    assert found.unknown == ("甲",)


def test_item_columns_by_the_scheme() -> None:
    items = {"meeting": "meeting", "会见": "meeting", "1.1": "1.1", "11": "11"}

    found = header(
        IntakeKind.REVIEWS,
        [
            "案号",
            "评查员",
            "会见",
            "会见理由",
            "MEETING页码",
            "1.1",
            "11",
            "A9",
            "阅卷",
        ],
        items=items,
    )

    assert found.items == {
        2: ItemColumn("meeting"),
        3: ItemColumn("meeting", "reason"),
        4: ItemColumn("meeting", "pages"),
        5: ItemColumn("1.1"),
        6: ItemColumn("11"),
    }
    assert found.unknown == ("A9", "阅卷")


def test_a_code_with_words_behind_it_is_the_item_of_the_scheme() -> None:
    found = header(
        IntakeKind.REVIEWS, ["案号", "评查员", "a1 及时会见"], items={"A1": "A1"}
    )

    assert found.items == {2: ItemColumn("A1")}


ARCHIVED = ["案号", "案件类型", "承办人"]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["归档日期"], {3: "closed_on"}),
        (["结案日期", "归档日期"], {3: "closed_on", 4: "archived_on"}),
        (["归档日期", "结案时间"], {3: "archived_on", 4: "closed_on"}),
        (["结案日期", "归档日期", "立卷日期"], {3: "closed_on", 5: "archived_on"}),
    ],
)
def test_a_name_left_over_means_the_other_column(
    headings: list[Cell], expected: dict[int, str]
) -> None:
    """归档日期 alone is the closing day, as ever; beside one it is the archive's."""
    found = fields(header(IntakeKind.CASES, [*ARCHIVED, *headings]))

    assert {place: name for place, name in found.items() if place > 2} == expected
