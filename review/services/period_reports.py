"""What a standing campaign came to, month by month or quarter by quarter.

Only settled files are counted; how many of a period are not settled yet stands beside
the figures, so that nobody takes a beginning for a result.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from review.domain.aggregation import (
    By,
    Figure,
    Figures,
    GradeCount,
    figures_from_counts,
)
from review.domain.arrivals import Period, ReportEvery, period_of, periods
from review.domain.campaigns import is_standing
from review.domain.errors import N_, NotVisible
from review.domain.policy import Action, Viewer
from review.domain.schemes import Grade
from review.files.figures import figures_table
from review.files.tables import CellKind, Column, Table
from review.services.figures import Words, grades_of, headings_of
from review.services.openings import note_export
from review.services.readers import written
from review.services.release_views import (
    FigureView,
    GradeView,
    figure_of,
    grade_views,
)
from review.services.sampled import campaign_of
from review.store import unit
from review.store.queries import arrivals as queries


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period: files of it that are in the campaign, and the figures of the settled."""

    period: Period
    n_files: int
    n_left: int
    """Files of it that were withdrawn; they are not among the others."""
    row: Figure
    figure: FigureView

    @property
    def n_settled(self) -> int:
        return self.figure.n + self.figure.n_ungraded

    @property
    def n_open(self) -> int:
        return self.n_files - self.n_settled


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """The newest period first; periods that are still to come are left out."""

    campaign: str
    code: str
    every: ReportEvery
    grades: tuple[GradeView, ...]
    lines: tuple[PeriodLine, ...]


def report(*, viewer: Viewer, code: str, on: date) -> PeriodReport:
    """In a fixed number of statements, however many periods there are."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RESULTS_READ)
        if not is_standing(campaign.rules):
            raise NotVisible
        grades = grades_of(campaign.id)
        days = queries.closing_days(campaign.id)
        graded = queries.graded_by_day(campaign.id)
    every = every_of(campaign)
    n_files: Counter[Period] = Counter()
    n_left: Counter[Period] = Counter()
    for row in days:
        n_files[period_of(row.closed_on, every)] += row.n
        n_left[period_of(row.closed_on, every)] += row.n_left
    counts: dict[Period, list[GradeCount]] = defaultdict(list)
    for day, count in graded:
        counts[period_of(day, every)].append(count)
    last = min(on, campaign.closed_until)
    shown = reversed(list(periods(campaign.closed_from, last, every)))
    places = campaign.rules["decimals"]
    return PeriodReport(
        campaign=campaign.name,
        code=campaign.code,
        every=every,
        grades=grade_views(grades),
        lines=tuple(
            _line(p, (n_files[p], n_left[p]), _row(counts[p], grades, places), grades)
            for p in shown
        ),
    )


def every_of(campaign: Any) -> ReportEvery:
    return ReportEvery(campaign.rules.get("report_every") or ReportEvery.MONTH)


def _line(
    period: Period, n: tuple[int, int], row: Figure, grades: tuple[Grade, ...]
) -> PeriodLine:
    return PeriodLine(period, *n, row, figure_of(row.as_json(), grade_views(grades)))


def _row(counts: list[GradeCount], grades: tuple[Grade, ...], decimals: int) -> Figure:
    found = figures_from_counts(counts, by=By.TOTAL, grades=grades, decimals=decimals)
    (row,) = found.rows
    return row


def export(
    *,
    viewer: Viewer,
    code: str,
    at: datetime,
    on: date,
    file_format: str,
    words: Words,
    named: Callable[[Period], str],
) -> bytes:
    """The report with a row for each period, the newest first; taking it is logged."""
    found = report(viewer=viewer, code=code, on=on)
    note_export(viewer, f"periods:{code}", at)
    lines = {each.period.key: each for each in found.lines}
    rows = tuple(
        replace(each.row, key=key, name=named(each.period))
        for key, each in lines.items()
    )
    figures = Figures(By.TOTAL, rows)
    table = figures_table(figures, headings_of(By.TOTAL, found.grades, words))
    return written(_with_counts(table, lines, words), file_format)


def _with_counts(
    table: Table[Figure], lines: Mapping[str, PeriodLine], words: Words
) -> Table[Figure]:
    """How many files a period has stands before what the settled ones came to."""
    counts = (
        ("n_files", N_("Files"), lambda line: line.n_files),
        ("n_settled", N_("Settled"), lambda line: line.n_settled),
        ("n_open", N_("Not settled yet"), lambda line: line.n_open),
        ("n_left", N_("Files withdrawn"), lambda line: line.n_left),
    )
    added = (
        Column[Figure](
            name,
            words(title),
            CellKind.INTEGER,
            of=lambda row, count=count: count(lines[row.key]),
        )
        for name, title, count in counts
    )
    key, _name, *rest = table.columns
    period = Column[Figure]("name", words(N_("Period")))
    return Table(words(N_("By period")), (key, period, *added, *rest), table.rows)
