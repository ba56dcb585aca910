"""Figures beside their limits and beside a baseline of the same run, as one table."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEADS = ("figure", "limit", "measured", "", "baseline", "ratio", "baseline is")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; without a limit it is told for comparison only."""

    name: str
    measured: float
    unit: str
    limit: float | None = None
    is_least: bool = False
    """Whether the limit is the least that is asked, not the most that is allowed."""
    baseline: float | None = None
    against: str = ""
    rounds: Sequence[float] = ()
    """What was measured again and again, of which `measured` is the best."""

    @property
    def holds(self) -> bool:
        if self.limit is None:
            return True
        if self.is_least:
            return self.measured >= self.limit
        return self.measured <= self.limit

    def cells(self) -> tuple[str, ...]:
        sign, verdict = "≥" if self.is_least else "≤", "ok" if self.holds else "OVER"
        has_limit, has_baseline = self.limit is not None, bool(self.baseline)
        return (
            self.name,
            f"{sign} {shown(self.limit)} {self.unit}" if has_limit else "",
            f"{shown(self.measured)} {self.unit}{self._worst()}",
            verdict if has_limit else "",
            f"{shown(self.baseline)} {self.unit}" if has_baseline else "",
            f"{self.measured / self.baseline:.2f}" if self.baseline else "",
            self.against,
        )

    def _worst(self) -> str:
        """How far the machine's other work pushed it."""
        if not self.rounds:
            return ""
        worst = min(self.rounds) if self.is_least else max(self.rounds)
        return f" (worst {shown(worst)})"


def shown(number: float | None) -> str:
    """Three digits that mean something."""
    if number is None:
        return ""
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def table(figures: Iterable[Figure]) -> str:
    """The figures in Markdown, which reads well in a terminal too."""
    rows = [HEADS, *(figure.cells() for figure in figures)]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = [line(row, widths) for row in rows]
    lines.insert(1, line(["-" * each for each in widths], widths))
    return "\n".join(lines)


def line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell + " " * (wide - width(cell))
        for cell, wide in zip(cells, widths, strict=True)
    )
    return f"| {' | '.join(padded)} |"


def width(text: str) -> int:
    """Columns in a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
