"""Reading traces: what the viewer sends, and the pages of the panel lead."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.services import tracing
from review.web.access import Guarded, viewer
from review.web.clock import now
from review.web.forms.posted import sent_object
from review.web.tracing_facts import minutes, trace_view

bp = Guarded("tracing", __name__)


@bp.post("/reviews/<public_id>/trace", action=Action.REVIEW)
def note(public_id: str) -> ResponseReturnValue:
    """Pages that were open, as the script sends them now and then."""
    sent = sent_object().get("spans")
    tracing.note(viewer=viewer(), public_id=public_id, sent=sent, at=now())
    return Response(status=204)


@bp.get("/reading-traces", action=Action.TRACES_READ)
def listing() -> ResponseReturnValue:
    """The settled files of the campaigns that keep traces, review by review."""
    return render_template(
        "tracing/listing.html",
        campaigns=tracing.listing(viewer=viewer()),
        minutes=minutes,
    )


@bp.get("/reading-traces/<public_id>", action=Action.TRACES_READ)
def show(public_id: str) -> ResponseReturnValue:
    found = tracing.led_trace(viewer=viewer(), public_id=public_id, at=now())
    return render_template(
        "tracing/show.html", found=found, traced=trace_view(found, minutes)
    )
