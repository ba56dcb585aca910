"""Names sort as they are said, surnames with a reading of their own too."""

from __future__ import annotations

import pytest

from review.gateways.pinyin import SURNAMES, name_key, person_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("曾国", "zeng guo  曾国"),
        ("单伟", "shan wei  单伟"),
        ("单于飞", "chan yu fei  单于飞"),
        ("尉迟恭", "yu chi gong  尉迟恭"),
        ("王一", "wang yi  王一"),
        ("Smith", "smith  smith"),
        ("", "  "),
    ],
)
def test_a_person_is_filed_by_the_surname_as_it_is_said(name: str, key: str) -> None:
    assert person_key(name) == key


@pytest.mark.parametrize(
    "names",
    [
        ("王", "王丽", "王立", "王丽娟", "王丽娟子", "王立军"),
        ("王丽", "王力", "王立", "王丽娟", "王立军"),
        ("区", "区阳", "欧阳", "区阳明", "欧阳明"),
        ("南屏县", "南屏县法律援助中心", "南屏县法律援助中心驻人民检察院工作站"),
        ("明正律师事务所", "明正律师事务所东山分所", "明正律师事务所（东山）"),
        ("An", "安", "An Li", "安丽", "Smith", "Smith John", "Smithson"),
        ("王", "王A", "王A丽", "王B", "王丽"),
    ],
)
def test_a_name_stands_before_the_longer_ones_that_begin_with_it(
    names: tuple[str, ...],
) -> None:
    assert tuple(sorted(set(names), key=person_key)) == names


def test_a_place_is_not_read_as_a_surname() -> None:
    assert name_key("解放区").startswith("jie fang qu")


def test_every_surname_needs_its_reading() -> None:
    read = {sign: name_key(sign).split()[0] for sign in SURNAMES}
    assert {sign for sign in SURNAMES if read[sign] == SURNAMES[sign]} == set()
