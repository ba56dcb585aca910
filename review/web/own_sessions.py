"""A reviewer's on-site sessions: where and when, and signing in while one is held."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action
from review.services import onsite
from review.services.onsite import OwnSession
from review.web.access import Guarded, viewer
from review.web.clock import now, zone
from review.web.display import day
from review.web.errors import in_words
from review.web.language import gettext as _

bp = Guarded("own_sessions", __name__, url_prefix="/reviews/sessions")


@dataclass(frozen=True, slots=True)
class Shown:
    """An own session with its time in words."""

    line: OwnSession
    day: str
    hours: str


@bp.get("/", action=Action.REVIEW)
def listing() -> ResponseReturnValue:
    return _listing()


def _listing(refusal: str = "", status: int = 200) -> ResponseReturnValue:
    lines = map(_shown, onsite.own(viewer=viewer(), at=now()))
    page = render_template("onsite/own.html", lines=list(lines), refusal=refusal)
    return page, status


def _shown(line: OwnSession) -> Shown:
    start, end = line.starts_at.astimezone(zone()), line.ends_at.astimezone(zone())
    return Shown(line, day(start.date()), f"{start:%H:%M}–{end:%H:%M}")


@bp.post("/<key>", action=Action.REVIEW)
def sign_in(key: str) -> ResponseReturnValue:
    try:
        onsite.sign_in(viewer=viewer(), key=key, at=now())
    except NotVisible:
        raise
    except RuleBroken as broken:
        return _listing(in_words(broken), 409)
    flash(_("You have signed in."))
    return redirect(url_for("own_sessions.listing"))
