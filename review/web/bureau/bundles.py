"""Scans of many cases in one ZIP: brought, looked at, taken in part by part."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.services import bundles
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.clock import now
from review.web.errors import in_words

bp = Guarded("bundles", __name__, url_prefix="/cases/scans")
MOST_SHOWN = 200


@bp.get("/", action=Action.INTAKE)
def start() -> ResponseReturnValue:
    return _form("")


def _form(problem: str) -> str:
    shelf = settings.shelf()
    return render_template(
        "scans/bring.html",
        problem=problem,
        may_open=shelf.may_open,
        most=settings.most_upload() // (1024 * 1024),
    )


@bp.post("/", action=Action.INTAKE, brings_files=True)
def bring() -> ResponseReturnValue:
    file = request.files.get("bundle")
    if file is None or not file.filename:
        return _form(_("Choose at least one file.")), 422
    try:
        token = bundles.keep(
            viewer=viewer(), stream=file.stream, shelf=settings.shelf(), at=now()
        )
    except RuleBroken as refusal:
        return _form(in_words(refusal)), 422
    return redirect(url_for("bundles.preview", token=token))


@bp.get("/<token>", action=Action.INTAKE)
def preview(token: str) -> ResponseReturnValue:
    """What belongs to what, what is left out and why, what is missing."""
    plan = bundles.plan(viewer=viewer(), token=token, shelf=settings.shelf())
    return render_template("scans/bundle.html", plan=plan, shown=MOST_SHOWN)


@bp.post("/<token>", action=Action.INTAKE)
def take_in(token: str) -> ResponseReturnValue:
    begin = request.form.get("start", "0")
    if not (begin.isascii() and begin.isdecimal()):
        abort(400)
    done, following = bundles.take_in(
        viewer=viewer(),
        token=token,
        shelf=settings.shelf(),
        start=int(begin),
        at=now(),
    )
    told = [(each, in_words(each.refusal) if each.refusal else "") for each in done]
    return render_template(
        "scans/taken.html", told=told, following=following, token=token
    )
