"""The reasons one reviewer wrote: in open drafts, and in submitted reviews.

Both start from the reviewer's own codes and end with the round. Words about a file
that turned out secret are not offered for others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from review.store import unit
from review.store.models import (
    CampaignCase,
    Case,
    Draft,
    Read,
    ReviewerCode,
    StoredFinding,
    StoredText,
    Submission,
)
from review.store.queries.reviews import is_over

MOST_DRAFTS = 20
MOST_FINDINGS = 60


def drafts(*, person_id: int | None, bureau_id: int | None) -> Sequence[Row]:
    """The newest drafts that are not submitted; an ended read's is closed for good."""
    statement = (
        _own(person_id, bureau_id, Draft.answers, Draft.saved_at)
        .join(Draft, Draft.read_id == Read.id)
        .where(Draft.answers != "", Read.ended_at.is_(None))
        .order_by(Draft.saved_at.desc(), Read.id)
        .limit(MOST_DRAFTS)
    )
    return unit.connection().execute(statement).all()


def submitted(
    *, person_id: int | None, bureau_id: int | None, item: str
) -> Sequence[Row]:
    """The newest findings with a text: of this item first, then of others."""
    columns = (StoredFinding.item_code, StoredText.body, Submission.submitted_at)
    statement = (
        _own(person_id, bureau_id, *columns)
        .join(Submission, Submission.read_id == Read.id)
        .join(StoredFinding, StoredFinding.submission_id == Submission.id)
        .join(StoredText, StoredText.id == StoredFinding.text_id)
        .where(
            # Organs, causes and free texts lie there too, under reserved names.
            ~StoredFinding.option.startswith("@"),
            StoredText.erased_at.is_(None),
        )
        .order_by(
            StoredFinding.item_code != item,
            Submission.id.desc(),
            StoredFinding.seq,
        )
        .limit(MOST_FINDINGS)
    )
    return unit.connection().execute(statement).all()


def _own(
    person_id: int | None, bureau_id: int | None, *columns: Any
) -> Select[tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(ReviewerCode)
        .join(Read, Read.reviewer_code == ReviewerCode.code)
        .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        .join(Case, Case.id == CampaignCase.case_id)
        .where(
            ReviewerCode.person_id == person_id,
            Read.bureau_id == bureau_id,
            ~is_over(Read.campaign_id),
            Case.secret.is_(False),
        )
    )
