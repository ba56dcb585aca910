"""The sample of a campaign: what a draw would give, the draw, and its certificate."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.campaigns import CampaignKind
from review.domain.errors import NotVisible, RuleBroken, StaleVersion
from review.domain.phases import CampaignPhase
from review.domain.policy import Action, may, may_in
from review.domain.sampling_rule import SampleRule, SampleRuleBroken
from review.domain.sampling_seed import SeedBroken
from review.services import announcing, campaigns, drawn_files, sampling
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, sampling_words
from review.web.bureau.lists import download
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.forms.draws import AnnounceSeed, DrawSample
from review.web.language import gettext as _

bp = Guarded("sampling", __name__, url_prefix="/campaigns/<code>/sample")
MOST_ANNEXED = 2000


@bp.get("/", action=Action.SAMPLE_DRAW)
def page(code: str) -> ResponseReturnValue:
    """Before the draw its preview, afterwards what was drawn."""
    found = campaigns.page(viewer=viewer(), code=code, on=today())
    if found.plan_kind is CampaignKind.STANDING:
        return redirect(url_for("arrivals.page", code=code))
    if not found.line.numbers.is_drawn:
        return _preview(code)
    return _drawn(code, found)


def _drawn(code: str, found: campaigns.CampaignPage, trouble: str = "") -> str:
    record = sampling.record_of(viewer=viewer(), code=code)
    return render_template(
        "sampling/drawn.html",
        record=record,
        sealed=drawn_files.sealed_since(viewer=viewer(), code=code),
        trouble=trouble,
        reasons=[(sampling_words.why_words(why), n) for why, n in record.by_reason],
        can_draw=may(viewer(), Action.SAMPLE_DRAW),
        sees_files=may_in(viewer(), Action.RESULTS_READ, code),
        can_extend=record.rule.can_grow
        and found.line.phase is not CampaignPhase.PUBLISHED,
        **_shared(code, found),
    )


def _shared(code: str, found: campaigns.CampaignPage) -> dict[str, object]:
    return {
        "found": found,
        "line": found.line,
        "rule": sampling_words.rule_words(found.rule),
        "labels": campaign_words.Labels(),
        "tabs": campaign_words.tabs(code, "sampling.page"),
    }


def _preview(
    code: str,
    announce: AnnounceSeed | None = None,
    form: DrawSample | None = None,
    refusal: RuleBroken | None = None,
) -> ResponseReturnValue:
    """What a draw would give; what was typed and refused stands where it was typed."""
    found = campaigns.page(viewer=viewer(), code=code, on=today())
    if found.line.numbers.is_drawn:
        return _drawn(code, found, in_words(refusal) if refusal else ""), 422
    shown = _Shown(announce, form or DrawSample(formdata=None))
    try:
        preview = sampling.preview_draw(viewer=viewer(), code=code)
        announced = announcing.announced(viewer=viewer(), code=code, at=now())
    except SampleRuleBroken as broken:
        # What the rule names may be gone since the campaign opened.
        preview, announced, refusal = None, None, broken
    asks = _asks_for_seed(found.rule, announced)
    trouble = shown.place(refusal, asks=asks)
    page = render_template(
        "sampling/preview.html",
        preview=preview,
        announced=announced,
        announce=shown.announce,
        form=shown.form,
        asks=asks,
        trouble=trouble,
        is_random=found.rule.is_by_lot,
        can_draw=may(viewer(), Action.SAMPLE_DRAW),
        can_cancel=may_in(viewer(), Action.CAMPAIGN_OPEN, code),
        **_shared(code, found),
    )
    if isinstance(refusal, StaleVersion):
        return page, 409
    return page, 422 if trouble or shown.is_refused else 200


def _asks_for_seed(
    rule: SampleRule, announced: announcing.AnnouncedSeed | None
) -> bool:
    """Whether whoever draws says the seed; a known one, or none, is not asked for."""
    if announced is None:
        return rule.is_by_lot
    return announced.needs_seed and announced.is_ready


class _Shown:
    """The two forms of the page as they were sent, or untouched."""

    def __init__(self, announce: AnnounceSeed | None, form: DrawSample) -> None:
        untouched = AnnounceSeed(formdata=None, data={"way": "event"})
        self.announce = announce or untouched
        self.form = form

    def place(self, refusal: RuleBroken | None, *, asks: bool) -> str:
        """Put a refusal at the field it is about; gives it where there is none."""
        if refusal is None:
            return ""
        if asks and isinstance(refusal, SeedBroken):
            self.form.seed.errors = [in_words(refusal)]
            return ""
        return in_words(refusal)

    @property
    def is_refused(self) -> bool:
        fields = (self.form.seed, self.announce.said)
        return any(field.errors for field in fields) or bool(self.announce.errors)


@bp.post("/", action=Action.SAMPLE_DRAW)
def draw(code: str) -> ResponseReturnValue:
    form = DrawSample()
    if not form.validate_on_submit():
        return _preview(code, form=form)
    try:
        drawn = sampling.draw(
            viewer=viewer(),
            code=code,
            at=now(),
            seed=form.seed.data or "",
            digest=request.form.get("digest", ""),
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _preview(code, form=form, refusal=refusal)
    flash(
        _(
            "Files drawn: %(n)s; reviews they need: %(reviews)s.",
            n=drawn.report.drawn,
            reviews=drawn.n_reviews,
        )
    )
    return redirect(url_for("sampling.page", code=code))


@bp.post("/seed", action=Action.SAMPLE_DRAW)
def announce(code: str) -> ResponseReturnValue:
    """Announce the seed, or where it will come from, and freeze the list."""
    form = AnnounceSeed()
    if not form.validate_on_submit():
        return _preview(code, form)
    try:
        announcing.announce(
            viewer=viewer(), code=code, what=form.announcement(), at=now()
        )
    except SeedBroken as refusal:
        form.said.errors = [in_words(refusal)]
        return _preview(code, form)
    except announcing.TooLate as refusal:
        return _preview(code, form, refusal=refusal)
    flash(_("It is announced, and the list is frozen with it. No other seed draws."))
    return redirect(url_for("sampling.page", code=code))


@bp.get("/certificate", action=Action.SAMPLE_DRAW)
def certificate(code: str) -> ResponseReturnValue:
    """On one page: rule, seed, list and digest, changes, and how anyone draws again."""
    record = sampling.record_of(viewer=viewer(), code=code)
    return render_template(
        "sampling/certificate.html",
        record=record,
        rule=sampling_words.rule_in_short(record.rule),
        reasons=[(sampling_words.why_words(why), n) for why, n in record.by_reason],
        labels=campaign_words.Labels(),
        made_at=now(),
    )


@bp.get("/certificate/files", action=Action.SAMPLE_DRAW)
def annex(code: str) -> ResponseReturnValue:
    """The annex of the certificate: the files of the sample, to be printed."""
    return render_template(
        "sampling/annex.html",
        record=sampling.record_of(viewer=viewer(), code=code),
        annex=sampling.annex(viewer=viewer(), code=code, most=MOST_ANNEXED),
        labels=campaign_words.Labels(),
        made_at=now(),
    )


@bp.get("/list.csv", action=Action.SAMPLE_DRAW)
def protocol(code: str) -> Response:
    """The list that was drawn from, byte for byte as it was digested."""
    body = sampling.protocol(viewer=viewer(), code=code, at=now())
    return download(body, f"draw-{code}", "csv")


@bp.get("/record.zip", action=Action.SAMPLE_DRAW)
def bundle(code: str) -> Response:
    """Everything the draw rests on, to draw again on another machine."""
    body = sampling.bundle(viewer=viewer(), code=code, at=now())
    return download(body, f"draw-{code}", "zip")
