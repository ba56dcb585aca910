"""Who belongs to a campaign's reviewers, who left, and who could join."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, exists, select

from review.store import unit
from review.store.models import (
    Area,
    CampaignCase,
    CampaignReviewer,
    Case,
    Person,
    Read,
    Result,
    Reviewer,
    ReviewerCode,
    Submission,
)


def member(campaign_id: int, number: str, *, bureau_id: int) -> Row | None:
    """A reviewer of the list with the place in this campaign, ended or not."""
    return (
        unit.connection()
        .execute(
            select(
                Reviewer.person_id,
                Reviewer.number,
                Reviewer.ended_on,
                Reviewer.organisation,
                Person.name,
                CampaignReviewer.id.label("place_id"),
                CampaignReviewer.is_lead,
                CampaignReviewer.is_senior,
                CampaignReviewer.cap,
                CampaignReviewer.ended_at,
                ReviewerCode.code,
            )
            .join(Person, Person.id == Reviewer.person_id)
            .outerjoin(
                CampaignReviewer,
                (CampaignReviewer.person_id == Reviewer.person_id)
                & (CampaignReviewer.campaign_id == campaign_id),
            )
            .outerjoin(
                ReviewerCode,
                (ReviewerCode.person_id == Reviewer.person_id)
                & (ReviewerCode.campaign_id == campaign_id),
            )
            .where(Reviewer.bureau_id == bureau_id, Reviewer.number == number)
        )
        .first()
    )


def outsiders(
    campaign_id: int, *, bureau_id: int, on: date, organisation: str | None = None
) -> Sequence[Row]:
    """Reviewers in force who are not in this campaign now, by pinyin; all of them, or
    those of one organisation.
    """
    whose = [] if organisation is None else [Reviewer.organisation == organisation]
    is_in = exists().where(
        CampaignReviewer.campaign_id == campaign_id,
        CampaignReviewer.person_id == Reviewer.person_id,
        CampaignReviewer.ended_at.is_(None),
    )
    return (
        unit.connection()
        .execute(
            select(
                Reviewer.number,
                Person.name,
                Person.name_key.label("sound"),
                Area.name.label("area"),
            )
            .join(Person, Person.id == Reviewer.person_id)
            .outerjoin(Area, Area.id == Reviewer.area_id)
            .where(
                Reviewer.bureau_id == bureau_id,
                Reviewer.ended_on.is_(None) | (Reviewer.ended_on >= on),
                ~is_in,
                *whose,
            )
            .order_by(Person.name_key, Reviewer.number)
        )
        .all()
    )


def given_back(reviewer_code: str) -> Sequence[Row]:
    """Why a reviewer's reads ended, of files that are not settled yet.

    Once a file is settled, who had it is no longer shown.
    """
    return (
        unit.connection()
        .execute(
            select(Case.case_no, Read.ended_reason, Read.ended_at)
            .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
            .join(Case, Case.id == CampaignCase.case_id)
            .where(
                Read.reviewer_code == reviewer_code,
                Read.ended_at.is_not(None),
                ~exists().where(Result.campaign_case_id == CampaignCase.id),
            )
            .order_by(Read.ended_at, Case.case_no)
        )
        .all()
    )


def open_reads_of(reviewer_code: str) -> Sequence[int]:
    """What a reviewer holds and has not submitted."""
    return (
        unit.connection()
        .scalars(
            select(Read.id)
            .outerjoin(Submission, Submission.read_id == Read.id)
            .where(
                Read.reviewer_code == reviewer_code,
                Read.ended_at.is_(None),
                Submission.id.is_(None),
            )
            .order_by(Read.id)
        )
        .all()
    )
