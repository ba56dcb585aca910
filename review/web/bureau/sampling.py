"""The sample of a campaign: what a draw would give, the draw, and its certificate."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.policy import Action, may
from review.domain.sampling import SampleBy
from review.services import campaigns, sampling
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, sampling_words
from review.web.bureau.lists import download
from review.web.clock import now, today
from review.web.forms.campaign import DrawSample
from review.web.language import gettext as _

bp = Guarded("sampling", __name__, url_prefix="/campaigns/<code>/sample")
MOST_ANNEXED = 2000
RANDOM = (SampleBy.PERCENT, SampleBy.NUMBER)


@bp.get("/", action=Action.CAMPAIGN_READ)
def page(code: str) -> ResponseReturnValue:
    """Before the draw its preview, afterwards what was drawn."""
    found = campaigns.page(viewer=viewer(), code=code, on=today())
    shared = {
        "found": found,
        "line": found.line,
        "rule": sampling_words.rule_words(found.rule),
        "labels": campaign_words.Labels(),
        "tabs": campaign_words.tabs(code, "sampling.page"),
    }
    if found.line.numbers.is_drawn:
        record = sampling.record_of(viewer=viewer(), code=code)
        reasons = [(sampling_words.why_words(why), n) for why, n in record.by_reason]
        return render_template(
            "sampling/drawn.html", record=record, reasons=reasons, **shared
        )
    return render_template(
        "sampling/preview.html",
        preview=sampling.preview_draw(viewer=viewer(), code=code),
        form=DrawSample(data={"seed": found.seed}),
        is_random=found.rule.by in RANDOM,
        can_draw=may(viewer(), Action.SAMPLE_DRAW),
        **shared,
    )


@bp.post("/", action=Action.SAMPLE_DRAW)
def draw(code: str) -> ResponseReturnValue:
    form = DrawSample()
    if not form.validate_on_submit():
        flash(_("The seed has at most 100 characters."))
        return redirect(url_for("sampling.page", code=code))
    drawn = sampling.draw(
        viewer=viewer(),
        code=code,
        at=now(),
        seed=form.seed.data or "",
        digest=request.form.get("digest", ""),
    )
    flash(
        _(
            "%(n)s files are drawn; they need %(reviews)s reviews.",
            n=drawn.report.drawn,
            reviews=drawn.n_reviews,
        )
    )
    return redirect(url_for("sampling.page", code=code))


@bp.get("/certificate", action=Action.CAMPAIGN_READ)
def certificate(code: str) -> ResponseReturnValue:
    """For the files: seed, rule, list and digest, and how anyone draws again."""
    record = sampling.record_of(viewer=viewer(), code=code)
    return render_template(
        "sampling/certificate.html",
        record=record,
        rule=sampling_words.rule_words(record.rule),
        reasons=[(sampling_words.why_words(why), n) for why, n in record.by_reason],
        annex=sampling.annex(viewer=viewer(), code=code, most=MOST_ANNEXED),
        labels=campaign_words.Labels(),
        made_at=now(),
    )


@bp.get("/list.csv", action=Action.CAMPAIGN_READ)
def protocol(code: str) -> Response:
    """The list that was drawn from, byte for byte as it was digested."""
    body = sampling.protocol(viewer=viewer(), code=code, at=now())
    return download(body, f"draw-{code}", "csv")
