"""A campaign's rules on conflicts of interest: what bars, what warns, how far back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from review.domain.errors import NotVisible
from review.domain.policy import Action, may_in
from review.services import conflict_rules
from review.services.recusal import Freed
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.clock import now, today
from review.web.forms.recusal import (
    GRADED,
    OF_CASES,
    InstitutionRecusal,
    Recusal,
    data_of,
)
from review.web.wording import listed

bp = Guarded("recusal", __name__, url_prefix="/campaigns/<code>/allocation/rules")


@bp.get("/", action=Action.CAMPAIGN_READ)
def page(code: str) -> ResponseReturnValue:
    found = conflict_rules.page(viewer=viewer(), code=code)
    return _page(found, _form(found, formdata=None, data=data_of(found.rules)))


def _form(found: conflict_rules.RulesPage, **given: Any) -> Recusal:
    """As it is sent, or with what holds; institutions have fewer relations."""
    if not found.of_institutions:
        return Recusal(**given)
    form = InstitutionRecusal(**given)
    form.keep(found.rules)
    return form


def _page(found: conflict_rules.RulesPage, form: Recusal) -> ResponseReturnValue:
    form.offer()
    page = render_template(
        "recusal/page.html",
        found=found,
        form=form,
        graded=[form[name] for name in GRADED if name not in _left_out(found)],
        can_take_in=may_in(viewer(), Action.INTAKE, found.code),
        code=found.code,
        back=_back(found.code),
        place=_("Allocation") if _allocates(found.code) else _("Entrustment"),
        tabs=campaign_words.tabs(found.code, "allocation.page"),
    )
    return page, 422 if form.errors else 200


def _left_out(found: conflict_rules.RulesPage) -> Collection[str]:
    return OF_CASES if found.of_institutions else ()


def _back(code: str) -> str:
    """Where the page stands; while an organisation allocates, beside its contract."""
    endpoint = "allocation.page" if _allocates(code) else "entrustment.page"
    return url_for(endpoint, code=code)


def _allocates(code: str) -> bool:
    return may_in(viewer(), Action.ALLOCATE, code)


@bp.post("/", action=Action.CAMPAIGN_READ)
def change(code: str) -> ResponseReturnValue:
    """From now on; open files that the new rules bar are taken back at once."""
    found = conflict_rules.page(viewer=viewer(), code=code)
    if not found.may_change:
        raise NotVisible
    form = _form(found, formdata=request.form)
    form.offer()
    if not form.validate_on_submit():
        return _page(found, form)
    freed = conflict_rules.change(
        viewer=viewer(), code=code, rules=form.rules(), at=now(), on=today()
    )
    if freed.n_freed:
        flash(
            _(
                "The rules are changed. Open files taken back: %(n)s; given to others "
                "already: %(given)s.",
                n=freed.n_freed,
                given=freed.n_refilled,
            )
        )
    else:
        flash(_("The rules are changed. No open file had to be taken back."))
    tell_late(freed)
    return redirect(_back(code))


def tell_late(freed: Freed) -> None:
    """Of reviews that are in already somebody has to decide, and nobody else is told."""
    if freed.n_late:
        flash(
            ngettext(
                "%(num)d review that is in has a conflict that came to light now. Until "
                "you decide what becomes of it, its file gets no result; see “Conflicts "
                "of interest” of %(campaigns)s.",
                "%(num)d reviews that are in have conflicts that came to light now. "
                "Until you decide what becomes of them, their files get no result; see "
                "“Conflicts of interest” of %(campaigns)s.",
                freed.n_late,
                campaigns=listed(freed.late_in),
            ),
            "warning",
        )
