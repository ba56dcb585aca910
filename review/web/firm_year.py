"""The head of a firm: the firm's year, and the proposals for its people."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.services import assessment
from review.services.assessment import FirmYear, RowView
from review.web import assessment_facts as facts
from review.web.access import Guarded, viewer
from review.web.assessment_lists import YEAR, cells

bp = Guarded("firm_year", __name__, url_prefix="/firm-year")


@bp.get("/", action=Action.ASSESSMENT_FIRM)
def latest() -> ResponseReturnValue:
    return _page(None)


@bp.get(f"/{YEAR}", action=Action.ASSESSMENT_FIRM)
def year(year: int) -> ResponseReturnValue:
    return _page(year)


def _page(wanted: int | None) -> ResponseReturnValue:
    years = assessment.firm_years(viewer=viewer())
    found = [each for each in years if wanted in (None, each.year)]
    if wanted is not None and not found:
        abort(404)
    return render_template(
        "firm_year/year.html",
        years=[each.year for each in years],
        found=found[0] if found else None,
        rows=_rows(found[0]) if found else [],
        facts=facts,
    )


def _rows(year: FirmYear) -> list[tuple[RowView, list[tuple[str, str, str]]]]:
    return [(row, cells(year.columns, row)) for row in year.people]


@bp.get("/sheets/<public_id>", action=Action.ASSESSMENT_FIRM)
def sheet(public_id: str) -> ResponseReturnValue:
    """One of the firm's people; cases of other firms are only counted."""
    found = assessment.firm_sheet(viewer=viewer(), public_id=public_id)
    return render_template(
        "firm_year/sheet.html", sheet=found, row=found.row, facts=facts
    )
