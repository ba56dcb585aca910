"""Setting up a campaign, from an empty form, a file or an earlier one, step by step.

Opening has an address of its own beside the campaigns, so that a campaign may be called
"open". Every step is kept as it is typed; nothing is carried out before the last one.
"""

from __future__ import annotations

from itertools import chain, count

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.campaigns import (
    MINIMUM_N,
    CampaignKind,
    CampaignPlan,
    reviewed_by,
)
from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action
from review.domain.usual_plan import usual_plan
from review.services import (
    arrivals,
    campaigns,
    consequences,
    opening,
    plan_choices,
    plan_drafts,
    plans,
)
from review.services.plan_drafts import Draft, DraftChanged
from review.services.spoken import speak_of
from review.web.access import Guarded, viewer
from review.web.bureau import setting_up_words
from review.web.bureau.arrivals import arrived_words
from review.web.bureau.schemes import problem_rows
from review.web.bureau.setting_up_words import Look
from review.web.clock import now, today, zone
from review.web.errors import in_words
from review.web.forms import setting_up as steps
from review.web.forms.campaign import PlanFile
from review.web.forms.posted import version_in
from review.web.forms.setting_up import CopyCampaign, Said, Step
from review.web.language import gettext as _

bp = Guarded("setting_up", __name__, url_prefix="/open-campaign")
DRAFT = "/<draft_id>"
STEP = f"{DRAFT}/<any({', '.join(steps.BY_CODE)}):step>"
YAML = "application/yaml; charset=utf-8"


@bp.get("", action=Action.CAMPAIGN_OPEN)
def start() -> ResponseReturnValue:
    """The ways to begin, and what was begun; `like` names a model beforehand."""
    return _start_page(like=request.args.get("like", ""))


def _start_page(
    upload: PlanFile | None = None,
    problems: object = (),
    status: int = 200,
    like: str = "",
    trouble: str = "",
) -> ResponseReturnValue:
    copying, choices = _copy_form(), _choices()
    if like:
        copying.code.data = like
    page = render_template(
        "setting_up/start.html",
        drafts=plan_drafts.listing(viewer=viewer()),
        step_words={step.code: step.words for step in steps.STEPS},
        has_schemes=bool(choices.schemes),
        has_institutions=bool(choices.institution_schemes),
        copying=copying,
        trouble=trouble,
        upload=upload or PlanFile(formdata=None),
        problems=problems,
    )
    return page, status


def _choices() -> plan_choices.Choices:
    return plan_choices.choices(viewer=viewer(), on=today())


def _copy_form() -> CopyCampaign:
    form = CopyCampaign()
    there = campaigns.listing(viewer=viewer(), on=today())
    form.offer((line.code, line.name) for line in there)
    return form


@bp.post("/begin", action=Action.CAMPAIGN_OPEN)
def begin() -> ResponseReturnValue:
    """From scratch, with the usual answers filled in: for case files, or institutions.

    How an institution fared may be told of it alone: there is no lawyer to be guessed.
    """
    usual, choices = usual_plan(today()), _choices()
    year = usual.year
    of_institutions = request.args.get("of") == "institutions"
    name = _("%(year)s quality review of case files", year=year)
    if of_institutions:
        name = _("%(year)s review of legal-aid institutions and stations", year=year)
    plan = CampaignPlan(
        code=_free_code(str(year)),
        name=name,
        assessment_year=year,
        closed_from=usual.closed_from,
        closed_until=usual.closed_until,
        due_on=usual.due_on,
        schemes=choices.institution_schemes
        if of_institutions
        else choices.usual_schemes,
        minimum_n=1 if of_institutions else MINIMUM_N,
    )
    return _begin(plan, steps.FIRST)


def _free_code(wanted: str) -> str:
    taken = {line.code for line in campaigns.listing(viewer=viewer(), on=today())}
    tries = chain([wanted], (f"{wanted}-{n}" for n in count(2)))
    return next(code for code in tries if code not in taken)


@bp.post("/copy", action=Action.CAMPAIGN_OPEN)
def copy() -> ResponseReturnValue:
    """From an earlier campaign, moved on by a year; what was changed is shown."""
    form = _copy_form()
    if not form.validate_on_submit():
        return _start_page(status=422)
    copied = plans.copy(viewer=viewer(), code=form.code.data, on=today(), zone=zone())
    return _begin(copied.plan, steps.FIRST, copied.changes)


@bp.post("/recheck/<code>", action=Action.CAMPAIGN_OPEN)
def recheck(code: str) -> ResponseReturnValue:
    """A share of a settled campaign anew: to the step that says how much of it."""
    line = campaigns.line(viewer=viewer(), code=code, on=today())
    try:
        made = plans.recheck(
            viewer=viewer(),
            code=code,
            name=_("%(name)s: re-check of a share", name=line.name),
            as_code=_free_code(f"{code[:30]}-recheck"),
            on=today(),
            zone=zone(),
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        flash(in_words(refusal))
        return redirect(url_for("campaigns.page", code=code))
    return _begin(made.plan, steps.BY_CODE["sample"], made.changes)


@bp.post("/file", action=Action.CAMPAIGN_OPEN)
def bring() -> ResponseReturnValue:
    """From a plan in YAML: straight to its consequence, or all its problems by line."""
    upload = PlanFile()
    problems = []
    if upload.validate_on_submit():
        try:
            plan = opening.read_plan(viewer=viewer(), text=upload.text)
        except RuleBroken as refusal:
            upload.file.errors = [in_words(refusal)]
            problems = problem_rows(refusal, upload.text)
        else:
            return _begin(plan, steps.LAST)
    return _start_page(upload, problems, 422)


def _begin(plan: CampaignPlan, step: Step, notes: object = ()) -> ResponseReturnValue:
    said = steps.said_of_plan(plan, _choices())
    try:
        draft_id = plan_drafts.begin(
            viewer=viewer(),
            said=said,
            name=steps.name_in(said),
            step=step.code,
            notes=tuple(notes),  # type: ignore[arg-type]
            at=now(),
        )
    except (plan_drafts.TooManyDrafts, plan_drafts.TooLong) as refusal:
        return _start_page(status=422, trouble=in_words(refusal))
    return _to(draft_id, step)


def _to(draft_id: str, step: Step) -> ResponseReturnValue:
    return redirect(url_for("setting_up.page", draft_id=draft_id, step=step.code))


@bp.get(DRAFT, action=Action.CAMPAIGN_OPEN)
def resume(draft_id: str) -> ResponseReturnValue:
    """Where it was left."""
    draft = plan_drafts.show(viewer=viewer(), public_id=draft_id)
    return _to(draft_id, steps.step_of(draft.step))


@bp.get(STEP, action=Action.CAMPAIGN_OPEN)
def page(draft_id: str, step: str) -> ResponseReturnValue:
    """A step with its fields, and what the plan leads to as it stands."""
    draft = plan_drafts.show(viewer=viewer(), public_id=draft_id)
    return _step_page(draft, draft.said, steps.BY_CODE[step])


def _look(said: Said) -> Look:
    """The plan looked at: every field, then the plan as a whole, then what it does."""
    form = steps.form_of(said, _choices())
    if not form.validate():
        return Look(form)
    plan = form.plan()
    seen = consequences.preview(viewer=viewer(), plan=plan, on=today())
    speak_of(reviewed_by(*(each.scheme for each in seen.schemes)))
    return Look(form, plan, seen, steps.place_faults(form, seen.faults))


def _step_page(
    draft: Draft, said: Said, step: Step, status: int = 200, trouble: str = ""
) -> ResponseReturnValue:
    look = _look(said)
    page = render_template(
        f"setting_up/{step.code}.html",
        draft=draft,
        step=step,
        before=steps.beside(step, -1),
        after=steps.beside(step, 1),
        path=setting_up_words.path(look, step),
        look=look,
        form=look.form,
        words=setting_up_words,
        trouble=trouble,
        faulty=steps.faulty_steps(look.form),
    )
    return page, status


@bp.post(STEP, action=Action.CAMPAIGN_OPEN)
def save(draft_id: str, step: str) -> ResponseReturnValue:
    """Keep the step as it was typed; go on only where nothing in it is at fault."""
    draft = plan_drafts.show(viewer=viewer(), public_id=draft_id)
    here = steps.step_of(step)
    said = steps.merged(draft.said, here, request.form)
    there = _wanted(here)
    try:
        plan_drafts.save(
            viewer=viewer(),
            public_id=draft_id,
            said=said,
            name=steps.name_in(said),
            step=there.code,
            version=version_in(request.form),
            at=now(),
        )
    except DraftChanged as stale:
        return _step_page(draft, said, here, 409, in_words(stale))
    except plan_drafts.TooLong as refusal:
        return _step_page(draft, said, here, 422, in_words(refusal))
    if request.form.get("do") == "next" and here.code in _faulty(said):
        draft = plan_drafts.show(viewer=viewer(), public_id=draft_id)
        return _step_page(draft, said, here, 422)
    return _to(draft_id, there)


def _faulty(said: Said) -> dict[str, list[object]]:
    return dict(steps.faulty_steps(_look(said).form))


def _wanted(here: Step) -> Step:
    """Where the button leads: on, back, to a step by name, or nowhere."""
    do = request.form.get("do", "")
    by = {"next": 1, "back": -1}.get(do, 0)
    return steps.BY_CODE.get(do) or steps.beside(here, by)


@bp.post(f"{DRAFT}/open", action=Action.CAMPAIGN_OPEN)
def open_campaign(draft_id: str) -> ResponseReturnValue:
    """Carry it out: the campaign opens, or everything that keeps it from opening."""
    try:
        draft = plan_drafts.show(viewer=viewer(), public_id=draft_id)
    except NotVisible:
        # A second click: the first one opened the campaign.
        code = plan_drafts.opened_as(viewer=viewer(), public_id=draft_id)
        return redirect(url_for("campaigns.page", code=code))
    look = _look(draft.said)
    is_same = version_in(request.form) == draft.version
    if look.plan is None or not is_same:
        changed = "" if is_same else in_words(DraftChanged())
        return _step_page(draft, draft.said, steps.LAST, 422, changed)
    try:
        opening.open_campaign(viewer=viewer(), plan=look.plan, at=now())
    except RuleBroken as refusal:
        # What the look above does not say itself has changed since.
        told = "" if look.faults or steps.faulty_steps(look.form) else in_words(refusal)
        return _step_page(draft, draft.said, steps.LAST, 422, told)
    code = look.plan.code
    plan_drafts.finish(viewer=viewer(), public_id=draft_id, code=code, at=now())
    if look.plan.kind is CampaignKind.STANDING:
        arrived = arrivals.enter(viewer=viewer(), code=code, at=now(), on=today())
        flash(_("The campaign is open; files enter as they close."))
        for sentence in arrived_words(arrived):
            flash(sentence)
    else:
        flash(_("The campaign is open. Next, draw its sample."))
    return redirect(url_for("campaigns.page", code=code))


@bp.post(f"{DRAFT}/drop", action=Action.CAMPAIGN_OPEN)
def drop(draft_id: str) -> ResponseReturnValue:
    plan_drafts.drop(viewer=viewer(), public_id=draft_id, at=now())
    flash(_("The draft is dropped; nothing had come of it."))
    return redirect(url_for("setting_up.start"))


@bp.get(f"{DRAFT}/plan.yaml", action=Action.CAMPAIGN_OPEN)
def as_file(draft_id: str) -> ResponseReturnValue:
    """The plan as far as it goes, as a file; where it cannot be read, the last step."""
    draft = plan_drafts.show(viewer=viewer(), public_id=draft_id)
    look = _look(draft.said)
    if look.plan is None:
        return _step_page(draft, draft.said, steps.LAST, 422)
    return file_of(look.plan)


def file_of(plan: CampaignPlan) -> Response:
    response = Response(plans.as_file(plan), content_type=YAML)
    name = f"plan-{plan.code}.yaml"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
