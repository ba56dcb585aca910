"""The contents list of a case file: looked at beside its pages, typed, saved as one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.contents import MOST_ENTRIES, TooManyEntries
from review.domain.page_numbers import names
from review.domain.policy import Action
from review.services import case_pages, contents
from review.services.contents import CaseContents, ContentsChanged
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.clock import now
from review.web.contents_facts import paper
from review.web.display import source_words
from review.web.errors import in_words
from review.web.forms.contents import (
    FREE_ROWS,
    Row,
    Typed,
    archive_rows,
    choices,
    rows_of,
    typed,
)
from review.web.language import gettext as _

bp = Guarded("contents", __name__, url_prefix="/cases/<public_id>/contents")


@bp.get("/", action=Action.INTAKE)
def page(public_id: str) -> ResponseReturnValue:
    found = contents.of_case(viewer=viewer(), public_id=public_id)
    return _page(found, rows_of(found))


@bp.post("/", action=Action.INTAKE)
def save(public_id: str) -> ResponseReturnValue:
    """All rows or none; what was typed stands again where it cannot be saved."""
    found = contents.of_case(viewer=viewer(), public_id=public_id)
    sent = typed(request.form, found)
    if "more" in request.form:
        return _page(found, [*sent.rows, *[Row()] * FREE_ROWS], sent=sent)
    if "bookmarks" in request.form:
        return _page(found, [*sent.rows, *_from_bookmarks(found)], sent=sent)
    if not sent.is_sound:
        problem = _("Nothing has been saved yet: see the marked rows.")
        return _page(found, sent.rows, sent=sent, problem=problem), 422
    try:
        contents.set_list(
            viewer=viewer(),
            public_id=public_id,
            entries=sent.entries,
            not_applicable=sent.not_applicable,
            state=sent.state,
            at=now(),
        )
    except TooManyEntries as refusal:
        return _page(found, sent.rows, sent=sent, problem=in_words(refusal)), 422
    except ContentsChanged as refusal:
        fresh = contents.of_case(viewer=viewer(), public_id=public_id)
        return _page(fresh, sent.rows, sent=sent, problem=in_words(refusal)), 409
    flash(_("The contents list has been saved."))
    return redirect(url_for("contents.page", public_id=public_id))


def _from_bookmarks(found: CaseContents) -> list[Row]:
    """Rows to look at; they count once the list is saved."""
    proposed = contents.from_bookmarks(
        viewer=viewer(), public_id=found.public_id, shelf=settings.shelf()
    )
    if not proposed:
        flash(_("The bookmarks of these scans name no papers."))
    written = names(found.parts)
    return [Row(paper(each.document), written[each.page - 1]) for each in proposed]


def _page(
    found: CaseContents,
    rows: list[Row] | tuple[Row, ...],
    *,
    sent: Typed | None = None,
    problem: str = "",
) -> str:
    pages = case_pages.preview(viewer=viewer(), public_id=found.public_id)
    empty = [Row()] * min(FREE_ROWS, MOST_ENTRIES - len(rows))
    return render_template(
        "contents/page.html",
        found=found,
        rows=[*rows, *empty],
        archive=archive_rows(found, sent.not_applicable if sent else None),
        source=source_words(found.file.archive.source) if found.file.archive else "",
        choices=choices(found.file.archive),
        names=names(found.parts),
        shapes=[each.shape for each in pages],
        no_row=Row(),
        problem=problem,
    )
