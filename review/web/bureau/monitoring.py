"""How alike reviewers mark: hidden second reads, their rate and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import NumberRange

from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.domain.reviewer_figures import FEWEST_FILES
from review.domain.second_reads import MOST_PERCENT
from review.services import monitoring as service
from review.services.monitoring import Line, Monitoring
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.clock import now
from review.web.display import words
from review.web.errors import in_words
from review.web.forms.fields import NEEDED, WholeField
from review.web.language import gettext as _
from review.web.reviewer_figure_words import Cell, likeness_cell, share_cell

bp = Guarded("monitoring", __name__, url_prefix="/campaigns/<code>/monitoring")


class RateForm(FlaskForm):
    percent = WholeField(
        _l("Files with a hidden second read, in percent; 0 means none"),
        [NEEDED, NumberRange(0, MOST_PERCENT)],
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A reviewer with the figures in words."""

    line: Line
    items: Cell
    grades: Cell


@dataclass(frozen=True, slots=True)
class TableRow:
    """Pairs by the grade of the first read; a cell for each grade of the second."""

    grade: str
    cells: tuple[tuple[str, str, bool], ...]
    """Number, its share of all pairs, and whether both graded alike."""


@bp.get("/", action=Action.ALLOCATE)
def page(code: str) -> ResponseReturnValue:
    found = service.monitoring(viewer=viewer(), code=code)
    form = RateForm(formdata=None, data={"percent": found.percent})
    return _page(found, form)


@bp.post("/", action=Action.ALLOCATE)
def change(code: str) -> ResponseReturnValue:
    """Set the rate, before files are given out."""
    form = RateForm()
    found = service.monitoring(viewer=viewer(), code=code)
    if not form.validate():
        return _page(found, form)
    try:
        percent = form.percent.data
        service.set_rate(viewer=viewer(), code=code, percent=percent, at=now())
    except RuleBroken as refusal:
        form.percent.errors = [in_words(refusal)]
        return _page(found, form)
    flash(_("The rate is set. Reviewers are told of it before they begin."))
    return redirect(url_for("monitoring.page", code=code))


def _page(found: Monitoring, form: RateForm) -> ResponseReturnValue:
    page = render_template(
        "monitoring/page.html",
        found=found,
        form=form,
        whole=(
            likeness_cell(found.found.whole.items),
            share_cell(found.found.whole.grades),
        ),
        rows=[_row(line) for line in found.lines],
        titles=[words(grade.title) for grade in found.grades],
        table=list(_table(found)),
        apart=[
            (each, _grade(found, each.result), _grade(found, each.second))
            for each in found.apart
        ],
        fewest=FEWEST_FILES,
        tabs=campaign_words.tabs(found.code, "members.listing"),
    )
    return page, 422 if form.errors else 200


def _row(line: Line) -> Row:
    agreement = line.agreement
    return Row(line, likeness_cell(agreement.items), share_cell(agreement.grades))


def _table(found: Monitoring) -> Iterator[TableRow]:
    pairs, n_pairs = found.found.table, found.found.n_pairs
    for first in found.grades if n_pairs else ():
        cells = []
        for second in found.grades:
            n = pairs.get((first.code, second.code), 0)
            share = f"{100 * n / n_pairs:.0f}%" if n else ""
            cells.append((str(n), share, first is second))
        yield TableRow(words(first.title), tuple(cells))


def _grade(found: Monitoring, code: str) -> str:
    return next((words(g.title) for g in found.grades if g.code == code), code)
