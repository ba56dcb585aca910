"""Names of files in the order in which people count: a table of how volumes are numbered."""

from __future__ import annotations

import pytest

from review.domain.name_order import chinese_number, counted

ORDERS = (
    ("1.jpg", "2.jpg", "10.jpg"),
    ("001.jpg", "2.jpg", "010.jpg"),
    ("１.jpg", "２.jpg", "１０.jpg"),
    *(
        tuple(f"第{n}册/{page}.jpg" for n in numbers for page in (1, 2, 10))
        for numbers in (
            "一二三四五六七八九十",
            ("九", "十", "十一", "二十", "廿一", "一百零一"),
        )
    ),
    ("第一册.pdf", "第2册.pdf", "第三册.pdf", "第10册.pdf", "第十一册.pdf"),
    ("第一册.pdf", "第 2 册.pdf", "第三册.pdf"),
    ("第壹册", "第贰册", "第叁册", "第拾册"),
    ("卷一.pdf", "卷二.pdf", "卷三.pdf", "卷十.pdf"),
    ("正卷（一）.pdf", "正卷（二）.pdf", "正卷（三）.pdf", "正卷（十二）.pdf"),
    ("一、申请表.pdf", "二、指派通知书.pdf", "三、起诉状.pdf", "十、结案报告.pdf"),
    ("上册/1.jpg", "中册/1.jpg", "下册/1.jpg"),
    ("卷宗上册.pdf", "卷宗下册.pdf"),
    ("卷上.pdf", "卷中.pdf", "卷下.pdf"),
    ("卷宗（上）.pdf", "卷宗（中）.pdf", "卷宗（下）.pdf"),
    ("上.pdf", "中.pdf", "下.pdf"),
    ("甲卷/9.jpg", "乙卷/1.jpg", "丙卷/1.jpg", "丁卷/1.jpg"),
    ("甲", "乙", "丙"),
    ("第一册（上）", "第一册（下）", "第二册（上）"),
    ("第二十三页.jpg", "第一百页.jpg", "第一〇一页.jpg"),
    ("a/2/1.jpg", "a/10/1.jpg", "b/1/1.jpg"),
    ("扫描.jpg", "扫描 (2).jpg", "扫描 (10).jpg"),
    ("扫描", "扫描(2)", "扫描(10)"),
    ("1.jpg", "1-2.jpg", "1-10.jpg", "2.jpg"),
    ("正卷1-上.pdf", "正卷1-中.pdf", "正卷1-下.pdf", "正卷2-上.pdf"),
    ("卷宗上.pdf", "卷宗中.pdf", "卷宗下.pdf"),
    ("材料上.pdf", "材料上 (2).pdf", "材料中.pdf", "材料下.pdf"),
    ("证据_上_1.jpg", "证据_上_10.jpg", "证据_中_1.jpg", "证据_下_1.jpg"),
    ("被告甲.pdf", "被告乙.pdf", "被告丙.pdf"),
    ("卷宗Ⅰ.pdf", "卷宗Ⅱ.pdf", "卷宗Ⅳ.pdf", "卷宗Ⅸ.pdf"),
    ("scan20260118093015123.jpg", "scan20260118093015124.jpg"),
)
"""The upload of one case, in the browser, follows the same (tests/browser)."""


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order[0])
def test_names_are_counted_as_people_do(order: tuple[str, ...]) -> None:
    mixed = order[::-1]
    assert sorted(mixed, key=counted) == list(order)


@pytest.mark.parametrize(
    ("figures", "number"),
    [
        ("零", 0),
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("二十三", 23),
        ("廿三", 23),
        ("一百零三", 103),
        ("一百二十", 120),
        ("一千零一十", 1010),
        ("两百", 200),
        ("一二三", 123),
        ("二〇二六", 2026),
    ],
)
def test_chinese_figures_are_numbers(figures: str, number: int) -> None:
    assert chinese_number(figures) == number


def test_first_and_last_in_a_word_number_nothing() -> None:
    assert sorted(("上诉状", "上海", "甲方", "下落"), key=counted) == sorted(
        ("上诉状", "上海", "甲方", "下落")
    )


def test_a_name_of_any_length_is_counted() -> None:
    paths = ["9" * 10_000, "十" * 10_000, "一" * 10_000, "上" * 10_000, "/" * 10_000]

    assert len(sorted(paths, key=counted)) == len(paths)
