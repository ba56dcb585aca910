"""The board of a campaign: every number leads to the query that gives it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from review.domain.board import AGES, Held, Share
from review.domain.errors import ngettext
from review.domain.phases import CasePhase
from review.domain.policy import Action, may_in
from review.services import board as service
from review.services.board import AGE_WORDS, Board, Holder
from review.web.access import Guarded, viewer
from review.web.addresses import address
from review.web.bureau import campaign_words
from review.web.bureau.lists import download
from review.web.bureau.query_box import asking
from review.web.clock import now, today, zone
from review.web.language import gettext as _
from review.web.language import said

bp = Guarded("board", __name__, url_prefix="/campaigns/<code>/board")
IDLE = (
    f"<={AGES[0]}",
    *(f"{first + 1}..{last}" for first, last in pairwise(AGES)),
    f">{AGES[-1]}",
)
MOST_SHOWN = 20
WIDTH, HEIGHT, LEFT, TOP = 640, 200, 44, 12


class Number(NamedTuple):
    """A number and the list that it counts; nought leads nowhere."""

    n: int
    url: str = ""


class Line(NamedTuple):
    """A line of one of the tables."""

    words: str
    url: str
    numbers: tuple[Number, ...]
    part: int = 0
    whole: int = 0


class Person(NamedTuple):
    """A reviewer's line."""

    holder: Holder
    open: Number
    late: Number


class Chart(NamedTuple):
    """A chart's lines as points of an SVG, its axis, and where the term ends."""

    reviews: str
    settled: str
    due_x: float | None
    days: tuple[tuple[float, str], ...]
    levels: tuple[tuple[float, str], ...]


@bp.get("/", action=Action.CAMPAIGN_READ)
def page(code: str) -> ResponseReturnValue:
    """How far everything is, who holds what, and what is held up."""
    found = service.board(viewer=viewer(), code=code, on=today(), zone=zone())
    kinds = campaign_words.kind_choices(share.code for share in found.by_kind)
    words = dict(kinds)
    people = [_person(code, each) for each in found.holders]
    return render_template(
        "campaigns/board.html",
        found=found,
        code=code,
        ages=[_(words) for words in AGE_WORDS],
        by_age=[_by_age(code, *each) for each in found.by_age.items()],
        by_county=[_share(code, "county", *each) for each in found.by_county],
        by_kind=[
            _share(code, "kind", words[each.code], each) for each in found.by_kind
        ],
        busy=people[:MOST_SHOWN],
        others=people[MOST_SHOWN:],
        n_late=sum(each.line.n_late for each in found.holders),
        hints=list(_hints(found)),
        chart=_chart(found),
        tabs=campaign_words.tabs(code, "board.page"),
    )


def _files(code: str, *words: str) -> str:
    """The list of these files, for whom it is."""
    if not may_in(viewer(), Action.RESULTS_READ, code):
        return ""
    asked = {"q": " ".join(filter(None, words))}
    return address("reconciliation.files", asked, code=code)


def _reads(code: str, *words: str) -> str:
    return address("allocation.reads", {"q": " ".join(words)}, code=code)


def _number(n: int, url: str) -> Number:
    return Number(n, url) if n else Number(0)


def _by_age(code: str, phase: CasePhase, numbers: Sequence[int]) -> Line:
    state = asking("state", phase.value)
    cells = tuple(
        _number(n, _files(code, state, asking("idle", idle)))
        for n, idle in zip(numbers, IDLE, strict=True)
    )
    total = _number(sum(numbers), _files(code, state))
    return Line(_(phase.words), total.url, (*cells, total))


def _share(code: str, keyword: str, words: str, share: Share) -> Line:
    word = asking(keyword, words if keyword == "county" else share.code)
    open_ = share.n - share.n_settled
    return Line(
        words,
        _files(code, word),
        (
            _number(share.n, _files(code, word)),
            _number(open_, _files(code, word, asking("state", "unsettled"))),
            _number(share.n_settled, _files(code, word, asking("state", "decided"))),
        ),
        part=share.n_settled,
        whole=share.n,
    )


def _person(code: str, holder: Holder) -> Person:
    who, line = asking("reviewer", holder.line.number), holder.line
    is_open = asking("submitted", "no")
    return Person(
        holder,
        _number(line.n_open, _reads(code, who, is_open)),
        _number(line.n_late, _reads(code, who, asking("late", "yes"))),
    )


def _hints(found: Board) -> list[tuple[str, str]]:
    """What holds the campaign up, each with the list of it."""
    older = asking("idle", f">{AGES[1]}")
    stuck = [
        (
            _(
                "“%(phase)s”, files unchanged for over %(days)s days: %(n)s.",
                n=n,
                phase=_(phase.words),
                days=AGES[1],
            ),
            _files(found.code, asking("state", phase.value), older),
        )
        for phase, n in found.stuck
    ]
    held = [
        (
            _(
                ngettext(
                    "%(name)s holds %(n)s open file, far more than others.",
                    "%(name)s holds %(n)s open files, far more than others.",
                ),
                **_of(each),
            ),
            _reads(found.code, asking("reviewer", each.number)),
        )
        for each in found.overburdened
    ]
    return [*stuck, *held]


def _of(held: Held) -> dict[str, object]:
    return {"name": held.name, "n": held.n_open}


def _chart(found: Board) -> Chart | None:
    """Shares of what is needed, from the first day to the last or the end of the term."""
    if len(found.over_time) < 2:
        return None
    first, last = found.over_time[0].on, found.over_time[-1].on
    ends = max(last, found.due_on) if found.due_on else last
    span = max((ends - first).days, 1)

    def x(day: date) -> float:
        return round(LEFT + WIDTH * (day - first).days / span, 1)

    def points(of: str, whole: int) -> str:
        return " ".join(
            f"{x(each.on)},{_y(getattr(each, of), whole)}" for each in found.over_time
        )

    return Chart(
        reviews=points("n_reviews", found.n_reviews),
        settled=points("n_settled", found.n_files),
        due_x=x(found.due_on) if found.due_on and found.due_on >= first else None,
        days=((x(first), str(first)), (x(ends), str(ends))),
        levels=tuple((_y(n, 100), f"{n}%") for n in (0, 25, 50, 75, 100)),
    )


def _y(n: int, whole: int) -> float:
    return round(TOP + HEIGHT * (1 - n / max(whole, 1)), 1)


@bp.get("/export.xlsx", action=Action.CAMPAIGN_READ)
def export(code: str) -> Response:
    body = service.export(
        viewer=viewer(), code=code, at=now(), on=today(), say=said, zone=zone()
    )
    return download(body, f"board-{code}", "xlsx")
