"""Lines are found exactly where the text stands in them."""

from __future__ import annotations

import random

import pytest

from review.numerics.substrings import Lines

NAMES = ("张伟", "王芳芳", "芳", "", "欧阳芳", "𠮷田", "li na", "张")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["芳"], [1, 2, 4]),
        (["芳芳"], [1]),
        (["张"], [0, 7]),
        (["张", "li"], [0, 6, 7]),
        (["𠮷"], [5]),
        (["𠮸"], []),
        (["i n"], [6]),
        (["张伟王"], []),
        (["没有"], []),
        ([""], list(range(len(NAMES)))),
        (["x" * 99], []),
    ],
)
def test_where_a_text_stands(wanted: list[str], expected: list[int]) -> None:
    assert Lines.of("\n".join(NAMES)).holding(*wanted).tolist() == expected


def test_a_text_without_lines_holds_nothing() -> None:
    assert Lines.of("").holding("甲").tolist() == []


@pytest.mark.parametrize("seed", range(20))
def test_it_finds_what_looking_at_each_line_finds(seed: int) -> None:
    chosen = random.Random(seed)
    lines = [
        "".join(chosen.choices("ab甲乙", k=chosen.randrange(6))) for _ in range(99)
    ]
    text = Lines.of("\n".join(lines))
    for _ in range(30):
        wanted = "".join(chosen.choices("ab甲乙", k=chosen.randrange(1, 4)))
        expected = [at for at, line in enumerate(lines) if wanted in line]
        assert text.holding(wanted).tolist() == expected
