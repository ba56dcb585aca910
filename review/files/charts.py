"""Charts as SVG whose words are drawn, so that they look the same on every machine."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

# Darker is better; a grade that does not pass stands apart. Told from one another by
# lightness alone, so also in grey and by every eye.
BLUES = ("#14406f", "#3a78b5", "#a9cbe8", "#dfeaf4", "#f0f4f8")
FAILED = ("#d9822b", "#f2c08a")
INK, SOFT = "#1c2430", "#56606e"
WIDTH, ROW, HEAD = 9.2, 0.4, 0.5
LEAST_LABELLED = 3
"""Shares under so many per cent have no room for their number."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A group and how many of its cases have which grade."""

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A grade, in the order from the best to the worst."""

    title: str
    passes: bool


def shares(bars: Sequence[Bar], series: Sequence[Series], *, unit: str) -> bytes:
    """The shares of grades by group, one bar each, with part and whole in numbers.

    `unit` says what is counted: "%(n)s cases".
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    height = HEAD + ROW * max(len(bars), 1)
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasSVG(figure)
    top = 1 - HEAD / height
    axes = figure.add_axes((0.13, 0.01, 0.75, top - 0.01))
    for place, bar in enumerate(bars):
        _draw(axes, place, bar, series, unit)
    axes.set_ylim(max(len(bars), 1) - 0.5, -0.5)
    axes.set_xlim(0, 100)
    axes.axis("off")
    handles = [_patch(color) for color in _colors(series)]
    figure.legend(
        handles,
        [each.title for each in series],
        loc="upper left",
        bbox_to_anchor=(0.118, 1.0),
        ncols=len(series),
        frameon=False,
        prop=font(11),
        labelcolor=INK,
        handlelength=1.2,
        handleheight=1.0,
    )
    body = io.BytesIO()
    figure.savefig(body, format="svg", metadata={"Date": None, "Creator": None})
    return body.getvalue()


def _draw(
    axes: Axes, place: int, bar: Bar, series: Sequence[Series], unit: str
) -> None:
    whole, left = sum(bar.counts), 0.0
    axes.text(
        -1.5,
        place,
        bar.name,
        ha="right",
        va="center",
        color=INK,
        fontproperties=font(),
    )
    for count, color in zip(bar.counts, _colors(series), strict=True):
        share = 100 * count / whole if whole else 0.0
        axes.barh(place, share, 0.66, left=left, color=color, edgecolor="white")
        if share >= LEAST_LABELLED:
            _label(axes, left + share / 2, place, str(count), color)
        left += share
    number = unit % {"n": whole}
    axes.text(
        101.5, place, number, ha="left", va="center", color=SOFT, fontproperties=font()
    )


def _label(axes: Axes, x: float, y: float, text: str, color: str) -> None:
    dark = color in (BLUES[0], BLUES[1])
    axes.text(
        x,
        y,
        text,
        ha="center",
        va="center",
        color="white" if dark else INK,
        fontproperties=font(10),
    )


def _colors(series: Sequence[Series]) -> list[str]:
    """Blues for grades that pass, from dark to light; orange for those that do not."""
    passed = iter(_spread(sum(each.passes for each in series)))
    failed = iter((FAILED * len(series))[: len(series)])
    return [next(passed) if each.passes else next(failed) for each in series]


def _spread(n: int) -> list[str]:
    return [BLUES[min(place, len(BLUES) - 1)] for place in range(n)]


def _patch(color: str) -> object:
    from matplotlib.patches import Patch

    return Patch(facecolor=color, edgecolor="none")


@cache
def font(size: int = 11) -> FontProperties:
    """A font with Chinese, which the machine may not have."""
    from matplotlib.font_manager import FontProperties
    from pylopdf_fonts_zh_cn import sans_path

    return FontProperties(fname=str(sans_path()), size=size)
