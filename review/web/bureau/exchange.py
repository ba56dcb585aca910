"""What passes between a bureau and those above and below it."""

from __future__ import annotations

from collections import Counter

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action
from review.services import (
    asked_results,
    bureaus,
    collecting,
    designating,
    issuing,
    schemes,
)
from review.web.access import Guarded, viewer
from review.web.clock import now
from review.web.errors import in_words
from review.web.language import gettext as _

bp = Guarded("exchange", __name__, url_prefix="/exchange")


@bp.get("/", action=Action.EXCHANGE)
def page() -> ResponseReturnValue:
    """What came from above, and the bureaus below."""
    return render_template(
        "exchange/page.html",
        superior=bureaus.superior(viewer=viewer()),
        received=issuing.received(viewer=viewer()),
        designations=designating.received(viewer=viewer()),
        undrawn=designating.undrawn(viewer=viewer()),
        asked_of_us=asked_results.asked_of_us(viewer=viewer()),
        deliverable=collecting.deliverable(viewer=viewer()),
        asked_by_us=asked_results.asked_by_us(viewer=viewer()),
        below=bureaus.subordinates(viewer=viewer()),
        n_issued=Counter(each.bureau_id for each in issuing.issued(viewer=viewer())),
    )


@bp.get("/below/<bureau_id>", action=Action.EXCHANGE)
def below(bureau_id: str) -> ResponseReturnValue:
    """A bureau below, as far as a superior sees it."""
    found, campaigns = bureaus.campaigns_below(viewer=viewer(), public_id=bureau_id)
    issued = issuing.issued(viewer=viewer())
    designations = designating.made(viewer=viewer())
    return render_template(
        "exchange/below.html",
        bureau=found,
        campaigns=campaigns,
        issued=[each for each in issued if each.bureau_id == bureau_id],
        designations=[each for each in designations if each.bureau_id == bureau_id],
    )


@bp.get("/issue/<scheme_id>", action=Action.EXCHANGE)
def issue(scheme_id: str) -> ResponseReturnValue:
    return _issue_page(scheme_id)


def _issue_page(scheme_id: str, refusal: str = "") -> str:
    found = schemes.view(viewer=viewer(), public_id=scheme_id)
    below = bureaus.subordinates(viewer=viewer())
    issued = issuing.issued(viewer=viewer())
    had = {e.bureau_id: e for e in issued if e.digest == found.line.digest}
    return render_template(
        "exchange/issue.html",
        line=found.line,
        below=below,
        had=had,
        can_issue=any(each.public_id not in had for each in below),
        chosen=request.form.getlist("to"),
        refusal=refusal,
    )


@bp.post("/issue/<scheme_id>", action=Action.EXCHANGE)
def give(scheme_id: str) -> ResponseReturnValue:
    """Issue the scheme to the bureaus chosen, to all of them or to none."""
    to = request.form.getlist("to")
    try:
        given = issuing.issue(viewer=viewer(), public_id=scheme_id, to=to, at=now())
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _issue_page(scheme_id, in_words(refusal)), 422
    names = _("; ").join(given)
    flash(_("Issued to: %(names)s.", names=names) if given else _("They all had it."))
    return redirect(url_for("exchange.page"))
