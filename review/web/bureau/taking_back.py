"""What can be done with everything a query finds: taken back, or its holders reminded."""

from __future__ import annotations

from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from review.domain.errors import StaleVersion
from review.domain.policy import Action, may
from review.services import taking_back
from review.services.readers import ReadsPage
from review.web.access import Guarded, viewer
from review.web.bureau import query_box
from review.web.bureau.lists import first_of
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.forms.campaign import TakeBack
from review.web.language import gettext as _

bp = Guarded("taking_back", __name__, url_prefix="/campaigns/<code>/allocation")


class Bulk(NamedTuple):
    """What is offered for what a query finds; an empty address offers nothing."""

    take_back: str
    extend: str
    remind: str
    people: tuple[str, ...]


def bulk_of(found: ReadsPage) -> Bulk | None:
    """Offered once something was asked for: never for everything by one click."""
    query = found.asked.typed
    if not query or not found.page.rows or found.asked.refusal is not None:
        return None
    of = {"viewer": viewer(), "code": found.code, "query": query, "on": today()}
    people = taking_back.holders(**of) if may(viewer(), Action.REMIND) else ()
    return Bulk(
        take_back=url_for("taking_back.page", code=found.code, q=query),
        extend=url_for("extensions.page", code=found.code, q=query)
        if found.due_on
        else "",
        remind=url_for("reminders.send", code=found.code) if people else "",
        people=people,
    )


@bp.route("/take-back", methods=["GET", "POST"], action=Action.ALLOCATE)
def page(code: str) -> ResponseReturnValue:
    """Count, list and consequence first; taken back by the button beneath them."""
    form, query, status = TakeBack(), query_box.typed(), 200
    if form.validate_on_submit():
        try:
            return _take_back(code, query, form.reason.data)
        except StaleVersion as refusal:
            form.reason.errors = [in_words(refusal)]
            status = 409
    shown = taking_back.preview(viewer=viewer(), code=code, query=query, on=today())
    page = render_template(
        "allocation/take_back.html",
        shown=shown,
        **first_of(shown.lines),
        form=form,
        code=code,
        back=url_for("allocation.reads", code=code, q=query),
    )
    return page, 422 if form.errors and status == 200 else status


def _take_back(code: str, query: str, reason: str) -> ResponseReturnValue:
    key = taking_back.take_back(
        viewer=viewer(),
        code=code,
        query=query,
        reason=reason,
        digest=request.form.get("digest", ""),
        at=now(),
        on=today(),
    )
    flash(_("The reviews are taken back. Their places can be given to others."))
    return redirect(url_for("taking_back.taken", code=code, key=key))


@bp.get("/taken/<key>", action=Action.ALLOCATE)
def taken(code: str, key: str) -> ResponseReturnValue:
    """What was taken back together, and whether it can still be given back."""
    found = taking_back.taken(viewer=viewer(), code=code, key=key)
    return render_template(
        "allocation/taken.html",
        found=found,
        **first_of(found.lines),
        code=code,
    )


@bp.post("/taken/<key>", action=Action.ALLOCATE)
def undo(code: str, key: str) -> ResponseReturnValue:
    """Give all of it back to the same reviewers."""
    n = taking_back.undo(viewer=viewer(), code=code, key=key, at=now(), on=today())
    flash(
        ngettext(
            "%(num)d review is back with its reviewer.",
            "%(num)d reviews are back with their reviewers.",
            n,
        )
    )
    return redirect(url_for("allocation.reads", code=code))
