"""Scans of many cases, in a ZIP or a folder: looked at, then brought file by file."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.services import bundles
from review.services.bundles import Plan, Planned
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.bureau.lists import MOST_SHOWN
from review.web.bureau.uploads import as_json, begun, received, sent
from review.web.clock import now
from review.web.display import file_size
from review.web.errors import in_words, wants_pages
from review.web.forms.posted import MOST_DIGITS
from review.web.language import gettext as _
from review.web.wording import listed

bp = Guarded("bundles", __name__, url_prefix="/cases/scans")
MOST_TOLD = 5
"""Candidates that are told of one file."""


@bp.get("/", action=Action.INTAKE)
def start() -> ResponseReturnValue:
    return _form("")


def _form(problem: str) -> str:
    shelf = settings.shelf()
    return render_template(
        "scans/bring.html",
        problem=problem,
        may_open=shelf.may_open,
        opens_unshut=shelf.opens_unshut,
        most=settings.most_upload() // (1024 * 1024),
        shown=MOST_SHOWN,
    )


@bp.post("/", action=Action.INTAKE, brings_files=True)
def bring() -> ResponseReturnValue:
    file = request.files.get("bundle")
    if file is None or not file.filename:
        return _form(_("Choose at least one file.")), 422
    try:
        token = bundles.keep(
            viewer=viewer(), stream=file.stream, shelf=settings.shelf()
        )
    except RuleBroken as refusal:
        return _form(in_words(refusal)), 422
    return redirect(url_for("bundles.preview", token=token))


@bp.post("/uploads/", action=Action.INTAKE)
def begin() -> ResponseReturnValue:
    return begun("")


@bp.put("/uploads/<upload_id>", action=Action.INTAKE)
def receive(upload_id: str) -> ResponseReturnValue:
    return received("", upload_id)


@bp.get("/uploads/<upload_id>", action=Action.INTAKE)
def look(upload_id: str) -> ResponseReturnValue:
    line = bundles.look(viewer=viewer(), token=upload_id, shelf=settings.shelf())
    return jsonify(as_json(line))


@bp.post("/uploads/<upload_id>/finish", action=Action.INTAKE)
def finish(upload_id: str) -> ResponseReturnValue:
    line = bundles.finish(
        viewer=viewer(),
        token=upload_id,
        digest=sent(digest=str)["digest"],
        shelf=settings.shelf(),
    )
    url = url_for("bundles.preview", token=upload_id)
    return jsonify(as_json(line) | {"url": url})


@bp.post("/plan", action=Action.INTAKE)
def plan_folder() -> ResponseReturnValue:
    """What belongs to what in a folder that is still at the officer's."""
    files = [_file(each) for each in sent(files=list)["files"]]
    shelf = settings.shelf()
    plan = bundles.plan_folder(viewer=viewer(), files=files, shelf=shelf)
    return jsonify(_plan_json(plan))


def _file(given: Any) -> tuple[str, int]:
    if not isinstance(given, dict) or set(given) != {"path", "bytes"}:
        abort(400)
    path, n_bytes = given["path"], given["bytes"]
    if not (isinstance(path, str) and type(n_bytes) is int and n_bytes >= 0):
        abort(400)
    return path, n_bytes


def _plan_json(plan: Plan) -> dict[str, Any]:
    return {
        "n_cases": plan.n_cases,
        "n_alike": plan.n_alike,
        "taken": [
            {
                "index": each.entry.index,
                "path": each.entry.path,
                "bytes": each.entry.n_bytes,
                "case_no": each.case_no,
                "names": recognised(each),
                "alike": each.is_alike,
                "size": file_size(each.entry.n_bytes),
                "case": each.case_id,
                "url": url_for("uploads.begin", public_id=each.case_id),
                "home": url_for("scans.case", public_id=each.case_id),
            }
            for each in plan.taken
        ],
        "refused": [
            {"path": each.entry.path, "problem": problem_of(each)}
            for each in plan.refused
        ],
        "missing": list(plan.missing),
    }


def recognised(planned: Planned) -> str:
    """Which paper and which volume the name tells."""
    told = (planned.paper, planned.volume)
    return " · ".join(_(each.words) for each in told if each) or "—"


def problem_of(planned: Planned) -> str:
    """Why a file is left out; where its name is not clear, with what it may mean."""
    if not planned.candidates:
        return _(planned.problem)
    numbers = listed(planned.candidates[:MOST_TOLD])
    if planned.problem == bundles.AT_ODDS:
        told = _(
            "It may belong to %(numbers)s: put it into the right folder, or take the "
            "other number out of its name.",
            numbers=numbers,
        )
    else:
        told = _("It may be %(numbers)s; write the whole number.", numbers=numbers)
    return f"{_(planned.problem)} {told}"


@bp.get("/<token>", action=Action.INTAKE)
def preview(token: str) -> ResponseReturnValue:
    """What belongs to what, what is left out and why, what is missing."""
    plan = bundles.plan(viewer=viewer(), token=token, shelf=settings.shelf())
    refused = [
        (each.entry.path, problem_of(each)) for each in plan.refused[:MOST_SHOWN]
    ]
    taken = [(each, recognised(each)) for each in plan.taken[:MOST_SHOWN]]
    return render_template(
        "scans/bundle.html",
        plan=plan,
        taken=taken,
        refused=refused,
        shown=MOST_SHOWN,
        opens_unshut=settings.shelf().opens_unshut,
    )


@bp.get("/<token>/list.json", action=Action.INTAKE)
def listing(token: str) -> ResponseReturnValue:
    """The same for the script, which brings the files one by one."""
    plan = bundles.plan(viewer=viewer(), token=token, shelf=settings.shelf())
    return jsonify(_plan_json(plan))


@bp.post("/<token>/<int:index>", action=Action.INTAKE)
def unpack(token: str, index: int) -> ResponseReturnValue:
    line = bundles.unpack(
        viewer=viewer(),
        token=token,
        index=index,
        public_id=sent(case=str)["case"],
        shelf=settings.shelf(),
        at=now(),
    )
    return jsonify(as_json(line))


@bp.post("/<token>/drop", action=Action.INTAKE)
def drop(token: str) -> ResponseReturnValue:
    bundles.drop(viewer=viewer(), token=token, shelf=settings.shelf())
    return redirect(url_for("bundles.start")) if wants_pages() else jsonify({})


@bp.post("/<token>", action=Action.INTAKE)
def take_in(token: str) -> ResponseReturnValue:
    """File after file for browsers without the script, a few at a time."""
    begin = request.form.get("start", "0")
    if not (begin.isascii() and begin.isdecimal() and len(begin) <= MOST_DIGITS):
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
