"""Who stands in line for which file."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Row, select, true

from review.store import unit
from review.store.models import Alternate


def in_line(campaign_id: int, only: Collection[int] | None = None) -> Sequence[Row]:
    """The lines of a campaign's files, or of some, each in its order."""
    within = true() if only is None else Alternate.campaign_case_id.in_(list(only))
    statement = (
        select(
            Alternate.id,
            Alternate.campaign_case_id,
            Alternate.part,
            Alternate.place,
            Alternate.reviewer_code,
        )
        .where(
            Alternate.campaign_id == campaign_id,
            Alternate.ended_event_id.is_(None),
            within,
        )
        .order_by(Alternate.campaign_case_id, Alternate.part, Alternate.place)
    )
    return unit.connection().execute(statement).all()
