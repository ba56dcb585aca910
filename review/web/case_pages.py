"""The scanned pages of a file, for its reviewer: images by number, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import Response, abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.services import case_pages, contents, page_texts, reviewing
from review.services.case_pages import PageLine
from review.services.page_texts import NothingToSearch, Search
from review.services.reviewing import Desk
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.clock import now
from review.web.contents_facts import contents_view
from review.web.errors import in_words
from review.web.forms.posted import sent_object
from review.web.language import gettext as _
from review.web.page_viewer import MOST_PAGES, plain_view, turn_of, width_of

SIDES = ("main", "secondary")
"""By the rank of a volume, as the viewer's script knows them."""

bp = Guarded("case_pages", __name__, url_prefix="/reviews/<public_id>/pages")


@bp.get("/", action=Action.REVIEW)
def reading(public_id: str) -> ResponseReturnValue:
    """Page after page without any script."""
    desk = reviewing.open_read(viewer=viewer(), public_id=public_id, at=now())
    return _reading(desk)


def _reading(
    desk: Desk, *, words: str = "", search: Search | None = None, problem: str = ""
) -> str:
    public_id = desk.public_id
    found = case_pages.pages_of(viewer=viewer(), public_id=public_id, at=now())
    file = contents.of_read(viewer=viewer(), public_id=public_id)
    own = url_for("case_pages.reading", public_id=public_id)
    return render_template(
        "case_pages/reading.html",
        desk=desk,
        view=plain_view(found, own=own, image=f"{own}{{page}}"),
        contents=contents_view(file, since=desk.saved_at),
        words=words,
        search=search,
        problem=problem,
        most=page_texts.MOST_WORDS,
    )


@bp.post("/search", action=Action.REVIEW)
def search(public_id: str) -> ResponseReturnValue:
    """Pages with these words; they stand in no address and are kept nowhere."""
    if request.is_json:
        return _searched_by_script(public_id, sent_object())
    desk = reviewing.open_read(viewer=viewer(), public_id=public_id, at=now())
    words = request.form.get("words", "")
    try:
        found = _searched(public_id, words, _start(request.form.get("start", "")))
    except NothingToSearch as refusal:
        return _reading(desk, words=words, problem=in_words(refusal)), 422
    return _reading(desk, words=words, search=found)


def _searched_by_script(public_id: str, sent: dict[str, Any]) -> ResponseReturnValue:
    words, start = sent.get("words"), sent.get("start")
    if not isinstance(words, str) or not isinstance(start, int):
        abort(400)
    found = _searched(public_id, words, start)
    places = [
        [each.page, each.label, [[e.before, e.found, e.after] for e in each.excerpts]]
        for each in found.found
    ]
    return jsonify(
        found=places,
        unread=found.unread,
        has_recognised=found.has_recognised,
        n_pages=found.n_pages,
        following=found.following,
    )


def _searched(public_id: str, words: str, start: int) -> Search:
    return page_texts.search(
        viewer=viewer(),
        public_id=public_id,
        words=words,
        start=start,
        shelf=settings.shelf(),
        at=now(),
    )


def _start(typed: str) -> int:
    is_page = (
        typed.isascii() and typed.isdecimal() and len(typed) < len(str(MOST_PAGES))
    )
    return int(typed) if is_page else 1


@bp.get("/list.json", action=Action.REVIEW)
def listing(public_id: str) -> ResponseReturnValue:
    """Number, shape and key of every page, for the viewer beside the sheet.

    Beside them the pages that cannot be shown, those that wait for the bureau's look,
    where each volume begins, and of which volume there are no pages any more.
    """
    found, gone = case_pages.pages_and_gone(
        viewer=viewer(), public_id=public_id, at=now()
    )
    return jsonify(
        pages=[[each.label, each.shape, each.key] for each in found],
        gaps=[each.page for each in found if each.is_gap],
        withheld=[each.page for each in found if each.is_withheld],
        volumes=_volumes(found),
        sides=[SIDES[each.volume.rank] for each in found],
        gone=[SIDES[each.rank] for each in gone],
    )


def _volumes(found: Sequence[PageLine]) -> list[tuple[int, str]]:
    """The first page of each stretch of one volume; a file of one has none."""
    if not any(each.volume for each in found):
        return []
    stretches = groupby(found, key=lambda each: each.volume)
    firsts = [(volume, next(pages)) for volume, pages in stretches]
    return [(each.page, _(volume.words) if volume else "") for volume, each in firsts]


@bp.get("/<int:page>", action=Action.REVIEW)
def image(public_id: str, page: int) -> ResponseReturnValue:
    content = case_pages.page_image(
        viewer=viewer(),
        public_id=public_id,
        page=page,
        width=width_of(),
        turn=turn_of(),
        shelf=settings.shelf(),
        at=now(),
        key=request.args.get("key", ""),
    )
    return Response(content, mimetype="image/jpeg")
