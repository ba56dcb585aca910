"""The files of a campaign that still lack scans, as a list and as a spreadsheet."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from review.domain.kinds import is_object
from review.domain.policy import Action
from review.domain.volumes import Lack
from review.services import missing_scans
from review.services.missing_scans import Wanted
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import Here, cut_of, download, one_of, words_of
from review.web.clock import now
from review.web.language import gettext as _
from review.web.language import said

bp = Guarded("missing_scans", __name__, url_prefix="/campaigns/<code>")
BOTH, LIST = "both", "list"
NEEDS = {BOTH: (True, False), LIST: (False, True), f"{BOTH}_{LIST}": (True, True)}
"""Both volumes, and a checked contents list."""


def _wanted() -> Wanted:
    needs_both, needs_list = NEEDS.get(one_of("needs", NEEDS), (False, False))
    return Wanted(
        needs_both=needs_both,
        needs_list=needs_list,
        lack=one_of("lack", set(Lack)),
        text=words_of(),
    )


@bp.get("/scans", action=Action.INTAKE)
def listing(code: str) -> ResponseReturnValue:
    wanted = _wanted()
    found = missing_scans.missing(
        viewer=viewer(), code=code, wanted=wanted, cut=cut_of()
    )
    asked = {"lack": wanted.lack, "text": wanted.text}
    asked |= {"needs": one_of("needs", NEEDS)}
    here = Here("missing_scans.listing", {"code": code}, asked)
    return render_template(
        "scans/missing.html",
        found=found,
        wanted=wanted,
        here=here,
        pager=here.pager(found.page),
        needs=[
            (BOTH, _("A main and a secondary volume")),
            (LIST, _("A checked contents list")),
            (f"{BOTH}_{LIST}", _("Both volumes and a checked contents list")),
        ],
        chosen=asked["needs"],
        lacks=[(lack.value, _(lack.words)) for lack in Lack],
        of_institutions=any(is_object(line.kind) for line in found.page.rows),
        about=campaign_words.Labels().about,
        tabs=campaign_words.tabs(code, "missing_scans.listing"),
    )


@bp.get("/scans.<any(csv, xlsx):file_format>", action=Action.INTAKE)
def export(code: str, file_format: str) -> Response:
    body = missing_scans.export(
        viewer=viewer(),
        code=code,
        wanted=_wanted(),
        at=now(),
        file_format=file_format,
        say=said,
    )
    return download(body, f"missing-scans-{code}", file_format)
