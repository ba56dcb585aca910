"""The books of files of which some volumes may have been kept back."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from review.store import unit
from review.store.models import (
    CampaignCase,
    Case,
    HandedFile,
    Handover,
    Person,
    Read,
    Reviewer,
    ReviewerCode,
)


def uneven(campaign_id: int) -> Sequence[Row]:
    """Every move of the files of which not always as many volumes moved: of no other
    file can anything have been kept back.
    """
    n = HandedFile.n_volumes
    files = (
        select(HandedFile.campaign_case_id)
        .join(Handover, Handover.id == HandedFile.handover_id)
        .where(Handover.campaign_id == campaign_id)
        .group_by(HandedFile.campaign_case_id)
        .having(func.min(n) != func.max(n))
    )
    statement = (
        select(
            HandedFile.campaign_case_id.label("id"),
            HandedFile.handover_id,
            HandedFile.seq,
            HandedFile.n_volumes,
            HandedFile.is_rest,
            Handover.kind,
            func.coalesce(Handover.reviewer_code, "").label("code"),
            Reviewer.number,
            Person.name,
        )
        .join(Handover, Handover.id == HandedFile.handover_id)
        .outerjoin(ReviewerCode, ReviewerCode.code == Handover.reviewer_code)
        .outerjoin(Person, Person.id == ReviewerCode.person_id)
        .outerjoin(
            Reviewer,
            (Reviewer.person_id == ReviewerCode.person_id)
            & (Reviewer.bureau_id == ReviewerCode.bureau_id),
        )
        .where(HandedFile.campaign_case_id.in_(files))
        .order_by(HandedFile.campaign_case_id, HandedFile.seq)
    )
    return unit.connection().execute(statement).all()


def last_of(campaign_id: int, public_ids: Collection[str]) -> Sequence[Row]:
    """The list that each of these files moved by last, were it a rest of it only."""
    later = aliased(HandedFile)
    newest = (
        select(func.max(later.seq))
        .where(later.campaign_case_id == CampaignCase.id)
        .correlate(CampaignCase)
        .scalar_subquery()
    )
    statement = (
        select(
            CampaignCase.id,
            CampaignCase.public_id,
            Case.case_no,
            HandedFile.handover_id,
            HandedFile.n_volumes,
            HandedFile.seq,
        )
        .join(Case, Case.id == CampaignCase.case_id)
        .outerjoin(
            HandedFile,
            (HandedFile.campaign_case_id == CampaignCase.id)
            & (HandedFile.seq == newest),
        )
        .where(
            CampaignCase.campaign_id == campaign_id,
            CampaignCase.public_id.in_(public_ids),
        )
        .order_by(Case.case_no, CampaignCase.id)
    )
    return unit.connection().execute(statement).all()


def own_moves(*, person_id: int | None, bureau_id: int | None) -> Sequence[Row]:
    """The moves between the office and oneself of the files one has to review."""
    statement = (
        select(
            Read.public_id,
            HandedFile.n_volumes,
            Handover.kind,
            Handover.reviewer_code.label("code"),
        )
        .select_from(Read)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(HandedFile, HandedFile.campaign_case_id == Read.campaign_case_id)
        .join(
            Handover,
            (Handover.id == HandedFile.handover_id)
            & (Handover.reviewer_code == Read.reviewer_code),
        )
        .where(
            ReviewerCode.person_id == person_id,
            Read.bureau_id == bureau_id,
            Read.ended_at.is_(None),
        )
        .order_by(Read.id, HandedFile.seq)
    )
    return unit.connection().execute(statement).all()
