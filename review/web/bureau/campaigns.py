"""Campaigns: all of them, one of them, and its plan as a file."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action, may, may_in
from review.services import campaigns, cancelling, plans, rechecks
from review.services.campaigns import CampaignLine
from review.services.spoken import speaking_of
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, sampling_words
from review.web.bureau.setting_up import file_of
from review.web.clock import now, today, zone
from review.web.errors import in_words
from review.web.forms.cancelling import CancelCampaign
from review.web.language import gettext as _

bp = Guarded("campaigns", __name__)


@bp.get("/campaigns", action=Action.CAMPAIGN_READ)
def overview() -> ResponseReturnValue:
    """All campaigns: those under way with who waits for what, then the others."""
    lines = campaigns.listing(viewer=viewer(), on=today())
    return render_template(
        "campaigns/overview.html",
        running=[_card(line) for line in lines if not line.numbers.is_published],
        published=[line for line in lines if line.numbers.is_published],
        can_open=may(viewer(), Action.CAMPAIGN_OPEN),
        cancelled=cancelling.listing(viewer=viewer())
        if may(viewer(), Action.CAMPAIGN_OPEN)
        else [],
    )


def _card(line: CampaignLine) -> dict[str, object]:
    with speaking_of(line.reviewed):
        return {
            "line": line,
            "cards": campaign_words.step_cards(line),
            "waits": campaign_words.wait_lines(line.waits, line.code),
            "due": campaign_words.due_words(line),
        }


@bp.get("/campaigns/<code>", action=Action.CAMPAIGN_READ)
def page(code: str) -> ResponseReturnValue:
    """One campaign: its path, whose turn it is, and what was settled at opening."""
    found = campaigns.page(viewer=viewer(), code=code, on=today())
    waits = campaign_words.wait_lines(found.line.waits, code)
    return render_template(
        "campaigns/page.html",
        found=found,
        line=found.line,
        cards=campaign_words.step_cards(found.line),
        ours=[wait for wait in waits if wait.is_officer],
        theirs=[wait for wait in waits if not wait.is_officer],
        due=campaign_words.due_words(found.line),
        rule=sampling_words.rule_words(found.rule),
        may_remind=may_in(viewer(), Action.REMIND, code),
        can_open=may(viewer(), Action.CAMPAIGN_OPEN),
        recheck=rechecks.offer(viewer=viewer(), code=code)
        if found.line.numbers.is_settled
        else None,
        tabs=campaign_words.tabs(code, "campaigns.page"),
    )


@bp.get("/campaigns/<code>/plan.yaml", action=Action.CAMPAIGN_OPEN)
def plan_file(code: str) -> ResponseReturnValue:
    """The plan of the campaign as a file, to open another one by."""
    return file_of(plans.plan_of(viewer=viewer(), code=code, zone=zone()))


@bp.get("/campaigns/<code>/cancel", action=Action.CAMPAIGN_OPEN)
def cancelling_page(code: str) -> ResponseReturnValue:
    """What cancelling a campaign opened by mistake would do."""
    return _cancelling(code, CancelCampaign(formdata=None))


@bp.post("/campaigns/<code>/cancel", action=Action.CAMPAIGN_OPEN)
def cancel(code: str) -> ResponseReturnValue:
    form = CancelCampaign()
    if not form.validate_on_submit():
        return _cancelling(code, form), 422
    try:
        cancelling.cancel(viewer=viewer(), code=code, reason=form.words, at=now())
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _cancelling(code, form, in_words(refusal)), 422
    flash(_("The campaign is cancelled. It stands below and can be brought back."))
    return redirect(url_for("campaigns.overview", _anchor="cancelled"))


def _cancelling(code: str, form: CancelCampaign, refusal: str = "") -> str:
    found = cancelling.look(viewer=viewer(), code=code)
    return render_template(
        "campaigns/cancel.html",
        found=found,
        form=form,
        refusal=refusal,
        sees_files=may_in(viewer(), Action.RESULTS_READ, code),
    )


@bp.post("/cancelled-campaigns/<public_id>", action=Action.CAMPAIGN_OPEN)
def bring_back(public_id: str) -> ResponseReturnValue:
    try:
        code = cancelling.bring_back(viewer=viewer(), public_id=public_id, at=now())
    except NotVisible:
        raise
    except RuleBroken as refusal:
        flash(in_words(refusal))
        return redirect(url_for("campaigns.overview", _anchor="cancelled"))
    flash(_("The campaign is back as it was."))
    return redirect(url_for("campaigns.page", code=code))
