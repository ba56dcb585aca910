"""Figures as a table: every percentage stands beside its part and its whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from review.domain.aggregation import Figure, Figures, Rate
from review.files.tables import Cell, CellKind, Column, Table


@dataclass(frozen=True, slots=True)
class FigureHeadings:
    """The words of the table, translated by the caller.

    `grades` and `rates` name each code ("excellent" → 优秀; "pass" → 合格率). `share`,
    `part` and `whole` say what a column holds of the grade or rate at %(title)s.
    """

    title: str
    key: str
    name: str
    n: str
    n_ungraded: str
    mean_score: str
    grades: Mapping[str, str]
    rates: Mapping[str, str]
    share: str
    part: str
    whole: str


def figures_table(figures: Figures, headings: FigureHeadings) -> Table[Figure]:
    """One row per group: cases, each grade's count and share, each rate, the mean.

    The whole of a grade's share is the column of cases. Ungraded cases have a column
    only where there are some.
    """
    columns = [
        Column[Figure]("key", headings.key),
        Column[Figure]("name", headings.name),
        Column[Figure]("n", headings.n, CellKind.INTEGER),
        *_grade_columns(figures, headings),
        *_rate_columns(figures, headings),
        Column[Figure]("mean_score", headings.mean_score, CellKind.DECIMAL),
    ]
    if any(row.n_ungraded for row in figures.rows):
        columns.append(
            Column("n_ungraded", headings.n_ungraded, CellKind.INTEGER),
        )
    return Table(headings.title, tuple(columns), figures.rows)


def _grade_columns(
    figures: Figures, headings: FigureHeadings
) -> Iterator[Column[Figure]]:
    for code, title in headings.grades.items():
        rate = f"grade_rates.{code}"
        share = headings.share % {"title": title}
        yield Column(f"grades.{code}", title, CellKind.INTEGER, of=_count_of(code))
        yield _percent(f"{rate}.percent", share, figures, _grade_rate_of(code))


def _rate_columns(
    figures: Figures, headings: FigureHeadings
) -> Iterator[Column[Figure]]:
    for name, title in headings.rates.items():
        key, words, rate_of = f"rates.{name}", {"title": title}, _rate_of(name)
        yield _percent(f"{key}.percent", title, figures, rate_of)
        yield _number(f"{key}.part", headings.part % words, rate_of, "part")
        yield _number(f"{key}.whole", headings.whole % words, rate_of, "whole")


def _percent(
    key: str, title: str, figures: Figures, rate_of: Callable[[Figure], Rate]
) -> Column[Figure]:
    return Column(
        key,
        title,
        CellKind.PERCENT,
        decimals=_places(figures),
        of=lambda row: rate_of(row).percent,
    )


def _number(
    key: str, title: str, rate_of: Callable[[Figure], Rate], side: str
) -> Column[Figure]:
    return Column(
        key, title, CellKind.INTEGER, of=lambda row: getattr(rate_of(row), side)
    )


def _count_of(code: str) -> Callable[[Figure], Cell]:
    return lambda row: row.grades[code]


def _grade_rate_of(code: str) -> Callable[[Figure], Rate]:
    return lambda row: row.grade_rates[code]


def _rate_of(name: str) -> Callable[[Figure], Rate]:
    return lambda row: row.rates[name]


def _places(figures: Figures) -> int:
    """The decimals the percentages were rounded to, read from the first of them."""
    for row in figures.rows:
        for rate in row.rates.values():
            if rate.percent is not None:
                return len(rate.percent.partition(".")[2])
    return 0
