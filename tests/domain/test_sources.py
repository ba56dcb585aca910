"""Where the lines of a scheme come from."""

from __future__ import annotations

import pytest

from review.domain.sources import unknown_codes


@pytest.mark.parametrize(
    ("source", "unknown"),
    [
        ("S14; 刑事诉讼法 art. 39; 本产品建议", ()),
        ("S2b；LAA", ()),
        ("S14; S999; LAB", ("S999", "LAB")),
        ("S2", ("S2",)),
        ("S999 第3条", ("S999",)),
        # Documents by their own numbers are no codes.
        ("皖司发〔2023〕12号; DB34/T 1234-2020; GB/T 9704; S999/2020; ISO 9001", ()),
        ("", ()),
    ],
)
def test_a_code_that_stands_for_nothing_is_unknown(
    source: str, unknown: tuple[str, ...]
) -> None:
    assert unknown_codes(source) == unknown
