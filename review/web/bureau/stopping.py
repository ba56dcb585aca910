"""Stopping a reviewer, looked at first, and the list of files to read again."""

from __future__ import annotations

from datetime import date, datetime, time

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action
from review.domain.rereading import MOST_DAYS, AskedOften
from review.services import stopping
from review.services.stopping import Decision, Stopping
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import download
from review.web.clock import now, zone
from review.web.errors import in_words
from review.web.forms.campaign import Stopped
from review.web.language import gettext as _
from review.web.language import said
from review.web.reviewer_figure_words import Cell, drift_cell

bp = Guarded("stopping", __name__, url_prefix="/campaigns/<code>/reviewers")


@bp.route("/stop", methods=["GET", "POST"], action=Action.ALLOCATE)
def page(code: str) -> ResponseReturnValue:
    """Counts and consequence first; decided by the button beneath them."""
    number = request.args.get("number", "")
    form = Stopped() if request.method == "POST" else _asked(code, number)
    is_sent = request.form.get("do") == "stop"
    if is_sent and form.validate():
        try:
            return _stop(code, number, form)
        except NotVisible:
            raise
        except RuleBroken as refusal:
            form.since.errors = [in_words(refusal)]
    since = form.since.data if not form.since.errors else None
    try:
        shown = _looked(code, number, since)
    except AskedOften as refusal:
        form.since.errors, since = [in_words(refusal)], None
        shown = _looked(code, number, None)
    page = render_template(
        "reviewer_figures/stop.html",
        shown=shown,
        form=form,
        drift=drift_cell(shown.drift, shown.drift_since),
        since=since,
        most_days=MOST_DAYS,
        tabs=campaign_words.tabs(code, "members.listing"),
    )
    return page, 422 if is_sent or form.since.errors else 200


def _asked(code: str, number: str) -> Stopped:
    """The day the drift is counted from stands there already."""
    shown = _looked(code, number, None)
    day = shown.drift_since.astimezone(zone()).date() if shown.drift_since else None
    return Stopped(formdata=None, data={"since": day})


def _looked(code: str, number: str, day: date | None) -> Stopping:
    own = {"viewer": viewer(), "code": code, "number": number}
    return stopping.preview(**own, since=_moment(day), at=now())


def _moment(day: date | None) -> datetime | None:
    """When a day begins at the bureau."""
    return datetime.combine(day, time(), zone()) if day else None


def _stop(code: str, number: str, form: Stopped) -> ResponseReturnValue:
    stopping.stop(
        viewer=viewer(),
        code=code,
        number=number,
        reason=form.reason.data,
        since=_moment(form.since.data),
        at=now(),
    )
    flash(_("The reviewer is stopped, and open files are taken back."))
    return redirect(url_for("stopping.listing", code=code))


@bp.get("/stops", action=Action.ALLOCATE)
def listing(code: str) -> ResponseReturnValue:
    """What was decided, and which files are to be read again."""
    found = stopping.stops(viewer=viewer(), code=code)
    return render_template(
        "reviewer_figures/stops.html",
        found=found,
        decisions=[_told(each) for each in found.decisions],
        label=campaign_words.Labels(),
        tabs=campaign_words.tabs(code, "members.listing"),
    )


def _told(decision: Decision) -> tuple[Decision, Cell, date | None]:
    """With the drift of the day, and the day from which files are read again."""
    since = decision.again_from
    figures = drift_cell(decision.drift, since)
    return decision, figures, since.astimezone(zone()).date() if since else None


@bp.get("/rereads.<any(csv, xlsx):file_format>", action=Action.ALLOCATE)
def export(code: str, file_format: str) -> Response:
    body = stopping.export(
        viewer=viewer(), code=code, file_format=file_format, at=now(), say=said
    )
    return download(body, f"read-again-{code}", file_format)
