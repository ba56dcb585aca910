"""Whose files the reviewers of a campaign review: their own county's, or in a circle."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.candidates import Unit
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action
from review.domain.rotation import Way
from review.services import rounds
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import one_of
from review.web.clock import now
from review.web.errors import in_words
from review.web.language import gettext as _

bp = Guarded("rounds", __name__, url_prefix="/campaigns/<code>/round")
UNIT_WORDS = {Unit.COUNTY: N_("County"), Unit.FIRM: N_("Firm")}
CHOICES: dict[str, tuple[Way | None, Unit]] = {
    "anyone": (None, Unit.COUNTY),
    "own": (Way.OWN, Unit.COUNTY),
    "counties": (Way.ROTATION, Unit.COUNTY),
    "firms": (Way.ROTATION, Unit.FIRM),
}
CHOICE_WORDS = {
    "anyone": N_("Everybody may review every file that no conflict forbids"),
    "own": N_("Each county reviews its own files (self-review)"),
    "counties": N_("Counties review each other, round in a circle"),
    "firms": N_("Firms review each other, round in a circle"),
}


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
        chosen=_chosen(found),
        choices=CHOICE_WORDS,
        unit=UNIT_WORDS[found.unit],
        refusal=refusal,
        tabs=campaign_words.tabs(found.code, "allocation.page"),
    )


def _chosen(found: rounds.RoundPage) -> str:
    settled = (found.way, found.unit if found.way else Unit.COUNTY)
    return next(name for name, each in CHOICES.items() if each == settled)


@bp.post("/", action=Action.ALLOCATE)
def settle(code: str) -> ResponseReturnValue:
    """Before anything is given out; the allocation obeys it from then on."""
    way, unit = CHOICES.get(request.form.get("who", ""), CHOICES["anyone"])
    try:
        rounds.settle(viewer=viewer(), code=code, way=way, unit=unit, at=now())
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _page(code, in_words(refusal), unit), 422
    flash(_("Settled. The allocation keeps to it."))
    return redirect(url_for("rounds.page", code=code))
