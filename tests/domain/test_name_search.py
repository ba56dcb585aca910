"""A name is found by its signs, by how it sounds, or by a number."""

from __future__ import annotations

import pytest

from review.domain.name_search import is_found, searchable, wordings

SOUND = "wang wei 王伟"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("  ", True),
        ("王伟", True),
        ("伟", True),
        ("wang", True),
        ("wangwei", True),
        ("Wang Wei", True),
        ("ｗａｎｇ", True),
        ("R07", True),
        ("r07", True),
        ("王 伟", True),
        ("wei wang", False),
        ("李", False),
        ("R08", False),
        ("%", False),
        ("_", False),
    ],
)
def test_whom_a_text_finds(text: str, expected: bool) -> None:
    assert is_found(text, name="王伟", sound=SOUND, number="R07") is expected


@pytest.mark.parametrize(
    "text",
    ["", "伟", "wangwei", "Wang Wei", "ｗａｎｇ", "王 伟", "wei wang", "李", "\t"],
)
def test_a_long_list_is_searched_for_the_same(text: str) -> None:
    line = searchable("王伟", SOUND)
    is_in_line = any(each in line for each in wordings(text))
    assert is_in_line is is_found(text, name="王伟", sound=SOUND)


def test_a_line_of_names_has_nothing_in_it_that_ends_lines() -> None:
    assert searchable("王\n伟\t ", "wang\twei\n") == "王 伟\twangwei"


def test_a_name_is_found_whatever_the_case_of_its_letters() -> None:
    assert is_found("smith", name="John Smith", sound="john smith", number="")
    assert is_found("John  Smith", name="John Smith", sound="john smith")
