"""Words are found whatever lies between their letters, and shown as they stand."""

from __future__ import annotations

import pytest

from review.files.pages.searching import AROUND, excerpts


def found(text: str, words: str) -> list[tuple[str, str, str]]:
    return [(each.before, each.found, each.after) for each in excerpts(text, words)]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("经审理查明，被告已给付。", "查明", [("经审理", "查明", "，被告已给付。")]),
        # A word across two lines, spaces, full width, capitals.
        ("合同\r\n约 定", "同约定", [("合", "同约定", "")]),
        ("of a case file\nand\n案号", "case", [("of a", "case", "file and 案号")]),
        ("编号ＡＢ１２", "ab12", [("编号", "ＡＢ１２", "")]),
        ("一二一二", "一二", [("", "一二", "一二"), ("一二", "一二", "")]),
        ("见阿不都．热合曼诉", "阿不都·热合曼", [("见", "阿不都．热合曼", "诉")]),
        ("没有", "查明", []),
        ("没有", " ", []),
        ("没有", "", []),
        ("", "有", []),
    ],
)
def test_words_are_found(
    text: str, words: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(text, words) == expected


def test_what_is_around_is_cut_short() -> None:
    ((before, _, after),) = found("前" * 90 + "中" + "后" * 90, "中")

    assert (before, after) == ("前" * AROUND, "后" * AROUND)
