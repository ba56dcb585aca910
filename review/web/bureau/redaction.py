"""Hiding personal data on scanned pages: what to hide, looking through, page by page."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action
from review.domain.redaction import LONGEST, SCALE, BoxRefused, words_in
from review.services import redaction
from review.services.page_images import FileNotShown
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.bureau.campaign_words import Labels
from review.web.bureau.lists import words_of
from review.web.clock import now
from review.web.errors import in_words, wants_pages
from review.web.language import gettext as _
from review.web.page_viewer import width_of

bp = Guarded("redaction", __name__, url_prefix="/cases/<public_id>/redaction")
SIDES = ("left", "top", "width", "height")
WIDTH = 1400
GAP = N_(
    "This page is damaged in the file itself and cannot be shown; reviewers do not see it "
    "either. Nothing needs to be hidden on it."
)
MOST_LISTED = 60
"""Pages named in a sentence; the small images below show all."""


@bp.get("/", action=Action.REDACT)
def case(public_id: str) -> ResponseReturnValue:
    return _overview(public_id)


def _overview(public_id: str, problem: str = "", typed: str | None = None) -> str:
    found = redaction.summary(viewer=viewer(), public_id=public_id)
    words = "\n".join(word.text for word in found.choices.words)
    return render_template(
        "redaction/case.html",
        found=found,
        about=Labels().about(found),
        words=words if typed is None else typed,
        problem=problem,
        longest=LONGEST,
        listed=MOST_LISTED,
        reads=settings.shelf().can_recognise,
    )


@bp.post("/", action=Action.REDACT)
def choose(public_id: str) -> ResponseReturnValue:
    """What to hide; the pages are looked through next."""
    typed = request.form.get("words", "")
    try:
        redaction.choose(
            viewer=viewer(),
            public_id=public_id,
            words=words_in(typed),
            hides_numbers="numbers" in request.form,
            hides_handler="handler" in request.form,
            at=now(),
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _overview(public_id, in_words(refusal), typed), 422
    return redirect(url_for("redaction.looking", public_id=public_id))


@bp.post("/names", action=Action.REDACT)
def names(public_id: str) -> ResponseReturnValue:
    """Names that were proposed: the marked ones are hidden, the others may be read."""
    redaction.decide_names(
        viewer=viewer(),
        public_id=public_id,
        hidden=request.form.getlist("name"),
        at=now(),
    )
    return redirect(url_for("redaction.looking", public_id=public_id))


@bp.get("/look", action=Action.REDACT)
def looking(public_id: str) -> ResponseReturnValue:
    """How far the pages are looked through; the script goes on by itself."""
    found = redaction.summary(viewer=viewer(), public_id=public_id)
    if found.progress.is_done:
        return redirect(url_for("redaction.case", public_id=public_id))
    return render_template("redaction/look.html", found=found)


@bp.post("/look", action=Action.REDACT)
def look(public_id: str) -> ResponseReturnValue:
    """Look through the next pages."""
    done = redaction.look(
        viewer=viewer(), public_id=public_id, shelf=settings.shelf(), at=now()
    )
    if not wants_pages():
        return jsonify(done=done.n_looked, all=done.n_pages)
    return redirect(url_for("redaction.looking", public_id=public_id))


@bp.get("/pages/<int:page>", action=Action.REDACT)
def page(public_id: str, page: int) -> ResponseReturnValue:
    return _editor(public_id, page)


def _editor(public_id: str, page: int, problem: str = "") -> str:
    found = redaction.page_of(viewer=viewer(), public_id=public_id, page=page)
    fault = _(GAP) if found.is_gap else _fault(public_id, page)
    there = {box.public_id for box in found.boxes}
    added, removed = words_of("added"), words_of("removed")
    return render_template(
        "redaction/page.html",
        found=found,
        fault=fault,
        width=WIDTH,
        height=WIDTH * found.shape // 1000,
        full=SCALE,
        percent=percent,
        problem=problem,
        typed={side: request.form.get(side, "") for side in SIDES},
        added=added if added in there else "",
        removed=removed if removed and removed not in there else "",
    )


def _fault(public_id: str, page: int) -> str:
    """Why the page cannot be shown; its image, which is asked for next, is kept."""
    try:
        _image(public_id, page, WIDTH)
    except FileNotShown as refusal:
        return in_words(refusal)
    return ""


def percent(millionths: int) -> str:
    """A length as a share of the page, with one place."""
    return f"{Decimal(millionths) / 10_000:.1f}"


@bp.post("/pages/<int:page>", action=Action.REDACT)
def draw(public_id: str, page: int) -> ResponseReturnValue:
    try:
        box_id = redaction.draw(
            viewer=viewer(),
            public_id=public_id,
            page=page,
            numbers=_numbers(),
            shelf=settings.shelf(),
            at=now(),
        )
    except BoxRefused as refusal:
        return _editor(public_id, page, in_words(refusal)), 422
    return _back(public_id, page, added=box_id)


def _numbers() -> tuple[int, int, int, int]:
    """Left, top, right and bottom edge; a box that sticks out a little is cut."""
    left, top, width, height = (_millionths(side) for side in SIDES)
    return left, top, min(left + width, SCALE), min(top + height, SCALE)


def _millionths(side: str) -> int:
    try:
        share = Decimal(request.form.get(side, "").strip())
        if 0 <= share <= 100:
            return int(share * 10_000)
    except InvalidOperation:
        pass  # No number, or one that cannot be compared.
    raise BoxRefused


@bp.post("/pages/<int:page>/remove", action=Action.REDACT)
def remove(public_id: str, page: int) -> ResponseReturnValue:
    box_id = _change(redaction.remove, public_id, page)
    return _back(public_id, page, removed=box_id)


@bp.post("/pages/<int:page>/seen", action=Action.REDACT)
def see(public_id: str, page: int) -> ResponseReturnValue:
    """A person has looked at the page: on to the next that waits for it."""
    is_seen = "seen" in request.form
    following = redaction.see(
        viewer=viewer(), public_id=public_id, page=page, is_seen=is_seen, at=now()
    )
    if not is_seen:
        return _back(public_id, page)
    if following:
        return _back(public_id, following)
    return redirect(url_for("redaction.case", public_id=public_id))


@bp.post("/pages/<int:page>/restore", action=Action.REDACT)
def restore(public_id: str, page: int) -> ResponseReturnValue:
    _change(redaction.restore, public_id, page)
    return _back(public_id, page)


def _change(act: Callable[..., object], public_id: str, page: int) -> str:
    box_id = request.form.get("box", "")
    own: dict[str, Any] = {"public_id": public_id, "page": page, "box_id": box_id}
    act(viewer=viewer(), shelf=settings.shelf(), at=now(), **own)
    return box_id


def _back(public_id: str, page: int, **said: str) -> ResponseReturnValue:
    return redirect(url_for("redaction.page", public_id=public_id, page=page, **said))


@bp.get("/original/<int:page>", action=Action.REDACT)
def image(public_id: str, page: int) -> ResponseReturnValue:
    return Response(_image(public_id, page, width_of()), mimetype="image/jpeg")


def _image(public_id: str, page: int, width: int) -> bytes:
    return redaction.page_image(
        viewer=viewer(),
        public_id=public_id,
        page=page,
        width=width,
        shelf=settings.shelf(),
    )
