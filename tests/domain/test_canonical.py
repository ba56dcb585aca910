from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest

from review.domain.canonical import canonical


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        ({"中": "优秀"}, '{"中":"优秀"}'),
        (Decimal("88.50"), '"88.50"'),
        (Decimal("1E+2"), '"100"'),
        (date(2024, 6, 30), '"2024-06-30"'),
        (Colour.RED, '"red"'),
        ((1, 2), "[1,2]"),
        ("e\u0301", '"\u00e9"'),
        ({"e\u0301": 1}, '{"\u00e9":1}'),
    ],
)
def test_canonical_writes_equal_data_in_one_way(value: object, expected: str) -> None:
    assert canonical(value) == expected.encode()


@pytest.mark.parametrize(
    "value", [0.1, {"a": 1.0}, {1: "a"}, {1, 2}, Decimal("NaN"), b"x", object()]
)
def test_canonical_refuses_what_has_no_one_form(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_canonical_refuses_keys_that_become_the_same() -> None:
    with pytest.raises(ValueError, match="twice"):
        canonical({"e\u0301": 1, "\u00e9": 2})
