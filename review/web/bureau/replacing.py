"""Changing a sample after its draw: replacing unusable files, drawing on."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from review.domain.errors import NotVisible, RuleBroken, StaleVersion
from review.domain.policy import Action
from review.services import drawn_files, replacing
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, sampling_words
from review.web.clock import now
from review.web.errors import in_words
from review.web.forms.draws import ExtendSample, ReplaceFile
from review.web.language import gettext as _

bp = Guarded("replacing", __name__, url_prefix="/campaigns/<code>/sample")


@bp.get("/replace", action=Action.SAMPLE_DRAW)
def find(code: str) -> ResponseReturnValue:
    """The file that cannot be used, found by its number."""
    return _find(code)


def _find(code: str, trouble: str = "") -> str:
    asked = request.args.get("q", "").strip()
    return render_template(
        "sampling/find.html",
        code=code,
        asked=asked,
        trouble=trouble,
        found=drawn_files.find_files(viewer=viewer(), code=code, text=asked),
        most=drawn_files.MOST_FOUND,
        labels=campaign_words.Labels(),
    )


@bp.get("/replace/<public_id>", action=Action.SAMPLE_DRAW)
def one(code: str, public_id: str) -> ResponseReturnValue:
    """What replacing the file leads to, before anything is written."""
    return _one(code, public_id, ReplaceFile())


def _one(
    code: str, public_id: str, form: ReplaceFile, stale: StaleVersion | None = None
) -> ResponseReturnValue:
    """With what was typed; one that is settled or gone is told where another one is looked for."""
    try:
        shown = replacing.preview_replacement(
            viewer=viewer(), code=code, public_id=public_id
        )
    except (replacing.IsSettled, replacing.HasLeft) as refusal:
        return _find(code, in_words(refusal)), 422
    page = render_template(
        "sampling/replace.html",
        shown=shown,
        form=form,
        trouble=in_words(stale) if stale else "",
        labels=campaign_words.Labels(),
    )
    if stale:
        return page, 409
    return page, 422 if request.method == "POST" else 200


@bp.post("/replace/<public_id>", action=Action.SAMPLE_DRAW)
def replace(code: str, public_id: str) -> ResponseReturnValue:
    form = ReplaceFile()
    if not form.validate_on_submit():
        return _one(code, public_id, form)
    try:
        came = replacing.replace_file(
            viewer=viewer(),
            code=code,
            public_id=public_id,
            reason=form.reason.data or "",
            at=now(),
            expected=request.form.get("expected", ""),
        )
    except StaleVersion as stale:
        return _one(code, public_id, form, stale)
    except NotVisible:
        raise
    except RuleBroken as refusal:
        form.reason.errors = [in_words(refusal)]
        return _one(code, public_id, form)
    if came:
        flash(_("%(case_no)s came in. It still needs reviewers.", case_no=came.case_no))
    else:
        flash(_("The file is out of the sample."))
    return redirect(url_for("sampling.page", code=code))


@bp.get("/extend", action=Action.SAMPLE_DRAW)
def preview(code: str) -> ResponseReturnValue:
    """What a larger size would add; without a size, only the question."""
    size = request.args.get("size", "").strip()
    form = ExtendSample(formdata=None, data={"size": size})
    return _extension(code, form, size)


def _extension(
    code: str, form: ExtendSample, size: str, stale: StaleVersion | None = None
) -> ResponseReturnValue:
    shown = None
    if size:
        try:
            shown = replacing.preview_extension(viewer=viewer(), code=code, size=size)
        except NotVisible:
            raise
        except RuleBroken as refusal:
            form.size.errors = [in_words(refusal)]
    sampled = drawn_files.size_now(viewer=viewer(), code=code)
    page = render_template(
        "sampling/extend.html",
        now=sampled,
        size=sampling_words.size_words(sampled.rule),
        shown=shown,
        form=form,
        trouble=in_words(stale) if stale else "",
        labels=campaign_words.Labels(),
    )
    if stale:
        return page, 409
    is_refused = request.method == "POST" or form.size.errors
    return page, 422 if is_refused else 200


@bp.post("/extend", action=Action.SAMPLE_DRAW)
def extend(code: str) -> ResponseReturnValue:
    form = ExtendSample()
    if not form.validate_on_submit():
        return _extension(code, form, form.size.data or "")
    try:
        n = replacing.extend(
            viewer=viewer(),
            code=code,
            size=form.size.data or "",
            reason=form.reason.data or "",
            at=now(),
            expected=request.form.get("expected", ""),
        )
    except StaleVersion as stale:
        return _extension(code, form, form.size.data or "", stale)
    except replacing.NoReason as refusal:
        form.reason.errors = [in_words(refusal)]
        return _extension(code, form, form.size.data or "")
    except NotVisible:
        raise
    except RuleBroken:
        # Told at the size, by the look that is taken at it once more.
        return _extension(code, form, form.size.data or "")
    flash(
        ngettext(
            "%(num)d further file is drawn. It still needs reviewers.",
            "%(num)d further files are drawn. They still need reviewers.",
            n,
        )
    )
    return redirect(url_for("sampling.page", code=code))
