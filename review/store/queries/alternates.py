"""Who stands in line for which file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Row, exists, select, true

from review.domain.outcomes import Reader
from review.domain.reads import Purpose
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    Alternate,
    CampaignCase,
    Divergence,
    Read,
    Result,
)


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


def waiting() -> Mapping[int, set[int]]:
    """By campaign, its diverged files in whose line somebody stands and nobody reads.

    Whether a further reader is really lacking, and who may be one, is asked anew.
    """
    is_called = exists().where(
        Read.campaign_case_id == Divergence.campaign_case_id,
        Read.part == Divergence.part,
        Read.purpose == Purpose.THIRD,
        Read.ended_at.is_(None),
    )
    statement = (
        select(CampaignCase.campaign_id, CampaignCase.id)
        .join(Divergence, Divergence.campaign_case_id == CampaignCase.id)
        .join(Alternate, Alternate.campaign_case_id == CampaignCase.id)
        .where(
            IN_SAMPLE,
            Divergence.needs.in_([Reader.THIRD, Reader.PANEL]),
            Alternate.ended_event_id.is_(None),
            ~exists().where(Result.campaign_case_id == CampaignCase.id),
            ~is_called,
        )
        .distinct()
    )
    found: dict[int, set[int]] = defaultdict(set)
    for row in unit.connection().execute(statement):
        found[row.campaign_id].add(row.id)
    return found
