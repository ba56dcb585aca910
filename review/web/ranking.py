"""Rankings of a published campaign: those of institutions for everybody, all within."""

from __future__ import annotations

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.aggregation import By
from review.domain.policy import Action
from review.services import ranking_lists, ranking_tables
from review.services.paging import SIZES, WHOLE, Cut
from review.services.ranking_lists import RankingView, Summary
from review.web import ranking_words
from review.web.access import Guarded, viewer
from review.web.bureau.lists import Here, cut_of, download, one_of, words_of
from review.web.display import words
from review.web.public import bp as everybody
from review.web.ranking_rows import ranking_rows

bp = Guarded("ranking", __name__, url_prefix="/rankings/<public_id>")
BY = {each.value for each in By}
FORMATS = "<any(csv, xlsx):file_format>"
PUBLIC = "/published/<public_id>/ranking"


@everybody.get(PUBLIC, action=Action.PUBLIC_READ)
def ranking(public_id: str) -> ResponseReturnValue:
    """Institutions over all kinds of cases, for everybody."""
    return _page("public.ranking", _public(public_id, cut_of()))


@everybody.get(f"{PUBLIC}.svg", action=Action.PUBLIC_READ)
def ranking_chart(public_id: str) -> Response:
    return _chart(_public(public_id, None))


@everybody.get(f"{PUBLIC}.{FORMATS}", action=Action.PUBLIC_READ)
def ranking_file(public_id: str, file_format: str) -> Response:
    return _file(_public(public_id, WHOLE), file_format)


@bp.get("", action=Action.RANKING_READ)
def internal(public_id: str) -> ResponseReturnValue:
    """Also handlers, and each kind of case by itself."""
    return _page("ranking.internal", _internal(public_id, cut_of()))


@bp.get("/ranking.svg", action=Action.RANKING_READ)
def internal_chart(public_id: str) -> Response:
    return _chart(_internal(public_id, None))


@bp.get(f"/ranking.{FORMATS}", action=Action.RANKING_READ)
def internal_file(public_id: str, file_format: str) -> Response:
    return _file(_internal(public_id, WHOLE), file_format)


def _public(public_id: str, cut: Cut | None) -> RankingView:
    return ranking_lists.public_ranking(
        viewer=viewer(),
        public_id=public_id,
        by=one_of("by", BY),
        text=words_of(),
        cut=cut,
    )


def _internal(public_id: str, cut: Cut | None) -> RankingView:
    return ranking_lists.internal_ranking(
        viewer=viewer(),
        public_id=public_id,
        by=one_of("by", BY),
        case_kind=request.args.get("kind", ""),
        text=words_of(),
        cut=cut,
    )


def _page(endpoint: str, found: RankingView) -> str:
    said, text = found.said, words_of()
    at = {"by": said.by.value, "kind": said.case_kind} if said else {}
    cut = cut_of()
    size = None if cut.size == SIZES[0] else cut.size
    here = Here(
        endpoint, {"public_id": found.head.public_id}, at | {"text": text, "size": size}
    )
    return render_template(
        "releases/ranking.html",
        found=found,
        here=here,
        text=text,
        tabs=[_tab(here, each, said) for each in found.lists],
        lines=ranking_rows(found.lines.rows, said.display)
        if said and found.lines
        else "",
        pager=here.pager(found.lines) if found.lines else None,
        chart=_address(f"{endpoint}_chart", found, at),
        files=[
            (each.upper(), _address(f"{endpoint}_file", found, at, file_format=each))
            for each in ("csv", "xlsx")
        ],
        say=ranking_words,
    )


def _tab(here: Here, each: Summary, said: Summary | None) -> tuple[str, str, bool]:
    url = here.url(by=each.by.value, kind=each.case_kind, text=None)
    return ranking_words.title(each), url, each == said


def _address(endpoint: str, found: RankingView, at: dict[str, str], **more: str) -> str:
    asked = {name: value for name, value in at.items() if value}
    return url_for(endpoint, public_id=found.head.public_id, **asked, **more)


def _chart(found: RankingView) -> Response:
    body = ranking_tables.chart(found, words)
    return Response(body, content_type="image/svg+xml")


def _file(found: RankingView, file_format: str) -> Response:
    body = ranking_tables.table(found, words, file_format=file_format)
    return download(body, "ranking", file_format)
