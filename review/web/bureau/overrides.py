"""How reviewers took what the days of cases proposed, for the bureau's officers."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.services import overrides
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words

bp = Guarded("overrides", __name__, url_prefix="/campaigns/<code>")


@bp.get("/proposals", action=Action.RESULTS_READ)
def page(code: str) -> ResponseReturnValue:
    """Item by item, of the settled files only."""
    return render_template(
        "reconciliation/overrides.html",
        found=overrides.of_campaign(viewer=viewer(), code=code),
        tabs=campaign_words.tabs(code, "reconciliation.files"),
    )
