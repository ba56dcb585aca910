"""All case files of the bureau."""

from __future__ import annotations

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review.domain.contents import Listed
from review.domain.errors import N_
from review.domain.kinds import CaseKind
from review.domain.policy import Action
from review.domain.query_words import Subject
from review.services import cases
from review.services.cases import CaseFilter, CasesPage
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, query_box
from review.web.bureau.lists import Here, cut_of, download, one_of
from review.web.bureau.rows import case_rows
from review.web.clock import now
from review.web.language import gettext as _
from review.web.language import said

bp = Guarded("cases", __name__, url_prefix="/cases")
KINDS = tuple(kind.value for kind in CaseKind)
FILTERS = ("kind", "county", "closed", "contents")
LISTS = {
    Listed.UNLISTED: N_("Scanned, without a list"),
    Listed.UNCHECKED: N_("List not checked"),
    Listed.CHECKED: N_("List checked"),
}


def _wanted() -> CaseFilter:
    sort = one_of("sort", cases.SORTS, cases.SORTS[0])
    return CaseFilter(query=query_box.typed(), sort=sort)


@bp.get("/", action=Action.CASES_READ)
def listing() -> ResponseReturnValue:
    """The bureau's files that a query finds."""
    wanted = _wanted()
    found = cases.listing(viewer=viewer(), wanted=wanted, cut=cut_of())
    sort = wanted.sort if wanted.sort != cases.SORTS[0] else ""
    here = Here("cases.listing", {}, {"q": wanted.query, "sort": sort})
    asked = found.asked
    query = query_box.with_filters(asked.known, FILTERS)
    if query != wanted.query:
        return redirect(here.url(q=query))
    page = render_template(
        "cases/listing.html",
        wanted=wanted,
        rows=case_rows(found.page.rows),
        box=query_box.box_of(Subject.CASES, asked, _filters(found)),
        intake_url=url_for("intake.start"),
        here=here,
        pager=here.pager(found.page),
    )
    return page, 422 if asked.refusal else 200


def _filters(found: CasesPage) -> list[query_box.Filter]:
    known, node = found.asked.known, found.asked.node
    kinds = campaign_words.kind_choices(KINDS)
    years = [(str(year), str(year)) for year in found.years]
    lists = [(each.value, _(words)) for each, words in LISTS.items()]
    return [
        query_box.filter_of(known, node, name, labels, choices)
        for name, labels, choices in (
            ("kind", (_("Case kind"), _("All case kinds")), kinds),
            ("county", (_("County"), _("All counties")), found.areas),
            ("closed", (_("Closed in"), _("All years")), years),
            ("contents", (_("Contents list"), _("With or without")), lists),
        )
    ]


@bp.get("/export.<any(csv, xlsx):file_format>", action=Action.CASES_READ)
def export(file_format: str) -> Response:
    body = cases.export(
        viewer=viewer(), wanted=_wanted(), at=now(), file_format=file_format, say=said
    )
    return download(body, "cases", file_format)
