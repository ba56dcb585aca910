"""Counting the answers to the closing question."""

from __future__ import annotations

from sqlalchemy import bindparam, select, text

from review.store import unit
from review.store.models import ClosingCount


def count(campaign_id: int, bureau_id: int, answer: str) -> None:
    """One more of this answer."""
    values = {"campaign_id": campaign_id, "bureau_id": bureau_id, "answer": answer}
    unit.connection().execute(_COUNT, values)


def counts(campaign_id: int) -> dict[str, int]:
    rows = unit.connection().execute(_COUNTS, {"campaign_id": campaign_id})
    return {row.answer: row.n for row in rows}


_COUNT = text(
    "INSERT INTO closing_counts (campaign_id, answer, bureau_id, n) "
    "VALUES (:campaign_id, :answer, :bureau_id, 1) "
    "ON CONFLICT (campaign_id, answer) DO UPDATE SET n = closing_counts.n + 1"
)
_COUNTS = select(ClosingCount.answer, ClosingCount.n).where(
    ClosingCount.campaign_id == bindparam("campaign_id")
)
