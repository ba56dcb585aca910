"""Who opened what: the only table that looking at a page may write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, insert

from review.store import unit
from review.store.models import AccessLog


def was_opened(action: str, object_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the user `:user_id` opened it since `:since`; part of another query."""
    return (
        exists()
        .where(
            AccessLog.object_id == object_id,
            AccessLog.user_id == bindparam("user_id"),
            AccessLog.action == action,
            AccessLog.at > bindparam("since"),
        )
        .label("was_opened")
    )


def note_opening(
    action: str, object_id: str, *, user_id: int | None, at: datetime
) -> None:
    unit.connection().execute(
        _NOTE,
        {"action": action, "object_id": object_id, "user_id": user_id, "at": at},
    )


def note_openings(
    action: str, object_ids: Iterable[str], *, user_id: int | None, at: datetime
) -> None:
    rows = [
        {"action": action, "object_id": each, "user_id": user_id, "at": at}
        for each in object_ids
    ]
    unit.connection().execute(_NOTE, rows)


_NOTE = insert(AccessLog.__table__)
