"""How the scanned files of a campaign stand before reviewers get them."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.policy import Action, may
from review.services import redaction
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.clock import now
from review.web.errors import wants_pages
from review.web.language import gettext as _

bp = Guarded("redaction_files", __name__, url_prefix="/campaigns/<code>/redaction")


@bp.get("/", action=Action.REDACT)
def page(code: str) -> ResponseReturnValue:
    """Every drawn file with a scan, and what is left to be read."""
    return render_template(
        "redaction/campaign.html",
        code=code,
        found=redaction.of_campaign(viewer=viewer(), code=code),
        may_require=may(viewer(), Action.REDACT_FIRST),
        tabs=campaign_words.tabs(code, "allocation.page"),
    )


@bp.get("/look", action=Action.REDACT)
def looking(code: str) -> ResponseReturnValue:
    """How far the pages of all files are looked through; the script goes on by itself."""
    found = redaction.of_campaign(viewer=viewer(), code=code)
    if found.progress.is_done:
        return redirect(url_for("redaction_files.page", code=code))
    return render_template("redaction/campaign_look.html", code=code, found=found)


@bp.post("/look", action=Action.REDACT)
def look(code: str) -> ResponseReturnValue:
    """Look through the next pages, file by file."""
    done = redaction.look_on(
        viewer=viewer(), code=code, shelf=settings.shelf(), at=now()
    )
    if not wants_pages():
        return jsonify(done=done.n_looked, all=done.n_pages)
    return redirect(url_for("redaction_files.looking", code=code))


@bp.post("/first", action=Action.REDACT_FIRST)
def require_looks(code: str) -> ResponseReturnValue:
    """For all campaigns of the bureau."""
    is_required = "required" in request.form
    redaction.require_looks(viewer=viewer(), is_required=is_required, at=now())
    flash(_("Saved."))
    return redirect(url_for("redaction_files.page", code=code))
