"""Working offline: a workbook of own open files is taken along and brought back."""

from __future__ import annotations

from flask import (
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.services import offline
from review.services.offline import BroughtAlready, ChangedMeanwhile, ChoiceMissing
from review.services.offline import Picked as Pick
from review.web.access import Guarded, viewer
from review.web.clock import now
from review.web.display import moment
from review.web.errors import in_words
from review.web.forms.posted import version_in
from review.web.language import gettext as _
from review.web.language import language_code
from review.web.offline_facts import figures, shown_files
from review.web.offline_proposals import evidence_in_words
from review.web.queue_facts import queue_rows

bp = Guarded("offline", __name__, url_prefix="/reviews/offline")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VERSION, PICK = "version.", "pick."


@bp.get("", action=Action.REVIEW)
def start() -> ResponseReturnValue:
    """Choose what to take along, or bring a workbook back."""
    return _start()


def _start(*, taking: str = "", bringing: str = "") -> str:
    found = offline.listing(viewer=viewer(), at=now())
    return render_template(
        "offline/start.html",
        rows=queue_rows(found.lines),
        n_staying=found.n_staying,
        most=offline.MOST_FILES,
        taking=taking,
        bringing=bringing,
    )


@bp.post("/workbook", action=Action.REVIEW)
def workbook() -> ResponseReturnValue:
    """The workbook of the chosen files; its name says nothing about anybody."""
    try:
        body = offline.workbook(
            viewer=viewer(),
            reads=frozenset(request.form.getlist("read")),
            locale=language_code(),
            as_of=moment(now()),
            told=evidence_in_words,
            at=now(),
        )
    except (offline.NothingToTake, offline.TooMany) as refusal:
        return _start(taking=in_words(refusal)), 422
    headers = {"Content-Disposition": "attachment; filename=reviews-offline.xlsx"}
    return Response(body, mimetype=XLSX, headers=headers)


@bp.post("", action=Action.REVIEW)
def bring() -> ResponseReturnValue:
    """A workbook comes back: it is kept, and shown before anything is written."""
    file = request.files.get("workbook")
    if file is None or not file.filename:
        return _start(bringing=_("Choose the workbook.")), 422
    try:
        public_id = offline.keep(
            viewer=viewer(), body=file.read(), name=file.filename, at=now()
        )
    except RuleBroken as refusal:
        return _start(bringing=in_words(refusal)), 422
    return redirect(url_for("offline.preview", public_id=public_id))


@bp.get("/<public_id>", action=Action.REVIEW)
def preview(public_id: str) -> ResponseReturnValue:
    """Cell by cell what would happen; nothing has been written yet."""
    try:
        plan = offline.preview(viewer=viewer(), public_id=public_id)
    except BroughtAlready as done:
        flash(in_words(done))
        return redirect(url_for("reviewer.queue"))
    return render_template(
        "offline/preview.html",
        public_id=public_id,
        plan=plan,
        figures=figures(plan),
        files=shown_files(plan),
    )


@bp.post("/<public_id>", action=Action.REVIEW)
def take_over(public_id: str) -> ResponseReturnValue:
    """Write it into the drafts, as it was looked at and chosen."""
    picked = _picked(request.form)
    try:
        done = offline.bring(
            viewer=viewer(), public_id=public_id, picked=picked, at=now()
        )
    except (ChangedMeanwhile, ChoiceMissing) as refusal:
        flash(in_words(refusal))
        return redirect(url_for("offline.preview", public_id=public_id))
    except BroughtAlready as already:
        flash(in_words(already))
        return redirect(url_for("reviewer.queue"))
    flash(_done(done))
    return redirect(url_for("reviewer.queue"))


def _done(done: offline.Done) -> str:
    if not done.n_answers:
        return _("Nothing had to be changed.")
    return ngettext(
        "%(num)d answer was taken over. Nothing was submitted: that is done on the "
        "sheet.",
        "%(num)d answers were taken over. Nothing was submitted: that is done on the "
        "sheet.",
        done.n_answers,
    )


def _picked(form: MultiDict[str, str]) -> dict[str, Pick]:
    """By read: the version that was seen, and for each item whose answer stays."""
    found: dict[str, dict[str, bool]] = {}
    for name, value in form.items():
        if name.startswith(PICK):
            read, _dot, code = name.removeprefix(PICK).rpartition(".")
            if value not in ("mine", "theirs"):
                abort(400)
            found.setdefault(read, {})[code] = value == "mine"
    return {
        read: Pick(version_in({"version": form[name]}), found.get(read, {}))
        for name in form
        if name.startswith(VERSION) and (read := name.removeprefix(VERSION))
    }
