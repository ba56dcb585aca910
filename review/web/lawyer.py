"""A lawyer's own results: every case, every deduction, who said so by number only."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from review.domain.appeals import Side
from review.domain.policy import Action
from review.services import releases
from review.services.appeals import lodging
from review.services.figures import RATES
from review.web import ranking_words, release_words
from review.web.access import Guarded, viewer
from review.web.clock import today

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
    may_object = lodging.may_object(
        viewer=viewer(), side=Side.HANDLER, public_id=public_id, on=today()
    )
    return render_template(
        "lawyer/case.html", found=found, say=release_words, may_object=may_object
    )
