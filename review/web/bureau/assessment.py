"""The bureau's side of the annual assessment: compile, look, hand over, export."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review.domain.assessment import Subject
from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.services import assessment
from review.services.assessment import schemes as scheme_service
from review.web import assessment_facts as facts
from review.web import assessment_lists as lists
from review.web.access import Guarded, viewer
from review.web.assessment_lists import YEAR
from review.web.bureau.schemes import problem_rows
from review.web.clock import now
from review.web.errors import in_words
from review.web.forms.schemes import LoadScheme
from review.web.language import gettext as _

bp = Guarded("assessment", __name__, url_prefix="/assessment")


@bp.get("/", action=Action.ASSESSMENT_COMPILE)
def years() -> ResponseReturnValue:
    return render_template(
        "assessment/years.html",
        lines=assessment.years(viewer=viewer()),
        kind_words=facts.KINDS,
    )


@bp.get(f"/{YEAR}", action=Action.ASSESSMENT_COMPILE)
def year(year: int) -> ResponseReturnValue:
    """All proposals of a year, and what they rest on."""
    view = lists.found(year)
    shown = lists.listing(view, "assessment.year")
    return render_template("assessment/year.html", **shown)


@bp.post(f"/{YEAR}/compile", action=Action.ASSESSMENT_COMPILE)
def compile_year(year: int) -> ResponseReturnValue:
    view = assessment.compile_year(viewer=viewer(), year=year, at=now())
    changes = view.changes or assessment.Changes()
    if changes.n_new or changes.n_replaced:
        counts = {"new": changes.n_new, "replaced": changes.n_replaced}
        flash(
            _(
                "Compiled. New proposals: %(new)s, replaced: %(replaced)s, as before: "
                "%(same)s.",
                **counts,
                same=changes.n_unchanged,
            )
        )
    else:
        flash(_("Compiled: nothing has changed, and nothing was written."))
    return redirect(url_for("assessment.year", year=year))


@bp.get(f"/{YEAR}/supply", action=Action.ASSESSMENT_COMPILE)
def confirm_supply(year: int) -> ResponseReturnValue:
    """What would be handed over, in numbers, before it is."""
    views = [
        assessment.year_view(viewer=viewer(), year=year, kind=kind) for kind in Subject
    ]
    if views[0].supplied_at or not any(view.n for view in views):
        return redirect(url_for("assessment.year", year=year))
    return render_template(
        "assessment/supply.html", year=year, views=views, kind_words=facts.KINDS
    )


@bp.post(f"/{YEAR}/supply", action=Action.ASSESSMENT_COMPILE)
def supply(year: int) -> ResponseReturnValue:
    told = assessment.supply(viewer=viewer(), year=year, at=now())
    flash(
        _(
            "Supplied; handlers: %(handlers)s, firms: %(firms)s. The bar "
            "association, the lawyers and the heads of firms can read it now.",
            handlers=told.n_handlers,
            firms=told.n_firms,
        )
    )
    return redirect(url_for("assessment.year", year=year))


@bp.get(f"/{YEAR}/<kind>.<file_format>", action=Action.ASSESSMENT_COMPILE)
def export(year: int, kind: str, file_format: str) -> ResponseReturnValue:
    return lists.exported(year, kind, file_format)


@bp.get("/sheets/<public_id>", action=Action.ASSESSMENT_COMPILE)
def sheet(public_id: str) -> ResponseReturnValue:
    """One proposal line by line, with the cases behind each number."""
    found = assessment.sheet(viewer=viewer(), public_id=public_id)
    return render_template(
        "assessment/sheet.html", sheet=found, row=found.row, facts=facts
    )


@bp.get("/schemes", action=Action.ASSESSMENT_COMPILE)
def schemes() -> ResponseReturnValue:
    return _schemes_page(LoadScheme())


@bp.post("/schemes", action=Action.ASSESSMENT_COMPILE)
def load_scheme() -> ResponseReturnValue:
    """Take in a scheme and use it, or show everything that is wrong with it."""
    form = LoadScheme()
    if not form.validate_on_submit():
        return _schemes_page(form), 422
    try:
        scheme_service.load(viewer=viewer(), text=form.text, at=now())
    except RuleBroken as refusal:
        form.file.errors = [in_words(refusal)]
        return _schemes_page(form, problem_rows(refusal, form.text)), 422
    flash(_("The scheme is loaded and will be used the next time a year is compiled."))
    return redirect(url_for("assessment.schemes"))


@bp.post("/schemes/<digest>/choose", action=Action.ASSESSMENT_COMPILE)
def choose_scheme(digest: str) -> ResponseReturnValue:
    scheme_service.choose(viewer=viewer(), digest=digest, at=now())
    flash(_("This scheme will be used the next time a year is compiled."))
    return redirect(url_for("assessment.schemes"))


@bp.get("/schemes/<digest>.yaml", action=Action.ASSESSMENT_COMPILE)
def scheme_text(digest: str) -> ResponseReturnValue:
    """The file, to read it or to change it into a new version."""
    found = scheme_service.text_of(viewer=viewer(), digest=digest)
    name = f"{found.scheme.code}-{found.scheme.version}.yaml"
    response = Response(found.text, mimetype="application/yaml")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _schemes_page(form: LoadScheme, problems: object = ()) -> str:
    form.file.label.text = _("Assessment scheme file (YAML)")
    return render_template(
        "assessment/schemes.html",
        choices=scheme_service.listing(viewer=viewer()),
        kind_words=facts.KINDS,
        form=form,
        problems=problems,
    )
