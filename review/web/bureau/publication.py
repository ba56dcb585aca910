"""Figures of a campaign, what stands before its release, publishing, and the release."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.aggregation import By
from review.domain.policy import Action, may
from review.domain.publication import ReleaseKind
from review.domain.ranking import Showing
from review.services import bulletins, publication
from review.services.figures import BY_WORDS, MOST_DECIMALS, RATES
from review.services.publication import Preview
from review.web import gate_words, ranking_words, release_words
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import TYPES, download, number_of, one_of
from review.web.clock import now, today
from review.web.display import words
from review.web.forms.publication import Publish
from review.web.language import gettext as _

bp = Guarded("publication", __name__, url_prefix="/campaigns/<code>/publication")
JSON = "application/json; charset=utf-8"
KIND = "<any(provisional, final):kind>"


@bp.get("", action=Action.RESULTS_READ)
def campaign(code: str) -> ResponseReturnValue:
    """The figures as far as files are settled, and what was released."""
    by = By(one_of("by", {each.value for each in By}, By.TOTAL))
    decimals = number_of("decimals", least=0, most=MOST_DECIMALS)
    found = publication.figures(viewer=viewer(), code=code, by=by, decimals=decimals)
    made = publication.releases(viewer=viewer(), code=code)
    return render_template(
        "publication/campaign.html",
        found=found,
        by=by,
        by_words=_by_words(of_institutions=found.of_institutions),
        rates=RATES,
        asked=decimals,
        decimals=range(MOST_DECIMALS + 1),
        say=release_words,
        releases=made,
        next_kinds=_next_kinds(made) if may(viewer(), Action.PUBLISH) else [],
        kind_words=release_words.KINDS,
        what_kinds_are=release_words.WHAT_KINDS_ARE,
        tabs=campaign_words.tabs(code, "publication.campaign"),
    )


def _by_words(*, of_institutions: bool) -> dict[By, str]:
    """By what figures are broken down; institutions have no handlers."""
    left_out = {By.HANDLER} if of_institutions else set()
    return {by: words for by, words in BY_WORDS.items() if by not in left_out}


def _next_kinds(made: tuple[publication.ReleaseView, ...]) -> list[ReleaseKind]:
    """The releases that can still be made, in their order."""
    kinds = {each.kind for each in made}
    if ReleaseKind.FINAL in kinds:
        return []
    return [kind for kind in ReleaseKind if kind not in kinds]


@bp.get("/figures.<any(json, csv, xlsx):file_format>", action=Action.RESULTS_READ)
def export(code: str, file_format: str) -> Response:
    by = one_of("by", {each.value for each in By}, By.TOTAL)
    body = publication.export_figures(
        viewer=viewer(),
        code=code,
        by=by,
        format=file_format,
        decimals=number_of("decimals", least=0, most=MOST_DECIMALS),
        period=request.args.get("period", ""),
        at=now(),
        words=words,
    )
    response = Response(body, content_type=TYPES.get(file_format, JSON))
    name = f"figures-{code}-{by}.{file_format}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get(f"/release/{KIND}", action=Action.PUBLISH)
def prepare(code: str, kind: str) -> ResponseReturnValue:
    """What has to be done or seen first, and who would see what."""
    found = publication.preview_release(
        viewer=viewer(), code=code, kind=kind, on=today()
    )
    return _preparation(
        code, found, Publish(formdata=None, data={"basis": found.basis})
    )


def _preparation(code: str, found: Preview, form: Publish) -> str:
    return render_template(
        "publication/prepare.html",
        code=code,
        found=found,
        form=form,
        kind_words=release_words.KINDS,
        what_kinds_are=release_words.WHAT_KINDS_ARE,
        what_to_do=gate_words.WHAT_TO_DO,
        places={
            gate: url_for(endpoint, code=code)
            for gate, endpoint in gate_words.GO_THERE.items()
        },
        audiences=release_words.audience_rows(found.audiences),
        rankings=ranking_words.previewed(found.rankings),
        tabs=campaign_words.tabs(code, "publication.campaign"),
    )


@bp.post(f"/release/{KIND}", action=Action.PUBLISH)
def publish(code: str, kind: str) -> ResponseReturnValue:
    """Publish what was looked at; twice the same form is one release."""
    form = Publish()
    if not form.validate_on_submit():
        found = publication.preview_release(
            viewer=viewer(), code=code, kind=kind, on=today()
        )
        return _preparation(code, found, form), 422
    made = publication.publish(
        viewer=viewer(),
        code=code,
        kind=kind,
        at=now(),
        on=today(),
        key=f"{code}/{kind}/{form.basis.data}",
        basis=form.basis.data,
        rankings=Showing.chosen(form.display.data, internal=form.internal.data),
    )
    flash(_("Published. The digest below goes with it for good."))
    return redirect(url_for("publication.release", code=code, public_id=made.public_id))


@bp.get("/releases/<public_id>", action=Action.RESULTS_READ)
def release(code: str, public_id: str) -> ResponseReturnValue:
    """One release: its digest, by which rules it was made, and who received what."""
    found = publication.release(viewer=viewer(), code=code, public_id=public_id)
    checked = (
        publication.recomputed(viewer=viewer(), code=code, public_id=public_id)
        if request.args.get("check") == "1"
        else None
    )
    return render_template(
        "publication/release.html",
        found=found,
        checked=checked,
        has_bulletin=bulletins.has_draft(found),
        reads_lists=may(viewer(), Action.RELEASE_READ_AREA),
        kind_words=release_words.KINDS,
        audiences=release_words.audience_rows(found.audiences),
        tabs=campaign_words.tabs(code, "publication.campaign"),
    )


@bp.get("/releases/<public_id>/bulletin.docx", action=Action.RESULTS_READ)
def bulletin(code: str, public_id: str) -> Response:
    """A Word draft from the frozen figures; an office goes on writing in it."""
    body = bulletins.draft(viewer=viewer(), code=code, public_id=public_id)
    return download(body, f"bulletin-{code}", "docx")
