"""Invitation slips, and the people of the lists who may be invited."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Row, select, update

from review.store import unit
from review.store.models import Invitation, User


def unspent(token_hash: str, login_key: str, *, at: datetime) -> Row | None:
    """An unused invitation of this account that has not run out; the account is held."""
    return (
        unit.connection()
        .execute(
            select(Invitation.user_id, User.login, User.public_id)
            .join(User, User.id == Invitation.user_id)
            .where(
                Invitation.token_hash == token_hash,
                Invitation.used_at.is_(None),
                Invitation.ends_at > at,
                User.login_key == login_key,
                User.disabled_at.is_(None),
            )
            .with_for_update()
        )
        .first()
    )


def void(event: unit.Recorded, user_id: int) -> None:
    """End the open slips of an account; a newer one takes their place."""
    unit.connection().execute(
        update(Invitation)
        .where(
            Invitation.user_id == user_id,
            Invitation.used_at.is_(None),
            Invitation.ends_at > event.at,
        )
        .values(ends_at=event.at)
    )
