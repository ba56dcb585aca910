"""A lawyer's own results: every case, every deduction, who said so by number only."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.services import releases
from review.services.figures import RATES
from review.web import ranking_words, release_words
from review.web.access import Guarded, viewer

bp = Guarded("lawyer", __name__, url_prefix="/my-results")


@bp.get("/", action=Action.OWN_RESULTS)
def results() -> ResponseReturnValue:
    found = releases.own_results(viewer=viewer())
    return render_template(
        "lawyer/results.html",
        found=found,
        rates=RATES,
        say=release_words,
        ranking_say=ranking_words,
    )


@bp.get("/<public_id>", action=Action.OWN_RESULTS)
def case(public_id: str) -> ResponseReturnValue:
    found = releases.own_case(viewer=viewer(), public_id=public_id)
    return render_template("lawyer/case.html", found=found, say=release_words)
