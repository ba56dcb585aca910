"""What anyone may read without an account."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.web.access import Guarded

bp = Guarded("public", __name__)


@bp.get("/", action=Action.PUBLIC_READ)
def home() -> ResponseReturnValue:
    if g.viewer.is_signed_in:
        return redirect(url_for("account.home"))
    return render_template("public/home.html")
