"""Rankings as files and as pictures, with nothing that the page does not show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from review.domain.errors import N_, NotVisible
from review.domain.ranking import BAND_WORDS, FAR, NEAR, OUTLIER_WORDS, Display, Outlier
from review.files import rank_charts, tables
from review.files.rank_charts import Dot, Edge, Interval, Labels
from review.files.tables import CellKind, Column, Table
from review.numerics import funnel
from review.services.figures import NAME_WORDS
from review.services.ranking_lists import Line, RankingView, Summary

Words = Callable[[str], str]
OUTSIDE = {
    Outlier.FAR_BELOW: "far",
    Outlier.BELOW: "near",
    Outlier.INSIDE: "",
    Outlier.ABOVE: "near",
    Outlier.FAR_ABOVE: "far",
}


def table(view: RankingView, words: Words, *, file_format: str) -> bytes:
    """All lines of one ranking, as CSV or as a workbook."""
    said, rows = _ranked(view)
    made = Table(words(NAME_WORDS[said.by]), tuple(_columns(said, rows, words)), rows)
    return tables.to_csv(made) if file_format == "csv" else tables.to_xlsx([made])


def _ranked(view: RankingView) -> tuple[Summary, tuple[Line, ...]]:
    """Where nothing is ranked there is nothing to take along."""
    if view.said is None or view.lines is None:
        raise NotVisible
    return view.said, view.lines.rows


def _columns(
    said: Summary, rows: Sequence[Line], words: Words
) -> Iterator[Column[Line]]:
    if said.display is Display.ORDERED:
        yield _number("place", words(N_("Place")))
    yield Column("name", words(NAME_WORDS[said.by]))
    yield _number("n", words(N_("Files")))
    yield _decimal("mean", words(N_("Mean score")))
    yield from _good(rows, words)
    yield Column(
        "outlier",
        words(N_("Beside chance")),
        of=lambda line: words(OUTLIER_WORDS[line.outlier]),
    )
    if said.display is not Display.FUNNEL:
        yield from _estimates(words)
    if said.display is Display.ORDERED:
        yield _decimal("expected_rank", words(N_("Expected rank")))
        yield _number("rank_low", words(N_("Best rank in question")))
        yield _number("rank_high", words(N_("Worst rank in question")))
        yield _decimal("at_top", words(N_("Probability of the best tenth")))


def _good(rows: Sequence[Line], words: Words) -> Iterator[Column[Line]]:
    """With as many decimals as the release has, in a workbook too."""
    title = words(N_("Excellent or good"))
    percents = [each.good["percent"] or "" for each in rows]
    decimals = max((len(each.partition(".")[2]) for each in percents), default=0)
    yield Column(
        "good",
        title,
        CellKind.PERCENT,
        decimals=decimals,
        of=lambda line: line.good["percent"],
    )
    for name, said in (("part", N_("%(title)s: part")), ("whole", N_("%(title)s: of"))):
        yield Column(
            f"good_{name}",
            words(said) % {"title": title},
            CellKind.INTEGER,
            of=lambda line, name=name: line.good[name],
        )


def _estimates(words: Words) -> Iterator[Column[Line]]:
    yield Column(
        "band",
        words(N_("Beside the average")),
        of=lambda line: words(BAND_WORDS[line.band]) if line.band else "",
    )
    yield _decimal("adjusted", words(N_("Mean with an average mix of cases")))
    yield _decimal("estimate", words(N_("Estimate")))
    yield _decimal("low", words(N_("Interval from")))
    yield _decimal("high", words(N_("Interval to")))


def _number(key: str, title: str) -> Column[Line]:
    return Column(key, title, CellKind.INTEGER)


def _decimal(key: str, title: str) -> Column[Line]:
    return Column(key, title, CellKind.DECIMAL)


def chart(view: RankingView, words: Words) -> bytes:
    """Estimates with intervals, or the funnel where no order is shown."""
    said, rows = _ranked(view)
    if said.display is Display.FUNNEL:
        labels = Labels(
            _of_all(view, words)
            + words(N_("Number of files (dashed: 95 of 100, solid: 99.8 of 100)")),
            words(N_("Excellent or good, per cent")),
        )
        return _funnel(_dots(rows), _share(said), labels)
    points = words(N_("Points: estimate with its interval, ◇ raw mean"))
    labels = Labels(_of_all(view, words) + points)
    units = tuple(_interval(line) for line in rows)
    return _intervals(units, float(said.mean), labels)


def _of_all(view: RankingView, words: Words) -> str:
    """How many are drawn, where it is not all."""
    lines = view.lines
    if lines is None or len(lines.rows) == lines.n:
        return ""
    return words(N_("%(n)s of %(all)s. ")) % {"n": len(lines.rows), "all": lines.n}


def _dots(rows: tuple[Line, ...]) -> tuple[Dot, ...]:
    return tuple(
        Dot(
            line.name,
            line.n,
            100 * line.good["part"] / line.good["whole"],
            OUTSIDE[line.outlier],
        )
        for line in rows
    )


def _share(said: Summary) -> float:
    return float(said.good["part"]) / float(said.good["whole"])


def _interval(line: Line) -> Interval:
    def number(value: Decimal | None) -> float:
        return float(value or 0)

    return Interval(
        name=line.name,
        raw=float(line.mean),
        estimate=number(line.estimate),
        low=number(line.low),
        high=number(line.high),
    )


@lru_cache(maxsize=64)
def _intervals(units: tuple[Interval, ...], mean: float, labels: Labels) -> bytes:
    """What was released does not change, so a chart is drawn once."""
    return rank_charts.intervals(units, mean=mean, labels=labels)


@lru_cache(maxsize=64)
def _funnel(dots: tuple[Dot, ...], share: float, labels: Labels) -> bytes:
    sizes = range(1, max(dot.n for dot in dots) + 2)
    near = funnel.limits(sizes, share, outside=NEAR)
    far = funnel.limits(sizes, share, outside=FAR)
    edges = [
        Edge(
            one.n,
            far_low=100 * other.low / one.n,
            low=100 * one.low / one.n,
            high=100 * one.high / one.n,
            far_high=100 * other.high / one.n,
        )
        for one, other in zip(near, far, strict=True)
    ]
    return rank_charts.funnel(dots, edges, share=100 * share, labels=labels)
