"""Who took a list away or opened it: the log of what was seen."""

from __future__ import annotations

from datetime import datetime

from review.domain.policy import Viewer
from review.store import unit
from review.store.queries import access

EXPORTED = "list.export"


def note_export(viewer: Viewer, what: str, at: datetime) -> None:
    """A list with names left the program as a file."""
    with unit.transaction():
        access.note_opening(EXPORTED, what, user_id=viewer.user_id, at=at)
