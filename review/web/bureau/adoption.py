"""Proposing changed rules as a new version, and deciding what another proposed."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.adoption import Decision
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action
from review.services import adoption
from review.web.access import Guarded, viewer
from review.web.bureau import replay_words
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.language import gettext as _
from review.web.language import said

bp = Guarded("adoption", __name__, url_prefix="/schemes")
DONE = {
    Decision.ADOPTED: N_(
        "The new version is loaded. Campaigns opened from now on use it."
    ),
    Decision.REFUSED: N_("The proposal is refused; the rules stay as they are."),
    Decision.WITHDRAWN: N_("The proposal is withdrawn; the rules stay as they are."),
}


@bp.post("/trials/<trial_id>/propose", action=Action.RULES_CHANGE)
def propose(trial_id: str) -> ResponseReturnValue:
    """Ask for this copy; another person decides."""
    try:
        address = adoption.propose(
            viewer=viewer(),
            trial=trial_id,
            reason=request.form.get("reason", ""),
            at=now(),
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        flash(in_words(refusal))
        return redirect(url_for("replay.show", trial_id=trial_id))
    flash(_("The change is proposed. Somebody else has to adopt it."))
    return redirect(url_for("adoption.show", proposal_id=address))


@bp.get("/proposals/", action=Action.RULES_CHANGE)
def listing() -> ResponseReturnValue:
    return render_template(
        "adoption/listing.html", lines=adoption.listing(viewer=viewer(), on=today())
    )


@bp.get("/proposals/<proposal_id>", action=Action.RULES_CHANGE)
def show(proposal_id: str) -> ResponseReturnValue:
    return _page(proposal_id)


def _page(proposal_id: str, refusal: str = "") -> str:
    found = adoption.view(viewer=viewer(), public_id=proposal_id, on=today())
    return render_template(
        "adoption/show.html",
        found=found,
        line=found.line,
        moved=replay_words.frozen_share(found.line.figures),
        moves=replay_words.frozen_moves(found.line.figures, found.old, found.new),
        refusal=refusal,
    )


@bp.post(
    "/proposals/<proposal_id>/<any(adopted, refused, withdrawn):decision>",
    action=Action.RULES_CHANGE,
)
def decide(proposal_id: str, decision: str) -> ResponseReturnValue:
    """Adopt or refuse what another proposed, or withdraw what is one's own."""
    try:
        adoption.decide(
            viewer=viewer(),
            public_id=proposal_id,
            decision=Decision(decision),
            reason=request.form.get("reason", ""),
            at=now(),
            on=today(),
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _page(proposal_id, in_words(refusal)), 422
    flash(said(DONE[Decision(decision)]))
    return redirect(url_for("adoption.show", proposal_id=proposal_id))
