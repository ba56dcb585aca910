"""How lines become letters with places; where a place is not known the line is one."""

from __future__ import annotations

import pytest

from review.files.recognition.worker import (
    around,
    is_tall,
    models,
    placed,
)

LINE = (0.1, 0.2, 0.9, 0.3)
A, B = (0.1, 0.2, 0.2, 0.3), (0.2, 0.2, 0.3, 0.3)


def test_the_models_lie_inside_the_package() -> None:
    assert [path.parts[-3] for path in models()] == ["rapidocr"] * 2
    assert [path.is_file() for path in models()] == [True, True]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("张三", [("张", A), ("三", B)], [("张", A), ("三", B)]),
        ("张 三", [("张", A), ("三", B)], [("张", A), (" ", None), ("三", B)]),
        ("张三", [("张", A)], [("张", LINE), ("三", LINE)]),
        ("ab", [("ab", A)], [("a", LINE), ("b", LINE)]),
        ("张", [], [("张", LINE)]),
    ],
)
def test_letters_have_their_places_or_that_of_the_line(
    text: str, words: list[tuple[str, object]], expected: list[tuple[str, object]]
) -> None:
    assert list(placed(text, words, LINE)) == expected  # type: ignore[arg-type]


def test_a_box_is_upright_and_on_the_page() -> None:
    corners = [(-5, 10), (50, 8), (51, 30), (0, 32)]

    assert around(corners, 100, 100) == (0.0, 0.08, 0.51, 0.32)


def test_a_line_that_runs_down_the_page_is_tall() -> None:
    across = [(0, 0), (100, 0), (100, 20), (0, 20)]

    assert not is_tall(across)
    assert is_tall([(y, x) for x, y in across])
