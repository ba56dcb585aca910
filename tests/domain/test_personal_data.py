"""Numbers of persons are found, numbers of cases and licences are not taken for them."""

from __future__ import annotations

import pytest

from review.domain.personal_data import has_personal_number


@pytest.mark.parametrize(
    "text",
    [
        "身份证号11010519491231002X",
        "身份证号11010519491231002x。",
        "电话13812345678，请联系",
        "电话138 1234 5678",
        "电话138-1234-5678",
        "电话１３８１２３４５６７８",
        "卡号6222021234567890128",
        "卡号6222 0212 3456 7890 128",
        "电话138.1234.5678",
        "电话１３８．１２３４．５６７８",
        "电话138·1234·5678",
        "电话13812345678 13987654321",
        "电话138\n12345678",
    ],
)
def test_numbers_of_persons_are_found(text: str) -> None:
    assert has_personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "（2025）青援民字第0001号",
        "14201201310123456",
        "110105194912310021",
        "110105194913310025",
        "440524188001010014",
        "31420000MD0123456X",
        "2381234567812345678",
        "12812345678",
        "第12-13页，2025年3月5日",
        "6222021234567890129",
        "标的138123456.78元",
        "2025.3.5至2025.12.31",
        "138.1234。5678",
        "4111111111111111",
        "A13812345678",
    ],
)
def test_other_numbers_are_not(text: str) -> None:
    assert not has_personal_number(text)
