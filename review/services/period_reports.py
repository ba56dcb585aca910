"""What a standing campaign came to, month by month or quarter by quarter.

Only settled files are counted; how many of a period are not settled yet stands beside
the figures, so that nobody takes a beginning for a result.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from review.domain.aggregation import By, GradeCount, figures_from_counts
from review.domain.arrivals import Period, ReportEvery, period_of, periods
from review.domain.errors import NotVisible
from review.domain.policy import Action, Viewer
from review.domain.schemes import Grade
from review.services.arrivals import is_standing
from review.services.figures import grades_of
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
        if not is_standing(campaign):
            raise NotVisible
        grades = grades_of(campaign.id)
        days = queries.closing_days(campaign.id)
        graded = queries.graded_by_day(campaign.id)
    every = every_of(campaign)
    n_files: Counter[Period] = Counter()
    for row in days:
        n_files[period_of(row.closed_on, every)] += row.n
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
            PeriodLine(p, n_files[p], _figure(counts[p], grades, places)) for p in shown
        ),
    )


def every_of(campaign: Any) -> ReportEvery:
    return ReportEvery(campaign.rules.get("report_every") or ReportEvery.MONTH)


def _figure(
    counts: list[GradeCount], grades: tuple[Grade, ...], decimals: int
) -> FigureView:
    found = figures_from_counts(counts, by=By.TOTAL, grades=grades, decimals=decimals)
    (row,) = found.rows
    return figure_of(row.as_json(), grade_views(grades))
