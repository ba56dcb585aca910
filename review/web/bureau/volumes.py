"""Paper volumes of a campaign: where they are, handing over, lists to be signed."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.archiving import Need, archive_list
from review.domain.custody import FEWER, MOST_VOLUMES, Move, Place
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action
from review.services import custody, custody_lists, handing_over
from review.services.custody import VolumeLine
from review.services.handing_over import FewerVolumes, MovePage
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import Here, cut_of, one_of
from review.web.clock import now
from review.web.contents_facts import paper
from review.web.errors import in_words
from review.web.language import gettext as _

bp = Guarded("volumes", __name__, url_prefix="/campaigns/<code>/volumes")
MOVES = ", ".join(f"'{move}'" for move in Move)
MOST_DIGITS = 2


@bp.get("/", action=Action.ALLOCATE)
def listing(code: str) -> ResponseReturnValue:
    """Where every file's volumes are, and every list so far."""
    given = one_of("place", set(Place))
    place = Place(given) if given else None
    found = custody.page(viewer=viewer(), code=code, place=place, cut=cut_of())
    here = Here("volumes.listing", {"code": code}, {"place": given})
    return render_template(
        "volumes/page.html",
        found=found,
        here=here,
        pager=here.pager(found.page),
        places=[(each.value, _(each.words)) for each in Place],
        place=given,
        moves=list(Move),
        kept=_kept,
        about=campaign_words.Labels().about,
        tabs=campaign_words.tabs(code, "volumes.listing"),
    )


@bp.get(f"/<any({MOVES}):move>", action=Action.ALLOCATE)
def move(code: str, move: str) -> ResponseReturnValue:
    """Whom with, then which files."""
    return _move(code, Move(move), request.args.get("side", ""))


def _move(
    code: str,
    wanted: Move,
    side: str,
    refusal: str = "",
    status: int = 200,
    is_fewer: bool = False,
) -> ResponseReturnValue:
    found = handing_over.movable(viewer=viewer(), code=code, move=wanted, side=side)
    typed = _volumes() if request.method == "POST" else None
    page = render_template(
        "volumes/move.html",
        found=found,
        move=wanted,
        typed=typed,
        fewer=_fewer(found, typed or {}) if is_fewer else {},
        refusal=refusal,
        most=MOST_VOLUMES,
        about=campaign_words.Labels().about,
        kept=_kept,
    )
    return page, status


def _fewer(found: MovePage, typed: Mapping[str, int]) -> dict[str, tuple[int, str]]:
    """Of which files volumes would be kept back: how many, and in words."""
    return {
        line.public_id: (line.due - n, _(FEWER[found.move], due=line.due, n=n))
        for line in found.lines
        if (n := typed.get(line.public_id, line.due)) < line.due
    }


def _kept(line: VolumeLine) -> list[str]:
    """Which volumes of a file are not where the file is."""
    with_whom = N_("%(n)s with %(name)s")
    at_office = N_("%(n)s at the office")
    return [
        _(with_whom if each.holder else at_office, n=each.n, name=each.holder)
        for each in line.kept
    ]


@bp.post(f"/<any({MOVES}):move>", action=Action.ALLOCATE)
def hand_over(code: str, move: str) -> ResponseReturnValue:
    """Make the list of the files that were ticked."""
    wanted, side = Move(move), request.form.get("side", "")
    try:
        key = handing_over.hand_over(
            viewer=viewer(),
            code=code,
            move=wanted,
            side=side,
            volumes=_volumes(),
            fewer=_known(),
            at=now(),
        )
    except RuleBroken as refusal:
        is_fewer = isinstance(refusal, FewerVolumes)
        words = "" if is_fewer else in_words(refusal)
        return _move(code, wanted, side, words, 409, is_fewer)
    flash(_("The list is made. Print it for both sides to sign."))
    return redirect(url_for("volumes.handover", code=code, key=key))


def _volumes() -> dict[str, int]:
    """How many volumes of each file that was ticked."""
    return {key: _number(f"n-{key}", "1") for key in request.form.getlist("file")}


def _known() -> dict[str, int]:
    """Of which of them so many are kept back, as the page had said."""
    keys = request.form.getlist("file")
    found = {key: _number(f"fewer-{key}", "0") for key in keys}
    return {key: n for key, n in found.items() if n}


def _number(name: str, without: str) -> int:
    n = request.form.get(name, without)
    if not (n.isascii() and n.isdecimal() and len(n) <= MOST_DIGITS):
        abort(400)
    return int(n)


@bp.get("/lists/<key>", action=Action.ALLOCATE)
def handover(code: str, key: str) -> ResponseReturnValue:
    """移交清单: to be printed and signed by both sides."""
    found = custody_lists.handover(viewer=viewer(), code=code, key=key, at=now())
    return render_template(
        "volumes/handover.html",
        found=found,
        remark=FEWER.get(found.line.move, ""),
        about=campaign_words.Labels().about,
    )


@bp.get("/wanted", action=Action.ALLOCATE)
def wanted(code: str) -> ResponseReturnValue:
    """调卷清单: what each firm still has to bring in, a page each."""
    return render_template(
        "volumes/wanted.html",
        found=custody_lists.wanted(viewer=viewer(), code=code),
        papers=_papers,
        code=code,
        about=campaign_words.Labels().about,
    )


def _papers(line: VolumeLine) -> list[tuple[str, bool]]:
    """What an institution is asked to bring, and whether each keeps it."""
    found = archive_list(line.kind)
    entries = found.entries if found else ()
    return [(paper(each.document), each.need is Need.REQUIRED) for each in entries]
