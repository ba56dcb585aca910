"""A re-check of what counties reviewed themselves, and how far the two lie apart."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action, may
from review.services import rechecks
from review.services.rechecks import CountyLine, RecheckPage
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import download
from review.web.bureau.replay_words import signed
from review.web.clock import now
from review.web.display import words
from review.web.errors import in_words
from review.web.language import gettext as _
from review.web.language import said

bp = Guarded("rechecks", __name__, url_prefix="/campaigns/<code>/recheck")


@dataclass(frozen=True, slots=True)
class CountyRow:
    """A county in words: the difference with its sign and interval."""

    line: CountyLine
    name: str
    mean: str
    interval: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    title: str
    cells: tuple[tuple[int, bool], ...]
    n: int


@bp.get("/", action=Action.RESULTS_READ)
def page(code: str) -> ResponseReturnValue:
    return _page(code)


def _page(code: str, refusal: str = "") -> str:
    found = rechecks.page(viewer=viewer(), code=code)
    rows = [_row(each, each.area) for each in found.counties]
    if found.whole is not None:
        rows.append(_row(found.whole, _("All counties")))
    return render_template(
        "rechecks/page.html",
        found=found,
        rows=rows,
        heads=[words(grade.title) for grade in found.grades],
        moves=_moves(found),
        may_settle=found.may_change and may(viewer(), Action.SAMPLE_DRAW),
        refusal=refusal,
        tabs=campaign_words.tabs(found.code, "reconciliation.files"),
    )


def _row(line: CountyLine, name: str) -> CountyRow:
    interval = "—" if line.low is None else f"{signed(line.low)} … {signed(line.high)}"
    return CountyRow(line, name, signed(line.mean), interval)


def _moves(found: RecheckPage) -> list[MoveRow]:
    """The county's own grade down the side, the re-check's along the top."""
    codes = [grade.code for grade in found.grades]
    rows = []
    for grade in found.grades:
        counts = [found.moves.get((grade.code, other), 0) for other in codes]
        cells = tuple(
            zip(counts, (other == grade.code for other in codes), strict=True)
        )
        rows.append(MoveRow(words(grade.title), cells, sum(counts)))
    return rows


@bp.post("/", action=Action.SAMPLE_DRAW)
def settle(code: str) -> ResponseReturnValue:
    """Before the draw: which campaign this one re-checks."""
    try:
        of = request.form.get("of", "")
        rechecks.settle(viewer=viewer(), code=code, of=of, at=now())
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _page(code, in_words(refusal)), 422
    flash(_("Settled. The sample is drawn from these files."))
    return redirect(url_for("rechecks.page", code=code))


@bp.get("/files.<any(csv, xlsx):file_format>", action=Action.RESULTS_READ)
def export(code: str, file_format: str) -> Response:
    body = rechecks.export(
        viewer=viewer(),
        code=code,
        at=now(),
        file_format=file_format,
        say=said,
        words=words,
    )
    return download(body, f"recheck-{code}", file_format)
