"""Scanned files for the cases on the desks that the demonstration shows."""

from __future__ import annotations

import io
from collections.abc import Sequence

from review.domain.policy import Viewer
from review.files.invented_scans import scanned
from review.services import scans
from review.services.demo.calendar import Calendar
from review.services.demo.papers import About, papers_of
from review.services.scans import SameContent
from review.services.shelf import Shelf
from review.store import unit
from review.store.queries import campaigns
from review.store.queries import demo as queries


def bring(
    viewer: Viewer, calendar: Calendar, shelf: Shelf, *, people: Sequence[int], n: int
) -> None:
    """The first cases get a scan, the very first a thick one.

    Where files cannot be opened safely the demonstration does without.
    """
    if not shelf.may_open:
        return
    with unit.reading():
        campaign = campaigns.by_code(
            str(calendar.year), bureau_id=viewer.bureau_id or 0
        )
        rows = queries.cases_to_scan(campaign.id if campaign else 0, people)
    for number, row in enumerate(rows[:n]):
        about = About(
            case_no=row.case_no,
            cause=row.cause,
            is_criminal=row.kind.startswith(("criminal", "duty")),
            assigned_on=row.assigned_on or row.closed_on,
            closed_on=row.closed_on,
            is_thick=number == 0,
        )
        body = io.BytesIO(scanned(papers_of(about)))
        at = calendar.at(2, 10 + number)
        try:
            scans.add(
                viewer=viewer,
                public_id=row.public_id,
                stream=body,
                shelf=shelf,
                at=at,
            )
        except SameContent:
            continue  # Brought before the demonstration was interrupted.
