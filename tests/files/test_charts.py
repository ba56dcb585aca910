"""Charts are drawn with their words, tell every count, and are told apart in grey."""

from __future__ import annotations

import re
import warnings
from itertools import pairwise

import pytest

from review.files.charts import BLUES, FAILED, Bar, Series, shares

GRADES = (
    Series("优秀", True),
    Series("良好", True),
    Series("合格", True),
    Series("不合格", False),
)


def drawn(*bars: Bar, series: tuple[Series, ...] = GRADES) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return shares(bars, series, unit="%(n)s件").decode()


def filled(svg: str) -> list[str]:
    """The colours of the drawing in their order, without those of the words."""
    known = {*BLUES, *FAILED}
    return [c for c in re.findall(r"fill: (#[0-9a-f]{6})", svg) if c in known]


def test_words_are_drawn_and_need_no_font_of_the_reader() -> None:
    svg = drawn(Bar("东山县", (1, 2, 3, 0)))

    assert "<text" not in svg
    assert "font-family" not in svg
    assert svg.count("<!-- 东山县 -->") == 1
    assert "<!-- 6件 -->" in svg


def test_every_count_stands_in_its_share() -> None:
    svg = drawn(Bar("a", (10, 20, 30, 40)))

    for n in (10, 20, 30, 40):
        assert f"<!-- {n} -->" in svg


def test_a_share_without_room_has_no_number() -> None:
    svg = drawn(Bar("a", (98, 2, 0, 0)))

    assert "<!-- 98 -->" in svg
    assert "<!-- 2 -->" not in svg


def test_grades_that_do_not_pass_stand_apart() -> None:
    svg = drawn(Bar("a", (1, 1, 1, 1)))

    assert filled(svg)[:4] == [*BLUES[:3], FAILED[0]]


@pytest.mark.parametrize("n", range(1, 8))
def test_any_number_of_grades_has_colours(n: int) -> None:
    series = tuple(Series(f"g{i}", i < n - 1) for i in range(n))

    assert drawn(Bar("a", (1,) * n), series=series).startswith("<?xml")


def test_nothing_to_draw_is_still_a_picture() -> None:
    assert drawn().startswith("<?xml")
    assert "<!-- 0件 -->" in drawn(Bar("a", (0, 0, 0, 0)))


def test_shades_are_told_apart_without_colour() -> None:
    def lightness(color: str) -> float:
        red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    shades = [lightness(each) for each in BLUES[:4]]

    assert all(b - a > 25 for a, b in pairwise(shades))


def test_the_drawing_does_not_say_when_it_was_made() -> None:
    assert "<dc:date>" not in drawn(Bar("a", (1, 0, 0, 0)))
