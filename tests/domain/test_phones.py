"""Numbers to call as spreadsheets have them; never an identity card's."""

from __future__ import annotations

import pytest

from review.domain.phones import LEFT_OUT, BadPhone, phone, phone_doubt, phone_of


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("13800138000", "13800138000"),
        (" 138 0013 8000 ", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        (13800138000.0, "13800138000"),
        ("0312-7654321", "0312-7654321"),
        ("（0312）7654321", "0312-7654321"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("13800138000、0312-7654321", "13800138000"),
        ("62345", "62345"),
        ("", ""),
        (None, ""),
    ],
)
def test_first_number_of_a_cell_is_read(cell: object, number: str) -> None:
    assert phone(cell) == number  # type: ignore[arg-type]
    assert phone_doubt(cell) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["无", "见通讯录", "110101199003070000", "123"])
def test_what_is_no_number_is_left_out_and_told(cell: str) -> None:
    doubt = phone_doubt(cell)

    assert phone(cell) == ""
    assert doubt is not None and doubt.sentence == LEFT_OUT
    with pytest.raises(BadPhone):
        phone_of(cell)
