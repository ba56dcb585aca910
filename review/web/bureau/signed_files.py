"""Signed files between installations: keys, files made, files looked at and taken in."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from pathlib import Path

from flask import (
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action
from review.services import exchange, partners
from review.services.exchange import Arrived, SignedFile
from review.web.access import Guarded, viewer
from review.web.bureau.schemes import problem_rows
from review.web.clock import now
from review.web.errors import in_words
from review.web.language import gettext as _

bp = Guarded("signed_files", __name__, url_prefix="/exchange/files")
MOST_BYTES = 320 * 1024


def keys() -> Path:
    """Where the private keys of this installation lie."""
    return partners.key_folder(current_app.config, Path(current_app.instance_path))


@bp.get("/", action=Action.EXCHANGE)
def page() -> ResponseReturnValue:
    return _page()


def _page(refusal: RuleBroken | None = None, *, pinning: str = "") -> str:
    return render_template(
        "exchange/files.html",
        fingerprint=partners.own_fingerprint(viewer=viewer(), keys=keys()),
        partners=partners.listing(viewer=viewer()),
        log=exchange.log(viewer=viewer()),
        refusal=in_words(refusal) if refusal else "",
        problems=problem_rows(refusal, "") if refusal else [],
        pinning=pinning,
        sent=request.form,
    )


@bp.get("/key.json", action=Action.EXCHANGE)
def card() -> ResponseReturnValue:
    """Our public key with our name, to be handed over."""
    try:
        body = partners.card(viewer=viewer(), keys=keys())
    except partners.NoKey:
        abort(404)
    return _attached(body, "bureau-key.json", "application/json")


def _attached(body: bytes, name: str, mimetype: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post("/keys", action=Action.EXCHANGE)
def pin() -> ResponseReturnValue:
    """Trust a bureau's key whose fingerprint was compared."""
    try:
        made = partners.pin(
            viewer=viewer(),
            keys=keys(),
            body=_brought("card"),
            fingerprint=request.form.get("fingerprint", ""),
            is_above=request.form.get("place") == "above",
            code=request.form.get("code", ""),
            at=now(),
        )
    except RuleBroken as refusal:
        return _page(pinning=in_words(refusal)), 422
    flash(_("The key of %(name)s is trusted from now on.", name=made.name))
    return redirect(url_for("signed_files.page"))


def _brought(name: str) -> bytes:
    file = request.files.get(name)
    return file.read(MOST_BYTES + 1) if file else b""


@bp.post("/keys/<partner_id>/end", action=Action.EXCHANGE)
def forget(partner_id: str) -> ResponseReturnValue:
    partners.forget(viewer=viewer(), public_id=partner_id, at=now())
    flash(_("The key is trusted no longer. What came in stays."))
    return redirect(url_for("signed_files.page"))


@bp.post("/preview", action=Action.EXCHANGE)
def preview() -> ResponseReturnValue:
    """From whom a file is and what it brings, before anything is written."""
    body = _brought("file")
    try:
        found = exchange.preview(viewer=viewer(), body=body, keys=keys())
    except RuleBroken as refusal:
        return _page(refusal), 422
    return _preview_page(found, body)


def _preview_page(found: Arrived, body: bytes) -> str:
    packed = base64.b64encode(body).decode()
    return render_template("exchange/preview.html", found=found, packed=packed)


@bp.post("/take", action=Action.EXCHANGE)
def take() -> ResponseReturnValue:
    """Take it in as it was looked at; everything is checked again."""
    try:
        body = base64.b64decode(request.form.get("packed", ""), validate=True)
    except binascii.Error:
        abort(400)
    try:
        done = exchange.take(viewer=viewer(), body=body, keys=keys(), at=now())
    except RuleBroken as refusal:
        return _page(refusal), 422
    flash(_("It was in already; nothing changed.") if done.is_in else _("Taken in."))
    return redirect(url_for("exchange.page"))


@bp.post("/schemes/<scheme_id>/<bureau_id>", action=Action.EXCHANGE)
def scheme(scheme_id: str, bureau_id: str) -> ResponseReturnValue:
    return _file(
        lambda: exchange.scheme_file(
            viewer=viewer(), scheme=scheme_id, to=bureau_id, keys=keys(), at=now()
        )
    )


@bp.post("/designations/<designation_id>", action=Action.EXCHANGE)
def designation(designation_id: str) -> ResponseReturnValue:
    return _file(
        lambda: exchange.designation_file(
            viewer=viewer(), designation=designation_id, keys=keys(), at=now()
        )
    )


@bp.post("/requests/<int(min=2000, max=2100):year>/<bureau_id>", action=Action.EXCHANGE)
def requested(year: int, bureau_id: str) -> ResponseReturnValue:
    return _file(
        lambda: exchange.request_file(
            viewer=viewer(), year=year, to=bureau_id, keys=keys(), at=now()
        )
    )


@bp.post("/results/<release_id>", action=Action.EXCHANGE)
def results(release_id: str) -> ResponseReturnValue:
    return _file(
        lambda: exchange.results_file(
            viewer=viewer(), release=release_id, keys=keys(), at=now()
        )
    )


def _file(make: Callable[[], SignedFile]) -> ResponseReturnValue:
    try:
        made = make()
    except NotVisible:
        raise
    except RuleBroken as refusal:
        flash(in_words(refusal))
        return redirect(url_for("signed_files.page"))
    return _attached(made.body, made.name, "application/zip")
