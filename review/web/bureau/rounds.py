"""Whose files the reviewers of a campaign review: their own county's, or in a circle."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.candidates import Unit
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action
from review.domain.rotation import WhoReviews
from review.services import rounds
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import one_of
from review.web.clock import now
from review.web.errors import in_words
from review.web.language import gettext as _

bp = Guarded("rounds", __name__, url_prefix="/campaigns/<code>/round")
UNIT_WORDS = {Unit.COUNTY: N_("County"), Unit.FIRM: N_("Firm")}


@bp.get("/", action=Action.ALLOCATE)
def page(code: str) -> ResponseReturnValue:
    by = one_of("by", [each.value for each in rounds.UNITS])
    return _page(code, by=Unit(by) if by else None)


def _page(code: str, refusal: str = "", by: Unit | None = None) -> str:
    found = rounds.page(viewer=viewer(), code=code, by=by)
    return render_template(
        "rounds/page.html",
        found=found,
        code=found.code,
        chosen=found.wanted,
        choices=list(WhoReviews),
        unit=UNIT_WORDS[found.unit],
        refusal=refusal or (in_words(found.why_not) if found.why_not else ""),
        tabs=campaign_words.tabs(found.code, "allocation.page"),
    )


@bp.post("/", action=Action.ALLOCATE)
def settle(code: str) -> ResponseReturnValue:
    """Before anything is given out; the allocation obeys it from then on."""
    given = request.form.get("who", "")
    who = WhoReviews(given) if given in set(WhoReviews) else WhoReviews.ANYONE
    try:
        rounds.settle(viewer=viewer(), code=code, way=who.way, unit=who.unit, at=now())
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _page(code, in_words(refusal), who.unit), 422
    flash(_("Settled. The allocation keeps to it."))
    return redirect(url_for("rounds.page", code=code))
