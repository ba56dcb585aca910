"""Which pages were open while the shown sheets were begun: a reading trace to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Any

from review.domain import drafts as rules
from review.domain.policy import Viewer
from review.services import tracing
from review.services.demo.reviews import reader
from review.store import unit
from review.store.queries import campaigns, scans
from review.store.queries import demo as queries
from review.store.queries import tracing as kept

DAYS = 90
"""So long this year's campaign keeps traces; its reviewers are told beforehand."""
LEAFED, SECONDS = 3, (12, 95)
"""Pages leafed through before the first answer, and how long a page stays open."""


def keep(viewer: Viewer, code: str, *, people: Sequence[int], at: datetime) -> None:
    """For sheets whose file has a scan; once these people submit, they see it."""
    with unit.reading():
        campaign = campaigns.by_code(code, bureau_id=viewer.bureau_id or 0)
        rows = queries.begun_reads(campaign.id if campaign else 0, people)
        n_pages = scans.n_pages_of({row.case_id for row in rows})
    for row in rows:
        if row.case_id in n_pages:
            _note(reader(viewer.bureau_id or 0, row.person_id), row, n_pages, at)


def _note(viewer: Viewer, row: Any, n_pages: dict[int, int], at: datetime) -> None:
    own = {"person_id": viewer.person_id, "bureau_id": viewer.bureau_id}
    with unit.reading():
        read = kept.read_to_trace(row.public_id, **own)
    if read is not None and read.n_spans:
        return  # Kept before the demonstration was interrupted.
    sent = list(_spans(list(rules.kept_in(row.answers)), n_pages[row.case_id]))
    tracing.note(viewer=viewer, public_id=row.public_id, sent=sent, at=at)


def _spans(answered: Sequence[str], n_pages: int) -> Iterator[list[object]]:
    """The first pages, then for each answer the page after the last one."""
    dice = Random(f"{n_pages}/{len(answered)}/trace")
    before = [""] * LEAFED
    for number, code in enumerate((*before, *answered)):
        yield [number % n_pages + 1, dice.randint(*SECONDS), code]
