"""A firm's results: its figures, its people, and what recurs in its files."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from review.domain.appeals import Side
from review.domain.policy import Action
from review.services import release_tables, releases
from review.services.appeals import lodging
from review.services.figures import RATES
from review.services.release_tables import Sheet
from review.web import release_words
from review.web.access import Guarded, viewer
from review.web.bureau.lists import download, one_of
from review.web.clock import today
from review.web.display import words

bp = Guarded("firm", __name__, url_prefix="/firm")


@bp.get("/", action=Action.FIRM_RESULTS)
def results() -> ResponseReturnValue:
    """The newest release, or the one the address names."""
    chosen = request.args.get("release", "")
    found = releases.firm_results(viewer=viewer(), release=chosen)
    return render_template(
        "firm/results.html", found=found, rates=RATES, say=release_words
    )


@bp.get("/cases/<public_id>", action=Action.FIRM_RESULTS)
def case(public_id: str) -> ResponseReturnValue:
    found = releases.firm_case(viewer=viewer(), public_id=public_id)
    may_object = lodging.may_object(
        viewer=viewer(), side=Side.FIRM, public_id=public_id, on=today()
    )
    return render_template(
        "firm/case.html", found=found, say=release_words, may_object=may_object
    )


@bp.get("/<release>/results.<any(csv, xlsx):file_format>", action=Action.FIRM_RESULTS)
def export(release: str, file_format: str) -> Response:
    """All lists in one workbook, or one list as CSV."""
    sheet = one_of("sheet", {each.value for each in Sheet}, Sheet.CASES)
    body = release_tables.firm_table(
        viewer=viewer(),
        release=release,
        sheet=sheet if file_format == "csv" else "",
        words=words,
    )
    return download(body, "firm-results", file_format)
