"""A page that somebody scanned: an image of Chinese lines, with no text underneath."""

from __future__ import annotations

from functools import cache

from review.files.invented_scans import (
    HEIGHT,
    LEFT,
    LETTER,
    LINE,
    TOP,
    WIDTH,
    Paper,
    scanned,
)

NAME, PHONE = "张三丰", "13812345678"
LINES = (
    f"受援人：{NAME}，男，汉族",
    f"联系电话：{PHONE}",
    "案由：追索劳动报酬",
)
SHRUNK = 4
"""Pixels of a letter's edge, and how far a page may lie askew."""


@cache
def body() -> bytes:
    return scanned([Paper("接待笔录", LINES, ("经核对，本案由法律援助中心指派。",))])


def place(line: int, start: float, n: float) -> tuple[float, float, float, float]:
    """The middle of some letters as they were drawn, whatever was read of them."""
    left, top = LEFT + start * LETTER, TOP + line * LINE
    return (
        (left + SHRUNK) / WIDTH,
        (top + 2 * SHRUNK) / HEIGHT,
        (left + n * LETTER - SHRUNK) / WIDTH,
        (top + LETTER - SHRUNK) / HEIGHT,
    )
