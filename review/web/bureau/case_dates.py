"""The days of a case's steps: looked at and put right by an officer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from review.domain.case_dates import CaseEvent, NotYet
from review.domain.days import day as read_day
from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.services import case_dates
from review.services.case_dates import Change, ChangedMeanwhile, DateLine
from review.web.access import Guarded, viewer
from review.web.bureau.campaign_words import Labels
from review.web.clock import now, today
from review.web.display import day
from review.web.errors import in_words
from review.web.language import gettext as _

bp = Guarded("case_dates", __name__, url_prefix="/cases/<public_id>/dates")
MOST_TYPED = 40


@dataclass(frozen=True, slots=True)
class Field:
    """One day on the page: as it is stored, and as it was typed."""

    event: str
    label: str
    was: str
    typed: str
    source: str
    is_fixed: bool
    problem: str = ""


@bp.get("/", action=Action.INTAKE)
def case(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


def _page(
    public_id: str, problems: Mapping[CaseEvent, str] | None = None, problem: str = ""
) -> str:
    """What was typed stands again beside the sentence about it."""
    found = case_dates.of_case(viewer=viewer(), public_id=public_id)
    return render_template(
        "cases/dates.html",
        found=found,
        about=Labels().about(found),
        fields=[_field(line, problems) for line in found.lines],
        problem=problem,
        latest=today().isoformat(),
    )


def _field(line: DateLine, problems: Mapping[CaseEvent, str] | None) -> Field:
    was = line.known.on.isoformat() if line.known else ""
    shown = day(line.known.on) if line.known and line.is_of_the_case else was
    typed = None if problems is None else request.form.get(line.event.value)
    return Field(
        event=line.event.value,
        label=_(line.event.words),
        was=was,
        typed=shown if typed is None else typed[:MOST_TYPED],
        source=_(line.known.source.words) if line.known else "",
        is_fixed=line.is_of_the_case,
        problem=(problems or {}).get(line.event, ""),
    )


@bp.post("/", action=Action.INTAKE)
def change(public_id: str) -> ResponseReturnValue:
    changes, problems = _changes()
    if problems:
        return _page(public_id, problems), 422
    try:
        n = case_dates.change(
            viewer=viewer(),
            public_id=public_id,
            changes=changes,
            at=now(),
            today=today(),
        )
    except NotYet as refusal:
        return _page(public_id, {}, in_words(refusal)), 422
    except ChangedMeanwhile as refusal:
        return _page(public_id, problem=in_words(refusal)), 409
    flash(
        ngettext("%(num)d day was changed.", "%(num)d days were changed.", n)
        if n
        else _("Nothing was changed.")
    )
    return redirect(url_for("case_dates.case", public_id=public_id))


def _changes() -> tuple[dict[CaseEvent, Change], dict[CaseEvent, str]]:
    """What was typed, beside what stood on the page, and what is no day."""
    changes: dict[CaseEvent, Change] = {}
    problems: dict[CaseEvent, str] = {}
    for event in CaseEvent:
        typed = request.form.get(event.value)
        if typed is None:
            continue
        try:
            was = _stood(request.form.get(f"was.{event.value}", ""))
            changes[event] = was, read_day(typed[:MOST_TYPED])
        except RuleBroken as refusal:
            problems[event] = in_words(refusal)
    return changes, problems


def _stood(written: str) -> date | None:
    """A hidden field of ours; whatever else is in it stood on no page."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return date.min
