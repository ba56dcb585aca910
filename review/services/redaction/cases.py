"""Which case it is about, and how what is done to it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from review.domain.errors import NotVisible
from review.domain.page_numbers import labels, place_of
from review.domain.policy import Action, Viewer, require
from review.services.accounts import actor_of
from review.services.scans import case_of, parts_of
from review.store import unit
from review.store.queries import scans as queries

Rows = Sequence[Any]


def case_to_hide_in(viewer: Viewer, public_id: str) -> Any:
    """The case file's row, for those who may see its pages as they were brought."""
    require(viewer, Action.REDACT)
    return case_of(viewer, public_id)


def scans_of(case: Any) -> Rows:
    return queries.of_case(case.id)


def scan_page(rows: Rows, page: int) -> tuple[Any, int]:
    """The scan on which the page lies that is the so manieth of all, and where on it."""
    place = place_of(parts_of(rows), page)
    if place is None:
        raise NotVisible
    return rows[place.part], place.page


def numbered(rows: Rows) -> list[tuple[Any, int, int]]:
    """Every page of the case: its scan, its place there, its pencilled number."""
    places = [(row, page) for row in rows for page in range(1, row.n_pages + 1)]
    said = labels(parts_of(rows))
    return [(row, page, n) for (row, page), n in zip(places, said, strict=True)]


def recorded(
    kind: str, viewer: Viewer, case: Any, at: datetime, payload: dict[str, Any]
) -> unit.Recorded:
    """Written first: whoever changes the same case at once waits behind this."""
    return unit.record(
        kind,
        chain=f"bureau:{case.bureau_id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("case", case.id)],
        payload=payload,
    )
