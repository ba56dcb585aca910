"""Names sort as they are said, surnames with a reading of their own too."""

from __future__ import annotations

import pytest

from review.gateways.pinyin import SURNAMES, name_key, person_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("曾国", "zeng guo 曾国"),
        ("单伟", "shan wei 单伟"),
        ("单于飞", "chan yu fei 单于飞"),
        ("尉迟恭", "yu chi gong 尉迟恭"),
        ("王一", "wang yi 王一"),
        ("Smith", "smith smith"),
        ("", " "),
    ],
)
def test_a_person_is_filed_by_the_surname_as_it_is_said(name: str, key: str) -> None:
    assert person_key(name) == key


def test_a_place_is_not_read_as_a_surname() -> None:
    assert name_key("解放区").startswith("jie fang qu")


def test_every_surname_needs_its_reading() -> None:
    read = {sign: name_key(sign).split()[0] for sign in SURNAMES}
    assert {sign for sign in SURNAMES if read[sign] == SURNAMES[sign]} == set()
