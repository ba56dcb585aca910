"""Several people in one cell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from review.domain import people
from review.domain.cases import Handling
from review.domain.cells import CellRefused


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("张三", ["张三"]),
        ("张三、李四", ["张三", "李四"]),
        ("张三律师、李四律师", ["张三", "李四"]),
        ("张律师", ["张律师"]),
        ("张三，李四", ["张三", "李四"]),
        ("张三, 李四", ["张三", "李四"]),
        ("张三/李四", ["张三", "李四"]),
        ("张三；李四;王五", ["张三", "李四", "王五"]),
        ("张三\n李四", ["张三", "李四"]),
        ("张三\r\n李四", ["张三", "李四"]),
        ("张三和李四", ["张三", "李四"]),
        ("张三 李四", ["张三", "李四"]),
        ("张三、、李四、", ["张三", "李四"]),
        ("王　强、李 四", ["王强", "李四"]),
        ("王 建国", ["王建国"]),
        ("欧阳 建国", ["欧阳建国"]),
        ("和志强", ["和志强"]),
        ("李和平", ["李和平"]),
        ("张和平和李四", ["张和平", "李四"]),
        ("阿卜杜·热合曼、买买提", ["阿卜杜·热合曼", "买买提"]),
        ("John Smith", ["John Smith"]),
        ("𠮷田、龴某", ["𠮷田", "龴某"]),
        ("", []),
        ("、", []),
    ],
)
def test_handlers_are_told_apart(cell: str, names: list[str]) -> None:
    assert [person.name for person in people.handlers(cell)] == names


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "李四（协办）、张三（主办）",
            (Handling("张三"), Handling("李四")),
        ),
        (
            "张三（北京市某某（武汉）律师事务所）、李四",
            (Handling("张三", firm="北京市某某（武汉）律师事务所"), Handling("李四")),
        ),
        (
            "张三(11502201210123456)",
            (Handling("张三", licence_no="11502201210123456"),),
        ),
    ],
)
def test_brackets_say_more_about_a_handler(
    cell: str, expected: tuple[Handling, ...]
) -> None:
    assert people.handlers(cell) == expected


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("张三（主办）、李四（主办）", people.TWO_LEAD),
        ("张三（待定）", people.BRACKET_UNCLEAR),
        ("张三、?", CellRefused.lost),
        ("张三、123", CellRefused.name),
    ],
)
def test_unclear_handlers_are_refused(cell: str, reason: str) -> None:
    with pytest.raises(CellRefused) as refused:
        people.handlers(cell)

    assert refused.value.sentence == reason


@pytest.mark.parametrize(
    ("cell", "noted"),
    [
        ("张三和李四", True),
        ("张三 李四", True),
        ("张三、李四", False),
        ("李和平", False),
        ("王 强", False),
    ],
)
def test_a_probable_boundary_is_noted(cell: str, noted: bool) -> None:
    assert (people.handlers_doubt(cell) is not None) is noted


def test_lists_of_numbers_firms_shares_and_terms() -> None:
    numbers = people.licence_nos("11502201210123456、11502201210654321")

    assert numbers == ("11502201210123456", "11502201210654321")
    assert people.licence_nos(32010012345678.0) == ("32010012345678",)
    assert people.licence_nos("") == ()
    assert people.firms("某某（武汉）律师事务所；乙所") == (
        "某某（武汉）律师事务所",
        "乙所",
    )
    assert people.shares("60%、40％") == (Decimal(60), Decimal(40))
    assert people.shares(100.0) == (Decimal(100),)
    assert people.terms("民事、刑事、民事") == ("民事", "刑事")
    assert people.names("某某(青山)律师事务所、赵 六") == (
        "某某（青山）律师事务所",
        "赵六",
    )


def test_one_rounded_number_among_several_is_refused() -> None:
    with pytest.raises(CellRefused, match="last digits are gone"):
        people.licence_nos("11502201210123456、1.15022E+16")


def test_doubts_of_several_numbers() -> None:
    doubtful = "11502201210123456、11502201210123456.0"

    assert people.licence_nos_doubt(doubtful) is not None
    assert people.licence_nos_doubt("11502201210123456、11502201210123457") is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("王 五", "王五"), ("P01", "P01"), ("07", "07"), (7.0, "7"), ("", "")],
)
def test_reviewers_go_by_name_or_number(cell: str | float, expected: str) -> None:
    assert people.reviewer(cell) == expected


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("张三", "张 三", True),
        ("张三", "张三律师", True),
        ("阿卜杜·热合曼", "阿卜杜热合曼", True),
        ("阿卜杜·热合曼", "阿卜杜．热合曼", True),
        ("John Smith", "ＪＯＨＮ　smith", True),
        ("李律师", "李", False),
        ("张三", "张叁", False),
        ("㐱龴", "㐱龵", False),
        ("\ue000", "\ue001", False),
    ],
)
def test_a_name_is_one_in_all_its_writings(one: str, other: str, are_one: bool) -> None:
    assert (people.one_writing(one) == people.one_writing(other)) is are_one
