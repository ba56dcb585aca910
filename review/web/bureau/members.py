"""Who reads in a campaign: everyone and each; joining, leaving, limits, the term."""

from __future__ import annotations

from functools import partial

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.phones import BadPhone
from review.domain.policy import Action
from review.services import calling, campaigns, membership, reader_tables, readers
from review.services import people_lists as people
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, people_lists, query_box
from review.web.bureau.lists import cut_of, download
from review.web.clock import now, today
from review.web.display import not_worked
from review.web.errors import in_words
from review.web.forms.members import Limit, Phone, TakeIn, Term
from review.web.language import gettext as _
from review.web.language import said

bp = Guarded("members", __name__, url_prefix="/campaigns/<code>")


@bp.get("/readers", action=Action.ALLOCATE)
def listing(code: str) -> ResponseReturnValue:
    """Everybody who reads in the campaign, and how far each is."""
    return _listing(code, _take_in_form(code))


def _take_in_form(code: str) -> TakeIn:
    form = TakeIn()
    form.offer(membership.outsiders(viewer=viewer(), code=code, on=today()))
    return form


STATES = {
    "": N_("All"),
    "open": N_("With open reviews"),
    "late": N_("Late"),
    "done": N_("Finished"),
    "lead": N_("Panel leads"),
}


def _listing(code: str, form: TakeIn) -> ResponseReturnValue:
    everybody = readers.readers(viewer=viewer(), code=code, on=today())
    wanted = people_lists.wanted(readers.READER_STATES)
    found = people.found(everybody, wanted, readers.READER_STATES)
    said = {state: _(words) for state, words in STATES.items()}
    page = render_template(
        "members/listing.html",
        line=campaigns.line(viewer=viewer(), code=code, on=today()),
        code=code,
        form=form,
        shown=found.page(cut_of()).rows,
        n=readers.totals(everybody),
        bar=people_lists.bar("members.listing", {"code": code}, (wanted, found), said),
        reads_url=partial(_reads_url, code),
        tabs=campaign_words.tabs(code, "members.listing"),
    )
    return page, 422 if form.errors else 200


def _reads_url(code: str, number: str) -> str:
    """What one reviewer holds, as a query."""
    query = query_box.asking("reviewer", number)
    return url_for("allocation.reads", code=code, q=query)


@bp.get("/readers.<any(csv, xlsx):file_format>", action=Action.ALLOCATE)
def export(code: str, file_format: str) -> Response:
    body = reader_tables.export_readers(
        viewer=viewer(),
        code=code,
        wanted=people_lists.wanted(readers.READER_STATES),
        at=now(),
        on=today(),
        file_format=file_format,
        say=said,
    )
    return download(body, f"reviewers-{code}", file_format)


@bp.post("/readers", action=Action.ALLOCATE)
def take_in(code: str) -> ResponseReturnValue:
    """A reviewer of the list joins; the next proposal counts on the person."""
    form = _take_in_form(code)
    if not form.validate_on_submit():
        return _listing(code, form)
    try:
        # Sent twice, the person is in and no longer on offer; that is no fault.
        membership.take_in(
            viewer=viewer(),
            code=code,
            number=form.number.data,
            at=now(),
            on=today(),
            is_lead=form.is_lead.data,
            cap=form.cap.data,
        )
    except membership.NotInForce as refusal:
        form.number.errors = [in_words(refusal)]
        return _listing(code, form)
    except NotVisible:
        form.number.errors = [_("Nothing in the list fits this.")]
        return _listing(code, form)
    flash(_("The reviewer is in. Files come with the next allocation."))
    return redirect(url_for("members.listing", code=code))


@bp.get("/reader", action=Action.ALLOCATE)
def member(code: str) -> ResponseReturnValue:
    """One reviewer: the limit, and leaving the campaign."""
    return _member(code, request.args.get("number", ""))


def _member(
    code: str, number: str, form: Limit | None = None, calling_form: Phone | None = None
) -> ResponseReturnValue:
    found = membership.member(viewer=viewer(), code=code, number=number)
    phone = calling.phone(viewer=viewer(), code=code, number=number)
    shown = form or Limit(formdata=None, data={"cap": found.cap})
    page = render_template(
        "members/member.html",
        found=found,
        form=shown,
        phone=calling_form or Phone(formdata=None, data={"phone": phone}),
        has_phone=phone is not None,
        code=code,
    )
    return page, 422 if form or calling_form else 200


@bp.post("/reader", action=Action.ALLOCATE)
def change(code: str) -> ResponseReturnValue:
    """Set the limit, say who is senior, or let the reviewer leave."""
    number = request.form.get("number", "")
    if request.form.get("do") in ("senior", "relieve"):
        membership.set_senior(
            viewer=viewer(),
            code=code,
            number=number,
            is_senior=request.form["do"] == "senior",
            at=now(),
        )
        flash(_("Who is senior is changed."))
        return redirect(url_for("members.member", code=code, number=number))
    if request.form.get("do") == "phone":
        return _set_phone(code, number)
    if request.form.get("do") == "dismiss":
        n = membership.dismiss(viewer=viewer(), code=code, number=number, at=now())
        flash(
            ngettext(
                "The reviewer has left; %(num)d open file is taken back.",
                "The reviewer has left; %(num)d open files are taken back.",
                n,
            )
        )
        return redirect(url_for("members.listing", code=code))
    form = Limit()
    if not form.validate_on_submit():
        return _member(code, number, form)
    membership.set_limit(
        viewer=viewer(), code=code, number=number, cap=form.cap.data, at=now()
    )
    flash(_("The limit is changed. Files held already stay."))
    return redirect(url_for("members.listing", code=code))


def _set_phone(code: str, number: str) -> ResponseReturnValue:
    form = Phone()
    if form.validate_on_submit():
        own = {"viewer": viewer(), "code": code, "number": number}
        try:
            calling.set_phone(phone=form.phone.data or "", at=now(), **own)
        except BadPhone as refusal:
            form.phone.errors = [in_words(refusal)]
        else:
            flash(_("The telephone number is noted."))
            return redirect(url_for("members.member", code=code, number=number))
    return _member(code, number, calling_form=form)


@bp.route("/term", methods=["GET", "POST"], action=Action.CAMPAIGN_OPEN)
def term(code: str) -> ResponseReturnValue:
    """Another day by which reviews are due."""
    line = campaigns.line(viewer=viewer(), code=code, on=today())
    form = Term(data={"due_on": line.due_on})
    if form.validate_on_submit():
        try:
            membership.change_term(
                viewer=viewer(),
                code=code,
                due_on=form.due_on.data,
                at=now(),
                on=today(),
            )
        except RuleBroken as refusal:
            form.due_on.errors = [in_words(refusal)]
        else:
            flash(_("The day by which reviews are due is changed."))
            if off := not_worked(form.due_on.data):
                flash(off)
            return redirect(url_for("campaigns.page", code=code))
    page = render_template("members/term.html", line=line, form=form, code=code)
    return page, 422 if form.errors else 200
