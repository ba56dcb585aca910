"""The lines of a ranking as markup; which cells there are says its display.

Every group of cells looks its words up once and then draws line after line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

from review.domain.ranking import Display, Outlier
from review.services.ranking_lists import Line
from review.web import ranking_words as say
from review.web import release_words
from review.web.cells import escaped, once
from review.web.display import list_words, score
from review.web.language import gettext as _

Cells = Callable[[Line], str]
NOTE = '<span class="row-note">%s</span>'


def ranking_rows(lines: Sequence[Line], display: Display) -> Markup:
    """Each unit with its firms and its figures, in the order of the table's headings."""
    is_ordered, has_estimates = (
        display is Display.ORDERED,
        display is not Display.FUNNEL,
    )
    place = _place() if is_ordered else _nothing
    raw, chance = _raw(), _chance()
    estimate = _estimate() if has_estimates else _nothing
    ranks = _ranks() if is_ordered else _nothing
    own = escaped([(each.name, list_words(each.firms)) for each in lines], 2)
    return Markup(
        "".join(
            [
                f'<tr>{place(line)}<th scope="row">{name}{NOTE % firms if firms else ""}'
                f"</th>{raw(line)}{estimate(line)}{ranks(line)}{chance(line)}</tr>\n"
                for line, (name, firms) in zip(lines, own, strict=True)
            ]
        )
    )


def _nothing(_line: Line) -> str:
    return ""


def _place() -> Cells:
    start = _start(_("Place"), number=True)
    return lambda line: f"{start}>{say.place(line)}</td>"


def _raw() -> Cells:
    files = _start(_("Files"), number=True)
    mean = _start(_("Mean score"), number=True)
    good = _start(_("Excellent or good"), number=True)
    percent, part = release_words.percent, release_words.part_of_whole
    return lambda line: (
        f"{files}>{line.n}</td>{mean}>{score(line.mean)}</td>{good}><span>"
        f"{percent(line.good)}{NOTE % part(line.good)}</span></td>"
    )


def _estimate() -> Cells:
    start = _start(_("Estimate and interval"), number=True)
    beside = _start(_("Beside the average"))
    band = once(lambda each: str(escape(say.band(each))))
    return lambda line: (
        f"{start}><span>{line.estimate}{NOTE % say.interval(line.low, line.high)}"
        f"</span></td>{beside}>{band(line.band)}</td>"
    )


def _ranks() -> Cells:
    possible = _start(_("Ranks in question"), number=True)
    top = _start(_("Probability of the best tenth"), number=True)
    return lambda line: (
        f"{possible}>{say.interval(line.rank_low, line.rank_high)}</td>"
        f"{top}>{line.at_top}</td>"
    )


def _chance() -> Cells:
    start = _start(_("Beside chance"))
    words = once(lambda each: str(escape(say.outlier(each))))
    mark = {each: ' class="outside"' for each in Outlier} | {Outlier.INSIDE: ""}
    return lambda line: f"{start}{mark[line.outlier]}>{words(line.outlier)}</td>"


def _start(title: str, *, number: bool = False) -> str:
    """A cell to be closed, with its heading for narrow screens."""
    kind = ' class="number"' if number else ""
    return f'<td{kind} data-label="{escape(title)}"'
