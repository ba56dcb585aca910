"""A reviewer's own figures: nobody else's, and none before the final release."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from review.domain.policy import Action
from review.services import reviewer_figures
from review.services.reviewer_figures import OwnFigures
from review.web.access import Guarded, viewer
from review.web.language import gettext as _
from review.web.reviewer_figure_words import (
    Cell,
    likeness_cell,
    own_cell,
    repeated_cell,
    severity_cell,
    time_cell,
)

bp = Guarded("own_figures", __name__, url_prefix="/reviews/figures")


@dataclass(frozen=True, slots=True)
class Line:
    """A figure by its name."""

    words: str
    cell: Cell


@bp.get("/", action=Action.REVIEW)
def newest() -> ResponseReturnValue:
    return _page("")


@bp.get("/<code>", action=Action.REVIEW)
def page(code: str) -> ResponseReturnValue:
    return _page(code)


def _page(code: str) -> ResponseReturnValue:
    found, campaigns = reviewer_figures.own(viewer=viewer(), code=code)
    return render_template(
        "reviewer_figures/own.html",
        found=found,
        campaigns=campaigns,
        time=time_cell(found.work) if found else None,
        lines=_lines(found) if found and found.is_over else [],
    )


def _lines(found: OwnFigures) -> list[Line]:
    figure = found.figure
    lines = [
        Line(_("As decided"), likeness_cell(figure.decision, own=True)),
        Line(_("Decided against"), own_cell(figure.lost)),
        Line(_("Objections upheld"), own_cell(figure.upheld)),
        Line(_("As the partner"), likeness_cell(figure.partner, own=True)),
        Line(_("Same sheets"), repeated_cell(figure.repeated)),
    ]
    if found.severity:
        lines.insert(3, Line(_("Leniency, points"), severity_cell(found.severity)))
    return lines
