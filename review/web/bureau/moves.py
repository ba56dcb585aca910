"""The allocation as a file: fetched, edited, looked at, then applied as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from review.domain.errors import NotVisible, RuleBroken, StaleVersion
from review.domain.moves import MOST_ASKED
from review.domain.policy import Action
from review.services import campaigns, moving
from review.services.moving import MovesPreview
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import download
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.language import said

bp = Guarded("moves", __name__, url_prefix="/campaigns/<code>/allocation/moves")
MOST_SHOWN = 300
MOST_BYTES = 2 * 1024 * 1024


@bp.get("/", action=Action.ALLOCATE)
def page(code: str) -> ResponseReturnValue:
    return _page(code)


def _page(
    code: str, shown: MovesPreview | None = None, body: str = "", problem: str = ""
) -> tuple[str, int]:
    listed = _listed(shown) if shown else {}
    page = render_template(
        "moves/page.html",
        line=campaigns.line(viewer=viewer(), code=code, on=today()),
        code=code,
        shown=shown,
        **{name: rows[:MOST_SHOWN] for name, rows in listed.items()},
        is_cut=any(len(listed[name]) > MOST_SHOWN for name in _visible(shown)),
        body=body,
        problem=problem,
        most=MOST_SHOWN,
        most_asked=MOST_ASKED,
        said=campaign_words.said,
        tabs=campaign_words.tabs(code, "allocation.page"),
    )
    return page, 422 if problem or (shown and shown.faults) else 200


def _listed(shown: MovesPreview) -> dict[str, Sequence[object]]:
    return {
        "faults": shown.faults,
        "taken_back": shown.taken_back,
        "given": shown.given,
        "concerns": shown.proposal.concerns,
    }


def _visible(shown: MovesPreview | None) -> tuple[str, ...]:
    """While lines are at fault, these alone are shown."""
    if shown is None:
        return ()
    return ("faults",) if shown.faults else ("taken_back", "given", "concerns")


@bp.get("/<any(now, proposal):which>.csv", action=Action.ALLOCATE)
def export(code: str, which: str) -> Response:
    """What is held now, or that and the program's proposal for the empty places."""
    body = moving.export(
        viewer=viewer(),
        code=code,
        at=now(),
        on=today(),
        say=said,
        with_proposal=which == "proposal",
    )
    return download(body, f"allocation-{which}-{code}", "csv")


@bp.post("/", action=Action.ALLOCATE)
def bring(code: str) -> ResponseReturnValue:
    """First what the file would change; applied by the button beneath it."""
    if request.form.get("do") == "apply":
        return _apply(code)
    file = request.files.get("file")
    body = file.read(MOST_BYTES + 1) if file else b""
    if not body or len(body) > MOST_BYTES:
        return _page(code, problem=_("Choose a file of at most 2 MB."))
    try:
        shown = _looked(code, body)
        text = moving.as_text(body)
    except RuleBroken as refusal:
        return _page(code, problem=in_words(refusal))
    return _page(code, shown, text)


def _looked(code: str, body: bytes) -> MovesPreview:
    return moving.preview(viewer=viewer(), code=code, body=body, at=now(), on=today())


def _looked_again(code: str, body: str, refusal: RuleBroken) -> ResponseReturnValue:
    """The same file by what holds now, beneath the sentence why it was not applied."""
    try:
        shown = _looked(code, body.encode())
    except NotVisible:
        raise
    except RuleBroken as unreadable:
        return _page(code, problem=in_words(unreadable))
    page, status = _page(code, shown, body, in_words(refusal))
    return page, 409 if isinstance(refusal, StaleVersion) else status


def _apply(code: str) -> ResponseReturnValue:
    body, digest = request.form.get("body", ""), request.form.get("digest", "")
    if not body or not digest:
        abort(400)
    try:
        done = moving.apply(
            viewer=viewer(),
            code=code,
            body=body.encode(),
            digest=digest,
            at=now(),
            on=today(),
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _looked_again(code, body, refusal)
    flash(
        _(
            "The allocation is changed; places given: %(given)s, taken back: "
            "%(taken)s.",
            given=done.n_give,
            taken=done.n_take_back,
        )
    )
    return redirect(url_for("allocation.page", code=code))
