"""Paper volumes of a campaign: where they are, handing over, lists to be signed."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.archiving import Need, archive_list
from review.domain.custody import MOST_VOLUMES, Move, Place
from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.services import custody, custody_lists
from review.services.custody import VolumeLine
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
        about=campaign_words.Labels().about,
        tabs=campaign_words.tabs(code, "volumes.listing"),
    )


@bp.get(f"/<any({MOVES}):move>", action=Action.ALLOCATE)
def move(code: str, move: str) -> ResponseReturnValue:
    """Whom with, then which files."""
    return _move(code, Move(move), request.args.get("side", ""))


def _move(
    code: str, wanted: Move, side: str, refusal: str = "", status: int = 200
) -> ResponseReturnValue:
    found = custody.movable(viewer=viewer(), code=code, move=wanted, side=side)
    page = render_template(
        "volumes/move.html",
        found=found,
        move=wanted,
        refusal=refusal,
        most=MOST_VOLUMES,
        about=campaign_words.Labels().about,
    )
    return page, status


@bp.post(f"/<any({MOVES}):move>", action=Action.ALLOCATE)
def hand_over(code: str, move: str) -> ResponseReturnValue:
    """Make the list of the files that were ticked."""
    wanted, side = Move(move), request.form.get("side", "")
    try:
        key = custody.hand_over(
            viewer=viewer(),
            code=code,
            move=wanted,
            side=side,
            volumes=_volumes(),
            at=now(),
        )
    except RuleBroken as refusal:
        return _move(code, wanted, side, in_words(refusal), 409)
    flash(_("The list is made. Print it for both sides to sign."))
    return redirect(url_for("volumes.handover", code=code, key=key))


def _volumes() -> dict[str, int]:
    """How many volumes of each file that was ticked."""
    found = {}
    for key in request.form.getlist("file"):
        n = request.form.get(f"n-{key}", "1")
        if not (n.isascii() and n.isdecimal() and len(n) <= MOST_DIGITS):
            abort(400)
        found[key] = int(n)
    return found


@bp.get("/lists/<key>", action=Action.ALLOCATE)
def handover(code: str, key: str) -> ResponseReturnValue:
    """移交清单: to be printed and signed by both sides."""
    found = custody.handover(viewer=viewer(), code=code, key=key, at=now())
    return render_template(
        "volumes/handover.html", found=found, about=campaign_words.Labels().about
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
