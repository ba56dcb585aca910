"""The auditor's pages. They change nothing and show no content of any review."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.services import audit, integrity
from review.services.audit import EventFilter
from review.web import event_words
from review.web.access import Guarded, viewer
from review.web.clock import now, today, zone

bp = Guarded("audit", __name__, url_prefix="/audit")
USUAL = timedelta(days=30)
AN_EVENT = re.compile(r"[A-Za-z0-9_-]{16}")
FIRST_YEAR, LAST_YEAR = 2000, 2100


@bp.get("/", action=Action.AUDIT_READ)
def events() -> ResponseReturnValue:
    given = request.args
    wanted = EventFilter(
        kind=given.get("kind", ""),
        case_no=given.get("case_no", "").strip(),
        login=given.get("login", "").strip(),
        since=_start(given.get("since", "")),
        until=_end(given.get("until", "")),
        before=_event_of("before"),
        zone=zone(),
    )
    return render_template(
        "audit/events.html",
        found=audit.events(viewer=viewer(), wanted=wanted),
        given={name: value for name, value in given.items() if value},
        words=event_words,
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _event_of(name: str) -> str:
    given = request.args.get(name, "")
    if given and not AN_EVENT.fullmatch(given):
        abort(400)
    return given


def _start(text: str) -> datetime | None:
    """The beginning of a day at the bureau."""
    day = _day(text)
    return datetime.combine(day, time(), zone()) if day else None


def _end(text: str) -> datetime | None:
    start = _start(text)
    return start + timedelta(days=1) if start else None


def _period() -> tuple[datetime, datetime, dict[str, str]]:
    """The days asked for, else the last thirty, and how the form shows them."""
    last = _day(request.args.get("until", "")) or today()
    first = _day(request.args.get("since", "")) or last - USUAL
    shown = {"since": first.isoformat(), "until": last.isoformat()}
    since, until = _start(shown["since"]), _end(shown["until"])
    return since or now(), until or now(), shown


@bp.get("/openings", action=Action.AUDIT_READ)
def openings() -> ResponseReturnValue:
    since, until, period = _period()
    case_no = request.args.get("case_no", "").strip()
    found = (
        audit.openings(viewer=viewer(), case_no=case_no, since=since, until=until)
        if case_no
        else []
    )
    return render_template(
        "audit/openings.html",
        found=found,
        case_no=case_no,
        period=period,
        words=event_words,
    )


@bp.get("/sign-ins", action=Action.AUDIT_READ)
def sign_ins() -> ResponseReturnValue:
    since, until, period = _period()
    only_failed = request.args.get("failed") == "yes"
    found = audit.sign_ins(
        viewer=viewer(), since=since, until=until, only_failed=only_failed
    )
    return render_template(
        "audit/sign_ins.html", found=found, period=period, only_failed=only_failed
    )


@bp.get("/chains", action=Action.AUDIT_READ)
def chains() -> ResponseReturnValue:
    return render_template(
        "audit/chains.html",
        chains=audit.verify_chains(viewer=viewer()),
        violations=integrity.check_invariants(viewer=viewer()),
        at=now(),
        words=event_words,
    )
