"""Figures of reviewers in words: each with its files and interval, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import ngettext

from review.domain.reviewer_figures import (
    FEWEST_FILES,
    Likeness,
    Share,
    shown_to_oneself,
)
from review.domain.seeds import SeedFigure
from review.services.reviewer_figures import Drift, Severity, Work
from review.web.display import day
from review.web.language import gettext as _

SMALLEST_P = 0.001
LOWEST, HIGHEST = (round(100 * shown_to_oneself(end)) for end in (0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, the lines beneath it, and whether it deserves a look."""

    value: str
    about: tuple[str, ...] = ()
    is_marked: bool = False


NONE = Cell("", ("—",))


def share_cell(share: Share) -> Cell:
    """For officers: with part and whole."""
    if not share.is_told:
        return too_few(share.n_files)
    about = _(
        "%(part)s/%(whole)s, files: %(n)s",
        part=share.part,
        whole=share.whole,
        n=share.n_files,
    )
    ends = [_percent(end) for end in share.interval or ()]
    value = _percent(share.part / share.whole)
    return Cell(f"{value}%", (about, _between(*ends)))


def likeness_cell(likeness: Likeness, *, own: bool = False) -> Cell:
    """Exact agreement; beneath it what adjacent answers make of it."""
    cell = (own_cell if own else share_cell)(likeness.same)
    if not cell.value:
        return cell
    near = (own_cell if own else share_cell)(likeness.near).value
    more = _("with the next step: %(percent)s", percent=near)
    return Cell(cell.value, (*cell.about, more))


def own_cell(share: Share) -> Cell:
    """For oneself: nothing so exact that the partner's answers could be counted back."""
    if not share.is_told:
        return too_few(share.n_files)
    percent = _percent(shown_to_oneself(share.part / share.whole))
    words = f"{percent}%"
    if percent == HIGHEST:
        words = _("%(n)s%% or more", n=percent)
    if percent == LOWEST:
        words = _("%(n)s%% or less", n=percent)
    about = ngettext("%(num)d file", "%(num)d files", share.n_files)
    ends = [_percent(shown_to_oneself(end)) for end in share.interval or ()]
    # Between 95 and 95 would say more than is known.
    is_said = len(set(ends)) > 1
    return Cell(words, (about, *([_between(*ends)] if is_said else [])))


def seed_cell(figure: SeedFigure) -> Cell:
    """Of few files, so with part and whole always, and an interval where there is one."""
    items = figure.items
    if not items.whole:
        return NONE
    about = [
        _(
            "%(part)s/%(whole)s, files: %(n)s",
            part=items.part,
            whole=items.whole,
            n=items.n_files,
        )
    ]
    if items.interval is not None:
        about.append(_between(*(_percent(end) for end in items.interval)))
    value = f"{_percent(items.part / items.whole)}%"
    return Cell(value, tuple(about), is_marked=figure.is_below)


def too_few(n: int) -> Cell:
    """A figure of so few files is none."""
    return Cell("", (_("too few files (%(n)s)", n=n),)) if n else NONE


def repeated_cell(
    share: Share, beside: Share | None = None, *, is_marked: bool = False
) -> Cell:
    """Sheets with the very same answers: counted, not inferred."""
    if not share.is_told:
        return too_few(share.n_files)
    about = [ngettext("of %(num)d sheet", "of %(num)d sheets", share.whole)]
    if beside is not None and beside.is_told:
        about.append(
            _("the others %(n)s of %(of)s", n=beside.part, of=beside.whole),
        )
    return Cell(str(share.part), tuple(about), is_marked)


def severity_cell(severity: Severity | None) -> Cell:
    """Points given more than others would give to the same files."""
    if severity is None:
        return NONE
    if severity.n_files < FEWEST_FILES:
        return too_few(severity.n_files)
    ends = {"low": signed(severity.low), "high": signed(severity.high)}
    return Cell(
        signed(severity.raw),
        (
            ngettext("%(num)d file", "%(num)d files", severity.n_files),
            _("%(low)s to %(high)s", **ends),
            _("adjusted %(points)s", points=signed(severity.adjusted)),
        ),
    )


def drift_cell(drift: Drift | None, since: datetime | None) -> Cell:
    """Points given more than in the beginning, and how sure that is."""
    if drift is None:
        return NONE
    p = f"= {_rounded(drift.p, 3)}" if drift.p >= SMALLEST_P else f"< {SMALLEST_P}"
    return Cell(
        signed(drift.shift),
        (
            ngettext(
                "%(num)d file since %(day)s",
                "%(num)d files since %(day)s",
                drift.n,
                day=day(since),
            ),
            _("beside the first %(n)s", n=drift.n),
            f"t = {_rounded(drift.t, 2)}, p {p}",
        ),
        is_marked=drift.is_alarm,
    )


def _rounded(value: float, places: int) -> str:
    return f"{value:.{places}f}".replace("-", "−").replace("inf", "∞")


def time_cell(work: Work) -> Cell:
    """The median of what is known to have been done in one sitting."""
    if work.minutes is None:
        return Cell("", (_("time not known"),)) if work.n_done else NONE
    about = [ngettext("of %(num)d review", "of %(num)d reviews", work.n_timed)]
    if work.n_untimed:
        about.append(_("of %(n)s not known", n=work.n_untimed))
    return Cell(
        ngettext("%(num)d minute", "%(num)d minutes", work.minutes), tuple(about)
    )


def signed(points: float) -> str:
    """With its sign and one place; a minus as it is printed."""
    exact = Decimal(str(points)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if not exact:
        return "0.0"
    return f"+{exact}" if exact > 0 else f"−{-exact}"


def _percent(share: float) -> int:
    return int(100 * share + 0.5)


def _between(low: int, high: int) -> str:
    return f"{low}–{high}%"
