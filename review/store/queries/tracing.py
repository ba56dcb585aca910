"""Reading traces: written page by page, summed for whoever may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Row,
    bindparam,
    delete,
    distinct,
    exists,
    func,
    insert,
    select,
)

from review.domain.reads import HIDDEN
from review.store import unit
from review.store.models import (
    Campaign,
    CampaignCase,
    CampaignReviewer,
    Case,
    Read,
    ReadingSpan,
    Result,
    ReviewerCode,
    StoredScheme,
    Submission,
)


def read_to_trace(
    public_id: str, *, person_id: int | None, bureau_id: int | None
) -> Row | None:
    """An own read with its campaign's rules, and how much of it is traced already."""
    values = {"public_id": public_id, "person_id": person_id, "bureau_id": bureau_id}
    return unit.connection().execute(_TO_TRACE, values).first()


def add(rows: Sequence[dict[str, Any]]) -> None:
    unit.connection().execute(_ADD, rows)


def spans(read_id: int) -> Sequence[Row]:
    return unit.connection().execute(_SPANS, {"read_id": read_id}).all()


def led_by(person_id: int | None, *, bureau_id: int | None) -> Sequence[Row]:
    """The campaigns in which a person is a panel lead, the newest first."""
    values = {"person_id": person_id, "bureau_id": bureau_id}
    return unit.connection().execute(_LED, values).all()


def settled_reviews(campaign_ids: Sequence[int]) -> Sequence[Row]:
    """Every submitted review of settled files, with what its trace comes to."""
    values = {"ids": list(campaign_ids)}
    return unit.connection().execute(_REVIEWS, values).all()


def drop(campaign_id: int, *, before: date) -> int:
    old = delete(ReadingSpan).where(
        ReadingSpan.campaign_id == campaign_id, ReadingSpan.seen_on < before
    )
    return unit.connection().execute(old).rowcount


def traced_campaigns() -> Sequence[Row]:
    """The campaigns of which there is a trace, with their rules."""
    return unit.connection().execute(_TRACED).all()


_N_SPANS = (
    select(func.count(ReadingSpan.id))
    .where(ReadingSpan.read_id == Read.id)
    .scalar_subquery()
)
_TO_TRACE = (
    select(
        Read.id,
        Read.bureau_id,
        Read.campaign_id,
        Read.part,
        Read.items,
        Read.ended_at,
        Campaign.rules,
        CampaignCase.case_id,
        CampaignCase.scheme_id,
        StoredScheme.digest.label("scheme_digest"),
        Submission.id.label("submission_id"),
        Case.kind,
        Case.stage,
        Case.origin,
        Case.volume_set,
        _N_SPANS.label("n_spans"),
    )
    .select_from(ReviewerCode)
    .join(Read, Read.reviewer_code == ReviewerCode.code)
    .join(Campaign, Campaign.id == Read.campaign_id)
    .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(StoredScheme, StoredScheme.id == CampaignCase.scheme_id)
    .outerjoin(Submission, Submission.read_id == Read.id)
    .where(
        ReviewerCode.person_id == bindparam("person_id"),
        Read.bureau_id == bindparam("bureau_id"),
        Read.public_id == bindparam("public_id"),
    )
)
_ADD = insert(ReadingSpan.__table__)
_SPANS = (
    select(ReadingSpan.page, ReadingSpan.seconds, ReadingSpan.item)
    .where(ReadingSpan.read_id == bindparam("read_id"))
    .order_by(ReadingSpan.id)
)
_LED = (
    select(Campaign.id, Campaign.code, Campaign.name, Campaign.rules)
    .join(CampaignReviewer, CampaignReviewer.campaign_id == Campaign.id)
    .where(
        CampaignReviewer.person_id == bindparam("person_id"),
        CampaignReviewer.is_lead,
        CampaignReviewer.ended_at.is_(None),
        Campaign.bureau_id == bindparam("bureau_id"),
    )
    .order_by(Campaign.opened_at.desc(), Campaign.id.desc())
)
_SUMS = (
    select(
        ReadingSpan.read_id,
        func.sum(ReadingSpan.seconds).label("seconds"),
        func.count(distinct(ReadingSpan.page)).label("n_opened"),
    )
    .where(ReadingSpan.campaign_id.in_(bindparam("ids", expanding=True)))
    .group_by(ReadingSpan.read_id)
    .subquery()
)
_REVIEWS = (
    select(
        Read.id,
        Read.public_id,
        Read.purpose,
        Read.part,
        Read.items,
        Read.campaign_id,
        Read.campaign_case_id,
        Campaign.secret_key,
        CampaignCase.case_id,
        CampaignCase.scheme_id,
        StoredScheme.digest.label("scheme_digest"),
        Case.case_no,
        Case.kind,
        Case.stage,
        Case.origin,
        Case.volume_set,
        _SUMS.c.seconds,
        _SUMS.c.n_opened,
    )
    .select_from(Read)
    .join(Submission, Submission.read_id == Read.id)
    .join(Campaign, Campaign.id == Read.campaign_id)
    .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(StoredScheme, StoredScheme.id == CampaignCase.scheme_id)
    .outerjoin(_SUMS, _SUMS.c.read_id == Read.id)
    .where(
        Read.campaign_id.in_(bindparam("ids", expanding=True)),
        # A hidden read has no label among the reviews of its file.
        Read.purpose.not_in(HIDDEN),
        exists().where(Result.campaign_case_id == CampaignCase.id),
    )
    .order_by(Case.case_no, Case.stage, Case.volume_set, Read.public_id)
)
_TRACED = select(Campaign.id, Campaign.rules).where(
    exists().where(ReadingSpan.campaign_id == Campaign.id)
)
