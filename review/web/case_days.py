"""The steps of a case above its sheet, in words."""

from __future__ import annotations

from functools import lru_cache

from flask import render_template
from flask_babel import ngettext
from markupsafe import Markup

from review.domain.case_dates import KEPT_APART, CaseDates
from review.domain.timelines import Days, Step, steps_known, timeline
from review.web.display import day
from review.web.language import gettext as _
from review.web.language import language_code, said
from review.web.wording import listed

MOST_KEPT = 512
NOTHING = Markup("")


def case_days(dates: CaseDates) -> Markup:
    """Folded; nothing where only the two days are known that stand above it anyway."""
    days = steps_known(dates)
    if not any(event in KEPT_APART for event, _on in days):
        return NOTHING
    return _drawn(days, language_code())


@lru_cache(maxsize=MOST_KEPT)
def _drawn(days: Days, _locale: str) -> Markup:
    """Once for the days of a case and a language."""
    steps = [
        (said(step.event.words), day(step.on), _distance(step), step.is_backwards)
        for step in timeline(days)
    ]
    return Markup(render_template("reviewer/days.html", steps=steps))


def _distance(step: Step) -> str:
    if step.is_backwards:
        return _("before the step above")
    if step.is_same_day:
        return _("on the same day")
    if step.since is None:
        return ""
    if step.since.is_certain:
        return ngettext(
            "after %(num)d working day", "after %(num)d working days", step.since.n
        )
    years = listed(map(str, step.since.unknown))
    return _(
        "after %(n)s, counted in days without weekends; the holidays of "
        "%(years)s are not known",
        n=step.since.n,
        years=years,
    )
