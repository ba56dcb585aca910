"""Results asked for by a superior, delivered from below, and added up."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action
from review.services import asked_results, collecting
from review.services.figures import RATES
from review.web import release_words
from review.web.access import Guarded, viewer
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.language import gettext as _

bp = Guarded("collecting", __name__, url_prefix="/exchange")


@bp.get("/results/<int(min=2000, max=2100):year>", action=Action.EXCHANGE)
def year(year: int) -> ResponseReturnValue:
    """Who has delivered, who has not, and what it adds up to."""
    return _year(year)


def _year(year: int, problem: str = "") -> ResponseReturnValue:
    found = collecting.year(viewer=viewer(), year=year, today=today())
    page = render_template(
        "exchange/results.html",
        found=found,
        rates=RATES,
        say=release_words,
        problem=problem,
        typed=request.form.get("reason", ""),
    )
    return page, 422 if problem else 200


@bp.post("/results/<int(min=2000, max=2100):year>/withdraw", action=Action.EXCHANGE)
def withdraw(year: int) -> ResponseReturnValue:
    """Ask for the results of a year no longer, with a reason."""
    reason = request.form.get("reason", "")
    try:
        asked_results.withdraw(viewer=viewer(), year=year, reason=reason, at=now())
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _year(year, in_words(refusal))
    flash(_("The results are no longer asked for. The bureaus below are told."))
    return redirect(url_for("collecting.year", year=year))


@bp.post("/results", action=Action.EXCHANGE)
def ask() -> ResponseReturnValue:
    """Ask the bureaus below for the results of a year."""
    try:
        wanted = _number(request.form.get("year", ""))
        due_on = _day(request.form.get("due_on", ""))
        asked_results.ask(viewer=viewer(), year=wanted, due_on=due_on, at=now())
    except RuleBroken as refusal:
        flash(in_words(refusal))
        return redirect(url_for("exchange.page"))
    flash(_("The bureaus below find on their page what is asked for."))
    return redirect(url_for("collecting.year", year=wanted))


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) == 4 else 0


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise asked_results.BadDay from None


@bp.post("/deliver/<release_id>", action=Action.EXCHANGE)
def deliver(release_id: str) -> ResponseReturnValue:
    """Deliver a published campaign to the superior."""
    try:
        collecting.deliver(viewer=viewer(), release=release_id, at=now())
    except NotVisible:
        raise
    except RuleBroken as refusal:
        flash(in_words(refusal))
    else:
        flash(_("The results are delivered."))
    return redirect(url_for("exchange.page"))
