"""Files sent to a case piece by piece: for the script of the page, and by plain forms."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, BinaryIO, cast

from flask import Response, abort, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.services import uploads
from review.services.other_cases import NamesAnother
from review.services.scans import SameContent
from review.services.uploads import UploadLine
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.bureau.lists import number_of
from review.web.clock import now
from review.web.errors import in_words, wants_pages
from review.web.language import gettext as _
from review.web.wording import listed

bp = Guarded("uploads", __name__, url_prefix="/cases/<public_id>/scans/uploads")
MOST_BYTES = 10**15
MOST_TEXT = 2000


@bp.post("/", action=Action.INTAKE)
def begin(public_id: str) -> ResponseReturnValue:
    """Where to send a file; the same file again goes on where it stopped."""
    return begun(public_id)


def begun(public_id: str) -> ResponseReturnValue:
    asked = sent(bytes=int, key=str, name=str)
    line = uploads.begin(
        viewer=viewer(),
        public_id=public_id,
        n_bytes=asked["bytes"],
        key=asked["key"],
        name=asked["name"],
        shelf=settings.shelf(),
    )
    return jsonify(as_json(line)), 201


def sent(**kinds: type) -> dict[str, Any]:
    """The values of a JSON object, each of its kind, and no others."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict) or set(given) != set(kinds):
        abort(400)
    for name, kind in kinds.items():
        value = given[name]
        if type(value) is not kind:
            abort(400)
        if kind is str and (len(value) > MOST_TEXT or "\0" in value):
            abort(400)
    return given


@bp.put("/<upload_id>", action=Action.INTAKE)
def receive(public_id: str, upload_id: str) -> ResponseReturnValue:
    """A piece from `offset` on; the answer says from where the next one goes on."""
    return received(public_id, upload_id)


def received(public_id: str, upload_id: str) -> ResponseReturnValue:
    offset = number_of("offset", least=0, most=MOST_BYTES)
    if offset is None:
        abort(400)
    try:
        n = uploads.receive(
            viewer=viewer(),
            public_id=public_id,
            upload_id=upload_id,
            offset=offset,
            stream=cast("BinaryIO", request.stream),
            shelf=settings.shelf(),
        )
    except uploads.OffsetWrong as wrong:
        return jsonify(received=wrong.offset), 409
    return jsonify(received=n)


@bp.get("/<upload_id>", action=Action.INTAKE)
def look(public_id: str, upload_id: str) -> ResponseReturnValue:
    """How far it is."""
    return jsonify(as_json(uploads.look(**_this(public_id, upload_id))))


@bp.post("/<upload_id>/finish", action=Action.INTAKE)
def finish(public_id: str, upload_id: str) -> ResponseReturnValue:
    digest = sent(digest=str)["digest"]
    this = _this(public_id, upload_id)
    return jsonify(as_json(uploads.finish(digest=digest, at=now(), **this)))


@bp.post("/<upload_id>/accept", action=Action.INTAKE)
def accept(public_id: str, upload_id: str) -> ResponseReturnValue:
    """Into the case; pages that cannot be shown only if somebody decided so."""
    this = _this(public_id, upload_id)
    is_decided = request.form.get("decided") == "yes"
    if wants_pages():
        seconds = settings.patience()
        uploads.settle(at=now(), seconds=seconds, is_decided=is_decided, **this)
        return _back(public_id)
    with suppress(SameContent):  # The line says so, as when it was known before.
        uploads.accept(at=now(), is_decided=is_decided, **this)
    return jsonify(as_json(uploads.look(**this)))


@bp.post("/<upload_id>/drop", action=Action.INTAKE)
def drop(public_id: str, upload_id: str) -> ResponseReturnValue:
    uploads.drop(**_this(public_id, upload_id))
    return _back(public_id) if wants_pages() else jsonify({})


@bp.get("/<upload_id>/pages/<int:page>", action=Action.INTAKE)
def image(public_id: str, upload_id: str, page: int) -> ResponseReturnValue:
    """A page in small, before it is decided whether the file is added."""
    content = uploads.page_image(page=page, **_this(public_id, upload_id))
    return Response(content, mimetype="image/jpeg")


def _this(public_id: str, upload_id: str) -> dict[str, Any]:
    given = {"public_id": public_id, "upload_id": upload_id}
    return {"viewer": viewer(), "shelf": settings.shelf(), **given}


def _back(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("scans.case", public_id=public_id))


def as_json(line: UploadLine) -> dict[str, Any]:
    """An upload for the script, its sentences in the reader's language."""
    return {
        "id": line.id,
        "stage": line.stage.value,
        "bytes": line.n_bytes,
        "received": line.received,
        "pages": line.n_pages,
        "checked": line.n_checked,
        "decide": line.needs_decision,
        "doubtful": list(line.doubtful),
        "alike": list(line.alike),
        "there": line.is_there,
        "sentences": sentences_of(line),
    }


def sentences_of(line: UploadLine) -> list[str]:
    """What is to be said of it: why it was refused, or what to decide, or notes."""
    return [
        *([refusal_of(line.refusal)] if line.refusal else ()),
        *(_broken(line) if line.broken else ()),
        *(_doubtful(line) if line.doubtful else ()),
        *(_others(line) if line.others else ()),
        *(_(note) for note in line.notes),
        *(_papers(line) if line.n_papers else ()),
    ]


def refusal_of(refusal: RuleBroken) -> str:
    return in_words(refusal)


def _broken(line: UploadLine) -> list[str]:
    pages = listed(map(str, line.broken))
    return [_("These pages of the file cannot be shown: %(pages)s.", pages=pages)]


def _papers(line: UploadLine) -> list[str]:
    return [_("Put on the contents list: %(n)s.", n=line.n_papers)]


def _others(line: UploadLine) -> list[str]:
    return [in_words(NamesAnother(numbers=line.others))]


def _doubtful(line: UploadLine) -> list[str]:
    pages = listed(map(str, line.doubtful))
    return [
        _("On these pages a picture is cut off or too large: %(pages)s.", pages=pages)
    ]
