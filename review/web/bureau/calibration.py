"""Calibration for officers: standard, anchor files, and who is qualified, by name."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.calibration import Standard
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, may_in
from review.services import calibration as service
from review.services import people_lists as people
from review.services.calibration import Calibration
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, people_lists
from review.web.bureau.lists import cut_of
from review.web.clock import now
from review.web.errors import in_words
from review.web.forms.calibration import AnchorForm, StandardForm
from review.web.language import gettext as _

bp = Guarded("calibration", __name__, url_prefix="/campaigns/<code>/calibration")


@bp.get("/", action=Action.ALLOCATE)
def page(code: str) -> ResponseReturnValue:
    return _page(service.calibration(viewer=viewer(), code=code))


@bp.post("/", action=Action.ALLOCATE)
def change(code: str) -> ResponseReturnValue:
    """Set the standard, add an anchor, or take one out."""
    found = service.calibration(viewer=viewer(), code=code)
    done = DOES.get(request.form.get("do", ""), _add)
    return done(code, found)


STATES = {
    "": N_("All"),
    "qualified": N_("Has qualified"),
    "tried": N_("Tried, not qualified yet"),
    "untried": N_("Not tried yet"),
}


def _page(
    found: Calibration,
    standard: StandardForm | None = None,
    anchor: AnchorForm | None = None,
) -> ResponseReturnValue:
    kept = found.standard
    asked = {"percent": kept.percent, "is_demanded": kept.is_demanded}
    standard = standard or StandardForm(formdata=None, data=asked)
    anchor = anchor or AnchorForm(formdata=None)
    anchor.offer(found)
    wanted = people_lists.wanted(service.PERSON_STATES)
    listed = people.found(found.people, wanted, service.PERSON_STATES)
    states = {state: _(words) for state, words in STATES.items()}
    where = "calibration.page", {"code": found.code}
    page = render_template(
        "calibration/page.html",
        found=found,
        people=listed.page(cut_of()).rows,
        bar=people_lists.bar(*where, (wanted, listed), states),
        standard=standard,
        anchor=anchor,
        may_add=may_in(viewer(), Action.SAMPLE_DRAW, found.code),
        tabs=campaign_words.tabs(found.code, "members.listing"),
    )
    return page, 422 if standard.errors or anchor.errors else 200


def _set(code: str, found: Calibration) -> ResponseReturnValue:
    form = StandardForm()
    if not form.validate():
        return _page(found, standard=form)
    standard = Standard(form.percent.data, form.is_demanded.data)
    service.set_standard(viewer=viewer(), code=code, standard=standard, at=now())
    flash(_("The standard is set."))
    return redirect(url_for("calibration.page", code=code))


def _add(code: str, found: Calibration) -> ResponseReturnValue:
    form = AnchorForm()
    form.offer(found)
    if not form.validate():
        return _page(found, anchor=form)
    try:
        service.add_anchor(
            viewer=viewer(),
            code=code,
            case_no=form.case_no.data,
            scheme=form.scheme.data,
            lead=form.lead.data,
            at=now(),
        )
    except RuleBroken as refusal:
        form.case_no.errors = [in_words(refusal)]
        return _page(found, anchor=form)
    flash(_("The file is added. The panel lead finds its sheet among the own reviews."))
    return redirect(url_for("calibration.page", code=code))


def _take_out(code: str, _found: Calibration) -> ResponseReturnValue:
    service.withdraw_anchor(
        viewer=viewer(),
        code=code,
        public_id=request.form.get("anchor", ""),
        at=now(),
    )
    flash(_("The calibration file is taken out."))
    return redirect(url_for("calibration.page", code=code))


DOES: dict[str, Callable[[str, Calibration], ResponseReturnValue]] = {
    "standard": _set,
    "take_out": _take_out,
}
