"""Meetings of a panel (合议): the agenda, recording a meeting, its minutes on A4."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import RuleBroken
from review.domain.panel_meetings import (
    FEWEST,
    MOST_CALLS,
    MOST_PLACE,
    MOST_REASON,
    CalledOften,
    check_members,
)
from review.domain.policy import Action
from review.services import panel_calls, panels
from review.services.panels import Agenda, AlreadyDecided, Given, Sitting
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.forms.posted import lines_of
from review.web.language import gettext as _
from review.web.reviewer_facts import about_file

bp = Guarded("panels", __name__, url_prefix="/campaigns/<code>/panel")
MOST_MEMBERS = 15


@bp.get("/", action=Action.RECONCILE)
def page(code: str) -> ResponseReturnValue:
    """What waits for the panel, who is called to it, and the meetings held."""
    return _page(code)


def _page(code: str, problem: str = "") -> ResponseReturnValue:
    shown = render_template(
        "panels/page.html",
        found=panels.agenda(viewer=viewer(), code=code, on=today()),
        about=about_file,
        chosen=request.form.getlist("member"),
        lead=request.form.get("lead", ""),
        fewest=FEWEST,
        most_calls=MOST_CALLS,
        problem=problem,
        tabs=campaign_words.tabs(code, "reconciliation.files"),
    )
    return shown, 422 if problem else 200


@bp.post("/members", action=Action.RECONCILE)
def meeting(code: str) -> ResponseReturnValue:
    """The form of a meeting of these members, for the files all of them may decide.

    Only that it was asked is kept yet; names stand in no address.
    """
    sent = request.form
    members, lead = _present(sent.getlist("member"), sent.get("lead"))
    try:
        check_members(members, lead)
        panel_calls.call(viewer=viewer(), code=code, members=members, at=now())
    except RuleBroken as refusal:
        return _page(code, in_words(refusal))
    return _meeting(code, members, lead)


def _present(members: list[str], lead: str | None) -> tuple[tuple[str, ...], str]:
    """Whoever leads is present."""
    chosen = tuple(dict.fromkeys([*members, *([lead] if lead else [])]))
    return chosen[:MOST_MEMBERS], lead or ""


def _meeting(
    code: str, members: tuple[str, ...], lead: str, problem: str = ""
) -> ResponseReturnValue:
    found = panels.agenda(viewer=viewer(), code=code, on=today(), members=members)
    shown = render_template(
        "panels/meeting.html",
        found=found,
        about=about_file,
        members=[each for each in found.people if each.number in members],
        lead=lead,
        sent=request.form,
        today=today(),
        most=MOST_REASON,
        most_place=MOST_PLACE,
        problem=problem,
        tabs=campaign_words.tabs(code, "reconciliation.files"),
    )
    return shown, 422 if problem else 200


@bp.post("/meeting", action=Action.RECONCILE)
def record(code: str) -> ResponseReturnValue:
    """Keep the minutes; what was typed stays on the page where it is refused."""
    sent = request.form
    members, lead = _present(sent.getlist("member"), sent.get("lead"))
    try:
        panel_calls.call(viewer=viewer(), code=code, members=members, at=now())
    except CalledOften as refusal:
        return _page(code, in_words(refusal))
    found = panels.agenda(viewer=viewer(), code=code, on=today(), members=members)
    sitting = Sitting(
        held_on=_day(sent.get("held_on", "")),
        place=sent.get("place", ""),
        members=members,
        lead=lead,
        said=lines_of(sent.get("said", "")),
    )
    try:
        public_id = panels.record(
            viewer=viewer(),
            code=code,
            sitting=sitting,
            given=_given(found, members, sent),
            at=now(),
            on=today(),
        )
    except AlreadyDecided as refusal:
        flash(in_words(refusal))
        return redirect(url_for("panels.page", code=code))
    except RuleBroken as refusal:
        return _meeting(code, members, lead, in_words(refusal))
    flash(_("The minutes are recorded."))
    return redirect(url_for("panels.minutes", code=code, public_id=public_id))


def _given(
    found: Agenda, members: tuple[str, ...], sent: Mapping[str, str]
) -> list[Given]:
    """The files on which somebody voted; the others wait for another meeting."""
    given = []
    for line in found.lines:
        key = line.public_id
        votes = {each: sent.get(f"v.{key}.{each}", "") for each in members}
        if any(votes.values()):
            reason = lines_of(sent.get(f"t.{key}", ""))
            given.append(Given(key, votes, reason, _score(sent.get(f"s.{key}", ""))))
    return given


def _score(typed: str) -> Decimal | None:
    try:
        score = Decimal(typed.strip())
    except InvalidOperation:
        return None
    return score if score.is_finite() else None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


@bp.get("/<public_id>", action=Action.RECONCILE)
def minutes(code: str, public_id: str) -> ResponseReturnValue:
    """The minutes of one meeting, for paper and signatures."""
    found = panels.minutes(viewer=viewer(), code=code, public_id=public_id)
    return render_template("panels/minutes.html", found=found, about=about_file)
