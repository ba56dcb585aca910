"""The uploaded file itself: for those entitled, as a file to keep, and written down."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from review.domain.errors import NotVisible
from review.domain.policy import Action, Viewer, require
from review.gateways.objects import ObjectRefused
from review.services.page_images import for_bureau, not_shown
from review.services.scans import case_of
from review.services.shelf import Shelf
from review.store import unit
from review.store.queries import access
from review.store.queries import scans as queries

TAKEN = "scan.original"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Original:
    """An open file and a name for it that says nothing of anybody."""

    file: BinaryIO
    name: str
    n_bytes: int


def original(
    *, viewer: Viewer, public_id: str, scan_id: str, shelf: Shelf, at: datetime
) -> Original:
    """The file as it was brought; that it was taken is written down first."""
    require(viewer, Action.ORIGINALS)
    with unit.reading():
        rows = queries.of_case(case_of(viewer, public_id).id)
    row = next((row for row in rows if row.public_id == scan_id), None)
    if row is None:
        raise NotVisible
    with unit.transaction():
        access.note_opening(TAKEN, public_id, user_id=viewer.user_id, at=at)
    try:
        file = shelf.store().open(row.digest)
    except ObjectRefused as refusal:
        log.error("original not handed out: %s", refusal)
        raise for_bureau(not_shown(refusal)) from refusal
    return Original(file, f"scan-{rows.index(row) + 1}.{row.media}", row.n_bytes)
