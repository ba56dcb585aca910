"""Scanned files for the cases on the desks that the demonstration shows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from review.domain.archiving import BEFORE_TRIAL
from review.domain.kinds import CaseKind, Stage
from review.domain.policy import Viewer
from review.files.invented_scans import scanned
from review.services import contents, scans, schemes
from review.services.demo.calendar import Calendar
from review.services.demo.papers import About, papers_of
from review.services.scans import SameContent
from review.services.shelf import Shelf
from review.store import unit
from review.store.queries import campaigns
from review.store.queries import demo as queries

WITH_TEXT, CHECKED = 2, 2
"""So many of the first files can be searched, and have a list that was checked."""


def bring(
    viewer: Viewer, calendar: Calendar, shelf: Shelf, *, people: Sequence[int], n: int
) -> None:
    """Begun sheets get a scan first, the very first a thick one; then cases of which a
    paper decides an item, then the others as the queues show them.

    Where files cannot be opened safely the demonstration does without.
    """
    if not shelf.may_open:
        return
    with unit.reading():
        campaign = campaigns.by_code(
            str(calendar.year), bureau_id=viewer.bureau_id or 0
        )
        rows = queries.cases_to_scan(campaign.id if campaign else 0, people)
    rows = sorted(rows, key=lambda row: (not row.n_begun, not _is_decided(row)))
    for number, row in enumerate(rows[:n]):
        about = _about(row, is_thick=number == 0)
        has_text = number < WITH_TEXT
        body = io.BytesIO(scanned(papers_of(about), has_text=has_text))
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
            pass  # Brought before the demonstration was interrupted.
        if number < CHECKED:
            _check(viewer, row.public_id, calendar.at(2, 40 + number))


def _about(row: Any, *, is_thick: bool) -> About:
    return About(
        case_no=row.case_no,
        cause=row.cause,
        is_criminal=row.kind.startswith(("criminal", "duty")),
        assigned_on=row.assigned_on or row.closed_on,
        closed_on=row.closed_on,
        is_thick=is_thick,
        is_tried=row.stage not in BEFORE_TRIAL,
        is_charged=row.stage != Stage.INVESTIGATION,
        is_arbitrated=row.kind == CaseKind.ARBITRATION,
    )


def _is_decided(row: Any) -> bool:
    """Whether the contents list proposes an answer on the sheet of this case."""
    leaves = schemes.parsed(row.scheme_id).leaves
    return row.stage not in BEFORE_TRIAL and any(each.by_presence for each in leaves)


def _check(viewer: Viewer, public_id: str, at: datetime) -> None:
    """An officer agrees with what the bookmarks proposed; the rest stays proposed."""
    found = contents.of_case(viewer=viewer, public_id=public_id)
    if found.file.contents.is_checked:
        return
    contents.set_list(
        viewer=viewer,
        public_id=public_id,
        entries=found.file.contents.entries,
        not_applicable=[],
        state=found.state,
        at=at,
    )
