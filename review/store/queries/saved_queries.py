"""The queries that a person may use in a list: the own ones and the bureau's."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, or_, select

from review.store import unit
from review.store.models import SavedQuery


def usable(bureau_id: int, user_id: int, subject: str) -> Sequence[Row]:
    values = {"bureau_id": bureau_id, "user_id": user_id, "subject": subject}
    return unit.run(_USABLE, values).all()


def own(public_id: str, user_id: int) -> Row | None:
    """One of a person's own that is still kept."""
    statement = select(SavedQuery.id).where(
        SavedQuery.public_id == public_id, SavedQuery.user_id == user_id, _IS_KEPT
    )
    return unit.connection().execute(statement).first()


def named(user_id: int, subject: str, name: str) -> int | None:
    """The person's query that has this name already."""
    return unit.connection().scalar(
        select(SavedQuery.id).where(
            SavedQuery.user_id == user_id,
            SavedQuery.subject == subject,
            SavedQuery.name == name,
            _IS_KEPT,
        )
    )


def n_own(user_id: int, subject: str) -> int:
    values = {"bureau_id": 0, "user_id": user_id, "subject": subject}
    return len(unit.run(_USABLE, values).all())


_IS_KEPT = SavedQuery.ended_event_id.is_(None)
_USABLE = (
    select(
        SavedQuery.public_id,
        SavedQuery.user_id,
        SavedQuery.name,
        SavedQuery.query,
        SavedQuery.is_shared,
    )
    .where(
        SavedQuery.subject == bindparam("subject"),
        or_(
            SavedQuery.user_id == bindparam("user_id"),
            (SavedQuery.bureau_id == bindparam("bureau_id"))
            & SavedQuery.is_shared.is_(True),
        ),
        _IS_KEPT,
    )
    .order_by(SavedQuery.name, SavedQuery.id)
)
