"""Requests that were answered already: the same key gives the same answer again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from review.domain.errors import N_, RuleBroken
from review.store import unit
from review.store.models import IdempotencyKey


class KeyReused(RuleBroken):
    """One key for two different requests: the first answer stands."""

    sentence = N_("This form was already sent with other content. Reload the page.")


def answered_before(
    key: str, actor: str, request_digest: str
) -> Mapping[str, Any] | None:
    """What this actor was answered to this request under this key, if it was."""
    found = unit.run(_FOUND, {"key": _stored(key, actor)}).first()
    if found is None:
        return None
    if found.request_digest != request_digest:
        raise KeyReused
    return dict(found.answer)


def promise(
    key: str,
    actor: str,
    request_digest: str,
    answer: Mapping[str, Any],
    *,
    at: datetime,
) -> None:
    """Keep the answer, in the transaction that makes it true.

    Of two requests under one key the second breaks the primary key and is undone.
    """
    unit.run(
        _KEEP,
        {
            "key": _stored(key, actor),
            "actor": actor,
            "request_digest": request_digest,
            "answer": dict(answer),
            "created_at": at,
        },
    )


def _stored(key: str, actor: str) -> str:
    """Keys of different people never meet, whatever they send."""
    return unit.digest_of([actor, key])


_FOUND = select(IdempotencyKey.request_digest, IdempotencyKey.answer).where(
    IdempotencyKey.key == bindparam("key")
)
_KEEP = insert(IdempotencyKey.__table__)
