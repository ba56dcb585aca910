"""Words are found wherever they stand, and each line they run over has its box."""

from __future__ import annotations

import pytest

from review.domain.places import Box, PageText


def line(text: str, top: float, *, left: float = 0.0) -> list[tuple[str, Box | None]]:
    """Characters a hundredth of the page wide; spaces and breaks have no place."""
    return [
        (
            c,
            None
            if c.isspace()
            else Box(left + n / 100, top, left + (n + 1) / 100, top + 0.02),
        )
        for n, c in enumerate(text)
    ]


def page(*lines: str) -> PageText:
    pairs = [pair for n, text in enumerate(lines) for pair in line(text, n / 10)]
    return PageText("".join(c for c, _ in pairs), tuple(box for _, box in pairs))


def edges(text: PageText, needle: str) -> list[tuple[float, float, float]]:
    return [
        (round(b.left, 2), round(b.right, 2), round(b.top, 2))
        for b in text.places(needle)
    ]


@pytest.mark.parametrize(
    ("lines", "needle", "expected"),
    [
        (["受援人张三诉"], "张三", [(0.03, 0.05, 0)]),
        (["张三与张三"], "张三", [(0, 0.02, 0), (0.03, 0.05, 0)]),
        (["受援人张\n", "三诉"], "张三", [(0.03, 0.04, 0), (0, 0.01, 0.1)]),
        (["张 三"], "张三", [(0, 0.03, 0)]),
        (["张三"], " 张 三 ", [(0, 0.02, 0)]),
        (["138 0000 1234"], "13800001234", [(0, 0.13, 0)]),
        (["１３８００００１２３４"], "13800001234", [(0, 0.11, 0)]),
        (["11010119900101123x"], "11010119900101123X", [(0, 0.18, 0)]),
        (["李四"], "张三", []),
        (["张三"], "", []),
        (["张三"], "  ", []),
        ([""], "张三", []),
        (["aaa"], "aa", [(0, 0.02, 0), (0.01, 0.03, 0)]),
    ],
)
def test_words_have_places(
    lines: list[str], needle: str, expected: list[tuple[float, float, float]]
) -> None:
    assert edges(page(*lines), needle) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        (-0.1, 0, 1, 1),
        (0, 0, 1, 1.1),
        (0.6, 0, 0.5, 1),
        (0, 0.6, 1, 0.5),
        (float("nan"), 0, 1, 1),
    ],
)
def test_a_box_lies_on_its_page(wrong: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="a box"):
        Box(*wrong)
