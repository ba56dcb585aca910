"""The bar association's room: the supplied years, one person at a time."""

from __future__ import annotations

import secrets

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import NotVisible, RuleBroken, StaleVersion
from review.domain.policy import Action
from review.services import assessment
from review.services.assessment import Sheet
from review.web import assessment_facts as facts
from review.web import assessment_lists as lists
from review.web.access import Guarded, viewer
from review.web.assessment_lists import YEAR
from review.web.clock import now
from review.web.display import words
from review.web.errors import in_words
from review.web.forms.assessment import Decide
from review.web.language import gettext as _

bp = Guarded("bar", __name__, url_prefix="/bar")


@bp.get("/", action=Action.ASSESSMENT_DECIDE)
def years() -> ResponseReturnValue:
    return render_template(
        "bar/years.html",
        lines=assessment.years(viewer=viewer()),
        kind_words=facts.KINDS,
    )


@bp.get(f"/{YEAR}", action=Action.ASSESSMENT_DECIDE)
def year(year: int) -> ResponseReturnValue:
    shown = lists.listing(lists.found(year), "bar.year")
    return render_template("bar/year.html", **shown)


@bp.get(f"/{YEAR}/<kind>.<file_format>", action=Action.ASSESSMENT_DECIDE)
def export(year: int, kind: str, file_format: str) -> ResponseReturnValue:
    return lists.exported(year, kind, file_format)


@bp.get("/sheets/<public_id>", action=Action.ASSESSMENT_DECIDE)
def sheet(public_id: str) -> ResponseReturnValue:
    """One person's or firm's sheet, with the form to decide."""
    found = assessment.sheet(viewer=viewer(), public_id=public_id)
    form = Decide(formdata=None, **_present(found))
    form.key.data = secrets.token_urlsafe(16)
    return _page(found, form)


def _present(sheet: Sheet) -> dict[str, str]:
    """What is chosen beforehand: what was decided before, never the suggestion."""
    latest = sheet.decisions[0] if sheet.decisions else None
    if latest is None:
        return {}
    return {"former": latest.public_id, "decision": latest.decision}


def _page(found: Sheet, form: Decide, status: int = 200) -> ResponseReturnValue:
    form.decision.choices = _choices(found)
    undecided = assessment.next_undecided(viewer=viewer(), after=found.row)
    page = render_template(
        "bar/sheet.html",
        sheet=found,
        row=found.row,
        form=form,
        facts=facts,
        undecided=undecided,
    )
    return page, status


def _choices(found: Sheet) -> list[tuple[str, str]]:
    return [(code, words(title)) for code, title in found.choices.items()]


@bp.post("/sheets/<public_id>", action=Action.ASSESSMENT_DECIDE)
def decide(public_id: str) -> ResponseReturnValue:
    """Decide with a reason; whatever is refused, the typed reason stays."""
    found = assessment.sheet(viewer=viewer(), public_id=public_id)
    form = Decide()
    form.decision.choices = _choices(found)
    if not form.validate_on_submit():
        return _page(found, form, 422)
    try:
        assessment.decide(
            viewer=viewer(),
            public_id=public_id,
            decision=form.decision.data,
            reason=form.reason.data or "",
            at=now(),
            key=form.key.data or "",
            former=form.former.data or "",
        )
    except NotVisible:
        raise
    except StaleVersion as refusal:
        return _again(public_id, form, refusal)
    except RuleBroken as refusal:
        form.reason.errors = [in_words(refusal)]
        return _page(found, form, 422)
    flash(_("The decision on %(name)s is recorded.", name=found.row.name))
    return redirect(url_for("bar.sheet", public_id=public_id))


def _again(public_id: str, form: Decide, refusal: RuleBroken) -> ResponseReturnValue:
    """Show what changed meanwhile beside what was typed; a new try has a new key."""
    found = assessment.sheet(viewer=viewer(), public_id=public_id)
    form.key.data = secrets.token_urlsafe(16)
    form.former.data = _present(found).get("former", "")
    form.decision.errors = [in_words(refusal)]
    return _page(found, form, 409)
