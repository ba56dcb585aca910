"""A searched text means itself, whatever signs are in it."""

from __future__ import annotations

import pytest

from review.store.queries.campaign_files import Conditions, like


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


def test_only_what_is_asked_for_is_a_condition() -> None:
    assert Conditions().asked == {}
    assert Conditions(kind="civil", area_id=0, ids=()).asked == {
        "kind": "civil",
        "area_id": 0,
        "ids": [],
    }
