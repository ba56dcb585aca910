"""The demo's year that is over: assessed, supplied, and for the most part undecided."""

from __future__ import annotations

from collections.abc import Iterator

from review.domain.policy import Viewer
from review.services import assessment
from review.services.assessment import RowView
from review.services.demo.accounts import DemoAccount
from review.services.demo.calendar import Calendar

DECIDED = 40
REASON = "与评查结果和办案数量相符，同意建议等次。"


def assess(*, viewer: Viewer, calendar: Calendar, made: list[DemoAccount]) -> None:
    """What the bureau proposed after the release, handed to the bar association."""
    year = calendar.year
    view = assessment.compile_year(viewer=viewer, year=year, at=calendar.at(80))
    if view.supplied_at is None:
        assessment.supply(viewer=viewer, year=year, at=calendar.at(85))
    names = {account.name for account in made if account.login == "lawyer"}
    for number, row in enumerate(_rows(viewer, year)):
        if (number < DECIDED or row.name in names) and row.suggested:
            _decide(viewer, row, calendar, number)


def _rows(viewer: Viewer, year: int) -> Iterator[RowView]:
    page, n_pages = 1, 1
    while page <= n_pages:
        view = assessment.year_view(viewer=viewer, year=year, page=page)
        yield from view.rows
        page, n_pages = page + 1, view.n_pages


def _decide(viewer: Viewer, row: RowView, calendar: Calendar, number: int) -> None:
    if row.decision:
        return
    assessment.decide(
        viewer=viewer,
        public_id=row.public_id,
        decision=row.suggested,
        reason=REASON,
        at=calendar.at(100, number),
        key=f"demo-{row.public_id}",
    )
