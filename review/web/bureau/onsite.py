"""On-site sessions of a campaign: arranging, inviting, ticking who is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.custody import Move
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action
from review.services import onsite, onsite_lists
from review.services import people_lists as people
from review.services.onsite import SessionLine
from review.services.paging import SIZES
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, people_lists
from review.web.bureau.lists import cut_of, download
from review.web.clock import now, today, zone
from review.web.display import day
from review.web.errors import in_words
from review.web.forms.onsite import Session
from review.web.language import gettext as _
from review.web.language import said

bp = Guarded("onsite", __name__, url_prefix="/campaigns/<code>/sessions")


@dataclass(frozen=True, slots=True)
class Shown:
    """A session with its time in words."""

    line: SessionLine
    day: str
    hours: str


def shown(line: SessionLine) -> Shown:
    start, end = line.starts_at.astimezone(zone()), line.ends_at.astimezone(zone())
    return Shown(line, day(start.date()), f"{start:%H:%M}–{end:%H:%M}")


def _new() -> Session:
    hours = {"starts": time(9), "ends": time(17)}
    return Session(formdata=None, data={"day": today(), **hours})


@bp.get("/", action=Action.ALLOCATE)
def listing(code: str) -> ResponseReturnValue:
    return _listing(code, _new())


def _listing(
    code: str, form: Session, refusal: str = "", status: int = 200
) -> ResponseReturnValue:
    found = onsite.page(viewer=viewer(), code=code)
    page = render_template(
        "onsite/page.html",
        found=found,
        lines=list(map(shown, found.lines)),
        form=form,
        refusal=refusal,
        tabs=campaign_words.tabs(code, "volumes.listing"),
    )
    return page, status


@bp.post("/", action=Action.ALLOCATE)
def arrange(code: str) -> ResponseReturnValue:
    """A further session, to which everybody is invited at first."""
    form, refusal = Session(), ""
    if form.validate_on_submit():
        first, last = form.times(zone())
        asked = {"viewer": viewer(), "code": code, "place": form.place.data}
        try:
            key = onsite.arrange(starts_at=first, ends_at=last, at=now(), **asked)
        except RuleBroken as broken:
            refusal = in_words(broken)
        else:
            flash(_("The session is arranged. Everybody of the campaign is invited."))
            return redirect(url_for("onsite.session", code=code, key=key))
    return _listing(code, form, refusal, 422)


@bp.get("/<key>/", action=Action.ALLOCATE)
def session(code: str, key: str) -> ResponseReturnValue:
    return _session(code, key)


STATES = {"": N_("All"), "here": N_("Has signed in"), "missing": N_("Not signed in")}


def _session(
    code: str, key: str, refusal: str = "", status: int = 200
) -> ResponseReturnValue:
    found = onsite.session(viewer=viewer(), code=code, key=key, at=now())
    wanted = people_lists.wanted(onsite.GUEST_STATES)
    listed = people.found(found.guests, wanted, onsite.GUEST_STATES)
    where = "onsite.session", {"code": code, "key": key}
    states = {state: _(words) for state, words in STATES.items()}
    page = render_template(
        "onsite/session.html",
        found=found,
        guests=listed.page(cut_of()).rows,
        bar=people_lists.bar(*where, (wanted, listed), states),
        shown=shown(found.line),
        moves=(Move.HANDED, Move.BACK),
        refusal=refusal,
        tabs=campaign_words.tabs(code, "volumes.listing"),
    )
    return page, status


@bp.post("/<key>/", action=Action.ALLOCATE)
def mark(code: str, key: str) -> ResponseReturnValue:
    """Tick somebody, or take a wrong tick back."""
    own = {"viewer": viewer(), "code": code, "key": key, "at": now()}
    try:
        if guest := request.form.get("untick", ""):
            onsite.untick(guest=guest, **own)
        else:
            onsite.tick(guest=request.form.get("tick", ""), **own)
    except NotVisible:
        raise
    except RuleBroken as broken:
        return _session(code, key, in_words(broken), 409)
    # Back to the list as it was searched.
    return redirect(url_for("onsite.session", code=code, key=key, **_asked()))


def _asked() -> dict[str, Any]:
    wanted, cut = people_lists.wanted(onsite.GUEST_STATES), cut_of()
    asked = {"text": wanted.text, "state": wanted.state}
    page = {"page": cut.page, "size": cut.size}
    usual = {"page": 1, "size": SIZES[0]}
    asked |= {name: n for name, n in page.items() if n != usual[name]}
    return {name: value for name, value in asked.items() if value}


@bp.post("/<key>/guests", action=Action.ALLOCATE)
def invite(code: str, key: str) -> ResponseReturnValue:
    """Exactly those who are ticked are invited."""
    numbers = request.form.getlist("number")
    own = {"viewer": viewer(), "code": code, "key": key, "at": now()}
    try:
        onsite.invite(numbers=numbers, **own)
    except NotVisible:
        raise
    except RuleBroken as broken:
        return _session(code, key, in_words(broken), 409)
    flash(_("The invitations are changed."))
    return redirect(url_for("onsite.session", code=code, key=key))


@bp.post("/<key>/cancellation", action=Action.ALLOCATE)
def cancel(code: str, key: str) -> ResponseReturnValue:
    """The session is not held."""
    try:
        onsite.cancel(viewer=viewer(), code=code, key=key, at=now())
    except NotVisible:
        raise
    except RuleBroken as broken:
        return _session(code, key, in_words(broken), 409)
    flash(_("The session is cancelled."))
    return redirect(url_for("onsite.listing", code=code))


@bp.get("/<key>/sign-in.docx", action=Action.ALLOCATE)
def sheet(code: str, key: str) -> Response:
    """签到表 with the place, the day and the guests of this session."""
    own = {"viewer": viewer(), "code": code, "key": key, "at": now()}
    body = onsite_lists.sign_in_sheet(on=today(), zone=zone(), **own)
    return download(body, f"sign-in-{code}", "docx")


@bp.get("/<key>/attendance.<any(csv, xlsx):file_format>", action=Action.ALLOCATE)
def export(code: str, key: str, file_format: str) -> Response:
    own = {"viewer": viewer(), "code": code, "key": key, "at": now()}
    asked = {"file_format": file_format, "say": said, "zone": zone()}
    body = onsite_lists.attendance(**own, **asked)
    return download(body, f"attendance-{code}", file_format)
