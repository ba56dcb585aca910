"""What is done to several files of a sample: looked at, done, and undone unseen."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_wtf import FlaskForm

from review.domain.errors import RuleBroken, StaleVersion
from review.domain.kinds import CaseClass
from review.domain.policy import Action, may_in
from review.services import campaigns, classing, giving, withdrawing
from review.services.campaigns import CampaignLine
from review.services.on_files import Done, Which
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.allocation import first_concerns
from review.web.bureau.lists import first_of
from review.web.clock import now, today, zone
from review.web.errors import in_words
from review.web.forms.campaign import SetClass, TakeBack
from review.web.language import gettext as _

bp = Guarded("on_files", __name__, url_prefix="/campaigns/<code>/on-files")


class Offered(NamedTuple):
    """What may be done with the files of a list; an empty address is not offered."""

    set_class: str
    give: str
    withdraw: str

    def __bool__(self) -> bool:
        return any(self)


NOTHING = Offered("", "", "")


def offered(line: CampaignLine) -> Offered:
    """By what this person may do; institutions have no classes, and what is out stays."""
    if line.is_published:
        return NOTHING
    code = line.code

    def url(endpoint: str, *actions: Action) -> str:
        is_given = all(may_in(viewer(), action, code) for action in actions)
        return url_for(endpoint, code=code) if is_given else ""

    return Offered(
        set_class=""
        if line.of_institutions
        else url("on_files.class_page", Action.SAMPLE_DRAW, Action.INTAKE),
        give=url("on_files.give_page", Action.ALLOCATE),
        withdraw=url("on_files.withdraw_page", Action.SAMPLE_DRAW),
    )


def _which() -> Which:
    """What was chosen in the list, else what it finds; kept from page to page."""
    return Which(
        query=request.values.get("q", "").strip(),
        files=tuple(dict.fromkeys(request.form.getlist("file"))),
        zone=zone(),
    )


def _asked(code: str) -> dict[str, Any]:
    return {"viewer": viewer(), "code": code, "which": _which(), "on": today()}


def _is_sent() -> bool:
    """The list sends what was chosen to be looked at; the button beneath sends more."""
    return request.method == "POST" and "digest" in request.form


def _page(
    template: str,
    shown: Any,
    form: FlaskForm | None,
    refusal: RuleBroken | None,
    **more: Any,
) -> ResponseReturnValue:
    page = render_template(
        f"on_files/{template}.html",
        shown=shown,
        **first_of(shown.lines),
        form=form,
        problem=in_words(refusal) if refusal else "",
        code=shown.code,
        said=campaign_words.said,
        back=url_for("reconciliation.files", code=shown.code, q=shown.which.query),
        **more,
    )
    if isinstance(refusal, StaleVersion):
        return page, 409
    return page, 422 if refusal or (form is not None and form.errors) else 200


def _finished(endpoint: str, code: str, key: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for(endpoint, code=code, key=key))


@bp.route("/class", methods=["GET", "POST"], action=Action.INTAKE)
def class_page(code: str) -> ResponseReturnValue:
    """First the class; then count, list and consequence; done by the button beneath."""
    form, refusal = SetClass(request.values, meta={"csrf": False}), None
    is_chosen = form.validate()
    wanted = form.to.data if is_chosen else CaseClass.GENERAL.value
    asked = {**_asked(code), "case_class": CaseClass(wanted)}
    if is_chosen and _is_sent():
        try:
            key = classing.set_class(**asked, digest=request.form["digest"], at=now())
            return _finished("on_files.classed", code, key, _("The class is set."))
        except RuleBroken as broken:
            refusal = broken
    form = SetClass(formdata=None, data={"to": wanted}, meta={"csrf": False})
    shown = classing.preview(**asked)
    return _page("class", shown, form, refusal, is_chosen=is_chosen)


@bp.route("/give", methods=["GET", "POST"], action=Action.ALLOCATE)
def give_page(code: str) -> ResponseReturnValue:
    """Who would get the empty places of these files, and giving them out."""
    refusal = None
    if _is_sent():
        try:
            key = giving.give(**_asked(code), digest=request.form["digest"], at=now())
            return _finished(
                "on_files.given", code, key, _("The places are given out.")
            )
        except RuleBroken as broken:
            refusal = broken
    shown = giving.preview(**_asked(code))
    concerns = first_concerns(shown.proposal.concerns)
    return _page("give", shown, None, refusal, **concerns)


@bp.route("/withdraw", methods=["GET", "POST"], action=Action.SAMPLE_DRAW)
def withdraw_page(code: str) -> ResponseReturnValue:
    """What leaves the sample and what becomes of its reviews; why, and doing it.

    Never the whole sample by one click: files are chosen or asked for.
    """
    if not _which().files and not _which().query:
        campaigns.line(viewer=viewer(), code=code, on=today())
        if request.method == "POST":
            flash(_("Tick the files first, or find them by a query."), "warning")
        return redirect(url_for("reconciliation.files", code=code))
    form, refusal = TakeBack() if _is_sent() else TakeBack(formdata=None), None
    if _is_sent() and form.validate():
        try:
            key = withdrawing.withdraw(
                **_asked(code),
                reason=form.reason.data,
                digest=request.form["digest"],
                at=now(),
            )
            words = _("The files are withdrawn.")
            return _finished("on_files.withdrawn", code, key, words)
        except RuleBroken as broken:
            refusal = broken
    return _page("withdraw", withdrawing.preview(**_asked(code)), form, refusal)


def _done(name: str, found: Done) -> str:
    return render_template(
        "on_files/done.html",
        name=name,
        found=found,
        **first_of(found.lines),
        code=found.code,
    )


@bp.get("/class/<key>", action=Action.INTAKE)
def classed(code: str, key: str) -> str:
    """What was put into a class together, and whether it can still be undone."""
    return _done("class", classing.done(viewer=viewer(), code=code, key=key))


@bp.get("/give/<key>", action=Action.ALLOCATE)
def given(code: str, key: str) -> str:
    """What was given out together, and whether anybody may have seen it."""
    return _done("give", giving.done(viewer=viewer(), code=code, key=key))


@bp.get("/withdraw/<key>", action=Action.SAMPLE_DRAW)
def withdrawn(code: str, key: str) -> str:
    """What was taken out together, and whether anybody may have seen it."""
    return _done("withdraw", withdrawing.done(viewer=viewer(), code=code, key=key))


def _undone(code: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("reconciliation.files", code=code))


@bp.post("/class/<key>", action=Action.INTAKE)
def undo_class(code: str, key: str) -> ResponseReturnValue:
    n = classing.undo(viewer=viewer(), code=code, key=key, at=now())
    words = ngettext(
        "%(num)d file has the class it had before.",
        "%(num)d files have the class they had before.",
        n,
    )
    return _undone(code, words)


@bp.post("/give/<key>", action=Action.ALLOCATE)
def undo_give(code: str, key: str) -> ResponseReturnValue:
    n = giving.undo(viewer=viewer(), code=code, key=key, at=now())
    words = ngettext(
        "%(num)d place is empty again.", "%(num)d places are empty again.", n
    )
    return _undone(code, words)


@bp.post("/withdraw/<key>", action=Action.SAMPLE_DRAW)
def undo_withdraw(code: str, key: str) -> ResponseReturnValue:
    n = withdrawing.undo(viewer=viewer(), code=code, key=key, at=now(), on=today())
    words = ngettext(
        "%(num)d file is back.",
        "%(num)d files are back.",
        n,
    )
    return _undone(code, words)
