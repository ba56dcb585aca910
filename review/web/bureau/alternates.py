"""Alternates: which files lack them and why, how evenly they are spread, drawn up anew."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.services import alternates
from review.services import people_lists as people
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, people_lists
from review.web.bureau.lists import cut_of
from review.web.clock import now, today
from review.web.language import gettext as _

bp = Guarded(
    "alternates", __name__, url_prefix="/campaigns/<code>/allocation/alternates"
)
MOST_LISTED = 200


@bp.get("/", action=Action.ALLOCATE)
def page(code: str) -> ResponseReturnValue:
    found = alternates.page(viewer=viewer(), code=code, on=today())
    wanted = people_lists.wanted(people.NO_STATES)
    listed = people.found(found.turns, wanted, people.NO_STATES)
    where = "alternates.page", {"code": code}
    return render_template(
        "allocation/alternates.html",
        found=found,
        turns=listed.page(cut_of()).rows,
        bar=people_lists.bar(*where, (wanted, listed), {"": _("All")}),
        lacking=found.lacking[:MOST_LISTED],
        n_more=len(found.lacking[MOST_LISTED:]),
        said=campaign_words.said,
        tabs=campaign_words.tabs(code, "allocation.page"),
    )


@bp.post("/", action=Action.ALLOCATE)
def draw_up(code: str) -> ResponseReturnValue:
    """Fill the lines up again, after people or conflicts changed."""
    n = alternates.draw_up_anew(viewer=viewer(), code=code, at=now(), on=today())
    if n:
        flash(
            _(
                "The alternates are drawn up anew; files at which they changed: %(n)s.",
                n=n,
            )
        )
    else:
        flash(_("Nothing has changed: the alternates stay as they are."))
    return redirect(url_for("alternates.page", code=code))
