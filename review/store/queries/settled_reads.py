"""Reviews of files that are settled; nothing is told of them before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, select

from review.store.models import IN_SAMPLE, CampaignCase, Read, Result, Submission
from review.store.queries import phases


def settled_reads(*columns: Any) -> Select[Any]:
    """Of a campaign's sample every review that was not given up, with its result."""
    return (
        select(*columns)
        .select_from(CampaignCase)
        .join(Read, Read.campaign_case_id == CampaignCase.id)
        .join(Submission, Submission.read_id == Read.id)
        .join(Result, phases.is_current_result())
        .where(
            CampaignCase.campaign_id == bindparam("campaign_id"),
            IN_SAMPLE,
            Read.ended_at.is_(None),
        )
    )
