"""Who brings content into the object store, and what is just leaving it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, exists, literal, select, text, update

from review.store import unit
from review.store.models import ObjectHold, Objection, Scan
from review.store.models.columns import Moment

_ARRIVING = text(
    "INSERT INTO object_holds (digest, is_leaving, at) VALUES (:digest, false, :at) "
    "ON CONFLICT (digest) DO UPDATE SET is_leaving = false, at = excluded.at "
    "WHERE NOT object_holds.is_leaving OR object_holds.at < :before"
).bindparams(bindparam("at", type_=Moment()), bindparam("before", type_=Moment()))
_LEAVING = text(
    "INSERT INTO object_holds (digest, is_leaving, at) VALUES (:digest, true, :at) "
    "ON CONFLICT (digest) DO UPDATE SET is_leaving = true, at = excluded.at "
    "WHERE object_holds.is_leaving OR object_holds.at < :before"
).bindparams(bindparam("at", type_=Moment()), bindparam("before", type_=Moment()))


def arrive(digest: str, *, at: datetime, before: datetime) -> bool:
    """Say that this content comes in. No, if it is leaving and has been since `before`.

    What began to leave earlier belongs to a sweep that died; it is taken over.
    """
    return _done(_ARRIVING, digest, at, before)


def has_arrived(digest: str, *, at: datetime) -> bool:
    """Once more, in the transaction that names the content: it is still held."""
    held = (
        update(ObjectHold)
        .where(ObjectHold.digest == digest, ~ObjectHold.is_leaving)
        .values(at=at)
    )
    return unit.connection().execute(held).rowcount == 1


def leave(digest: str, *, at: datetime, before: datetime) -> bool:
    """Say that this content goes; no, if a row names it or it came after `before`.

    The hold is taken first: whoever is about to name the content waits for it, or
    was there before and is seen.
    """
    if not _done(_LEAVING, digest, at, before):
        return False
    if not is_named(digest):
        return True
    forget(digest, at=at)
    return False


def is_named(digest: str) -> bool:
    """Whether any row names this content, in force or not."""
    scanned = exists().where(Scan.digest == digest)
    sent = exists().where(Objection.scan == digest)
    return bool(unit.connection().scalar(select(literal(1)).where(scanned | sent)))


def forget(digest: str, *, at: datetime) -> None:
    """It has left; a hold that somebody else took meanwhile stays."""
    held = delete(ObjectHold).where(ObjectHold.digest == digest, ObjectHold.at == at)
    unit.connection().execute(held)


def forget_old(*, before: datetime) -> None:
    """What arrived long ago is named by now, or an orphan."""
    old = delete(ObjectHold).where(ObjectHold.at < before, ~ObjectHold.is_leaving)
    unit.connection().execute(old)


def _done(statement: object, digest: str, at: datetime, before: datetime) -> bool:
    values = {"digest": digest, "at": at, "before": before}
    return unit.connection().execute(statement, values).rowcount == 1  # type: ignore[call-overload]
