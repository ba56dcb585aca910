"""The legal-aid part of the annual assessment: compile, supply, decide, read, export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from review.domain.policy import Viewer
from review.services.assessment import schemes
from review.services.assessment.compiling import Changes, NothingReleased, compile_rows
from review.services.assessment.deciding import Supplied, decide, supply
from review.services.assessment.exporting import INSUFFICIENT_WORDS, export
from review.services.assessment.lines import (
    CaseRef,
    CheckView,
    LineView,
    RowView,
)
from review.services.assessment.sheets import (
    FirmYear,
    Sheet,
    firm_sheet,
    firm_years,
    own_sheet,
    own_years,
    sheet,
)
from review.services.assessment.years import (
    Column,
    YearLine,
    YearView,
    next_undecided,
    year_view,
    years,
)
from review.store.queries.assessment_views import CHANGED, INSUFFICIENT, Filters

__all__ = [
    "CHANGED",
    "INSUFFICIENT",
    "INSUFFICIENT_WORDS",
    "CaseRef",
    "Changes",
    "CheckView",
    "Column",
    "Filters",
    "FirmYear",
    "LineView",
    "NothingReleased",
    "RowView",
    "Sheet",
    "Supplied",
    "YearLine",
    "YearView",
    "compile_year",
    "decide",
    "export",
    "firm_sheet",
    "firm_years",
    "next_undecided",
    "own_sheet",
    "own_years",
    "schemes",
    "sheet",
    "supply",
    "year_view",
    "years",
]


def compile_year(
    *,
    viewer: Viewer,
    year: int,
    at: datetime,
    scheme_texts: Iterable[str] | None = None,
) -> YearView:
    """Propose for everyone on the lists; the first page of the list of proposals.

    The bureau's chosen schemes are used, or those in `scheme_texts`. Compiling again
    what has not changed writes nothing.
    """
    changes = compile_rows(viewer=viewer, year=year, at=at, scheme_texts=scheme_texts)
    return replace(year_view(viewer=viewer, year=year), changes=changes)
