"""More time for reviews: for one, for all that a query finds, or as it is asked for."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from review.domain.errors import RuleBroken, StaleVersion
from review.domain.policy import Action
from review.domain.working_days import day_off
from review.services import extensions, term_requests
from review.services.extensions import Preview, Which
from review.web.access import Guarded, viewer
from review.web.bureau import query_box
from review.web.bureau.lists import first_of
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.forms.campaign import AskForTime, Extend, Until
from review.web.language import gettext as _

bp = Guarded("extensions", __name__, url_prefix="/campaigns/<code>/allocation")


@bp.route("/extend", methods=["GET", "POST"], action=Action.ALLOCATE)
def page(code: str) -> ResponseReturnValue:
    """First the day; then count, list and consequence; done by the button beneath."""
    asked, form, status = Until(request.args), Extend(), 200
    until = asked.until.data if "until" in request.args and asked.validate() else None
    if until and form.validate_on_submit():
        try:
            return _extend(code, until, form.reason.data)
        except StaleVersion as refusal:
            form.reason.errors, status = [in_words(refusal)], 409
    shown = _shown(code, until, asked)
    page = render_template(
        "extensions/extend.html",
        shown=shown,
        **first_of(shown.lines),
        asked=asked,
        form=form,
        code=code,
        here={"q": shown.which.query, "read": shown.which.read},
        back=_back(code, shown.which),
        better=_better(code, shown),
    )
    faulty = form.errors or asked.errors or (request.method == "POST" and not until)
    return page, 422 if faulty and status == 200 else status


def _which() -> Which:
    return Which(query=query_box.typed(), read=request.args.get("read", ""))


def _back(code: str, which: Which) -> str:
    if which.read:
        return url_for("allocation.withdraw", code=code, public_id=which.read)
    return url_for("allocation.reads", code=code, q=which.query)


def _better(code: str, shown: Preview) -> str:
    """The same with the next working day, where offices do not work on the one given."""
    off = day_off(shown.until) if shown.until else None
    if off is None:
        return ""
    here = {"q": shown.which.query or None, "read": shown.which.read or None}
    return url_for("extensions.page", code=code, until=off.next_on, **here)


def _shown(code: str, until: date | None, asked: Until) -> Preview:
    """With a day that gives nobody more time, what it would be about, and why not."""
    of = {"viewer": viewer(), "code": code, "which": _which(), "on": today()}
    try:
        return extensions.preview(until=until, **of)
    except RuleBroken as refusal:
        if until is None:
            raise
        asked.until.errors = [in_words(refusal)]
    return extensions.preview(until=None, **of)


def _extend(code: str, until: date, reason: str) -> ResponseReturnValue:
    key = extensions.extend(
        viewer=viewer(),
        code=code,
        which=_which(),
        until=until,
        reason=reason,
        digest=request.form.get("digest", ""),
        at=now(),
        on=today(),
    )
    flash(_("The reviews have more time, and their reviewers are told."))
    return redirect(url_for("extensions.given", code=code, key=key))


@bp.get("/extended/<key>", action=Action.ALLOCATE)
def given(code: str, key: str) -> ResponseReturnValue:
    """What was put off together, and whether it can still be undone."""
    found = extensions.given(viewer=viewer(), code=code, key=key, on=today())
    return render_template(
        "extensions/given.html",
        found=found,
        **first_of(found.lines),
        code=code,
    )


@bp.post("/extended/<key>", action=Action.ALLOCATE)
def undo(code: str, key: str) -> ResponseReturnValue:
    """Give all of them back the day they had."""
    n = extensions.undo(viewer=viewer(), code=code, key=key, at=now(), on=today())
    flash(
        ngettext(
            "%(num)d review is due on the day it had before.",
            "%(num)d reviews are due on the day they had before.",
            n,
        )
    )
    return redirect(url_for("allocation.reads", code=code))


@bp.get("/requests", action=Action.ALLOCATE)
def requests(code: str) -> ResponseReturnValue:
    """Who asks for more time, for which file, until when and why."""
    return _requests(code)


def _prefix(public_id: str) -> str:
    """One that always ends alike: a public id may end with a dash itself."""
    return f"{public_id}-"


def _requests(code: str, form: AskForTime | None = None, about: str = "") -> str:
    found = term_requests.waiting(viewer=viewer(), code=code)
    blank = {
        each.public_id: AskForTime(
            formdata=None, data={"until": each.until}, prefix=_prefix(each.public_id)
        )
        for each in found.lines
    }
    if form is not None and about in blank:
        blank[about] = form
    return render_template(
        "extensions/requests.html", found=found, forms=blank, code=code
    )


@bp.post("/requests/<public_id>", action=Action.ALLOCATE)
def answer(code: str, public_id: str) -> ResponseReturnValue:
    """Grant a request, by the day asked for or another; or refuse it and say why."""
    form = AskForTime(prefix=_prefix(public_id))
    is_grant = request.form.get("do") == "grant"
    field = form.until if is_grant else form.reason
    if field.validate(form):
        try:
            return _answer(code, public_id, form, is_grant=is_grant)
        except RuleBroken as refusal:
            field.errors = [in_words(refusal)]
    return _requests(code, form, public_id), 422


def _answer(
    code: str, public_id: str, form: AskForTime, *, is_grant: bool
) -> ResponseReturnValue:
    of = {"viewer": viewer(), "code": code, "public_id": public_id, "at": now()}
    if is_grant:
        term_requests.grant(until=form.until.data, on=today(), **of)
        flash(_("More time is given, and the reviewer is told."))
    else:
        term_requests.refuse(answer=form.reason.data, on=today(), **of)
        flash(_("The request is refused, and the reviewer is told why."))
    return redirect(url_for("extensions.requests", code=code))
