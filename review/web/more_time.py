"""A reviewer asks for more time for a file, and sees what became of it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.services import term_requests
from review.web.access import Guarded, viewer
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.forms.campaign import AskForTime
from review.web.language import gettext as _

bp = Guarded("more_time", __name__, url_prefix="/reviews")


@bp.route("/<public_id>/more-time", methods=["GET", "POST"], action=Action.REVIEW)
def page(public_id: str) -> ResponseReturnValue:
    """Until when the file is due, what was asked for it, and asking."""
    form = AskForTime()
    if form.validate_on_submit():
        try:
            return _ask(public_id, form)
        except RuleBroken as refusal:
            form.until.errors = [in_words(refusal)]
    found = term_requests.own(viewer=viewer(), public_id=public_id)
    page = render_template("reviewer/more_time.html", found=found, form=form)
    return page, 422 if form.errors else 200


def _ask(public_id: str, form: AskForTime) -> ResponseReturnValue:
    term_requests.ask(
        viewer=viewer(),
        public_id=public_id,
        until=form.until.data,
        reason=form.reason.data,
        at=now(),
        on=today(),
    )
    flash(
        _("The bureau is told. You will find the answer here and among your notices.")
    )
    return redirect(url_for("more_time.page", public_id=public_id))
