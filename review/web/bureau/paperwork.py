"""The documents of a campaign as Word files: what each holds, what it will lack."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.paperwork.kinds import Paperwork
from review.domain.paperwork.lacks import Where
from review.domain.policy import Action, may_in
from review.services import paperwork
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import download
from review.web.clock import now, today
from review.web.language import gettext as _

bp = Guarded("paperwork", __name__, url_prefix="/campaigns/<code>/paperwork")
REPORTS = {
    Paperwork.SUMMARY: "paperwork.report",
    Paperwork.EVALUATION: "entrustment.report",
}
KINDS = ", ".join(f"'{kind}'" for kind in Paperwork if kind not in REPORTS)
PLACES = {
    Where.TERM: "members.term",
    Where.READERS: "members.listing",
    Where.SAMPLE: "sampling.page",
    Where.REVIEWS: "allocation.reads",
    Where.RESULTS: "reconciliation.files",
    Where.PUBLICATION: "publication.campaign",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the page; `lacks` are sentences and where to go."""

    kind: Paperwork
    name: str
    chinese: str
    holds: str
    lacks: tuple[tuple[str, str], ...]
    url: str


@bp.get("/", action=Action.CAMPAIGN_READ)
def listing(code: str) -> ResponseReturnValue:
    """Every document with what it holds and what is missing in the data today."""
    found = paperwork.overview(viewer=viewer(), code=code, on=today())
    return render_template(
        "paperwork/listing.html",
        found=found,
        papers=[_paper(code, line) for line in found.lines],
        tabs=campaign_words.tabs(code, "paperwork.listing"),
    )


def _paper(code: str, line: paperwork.PaperLine) -> Paper:
    return Paper(
        kind=line.kind,
        name=_(line.kind.words),
        chinese=line.kind.zh,
        holds=_(line.kind.holds),
        lacks=tuple(
            (campaign_words.said(each.sentence), _place(code, each.where))
            for each in line.lacks
        ),
        url=_url(code, line.kind),
    )


def _url(code: str, kind: Paperwork) -> str:
    if kind in REPORTS:
        return url_for(REPORTS[kind], code=code)
    return url_for("paperwork.document", code=code, kind=kind.value)


def _place(code: str, where: Where) -> str:
    """Where it is put right; nowhere for whoever may not do that."""
    endpoint = "intake.start" if where is Where.LISTS else PLACES[where]
    action = current_app.extensions["case_review_actions"][endpoint]
    if not may_in(viewer(), action, code):
        return ""
    return url_for(endpoint, **({} if where is Where.LISTS else {"code": code}))


@bp.get(f"/<any({KINDS}):kind>.docx", action=Action.CAMPAIGN_READ)
def document(code: str, kind: str) -> Response:
    """For all, or with `number` for one reviewer."""
    number = request.args.get("number", "")
    wanted = Paperwork(kind)
    if number and not wanted.is_for_each:
        abort(400)
    body = paperwork.document(
        viewer=viewer(), code=code, kind=wanted, at=now(), on=today(), number=number
    )
    return download(body, f"{wanted}-{code}", "docx")


@bp.get("/summary.docx", action=Action.SUMMARIZE)
def report(code: str) -> Response:
    body = paperwork.document(
        viewer=viewer(), code=code, kind=Paperwork.SUMMARY, at=now(), on=today()
    )
    return download(body, f"summary-{code}", "docx")


@bp.get("/all.zip", action=Action.CAMPAIGN_READ)
def folder(code: str) -> Response:
    body = paperwork.folder(viewer=viewer(), code=code, at=now(), on=today())
    return download(body, f"paperwork-{code}", "zip")
