"""The officers' panel of reviewers: figures with their intervals, never a ranking."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.domain.reviewer_figures import FEWEST_FILES
from review.services import reviewer_figures, reviewer_tables
from review.services.reviewer_figures import ORDERS, ReviewerLine
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import download, one_of
from review.web.clock import now
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
    time: Cell
    decided: Cell
    lost: Cell
    partner: Cell
    severity: Cell
    drift: Cell
    repeated: Cell


@bp.get("/", action=Action.RESULTS_READ)
def page(code: str) -> ResponseReturnValue:
    """Everybody who reads in the campaign, by name or by work done."""
    order = one_of("order", ORDERS) or "name"
    found = reviewer_figures.panel(viewer=viewer(), code=code, order=order)
    return render_template(
        "reviewer_figures/panel.html",
        found=found,
        rows=[_row(line, found.n_groups) for line in found.lines],
        order=order,
        fewest=FEWEST_FILES,
        tabs=campaign_words.tabs(code, "members.listing"),
    )


def _row(line: ReviewerLine, n_groups: int) -> Row:
    figure = line.figure
    has_group = line.severity is not None and n_groups > 1
    return Row(
        line=line,
        group=_("group %(n)s", n=line.severity.group + 1) if has_group else "",
        time=time_cell(line.work),
        decided=likeness_cell(figure.decision),
        lost=share_cell(figure.lost),
        partner=likeness_cell(figure.partner),
        severity=severity_cell(line.severity),
        drift=drift_cell(line.drift, line.drift_since),
        repeated=repeated_cell(
            figure.repeated, figure.repeated_beside, is_marked=figure.repeats_more
        ),
    )


@bp.get("/reviewers.<any(csv, xlsx):file_format>", action=Action.RESULTS_READ)
def export(code: str, file_format: str) -> Response:
    body = reviewer_tables.export(
        viewer=viewer(), code=code, file_format=file_format, at=now(), say=said
    )
    return download(body, f"reviewer-figures-{code}", file_format)
