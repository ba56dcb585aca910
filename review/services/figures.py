"""The figures of a campaign as far as it is settled, and as files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from review.domain.aggregation import By, Figures, Group, figures_from_counts
from review.domain.arrivals import days_of
from review.domain.campaigns import of_institutions
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import CaseKind
from review.domain.policy import Action, Viewer
from review.domain.schemes import Grade, Text
from review.files import figures as files
from review.files import tables
from review.files.figures import FigureHeadings
from review.services import schemes
from review.services.freezing import kind_groups
from review.services.openings import note_export
from review.services.release_views import (
    FigureView,
    GradeView,
    figure_of,
    grade_views,
)
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import campaigns
from review.store.queries import publication as queries

Words = Callable[[Text | str], str]
MOST_DECIMALS = 4


class Format(StrEnum):
    """The files in which figures leave the program."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


class TooManyDecimals(RuleBroken):
    sentence = N_("Rates have between 0 and %(most)s decimals.")


RATES = {
    "excellent": N_("Excellent rate"),
    "excellent_or_good": N_("Excellent-or-good rate"),
    "pass": N_("Pass rate"),
}
BY_WORDS = {
    By.TOTAL: N_("In total"),
    By.CASE_KIND: N_("By case kind"),
    By.COUNTY: N_("By county"),
    By.FIRM: N_("By firm"),
    By.HANDLER: N_("By handler"),
}
KEY_WORDS = {
    By.TOTAL: N_("Code"),
    By.CASE_KIND: N_("Code"),
    By.COUNTY: N_("Area code"),
    By.FIRM: N_("Firm code"),
    By.HANDLER: N_("Licence number"),
}
NAME_WORDS = {
    By.TOTAL: N_("Scope"),
    By.CASE_KIND: N_("Case kind"),
    By.COUNTY: N_("County"),
    By.FIRM: N_("Firm"),
    By.HANDLER: N_("Handler"),
}


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """A campaign's figures; `grades` stand from the best to the worst."""

    code: str
    campaign: str
    decimals: int
    grades: tuple[Grade, ...]
    figures: Figures
    of_institutions: bool = False

    @property
    def views(self) -> tuple[FigureView, ...]:
        """The rows as pages show them, released or not."""
        grades = grade_views(self.grades)
        return tuple(figure_of(row.as_json(), grades) for row in self.figures.rows)


def figures(
    *,
    viewer: Viewer,
    code: str,
    by: By | str,
    decimals: int | None = None,
    period: str = "",
) -> CampaignFigures:
    """The figures of what is settled: one narrow statement, whatever the size.

    The decimals are the campaign's own unless others are asked for; with a period, only
    of the files that were closed in it.
    """
    closed = days_of(period) if period else None
    if decimals is not None and not 0 <= decimals <= MOST_DECIMALS:
        raise TooManyDecimals(most=MOST_DECIMALS)
    wanted = By(by)
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RESULTS_READ)
        grades = grades_of(campaign.id)
        counts, names = queries.graded_counts(campaign.id, wanted, closed)
    if wanted is By.HANDLER:
        # What nobody handled is no handler's group.
        counts = [each for each in counts if each.key]
    places = campaign.rules["decimals"] if decimals is None else decimals
    found = figures_from_counts(
        counts,
        by=wanted,
        grades=grades,
        decimals=places,
        groups=_groups(wanted, names),
    )
    return CampaignFigures(
        campaign.code,
        campaign.name,
        places,
        grades,
        found,
        of_institutions=of_institutions(campaign.rules),
    )


def grades_of(campaign_id: int) -> tuple[Grade, ...]:
    """All schemes of a campaign share one grade set; the first one tells it."""
    first = campaigns.schemes_of(campaign_id)[0]
    return schemes.parsed(first.id, first.digest).grades


def _groups(by: By, names: dict[str, tuple[str, str]]) -> dict[str, Group]:
    if by is By.CASE_KIND:
        return kind_groups(names)
    return {key: Group(*named) for key, named in names.items()}


def export_figures(
    *,
    viewer: Viewer,
    code: str,
    by: By | str,
    format: Format | str,
    decimals: int | None = None,
    period: str = "",
    at: datetime,
    words: Words,
) -> bytes:
    """The figures as a file, its words in the reader's language.

    In JSON that is what has no name of its own; programs read the names as they are.
    Taking those of people, handler by handler, is logged.
    """
    wanted = Format(format)
    found = figures(viewer=viewer, code=code, by=by, decimals=decimals, period=period)
    if found.figures.by is By.HANDLER:
        note_export(viewer, f"figures:{code}/{By.HANDLER}", at)
    named = _in_words(found.figures, words)
    if wanted is Format.JSON:
        rows = zip(found.figures.rows, named.rows, strict=True)
        data = Figures(named.by, tuple(old if old.name else new for old, new in rows))
        text = json.dumps(data.as_json(), ensure_ascii=False, indent=2)
        return f"{text}\n".encode()
    headings = headings_of(found.figures.by, found.grades, words)
    table = files.figures_table(named, headings)
    return tables.to_csv(table) if wanted is Format.CSV else tables.to_xlsx([table])


def _in_words(found: Figures, words: Words) -> Figures:
    """Case kinds and what has no name of its own, in the reader's language."""
    rows = tuple(replace(row, name=name_of(found.by, row, words)) for row in found.rows)
    return Figures(found.by, rows)


def name_of(by: By, row: Any, words: Words) -> str:
    """What a row of figures is called in the reader's language."""
    if by is By.CASE_KIND:
        kind = CaseKind.find(row.key)
        return words(kind.words) if kind else row.name
    if by is By.TOTAL:
        return words(N_("All cases"))
    return row.name or words(N_("Not recorded"))


def headings_of(
    by: By, grades: Iterable[Grade | GradeView], words: Words
) -> FigureHeadings:
    """What stands above figures of these grades."""
    return FigureHeadings(
        title=words(BY_WORDS[by]),
        key=words(KEY_WORDS[by]),
        name=words(NAME_WORDS[by]),
        n=words(N_("Cases with a grade")),
        n_ungraded=words(N_("Cases without a grade")),
        mean_score=words(N_("Mean score")),
        grades={grade.code: words(grade.title) for grade in grades},
        rates={code: words(title) for code, title in RATES.items()},
        share=words(N_("%(title)s: share")),
        part=words(N_("%(title)s: part")),
        whole=words(N_("%(title)s: whole")),
    )
