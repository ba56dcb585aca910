"""All case files of the bureau."""

from __future__ import annotations

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from review.domain.kinds import CaseKind
from review.domain.policy import Action
from review.services import cases
from review.services.cases import CaseFilter
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import (
    Here,
    cut_of,
    download,
    number_of,
    one_of,
    words_of,
)
from review.web.bureau.rows import case_rows
from review.web.clock import now
from review.web.language import said

bp = Guarded("cases", __name__, url_prefix="/cases")
KINDS = tuple(kind.value for kind in CaseKind)


def _wanted() -> CaseFilter:
    return CaseFilter(
        kind=one_of("kind", KINDS),
        area=words_of("area"),
        year=number_of("year", least=1900, most=2999),
        text=words_of(),
        sort=one_of("sort", cases.SORTS, cases.SORTS[0]),
    )


@bp.get("/", action=Action.CASES_READ)
def listing() -> ResponseReturnValue:
    wanted = _wanted()
    found = cases.listing(viewer=viewer(), wanted=wanted, cut=cut_of())
    asked = {
        "kind": wanted.kind,
        "area": wanted.area,
        "year": wanted.year,
        "text": wanted.text,
        "sort": wanted.sort if wanted.sort != cases.SORTS[0] else "",
    }
    here = Here("cases.listing", {}, asked)
    return render_template(
        "cases/listing.html",
        found=found,
        wanted=wanted,
        rows=case_rows(found.page.rows),
        years=[(year, str(year)) for year in found.years],
        intake_url=url_for("intake.start"),
        here=here,
        pager=here.pager(found.page),
        kinds=campaign_words.kind_choices(KINDS),
    )


@bp.get("/export.<any(csv, xlsx):file_format>", action=Action.CASES_READ)
def export(file_format: str) -> Response:
    body = cases.export(
        viewer=viewer(), wanted=_wanted(), at=now(), file_format=file_format, say=said
    )
    return download(body, "cases", file_format)
