"""A county's results: its figures, firms, handlers and cases; for a bureau, all of it."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.services import release_tables, releases
from review.services.figures import RATES
from review.services.paging import SIZES
from review.services.release_tables import KINDS, TITLES, Sheet, titles_of
from review.web import release_words
from review.web.access import Guarded, viewer
from review.web.bureau.lists import Here, cut_of, download, one_of
from review.web.display import words

bp = Guarded("county", __name__, url_prefix="/county")


@bp.get("/", action=Action.RELEASE_READ_AREA)
def results() -> ResponseReturnValue:
    """The newest release, or the one the address names; one list at a time."""
    chosen, cut = request.args.get("release", ""), cut_of()
    shown = Sheet(one_of("list", {each.value for each in Sheet}, Sheet.FIRMS))
    found = releases.county_results(
        viewer=viewer(), release=chosen, wanted=KINDS[shown], cut=cut
    )
    size = None if cut.size == SIZES[0] else cut.size
    asked = {"release": chosen, "list": shown.value, "size": size}
    here = Here("county.results", {}, asked)
    return render_template(
        "county/results.html",
        found=found,
        rates=RATES,
        shown=shown.value,
        lists=[
            (each.value, title, here.url(list=each.value, size=None))
            for each, title in _lists(found)
        ],
        pager=here.pager(found.cases),
        say=release_words,
    )


def _lists(found: releases.GroupResults) -> list[tuple[Sheet, str]]:
    """What there is to list: several counties, and handlers where somebody handled."""
    titles = titles_of(found.head) if found.head else TITLES
    is_one = len(found.groups) < 2
    return [
        (sheet, title)
        for sheet, title in titles.items()
        if not (is_one and sheet is Sheet.COUNTIES)
    ]


@bp.get("/cases/<public_id>", action=Action.RELEASE_READ_AREA)
def case(public_id: str) -> ResponseReturnValue:
    found = releases.county_case(viewer=viewer(), public_id=public_id)
    return render_template("county/case.html", found=found, say=release_words)


@bp.get(
    "/<release>/results.<any(csv, xlsx):file_format>",
    action=Action.RELEASE_READ_AREA,
)
def export(release: str, file_format: str) -> Response:
    """All lists in one workbook, or one list as CSV."""
    sheet = one_of("sheet", {each.value for each in Sheet}, Sheet.CASES)
    body = release_tables.county_table(
        viewer=viewer(),
        release=release,
        sheet=sheet if file_format == "csv" else "",
        words=words,
    )
    return download(body, "county-results", file_format)
