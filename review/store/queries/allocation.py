"""Reads as officers handle them: who holds which file, and who must not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Row, exists, select

from review.store import unit
from review.store.models import Event, Read, Submission


def codes_of(read_ids: Sequence[int]) -> Sequence[str]:
    """Under which codes reads are held, one for each."""
    statement = select(Read.reviewer_code).where(Read.id.in_(read_ids))
    return unit.connection().scalars(statement).all()


def proposals_confirmed(campaign_id: int) -> set[str]:
    """The digests of the proposals that were written for this campaign and stand."""
    rows = unit.connection().execute(
        select(Event.kind, Event.payload).where(
            Event.chain == f"campaign:{campaign_id}",
            Event.kind.in_((*WRITTEN, "allocation_undone")),
        )
    )
    n: Counter[str] = Counter()
    for row in rows:
        n[str(row.payload.get("proposal", ""))] += 1 if row.kind in WRITTEN else -1
    return {digest for digest, times in n.items() if times > 0}


WRITTEN = ("reads_allocated", "reads_withdrawn")


def read_by_public_id(public_id: str, *, campaign_id: int) -> Row | None:
    """A read of this campaign, ended or not."""
    return (
        unit.connection()
        .execute(
            select(Read.id, Read.campaign_case_id, Read.ended_at).where(
                Read.public_id == public_id, Read.campaign_id == campaign_id
            )
        )
        .first()
    )


def is_submitted(read_id: int) -> bool:
    return bool(
        unit.connection().scalar(select(exists().where(Submission.read_id == read_id)))
    )
