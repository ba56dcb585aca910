"""Time limits and what the days of a case say about them, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from review.domain.case_dates import CaseEvent
from review.domain.errors import N_
from review.domain.schemes import DayKind, Item, Procedure
from review.web.display import source_words

WITHIN: Mapping[DayKind, str] = {
    DayKind.WORKING: N_("%(first)s → %(last)s within %(n)s working days"),
    DayKind.CALENDAR: N_("%(first)s → %(last)s within %(n)s days"),
}


def limit_words(item: Item) -> list[str]:
    """The time limits of an item, for the page of its scheme."""
    return [
        _("Proposed from the days: %(limit)s (%(source)s)", limit=limit, source=source)
        for limit, source in (
            (within(each), source_words(each.source)) for each in item.procedures
        )
    ]


def within(procedure: Procedure) -> str:
    """A time limit by itself."""
    return _(
        WITHIN[procedure.days],
        first=_(CaseEvent(procedure.from_).words),
        last=_(CaseEvent(procedure.to).words),
        n=procedure.within,
    )
