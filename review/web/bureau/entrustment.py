"""Who runs the reviews of a campaign: the contract, and what either side may do."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from review.domain.errors import NotVisible, RuleBroken
from review.domain.paperwork.kinds import Paperwork
from review.domain.policy import Action, may_in
from review.services import entrustment, paperwork
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import download
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.forms.entrustment import Entrust, TakeBackCampaign, data_of
from review.web.language import gettext as _

bp = Guarded("entrustment", __name__, url_prefix="/campaigns/<code>/entrustment")


@bp.get("/", action=Action.CAMPAIGN_READ)
def page(code: str) -> ResponseReturnValue:
    return _page(code)


def _page(
    code: str,
    form: Entrust | None = None,
    taking: TakeBackCampaign | None = None,
    refusal: str = "",
) -> str:
    found = entrustment.page(viewer=viewer(), code=code, on=today())
    counts = found.current if found.may_take_back else None
    known = data_of(counts.contract if counts else None)
    return render_template(
        "entrustment/page.html",
        found=found,
        code=found.code,
        form=form or Entrust(formdata=MultiDict(), data=known),
        taking=taking or TakeBackCampaign(formdata=MultiDict()),
        refusal=refusal,
        sees_rules=any(
            may_in(viewer(), action, found.code)
            for action in (Action.ALLOCATE, Action.CAMPAIGN_OPEN)
        ),
        tabs=campaign_words.tabs(found.code, "entrustment.page"),
    )


@bp.post("/", action=Action.ENTRUST)
def entrust(code: str) -> ResponseReturnValue:
    """The first contract, or a further one in place of the one that counts."""
    form = Entrust()
    if not form.validate_on_submit():
        return _page(code, form), 422
    contract = form.contract()
    assert contract is not None
    try:
        entrustment.entrust(viewer=viewer(), code=code, contract=contract, at=now())
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _refused(code, form, refusal)
    flash(_("The contract is recorded and counts from now on."))
    return redirect(url_for("entrustment.page", code=code))


def _refused(code: str, form: Entrust, refusal: RuleBroken) -> ResponseReturnValue:
    place = getattr(refusal, "place", "")
    if place not in form:
        return _page(code, form, refusal=in_words(refusal)), 422
    form[place].errors = [in_words(refusal)]
    return _page(code, form), 422


@bp.post("/take-back", action=Action.ENTRUST)
def take_back(code: str) -> ResponseReturnValue:
    taking = TakeBackCampaign()
    if not taking.validate_on_submit():
        return _page(code, taking=taking), 422
    try:
        entrustment.take_back(
            viewer=viewer(), code=code, reason=taking.reason.data, at=now()
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _page(code, taking=taking, refusal=in_words(refusal)), 422
    flash(_("The campaign is the bureau's own again."))
    return redirect(url_for("entrustment.page", code=code))


@bp.post("/hand-over", action=Action.DELIVER)
def hand_over(code: str) -> ResponseReturnValue:
    try:
        entrustment.hand_over(viewer=viewer(), code=code, at=now())
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _page(code, refusal=in_words(refusal)), 422
    flash(_("The evaluation is handed over; the bureau sees the results now."))
    return redirect(url_for("entrustment.page", code=code))


@bp.get("/report.docx", action=Action.RESULTS_READ)
def report(code: str) -> Response:
    """The evaluation report as it can be written now."""
    kind = Paperwork.EVALUATION
    body = paperwork.document(
        viewer=viewer(), code=code, kind=kind, at=now(), on=today()
    )
    return download(body, f"{kind}-{code}", "docx")
