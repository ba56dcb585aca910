"""Pages that a person has looked at, because nothing else can say what stands on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from review.domain.policy import Viewer
from review.services.redaction.cases import (
    case_to_hide_in,
    numbered,
    recorded,
    scan_page,
    scans_of,
)
from review.services.redaction.looking import counted, lines_of, waits_for_eyes
from review.store import unit
from review.store.models import ScanLook
from review.store.queries import redactions as queries


def see(
    *, viewer: Viewer, public_id: str, page: int, is_seen: bool, at: datetime
) -> int:
    """Say that a page was looked at, or take that back; the next that waits for it, or 0.

    A page that was not looked through yet, or does not need it, stays as it is.
    """
    with unit.transaction():
        case = case_to_hide_in(viewer, public_id)
        rows = scans_of(case)
        row, place = scan_page(rows, page)
        if _seen(case, row.digest, place, is_seen) is not None:
            payload = {"digest": row.digest, "page": place, "seen": is_seen}
            event = recorded("redaction_seen", viewer, case, at, payload)
            # Behind the chain's lock: the page may be looked through at this moment.
            found = _seen(case, row.digest, place, is_seen)
            if found is not None:
                where = {"case_id": case.id, "digest": row.digest}
                unit.change(event, ScanLook, where, **found)
        return _next(case, rows, page)


def _seen(case: Any, digest: str, place: int, is_seen: bool) -> dict[str, Any] | None:
    """What the look of a scan says then; None where nothing changes by it."""
    look = queries.looks(case.id).get(digest)
    if look is None or place > look.n_looked or is_seen is (place in look.seen):
        return None
    lines = lines_of(look)
    if is_seen and not waits_for_eyes(place, lines[place - 1], look.seen):
        return None
    seen = sorted({*look.seen, place} if is_seen else {*look.seen} - {place})
    return {"seen": seen, **counted(lines, seen)}


def _next(case: Any, rows: Any, page: int) -> int:
    looks = queries.looks(case.id)
    lines = {digest: lines_of(look) for digest, look in looks.items()}
    waiting = [
        n
        for n, (row, place, _) in enumerate(numbered(rows), 1)
        if place <= len(lines.get(row.digest, ()))
        and waits_for_eyes(place, lines[row.digest][place - 1], looks[row.digest].seen)
    ]
    return next((n for n in waiting if n > page), waiting[0] if waiting else 0)
