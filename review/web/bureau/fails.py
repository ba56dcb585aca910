"""The fails of a campaign: what seniors said of them, and what still waits."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review.domain.policy import Action, may, may_in
from review.services import senior_reads
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.clock import now, today
from review.web.language import gettext as _
from review.web.reviewer_facts import about_file

bp = Guarded("fails", __name__, url_prefix="/campaigns/<code>/fails")


@bp.get("/", action=Action.RESULTS_READ)
def page(code: str) -> ResponseReturnValue:
    """Every fail with its state; who is senior; the switch where it is off."""
    return render_template(
        "fails/campaign.html",
        found=senior_reads.overview(viewer=viewer(), code=code, on=today()),
        about=about_file,
        may_settle=may_in(viewer(), Action.RECONCILE, code),
        may_name=may_in(viewer(), Action.ALLOCATE, code),
        may_switch=may(viewer(), Action.CAMPAIGN_OPEN),
        tabs=campaign_words.tabs(code, "reconciliation.files"),
    )


@bp.post("/", action=Action.CAMPAIGN_OPEN)
def switch_on(code: str) -> ResponseReturnValue:
    """No release with an unread fail from now on."""
    senior_reads.switch_on(viewer=viewer(), code=code, at=now())
    flash(_("From now on no fail is released that a senior has not read."))
    return redirect(url_for("fails.page", code=code))
