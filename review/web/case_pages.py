"""The scanned pages of a file, for its reviewer: images by number, and nothing else."""

from __future__ import annotations

from flask import Response, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.services import case_pages, reviewing
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.clock import now
from review.web.page_viewer import plain_view, turn_of, width_of

bp = Guarded("case_pages", __name__, url_prefix="/reviews/<public_id>/pages")


@bp.get("/", action=Action.REVIEW)
def reading(public_id: str) -> ResponseReturnValue:
    """Page after page without any script."""
    desk = reviewing.open_read(viewer=viewer(), public_id=public_id, at=now())
    found = case_pages.pages_of(viewer=viewer(), public_id=public_id, at=now())
    own = url_for("case_pages.reading", public_id=public_id)
    return render_template(
        "case_pages/reading.html",
        desk=desk,
        view=plain_view(found, own=own, image=f"{own}{{page}}"),
    )


@bp.get("/list.json", action=Action.REVIEW)
def listing(public_id: str) -> ResponseReturnValue:
    """Number and shape of every page, for the viewer beside the sheet."""
    found = case_pages.pages_of(viewer=viewer(), public_id=public_id, at=now())
    return jsonify(pages=[[each.label, each.shape] for each in found])


@bp.get("/<int:page>", action=Action.REVIEW)
def image(public_id: str, page: int) -> ResponseReturnValue:
    content = case_pages.page_image(
        viewer=viewer(),
        public_id=public_id,
        page=page,
        width=width_of(),
        turn=turn_of(),
        shelf=settings.shelf(),
        at=now(),
    )
    return Response(content, mimetype="image/jpeg")
