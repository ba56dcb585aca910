"""What a reviewer sees of paper volumes: with oneself, or kept by the office."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.services import own_volumes
from review.web.access import Guarded, viewer

bp = Guarded("own_volumes", __name__, url_prefix="/reviews")


@bp.get("/volumes/", action=Action.REVIEW)
def listing() -> ResponseReturnValue:
    return render_template("volumes/own.html", lines=own_volumes.own(viewer=viewer()))
