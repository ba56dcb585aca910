"""Keeping queries under a name, and letting go of them."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action
from review.domain.query_words import Subject
from review.services import saved_queries
from review.web.access import Guarded, viewer
from review.web.addresses import local
from review.web.clock import now
from review.web.errors import in_words
from review.web.language import gettext as _

bp = Guarded("queries", __name__, url_prefix="/queries")


@bp.post("/<any(cases, files, reads):subject>", action=Action.CASES_READ)
def keep(subject: str) -> ResponseReturnValue:
    """Keep the query of a list; then back to that list."""
    try:
        saved_queries.keep(
            viewer=viewer(),
            subject=Subject(subject),
            name=request.form.get("name", ""),
            query=request.form.get("q", ""),
            is_shared=request.form.get("shared") == "yes",
            at=now(),
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        flash(in_words(refusal), "warning")
    else:
        flash(_("The query is kept. It stands above the list."))
    return redirect(local(request.form.get("then")))


@bp.post("/<public_id>/drop", action=Action.CASES_READ)
def drop(public_id: str) -> ResponseReturnValue:
    """Keep one of the own queries no longer."""
    saved_queries.drop(viewer=viewer(), public_id=public_id, at=now())
    flash(_("The query is no longer kept."))
    return redirect(local(request.form.get("then")))
