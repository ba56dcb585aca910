"""Messages on their way: taken by one process at a time, and how each fared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, insert, or_, select, update

from review.store import unit
from review.store.models import (
    Bureau,
    Contact,
    DeliveryTry,
    Outbox,
    StoredNotice,
    User,
)

WAITING = (Outbox.sent_at.is_(None), Outbox.ended_at.is_(None))


def take(*, at: datetime, held_until: datetime, channels: Sequence[str]) -> Row | None:
    """The message that waits longest, now held by the caller; None if none waits.

    On PostgreSQL a message that another process is just taking is passed over.
    """
    row = (
        unit.connection()
        .execute(
            select(Outbox.id)
            .where(
                *WAITING,
                Outbox.channel.in_(channels),
                Outbox.next_at <= at,
                or_(Outbox.held_until.is_(None), Outbox.held_until <= at),
            )
            .order_by(Outbox.next_at, Outbox.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        .first()
    )
    if row is None:
        return None
    unit.connection().execute(
        update(Outbox)
        .where(Outbox.id == row.id)
        .values(held_until=held_until, n_tries=Outbox.n_tries + 1)
    )
    return _whole(row.id)


def _whole(outbox_id: int) -> Row:
    """A message with its notice, and its reader as the account is now."""
    return (
        unit.connection()
        .execute(
            select(
                Outbox.id,
                Outbox.user_id,
                Outbox.channel,
                Outbox.n_tries,
                Outbox.created_at,
                Outbox.held_until,
                StoredNotice.id.label("notice_id"),
                StoredNotice.public_id,
                StoredNotice.kind,
                StoredNotice.payload,
                User.locale,
                User.disabled_at,
                Bureau.name.label("office"),
                Contact.email,
                Contact.mobile,
                Contact.wants_mail,
                Contact.wants_sms,
            )
            .join(StoredNotice, StoredNotice.id == Outbox.notice_id)
            .join(User, User.id == Outbox.user_id)
            .join(Bureau, Bureau.id == User.bureau_id)
            .outerjoin(Contact, Contact.user_id == User.id)
            .where(Outbox.id == outbox_id)
        )
        .one()
    )


def settle(
    outbox_id: int,
    held_until: datetime,
    *,
    sent_at: datetime | None = None,
    next_at: datetime | None = None,
    ended_at: datetime | None = None,
    reason: str = "",
) -> bool:
    """Say how it went; whoever no longer holds the message says nothing."""
    values: dict[str, object] = {"held_until": None, "sent_at": sent_at}
    if next_at is not None:
        values["next_at"] = next_at
    if ended_at is not None:
        values |= {"ended_at": ended_at, "ended_reason": reason}
    statement = (
        update(Outbox)
        .where(Outbox.id == outbox_id, Outbox.held_until == held_until, *WAITING)
        .values(**values)
    )
    return bool(unit.connection().execute(statement).rowcount)


def note_try(outbox_id: int, *, trouble: str, code: int, at: datetime) -> None:
    unit.connection().execute(
        insert(DeliveryTry).values(
            outbox_id=outbox_id, trouble=trouble, code=code, tried_at=at
        )
    )
