"""A senior's pages: the fails that wait, and one fail with its reviews to decide."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.domain.senior_reads import MOST_REASON, AlreadyRead, SeniorDecision
from review.services import senior_reads
from review.web.access import Guarded, viewer
from review.web.bureau.case_page import case_page
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.forms.posted import lines_of
from review.web.language import gettext as _
from review.web.reviewer_facts import about_file

bp = Guarded("senior_reads", __name__, url_prefix="/fails")
OFFERED = tuple(SeniorDecision)


@bp.get("/", action=Action.SENIOR_READ)
def listing() -> ResponseReturnValue:
    """The fails that this senior may decide."""
    found = senior_reads.listing(viewer=viewer(), on=today())
    return render_template("fails/listing.html", pages=found, about=about_file)


@bp.get("/<public_id>", action=Action.SENIOR_READ)
def file(public_id: str) -> ResponseReturnValue:
    """One fail: its reviews under labels, and how the result follows."""
    return _file(public_id)


def _file(public_id: str, problem: str = "") -> ResponseReturnValue:
    found = senior_reads.file(
        viewer=viewer(), public_id=public_id, at=now(), on=today()
    )
    page = render_template(
        "fails/file.html",
        found=found,
        page=case_page(found),
        pinned=[None for _review in found.reviews],
        choices=OFFERED,
        sent=request.form,
        most=MOST_REASON,
        problem=problem,
    )
    return page, 422 if problem else 200


@bp.post("/<public_id>", action=Action.SENIOR_READ)
def decide(public_id: str) -> ResponseReturnValue:
    """The decision with its reason; what was typed stays where it is refused."""
    chosen = request.form.get("decision", "")
    if chosen not in OFFERED:
        abort(400)
    try:
        senior_reads.decide(
            viewer=viewer(),
            public_id=public_id,
            decision=SeniorDecision(chosen),
            reason=lines_of(request.form.get("reason", "")),
            result=request.form.get("result", ""),
            at=now(),
            on=today(),
        )
    except AlreadyRead as refusal:
        flash(in_words(refusal))
    except RuleBroken as refusal:
        return _file(public_id, in_words(refusal))
    else:
        flash(_("Your decision is recorded."))
    return redirect(url_for("senior_reads.listing"))
