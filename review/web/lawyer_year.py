"""A lawyer's own year: where every number comes from, and what was decided."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.services import assessment
from review.web import assessment_facts as facts
from review.web.access import Guarded, viewer
from review.web.assessment_lists import YEAR

bp = Guarded("lawyer_year", __name__, url_prefix="/my-year")


@bp.get("/", action=Action.ASSESSMENT_OWN)
def latest() -> ResponseReturnValue:
    return _page(None)


@bp.get(f"/{YEAR}", action=Action.ASSESSMENT_OWN)
def year(year: int) -> ResponseReturnValue:
    return _page(year)


@bp.get("/sheets/<public_id>", action=Action.ASSESSMENT_OWN)
def sheet(public_id: str) -> ResponseReturnValue:
    """A version of the own proposal, also one that was replaced since."""
    found = assessment.own_sheet(viewer=viewer(), public_id=public_id)
    return render_template("lawyer_year/year.html", years=[], sheet=found, facts=facts)


def _page(wanted: int | None) -> ResponseReturnValue:
    """The year asked for, or the latest one that was supplied."""
    sheets = assessment.own_years(viewer=viewer())
    found = [s for s in sheets if wanted in (None, s.row.year)]
    if wanted is not None and not found:
        abort(404)
    return render_template(
        "lawyer_year/year.html",
        years=[sheet.row.year for sheet in sheets],
        sheet=found[0] if found else None,
        facts=facts,
    )
