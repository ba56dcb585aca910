"""Counties and firms with files in a sample, and the reviewers who belong to them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, exists, func, select

from review.domain.candidates import Unit
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    Affiliation,
    Area,
    CampaignCase,
    CampaignReviewer,
    Firm,
    Read,
    Reviewer,
)


def units_with_files(campaign_id: int, by: Unit) -> Sequence[Row]:
    """Each with its number of files and how many reviewers a file needs at most."""
    model, key = (
        (Area, CampaignCase.area_id)
        if by is Unit.COUNTY
        else (Firm, CampaignCase.firm_id)
    )
    statement = (
        select(
            model.id,
            model.name,
            model.code,
            func.count().label("n_files"),
            func.max(CampaignCase.n_reviews).label("n_reviews"),
        )
        .join(CampaignCase, key == model.id)
        .where(CampaignCase.campaign_id == campaign_id, IN_SAMPLE)
        .group_by(model.id, model.name, model.code)
        .order_by(model.code)
    )
    return unit.connection().execute(statement).all()


def reviewers_at(campaign_id: int, by: Unit) -> Sequence[Row]:
    """The reviewers, leads left out, each with the county or firms they belong to."""
    people = (
        select(
            CampaignReviewer.person_id,
            (Reviewer.area_id if by is Unit.COUNTY else Affiliation.firm_id).label(
                "unit_id"
            ),
        )
        .outerjoin(
            Reviewer,
            (Reviewer.person_id == CampaignReviewer.person_id)
            & (Reviewer.bureau_id == CampaignReviewer.bureau_id),
        )
        .where(
            CampaignReviewer.campaign_id == campaign_id,
            CampaignReviewer.ended_at.is_(None),
            CampaignReviewer.is_lead.is_(False),
        )
    )
    if by is Unit.FIRM:
        people = people.outerjoin(
            Affiliation,
            (Affiliation.person_id == CampaignReviewer.person_id)
            & Affiliation.ends_on.is_(None),
        )
    return unit.connection().execute(people).all()


def has_reads(campaign_id: int) -> bool:
    """Whether anything was ever given out."""
    given = exists().where(Read.campaign_id == campaign_id)
    return bool(unit.connection().scalar(select(given)))
