"""Deciding disputed items: locking the own answers, and the decision with reasons."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.adjudication import ReasonsMissing, ReasonTooLong
from review.domain.appeals import (
    AnswerMissing,
    CauseDoesNotFit,
    DecidedByPanel,
    PointsUndecided,
)
from review.domain.policy import Action
from review.services import adjudication, reviewing
from review.services.reviewing import AlreadySubmitted, DraftConflict, Incomplete
from review.web import objection_words
from review.web.access import Guarded, viewer
from review.web.adjudication_page import decision_page, rulings_in
from review.web.clock import now
from review.web.errors import in_words
from review.web.forms.posted import lines_of, version_in
from review.web.language import gettext as _

bp = Guarded("adjudication", __name__, url_prefix="/reviews")
REASON = "r."
REFUSALS = (
    *(ReasonsMissing, ReasonTooLong, PointsUndecided, CauseDoesNotFit),
    *(AnswerMissing, DecidedByPanel),
)
"""What is missing in a decision, or does not fit; it is said on the page itself."""


@bp.post("/<public_id>/first-view", action=Action.REVIEW)
def lock(public_id: str) -> ResponseReturnValue:
    """From now on the own first answers stand, and the reviews are shown."""
    version = version_in(request.form)
    try:
        adjudication.lock(
            viewer=viewer(), public_id=public_id, version=version, at=now()
        )
    except (DraftConflict, Incomplete) as refusal:
        flash(in_words(refusal))
        return redirect(url_for("reviewer.confirm", public_id=public_id))
    except AlreadySubmitted:
        return redirect(url_for("reviewer.sheet", public_id=public_id))
    flash(_("Your first view is locked. The reviews now stand beside it."))
    return redirect(url_for("reviewer.sheet", public_id=public_id))


@bp.post("/<public_id>/decide", action=Action.REVIEW)
def decide(public_id: str) -> ResponseReturnValue:
    """Final. What was changed after seeing the reviews brings its reason."""
    version, key = version_in(request.form), request.form.get("key", "")
    if not key:
        abort(400)
    fields = {
        name.removeprefix(REASON): lines_of(text)
        for name, text in request.form.items()
        if name.startswith(REASON)
    }
    try:
        reviewing.submit(
            viewer=viewer(),
            public_id=public_id,
            version=version,
            key=key[:64],
            reasons=fields,
            rulings=rulings_in(request.form),
            at=now(),
        )
    except REFUSALS as refusal:
        found = reviewing.preview(viewer=viewer(), public_id=public_id)
        problem = objection_words.problem(refusal, found.scheme)
        return decision_page(found, typed=request.form, problem=problem), 422
    except (DraftConflict, Incomplete) as refusal:
        flash(in_words(refusal))
        return redirect(url_for("reviewer.confirm", public_id=public_id))
    except AlreadySubmitted:
        pass
    return redirect(url_for("reviewer.sheet", public_id=public_id))
