"""The scanned parts of a case file: brought, put in order, numbered, taken out."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, cast

from flask import (
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action, may
from review.domain.volumes import Volume
from review.services import case_pages, redaction, scans, uploads
from review.services.page_images import FileNotShown
from review.services.uploads import Stage, UploadLine
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.bureau.campaign_words import Labels
from review.web.bureau.uploads import sentences_of
from review.web.clock import now
from review.web.errors import in_words
from review.web.forms.posted import MOST_DIGITS
from review.web.language import gettext as _
from review.web.page_viewer import plain_view, turn_of, width_of

bp = Guarded("scans", __name__, url_prefix="/cases/<public_id>/scans")
MOST_NAME = 80
MOST_LISTED = 12
"""Pages named in a sentence; the page about hiding names more of them."""
SANDBOX = "sandbox; default-src 'none'"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of the files that were sent."""

    name: str
    n_pages: int
    problem: str
    notes: tuple[str, ...] = ()
    n_papers: int = 0
    is_waiting: bool = False
    """Its pages are still being checked, or somebody has to decide."""


@bp.get("/", action=Action.INTAKE)
def case(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


def _page(public_id: str, outcomes: list[Outcome] | None = None) -> str:
    shelf, own = settings.shelf(), {"viewer": viewer(), "public_id": public_id}
    found = scans.of_case(**own)
    waiting = uploads.of_case(shelf=shelf, **own)
    return render_template(
        "scans/case.html",
        found=found,
        waiting=[(line, sentences_of(line)) for line in waiting],
        volumes=[(volume.value, _(volume.words)) for volume in Volume],
        about=" · ".join(filter(None, (Labels().about(found), found.institution))),
        standing=redaction.summary(viewer=viewer(), public_id=public_id),
        reads=shelf.can_recognise,
        listed=MOST_LISTED,
        has_originals=may(viewer(), Action.ORIGINALS),
        outcomes=outcomes or [],
        may_open=shelf.may_open,
        opens_unshut=shelf.opens_unshut,
        most=shelf.limits.file_bytes // (1024 * 1024),
    )


@bp.post("/", action=Action.INTAKE, brings_files=True)
def add(public_id: str) -> ResponseReturnValue:
    """Each file for itself: one that is refused keeps no other from being added."""
    scans.of_case(viewer=viewer(), public_id=public_id)
    files = [each for each in request.files.getlist("files") if each.filename]
    outcomes = [_added(public_id, each) for each in files]
    if not files:
        outcomes = [Outcome("", 0, _("Choose at least one file."))]
    page = _page(public_id, outcomes)
    return page, 422 if any(each.problem for each in outcomes) else 200


def _added(public_id: str, file: FileStorage) -> Outcome:
    """The name is said back to whoever sent the file, and kept nowhere."""
    name = (file.filename or "")[-MOST_NAME:]
    try:
        line = _settled(public_id, file, name)
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return Outcome(name, 0, in_words(refusal))
    if line.refusal:
        return Outcome(name, 0, in_words(line.refusal))
    notes = tuple(_(each) for each in line.notes)
    is_waiting = line.stage is not Stage.ADDED
    return Outcome(name, line.n_pages, "", notes, line.n_papers, is_waiting)


def _settled(public_id: str, file: FileStorage, name: str) -> UploadLine:
    """Short files are in the case with the answer; of others the page tells how far."""
    n_bytes = file.stream.seek(0, io.SEEK_END)
    file.stream.seek(0)
    own: dict[str, Any] = {"viewer": viewer(), "public_id": public_id}
    own |= {"shelf": settings.shelf(), "at": now()}
    stream = cast("BinaryIO", file.stream)
    line = uploads.bring(stream=stream, n_bytes=n_bytes, name=name, **own)
    line = uploads.settle(upload_id=line.id, seconds=settings.patience(), **own)
    if line.refusal:
        del own["at"]
        uploads.drop(upload_id=line.id, **own)
    return line


@bp.post("/<scan_id>/move", action=Action.INTAKE)
def move(public_id: str, scan_id: str) -> ResponseReturnValue:
    scans.move(
        viewer=viewer(),
        public_id=public_id,
        scan_id=scan_id,
        by=-1 if request.form.get("to") == "up" else 1,
        at=now(),
    )
    return redirect(url_for("scans.case", public_id=public_id, _anchor="scans"))


@bp.post("/<scan_id>/number", action=Action.INTAKE)
def number(public_id: str, scan_id: str) -> ResponseReturnValue:
    """An empty field lets the numbers go on from the scan before."""
    typed = unicodedata.normalize("NFKC", request.form.get("first", "")).strip()
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS
    first = int(typed) if is_number else None
    try:
        scans.number_from(
            viewer=viewer(),
            public_id=public_id,
            scan_id=scan_id,
            first=0 if typed and first is None else first,
            at=now(),
        )
    except scans.NumberOutOfRange as refusal:
        flash(in_words(refusal))
    return redirect(url_for("scans.case", public_id=public_id, _anchor="scans"))


@bp.post("/<scan_id>/volume", action=Action.INTAKE)
def volume(public_id: str, scan_id: str) -> ResponseReturnValue:
    """Which volume the scan belongs to."""
    chosen = request.form.get("volume", "")
    if chosen not in set(Volume):
        abort(400)
    scans.say_volume(
        viewer=viewer(),
        public_id=public_id,
        scan_id=scan_id,
        volume=Volume(chosen),
        at=now(),
    )
    return redirect(url_for("scans.case", public_id=public_id, _anchor="scans"))


@bp.route("/<scan_id>/remove", methods=["GET", "POST"], action=Action.INTAKE)
def remove(public_id: str, scan_id: str) -> ResponseReturnValue:
    """Asks first, with the pages it is about, and for the reason."""
    own: dict[str, Any] = {"public_id": public_id, "scan_id": scan_id}
    line = scans.one_of_case(viewer=viewer(), **own)
    problem, reason = "", request.form.get("reason", "")
    if request.method == "POST":
        try:
            scans.remove(viewer=viewer(), reason=reason, at=now(), **own)
        except scans.NoReason as refusal:
            problem = in_words(refusal)
        else:
            flash(_("The file has been taken out of the case."))
            return redirect(url_for("scans.case", public_id=public_id))
    page = render_template(
        "scans/remove.html",
        found=scans.of_case(viewer=viewer(), public_id=public_id),
        line=line,
        reason=reason,
        most=scans.MOST_REASON,
        problem=problem,
    )
    return page, 422 if problem else 200


@bp.get("/<scan_id>/original", action=Action.ORIGINALS)
def original(public_id: str, scan_id: str) -> ResponseReturnValue:
    """The file as it was brought: never shown in the browser, always a download."""
    found = redaction.original(
        viewer=viewer(),
        public_id=public_id,
        scan_id=scan_id,
        shelf=settings.shelf(),
        at=now(),
    )
    response = send_file(
        found.file,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=found.name,
        conditional=False,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.content_length = found.n_bytes
    return response


@bp.get("/preview", action=Action.INTAKE)
def preview(public_id: str) -> ResponseReturnValue:
    """Page after page as the reviewers of the case get them."""
    found = scans.of_case(viewer=viewer(), public_id=public_id)
    pages = case_pages.preview(viewer=viewer(), public_id=public_id)
    own = url_for("scans.preview", public_id=public_id)
    images = url_for("scans.case", public_id=public_id) + "pages/{page}"
    view = plain_view(pages, own=own, image=images)
    fault = "" if view.is_gap else _fault(public_id, view.page)
    view = replace(view, image="") if fault else view
    waiting = redaction.summary(viewer=viewer(), public_id=public_id).withheld
    return render_template(
        "scans/preview.html",
        found=found,
        view=view,
        fault=fault,
        is_withheld=any(each.page == view.page for each in waiting),
    )


@bp.get("/pages/<int:page>", action=Action.INTAKE)
def image(public_id: str, page: int) -> ResponseReturnValue:
    return Response(_image(public_id, page), mimetype="image/jpeg")


def _image(public_id: str, page: int) -> bytes:
    return case_pages.preview_image(
        viewer=viewer(),
        public_id=public_id,
        page=page,
        width=width_of(),
        turn=turn_of(),
        shelf=settings.shelf(),
    )


def _fault(public_id: str, page: int) -> str:
    """Why the page cannot be shown; its image, which is asked for next, is kept."""
    try:
        _image(public_id, page)
    except FileNotShown as refusal:
        return in_words(refusal)
    return ""
