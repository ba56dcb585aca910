"""Spreadsheets come in: brought, looked at row by row, then taken in."""

from __future__ import annotations

from typing import Any

from flask import (
    Response,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from review.domain.errors import RuleBroken
from review.domain.kinds import IntakeKind
from review.domain.policy import Action
from review.services import campaigns, intake
from review.services.intake import Report, TakenInAlready, Upload
from review.services.intake.steps import Effect
from review.services.recusal import Freed
from review.web.access import Guarded
from review.web.bureau.arrivals import arrived_words
from review.web.bureau.recusal import tell_late
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.forms.intake import BringFile
from review.web.language import gettext as _

bp = Guarded("intake", __name__)
MOST_ROWS = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.route("/intake", methods=["GET", "POST"], action=Action.INTAKE)
def start() -> ResponseReturnValue:
    """Bring a file, or fetch an empty one to fill in."""
    form = _form()
    if form.validate_on_submit():
        upload = Upload(
            kind=IntakeKind(form.kind.data),
            body=form.file.data.read(),
            name=form.file.data.filename or "",
            campaign=form.campaign.data or "",
            encoding=form.encoding.data or "",
        )
        try:
            # Read once before it is kept: what cannot be read at all is said here.
            intake.preview(viewer=g.viewer, upload=upload, today=today())
        except RuleBroken as refusal:
            form.file.errors = [in_words(refusal)]
        else:
            public_id = intake.keep(viewer=g.viewer, upload=upload, at=now())
            return redirect(url_for("intake.preview", public_id=public_id))
    return render_template("intake/start.html", form=form, kinds=list(IntakeKind))


def _form() -> BringFile:
    form = BringFile()
    lines = campaigns.listing(viewer=g.viewer, on=today())
    none = SelectChoice("", "—")
    form.kind.choices = [SelectChoice(k.value, _(k.words)) for k in IntakeKind]
    form.campaign.choices = [
        none,
        *[SelectChoice(c.code, c.name) for c in lines if not c.is_entrusted],
    ]
    form.encoding.choices = [none, *map(SelectChoice, intake.ENCODINGS)]
    return form


@bp.get("/intake/<public_id>", action=Action.INTAKE)
def preview(public_id: str) -> ResponseReturnValue:
    """Row by row what would happen; nothing has been written yet."""
    upload = intake.kept(viewer=g.viewer, public_id=public_id)
    report = intake.preview(viewer=g.viewer, upload=upload, today=today())
    shown = _chosen(report, request.args.get("effect", ""))
    return render_template(
        "intake/preview.html",
        public_id=public_id,
        upload=upload,
        report=report,
        effects=list(Effect),
        chosen=request.args.get("effect", ""),
        rows=shown[:MOST_ROWS],
        n_shown=len(shown),
        n_to_write=report.counts.created + report.counts.changed,
    )


def _chosen(report: Report, effect: str) -> list[Any]:
    """The rows of one effect; without a choice, what was refused comes first."""
    if effect in set(Effect):
        return [step for step in report.steps if step.effect == effect]
    order = {Effect.REFUSED: 0, Effect.CHANGED: 1, Effect.CREATED: 2}
    return sorted(report.steps, key=lambda step: order.get(step.effect, 3))


@bp.post("/intake/<public_id>", action=Action.INTAKE)
def take_in(public_id: str) -> ResponseReturnValue:
    try:
        report = intake.take_in_kept(
            viewer=g.viewer,
            public_id=public_id,
            at=now(),
            today=today(),
            good_only=request.form.get("rows") == "good",
        )
    except TakenInAlready as done:
        flash(in_words(done))
        return redirect(url_for("intake.start"))
    flash(
        _(
            "Taken in: %(created)s created, %(changed)s changed, "
            "%(unchanged)s left alone, %(refused)s refused.",
            created=report.counts.created,
            changed=report.counts.changed,
            unchanged=report.counts.unchanged,
            refused=report.counts.refused,
        )
    )
    _tell_freed(report.freed)
    if report.arrived.n_entered:
        for sentence in arrived_words(report.arrived):
            flash(sentence)
    return redirect(url_for("intake.start"))


def _tell_freed(freed: Freed) -> None:
    if freed.n_freed:
        flash(
            _(
                "Open files taken back for a conflict of interest that these rows "
                "show: %(n)s; given to others already: %(given)s.",
                n=freed.n_freed,
                given=freed.n_refilled,
            )
        )
    if freed.n_sealed:
        flash(
            _(
                "Open reviews of files that were sealed ended: %(n)s. Replace these "
                "files in their campaigns, or withdraw them.",
                n=freed.n_sealed,
            )
        )
    tell_late(freed)


@bp.get("/intake/templates/<kind>.xlsx", action=Action.INTAKE)
def template(kind: str) -> ResponseReturnValue:
    """An empty spreadsheet with its instructions on a second sheet."""
    body = intake.template(kind=intake.kind_of(kind))
    headers = {"Content-Disposition": f"attachment; filename={kind}.xlsx"}
    return Response(body, mimetype=XLSX, headers=headers)
