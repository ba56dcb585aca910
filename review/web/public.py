"""What anyone may read without an account: what bureaus have published."""

from __future__ import annotations

from flask import Response, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.services import release_tables, releases
from review.services.figures import RATES
from review.web import release_words
from review.web.access import Guarded, viewer
from review.web.display import words

bp = Guarded("public", __name__)


@bp.get("/", action=Action.PUBLIC_READ)
def home() -> ResponseReturnValue:
    if g.viewer.is_signed_in:
        return redirect(url_for("account.home"))
    return published()


@bp.get("/published", action=Action.PUBLIC_READ)
def published() -> ResponseReturnValue:
    """Every published campaign, the newest first."""
    found = releases.published(viewer=viewer())
    return render_template("public/home.html", heads=found)


@bp.get("/published/<public_id>", action=Action.PUBLIC_READ)
def release(public_id: str) -> ResponseReturnValue:
    """One published campaign, as a notice to read or to print."""
    found = releases.public_release(viewer=viewer(), public_id=public_id)
    return render_template(
        "public/release.html", found=found, rates=RATES, say=release_words
    )


@bp.get("/published/<public_id>/figures.csv", action=Action.PUBLIC_READ)
def table(public_id: str) -> Response:
    body = release_tables.public_table(
        viewer=viewer(), public_id=public_id, words=words
    )
    return _file(body, "text/csv; charset=utf-8", f"figures-{public_id}.csv")


@bp.get("/published/<public_id>/counties.svg", action=Action.PUBLIC_READ)
def chart(public_id: str) -> Response:
    body = release_tables.county_chart(
        viewer=viewer(), public_id=public_id, words=words
    )
    return Response(body, content_type="image/svg+xml")


@bp.get("/published/<public_id>/proof.json", action=Action.PUBLIC_READ)
def proof(public_id: str) -> Response:
    """With this anyone can calculate the published digest again."""
    body = release_tables.proof(viewer=viewer(), public_id=public_id)
    return _file(body, "application/json; charset=utf-8", f"proof-{public_id}.json")


def _file(body: bytes, content_type: str, name: str) -> Response:
    response = Response(body, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
