"""A searched text means itself, whatever signs are in it."""

from __future__ import annotations

import pytest

from review.store.queries.query_tests import like


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("青法援字", "%青法援字%"),
        ("50%", "%50/%%"),
        ("a_b", "%a/_b%"),
        ("1/2", "%1//2%"),
    ],
)
def test_a_searched_text_means_itself(text: str, pattern: str) -> None:
    assert like(text) == pattern
