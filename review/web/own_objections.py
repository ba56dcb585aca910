"""Objecting to a result: the lawyer's pages, and the same for the head of a firm."""

from __future__ import annotations

import secrets
from functools import partial, update_wrapper
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.appeals import MOST_PAGES, MOST_TEXT, Ground, Side
from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action
from review.services.appeals import lodging, own, withdrawing
from review.web import objection_words as say
from review.web import release_words
from review.web.access import Guarded, viewer
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.language import gettext as _
from review.web.reviewer_facts import about_file

HOMES = {Side.HANDLER: "lawyer", Side.FIRM: "firm"}
NAMES = {Side.HANDLER: "own_objections", Side.FIRM: "firm_objections"}


def _page(template: str, side: Side, **values: Any) -> str:
    return render_template(
        f"objections/{template}.html",
        home=HOMES[side],
        name=NAMES[side],
        about=about_file,
        say=say,
        **values,
    )


def listing(side: Side) -> ResponseReturnValue:
    """Everything that was objected to, the newest first."""
    found = own.listing(viewer=viewer(), side=side, on=today())
    return _page("own", side, lines=found)


def one(side: Side, public_id: str) -> ResponseReturnValue:
    """One objection as it was made, and once it is told, what became of each point."""
    found = own.one(viewer=viewer(), side=side, public_id=public_id, on=today())
    return _page("one", side, found=found)


def form(side: Side, public_id: str) -> ResponseReturnValue:
    """Every item of the sheet with what was found, to say what is wrong with it."""
    return _form(side, public_id)


def _form(side: Side, public_id: str, refused: str = "") -> ResponseReturnValue:
    found = lodging.objectable(
        viewer=viewer(), side=side, public_id=public_id, on=today()
    )
    items = {item.code: item for item in found.case.items}
    offers = say.offers(found.scheme, request.form)
    page = _page(
        "form",
        side,
        found=found,
        items=items,
        spoken=[each for each in offers if each.code in items],
        others=[each for each in offers if each.code not in items],
        grounds=tuple(Ground),
        most=MOST_TEXT,
        most_pages=MOST_PAGES,
        key=request.form.get("key") or secrets.token_urlsafe(16),
        problem=refused,
        release_say=release_words,
        public_id=public_id,
    )
    return page, 422 if refused else 200


def lodge(side: Side, public_id: str) -> ResponseReturnValue:
    """Object. What was typed stays where it is refused."""
    key = request.form.get("key", "")
    if not key:
        abort(400)
    found = lodging.objectable(
        viewer=viewer(), side=side, public_id=public_id, on=today()
    )
    try:
        made = lodging.lodge(
            viewer=viewer(),
            side=side,
            public_id=public_id,
            points=say.points_in(found.scheme, request.form),
            key=key[:64],
            at=now(),
            on=today(),
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _form(side, public_id, say.problem(refusal, found.scheme))
    flash(_("Your objection has been received."))
    return redirect(url_for(f"{NAMES[side]}.one", public_id=made))


def asked(side: Side, public_id: str) -> ResponseReturnValue:
    """Asks first: what is withdrawn can be lodged anew only in time."""
    found = own.one(viewer=viewer(), side=side, public_id=public_id, on=today())
    if not found.is_open:
        return redirect(url_for(f"{NAMES[side]}.one", public_id=public_id))
    return _page("withdraw", side, found=found)


def withdraw(side: Side, public_id: str) -> ResponseReturnValue:
    try:
        withdrawing.withdraw(viewer=viewer(), side=side, public_id=public_id, at=now())
    except NotVisible:
        raise
    except RuleBroken as refusal:
        flash(in_words(refusal), "warning")
    else:
        flash(_("Your objection has been withdrawn."))
    return redirect(url_for(f"{NAMES[side]}.one", public_id=public_id))


def _pages(side: Side, action: Action, prefix: str) -> Guarded:
    bp = Guarded(NAMES[side], __name__, url_prefix=prefix)
    for path, endpoint, view, method in (
        ("/", "listing", listing, "GET"),
        ("/<public_id>", "one", one, "GET"),
        ("/to/<public_id>", "form", form, "GET"),
        ("/to/<public_id>", "lodge", lodge, "POST"),
        ("/<public_id>/withdraw", "asked", asked, "GET"),
        ("/<public_id>/withdraw", "withdraw", withdraw, "POST"),
    ):
        # Whoever guards the forms asks a view for its name.
        own = update_wrapper(partial(view, side), view)
        bp.add_url_rule(path, endpoint, own, action=action, methods=[method])
    return bp


bp = _pages(Side.HANDLER, Action.OWN_RESULTS, "/my-objections")
of_firm = _pages(Side.FIRM, Action.FIRM_RESULTS, "/firm-objections")
