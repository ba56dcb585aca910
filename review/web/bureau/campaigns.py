"""Campaigns: all of them, one of them, and opening one.

Opening has an address of its own beside the campaigns, so that a campaign may be called
"open".
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.campaigns import CampaignPlan
from review.domain.errors import RuleBroken
from review.domain.policy import Action, may
from review.services import campaigns, opening
from review.services.campaigns import CampaignLine
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, sampling_words
from review.web.bureau.schemes import problem_rows
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.forms.campaign import OpenCampaign, PlanFile, data_of
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
    )


def _card(line: CampaignLine) -> dict[str, object]:
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
        can_change_term=may(viewer(), Action.CAMPAIGN_OPEN),
        tabs=campaign_words.tabs(code, "campaigns.page"),
    )


@bp.get("/open-campaign", action=Action.CAMPAIGN_OPEN)
def start() -> ResponseReturnValue:
    """The form of a new campaign, with the usual answers filled in."""
    year = today().year
    plan = CampaignPlan(
        code=str(year),
        name=_("%(year)s quality review of case files", year=year),
        assessment_year=year,
        closed_from=today().replace(year=year - 1, month=1, day=1),
        closed_until=today().replace(year=year - 1, month=12, day=31),
        schemes=tuple(each.name for each in _choices().schemes),
    )
    return _form_page(_filled(plan))


def _choices() -> opening.Choices:
    return opening.choices(viewer=viewer(), on=today())


def _filled(plan: CampaignPlan) -> OpenCampaign:
    """The form with a plan in it, whatever was sent with the request."""
    form = OpenCampaign(formdata=None, data=data_of(plan))
    form.offer(_choices())
    return form


def _form_page(form: OpenCampaign, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "campaigns/open.html", form=form, choices=_choices(), plan_file=PlanFile()
    )
    return page, status


@bp.post("/open-campaign", action=Action.CAMPAIGN_OPEN)
def open_campaign() -> ResponseReturnValue:
    """First the consequence; opened only by the button beneath it."""
    form = OpenCampaign()
    form.offer(_choices())
    if not form.validate_on_submit():
        return _form_page(form, 422)
    if request.form.get("do") == "change":
        return _form_page(form)
    plan = form.plan()
    if request.form.get("do") != "open":
        return _consequence(form, plan)
    try:
        opening.open_campaign(viewer=viewer(), plan=plan, at=now())
    except RuleBroken:
        return _consequence(form, plan, 422)
    flash(_("The campaign is open. Next, draw its sample."))
    return redirect(url_for("campaigns.page", code=plan.code))


def _consequence(
    form: OpenCampaign, plan: CampaignPlan, status: int = 200
) -> ResponseReturnValue:
    """What opening would do, or everything that keeps it from being opened."""
    shown = opening.preview(viewer=viewer(), plan=plan, on=today())
    faults = [in_words(fault) for fault in shown.faults]
    page = render_template(
        "campaigns/consequence.html",
        form=form,
        plan=plan,
        rule=sampling_words.rule_words(plan.sample),
        shown=shown,
        faults=faults,
        remarks=[campaign_words.said(each) for each in shown.remarks],
        labels=campaign_words.Labels(),
    )
    return page, 422 if faults else status


@bp.post("/open-campaign/file", action=Action.CAMPAIGN_OPEN)
def open_file() -> ResponseReturnValue:
    """A plan in YAML: its consequence, or all its problems line by line."""
    upload = PlanFile()
    problems = []
    if upload.validate_on_submit():
        try:
            plan = opening.read_plan(viewer=viewer(), text=upload.text)
        except RuleBroken as refusal:
            upload.file.errors = [in_words(refusal)]
            problems = problem_rows(refusal, upload.text)
        else:
            return _consequence(_filled(plan), plan)
    return render_template("campaigns/file.html", form=upload, problems=problems), 422
