"""Charts of rankings as SVG: estimates with their intervals, and the funnel plot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from review.files.charts import BLUES, FAILED, INK, SOFT, WIDTH, font

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, HEAD = 0.32, 0.75
FUNNEL_HEIGHT = 4.6
MARKS = {"far": FAILED[0], "near": BLUES[0], "": BLUES[2]}


@dataclass(frozen=True, slots=True)
class Interval:
    """A unit's estimate, in points, with the interval around it and its raw mean."""

    name: str
    raw: float
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A unit in a funnel: its files, its share in per cent, and how far outside it is.

    Only who lies outside is named; `outside` is empty, "near" (95%) or "far" (99.8%).
    """

    name: str
    n: int
    share: float
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """Between which shares, in per cent, a unit of n files lies by chance."""

    n: int
    far_low: float
    low: float
    high: float
    far_high: float


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of a chart: the axis across and the axis up."""

    across: str
    up: str = ""


def intervals(units: Sequence[Interval], *, mean: float, labels: Labels) -> bytes:
    """One line for each unit, from the top down as given; a line marks the mean."""
    height = HEAD + ROW * max(len(units), 1)
    figure, axes = _figure(height, (0.24, 0.55 / height, 0.72, 1 - HEAD / height))
    axes.axvline(mean, color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
    for place, unit in enumerate(units):
        axes.plot([unit.low, unit.high], [place, place], color=BLUES[1], linewidth=2)
        axes.plot(unit.estimate, place, "o", color=BLUES[0], markersize=6)
        axes.plot(unit.raw, place, "D", color=FAILED[0], markersize=4, mfc="white")
    axes.set_ylim(max(len(units), 1) - 0.5, -0.5)
    axes.set_yticks(range(len(units)), [unit.name for unit in units])
    _worded(axes, labels)
    return _svg(figure)


def funnel(
    dots: Sequence[Dot], edges: Sequence[Edge], *, share: float, labels: Labels
) -> bytes:
    """Shares against numbers of files, with the limits that chance keeps to."""
    figure, axes = _figure(FUNNEL_HEIGHT, (0.09, 0.13, 0.88, 0.84))
    sizes = [edge.n for edge in edges]
    for name, style in (
        ("far_low", "-"),
        ("far_high", "-"),
        ("low", (0, (4, 3))),
        ("high", (0, (4, 3))),
    ):
        values = [getattr(edge, name) for edge in edges]
        axes.plot(sizes, values, color=SOFT, linewidth=1, linestyle=style)
    axes.axhline(share, color=INK, linewidth=1)
    for dot in dots:
        axes.plot(dot.n, dot.share, "o", color=MARKS[dot.outside], markersize=6)
        if dot.outside:
            axes.annotate(
                dot.name,
                (dot.n, dot.share),
                xytext=(6, 4),
                textcoords="offset points",
                fontproperties=font(10),
                color=INK,
            )
    axes.set_ylim(-4, 104)
    _worded(axes, labels)
    return _svg(figure)


def _figure(
    height: float, place: tuple[float, float, float, float]
) -> tuple[Figure, Axes]:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Paper

    figure = Paper(figsize=(WIDTH, height))
    FigureCanvasSVG(figure)
    return figure, figure.add_axes(place)


def _worded(axes: Axes, labels: Labels) -> None:
    axes.set_xlabel(labels.across, fontproperties=font(11), color=INK)
    axes.set_ylabel(labels.up, fontproperties=font(11), color=INK)
    for tick in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        tick.set_fontproperties(font(10))
        tick.set_color(INK)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(SOFT)


def _svg(figure: Figure) -> bytes:
    body = io.BytesIO()
    figure.savefig(body, format="svg", metadata={"Date": None, "Creator": None})
    return body.getvalue()
