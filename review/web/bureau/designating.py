"""Case numbers that a superior designates, and the campaigns they join."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action
from review.services import bureaus, designating, undesignating
from review.web.access import Guarded, viewer
from review.web.clock import now
from review.web.errors import in_words
from review.web.language import gettext as _

bp = Guarded("designating", __name__, url_prefix="/exchange")


@bp.get("/below/<bureau_id>/designate", action=Action.EXCHANGE)
def form(bureau_id: str) -> ResponseReturnValue:
    return _page(bureau_id)


def _page(bureau_id: str, refusal: str = "") -> str:
    found, _campaigns = bureaus.campaigns_below(viewer=viewer(), public_id=bureau_id)
    return render_template(
        "exchange/designate.html",
        bureau=found,
        undrawn=designating.undrawn(viewer=viewer(), bureau=bureau_id),
        sent=request.form,
        refusal=refusal,
    )


@bp.post("/below/<bureau_id>/designate", action=Action.EXCHANGE)
def designate(bureau_id: str) -> ResponseReturnValue:
    """Name case numbers for a bureau below, in a campaign of it or to wait there."""
    try:
        designating.designate(
            viewer=viewer(),
            bureau=bureau_id,
            name=request.form.get("name", ""),
            numbers=request.form.get("numbers", ""),
            campaign=request.form.get("campaign", ""),
            at=now(),
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _page(bureau_id, in_words(refusal)), 422
    flash(_("The case numbers are designated."))
    return redirect(url_for("exchange.below", bureau_id=bureau_id))


@bp.post("/designations/<designation_id>/join", action=Action.EXCHANGE)
def join(designation_id: str) -> ResponseReturnValue:
    """Put numbers that wait into a campaign of ours."""
    try:
        designating.join(
            viewer=viewer(),
            public_id=designation_id,
            code=request.form.get("campaign", ""),
            at=now(),
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        flash(in_words(refusal))
    else:
        flash(_("The case numbers have joined the campaign; its sample shows them."))
    return redirect(url_for("exchange.page"))


@bp.get("/designations/<designation_id>/withdraw", action=Action.EXCHANGE)
def withdrawal(designation_id: str) -> ResponseReturnValue:
    """What withdrawing designated numbers would come to."""
    return _withdrawal(designation_id)


def _withdrawal(designation_id: str, problem: str = "") -> str:
    found = undesignating.look(viewer=viewer(), public_id=designation_id)
    return render_template(
        "exchange/withdraw.html",
        line=found.line,
        effect=found.effect,
        problem=problem,
        typed=request.form.get("reason", ""),
    )


@bp.post("/designations/<designation_id>/withdraw", action=Action.EXCHANGE)
def withdraw(designation_id: str) -> ResponseReturnValue:
    """Withdraw designated numbers, with a reason."""
    reason = request.form.get("reason", "")
    own = {"viewer": viewer(), "public_id": designation_id}
    try:
        undesignating.withdraw(**own, reason=reason, at=now())
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _withdrawal(designation_id, in_words(refusal)), 422
    line = undesignating.look(**own).line
    flash(_("The case numbers are withdrawn."))
    return redirect(url_for("exchange.below", bureau_id=line.bureau_id))
