"""The officers' panel of reviewers: figures with their intervals, never a ranking."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import N_
from review.domain.policy import Action
from review.domain.reviewer_figures import FEWEST_FILES
from review.services import people_lists as people
from review.services import reviewer_figures, reviewer_tables
from review.services.reviewer_figures import LINE_STATES, ORDERS, ReviewerLine
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, people_lists
from review.web.bureau.lists import cut_of, download, one_of
from review.web.clock import now, zone
from review.web.display import day
from review.web.language import gettext as _
from review.web.language import said
from review.web.reviewer_figure_words import (
    Cell,
    drift_cell,
    likeness_cell,
    repeated_cell,
    severity_cell,
    share_cell,
    time_cell,
)

bp = Guarded("reviewer_figures", __name__, url_prefix="/campaigns/<code>/reviewers")


@dataclass(frozen=True, slots=True)
class Row:
    """A reviewer with every figure in words."""

    line: ReviewerLine
    group: str
    stopped: str
    stop_url: str
    time: Cell
    decided: Cell
    lost: Cell
    upheld: Cell
    partner: Cell
    severity: Cell
    drift: Cell
    repeated: Cell


STATES = {
    "": N_("All"),
    "open": N_("With open reviews"),
    "done": N_("Finished"),
    "gone": N_("No longer in the campaign"),
}


@bp.get("/", action=Action.RESULTS_READ)
def page(code: str) -> ResponseReturnValue:
    """Everybody who reads in the campaign, by name or by work done."""
    order = one_of("order", ORDERS) or "name"
    found = reviewer_figures.panel(viewer=viewer(), code=code, order=order)
    wanted = people_lists.wanted(LINE_STATES)
    listed = people.found(found.lines, wanted, LINE_STATES)
    bar = people_lists.bar(
        "reviewer_figures.page",
        {"code": code},
        (wanted, listed),
        {state: _(words) for state, words in STATES.items()},
        order=order if order != "name" else "",
    )
    return render_template(
        "reviewer_figures/panel.html",
        found=found,
        rows=[_row(code, x, found.n_groups) for x in listed.page(cut_of()).rows],
        bar=bar,
        order=order,
        fewest=FEWEST_FILES,
        tabs=campaign_words.tabs(code, "members.listing"),
    )


def _row(code: str, line: ReviewerLine, n_groups: int) -> Row:
    figure = line.figure
    has_group = line.severity is not None and n_groups > 1
    return Row(
        line=line,
        group=_("group %(n)s", n=line.severity.group + 1) if has_group else "",
        stopped=_stopped(line),
        stop_url=_stop_url(code, line),
        time=time_cell(line.work),
        decided=likeness_cell(figure.decision),
        lost=share_cell(figure.lost),
        upheld=share_cell(figure.upheld),
        partner=likeness_cell(figure.partner),
        severity=severity_cell(line.severity),
        drift=drift_cell(line.drift, line.drift_since),
        repeated=repeated_cell(
            figure.repeated, figure.repeated_beside, is_marked=figure.repeats_more
        ),
    )


def _stopped(line: ReviewerLine) -> str:
    if line.is_here or line.stopped_at is None:
        return ""
    return _("stopped on %(day)s", day=day(line.stopped_at.astimezone(zone()).date()))


def _stop_url(code: str, line: ReviewerLine) -> str:
    """Only who reads here now can be stopped."""
    if not line.is_here or not line.number:
        return ""
    return url_for("stopping.page", code=code, number=line.number)


@bp.get("/reviewers.<any(csv, xlsx):file_format>", action=Action.RESULTS_READ)
def export(code: str, file_format: str) -> Response:
    body = reviewer_tables.export(
        viewer=viewer(),
        code=code,
        wanted=people_lists.wanted(LINE_STATES),
        file_format=file_format,
        at=now(),
        say=said,
    )
    return download(body, f"reviewer-figures-{code}", file_format)
