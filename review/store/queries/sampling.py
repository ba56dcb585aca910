"""The record of a draw, and the files it drew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, select

from review.domain.case_dates import CaseEvent
from review.store import unit
from review.store.models import (
    Area,
    Campaign,
    CampaignCase,
    Case,
    CaseDate,
    Draw,
    EarlierResult,
    Event,
    Result,
    StoredScheme,
)
from review.store.queries.phases import is_current_result, n_releases


def record_of(campaign_id: int) -> Row | None:
    """The record with what its event says."""
    return (
        unit.connection()
        .execute(
            select(Draw.__table__, Event.payload)
            .join(Event, Event.id == Draw.event_id)
            .where(Draw.campaign_id == campaign_id)
        )
        .first()
    )


def drawn_files(campaign_id: int) -> Sequence[Row]:
    """Every drawn file by its number, stage and volume set, in the order of the draw."""
    return (
        unit.connection()
        .execute(
            select(
                Case.case_no,
                Case.stage,
                Case.volume_set,
                CampaignCase.scheme_id,
                CampaignCase.n_reviews,
                CampaignCase.drawn_by,
                CampaignCase.position,
                CampaignCase.kind,
            )
            .join(Case, Case.id == CampaignCase.case_id)
            .where(CampaignCase.campaign_id == campaign_id)
            .order_by(CampaignCase.position)
        )
        .all()
    )


def area_names(bureau_id: int) -> dict[str, str]:
    """The names of the areas in which a bureau has files, by code."""
    rows = unit.connection().execute(
        select(Area.code, Area.name)
        .where(Area.id.in_(select(Case.area_id).where(Case.bureau_id == bureau_id)))
        .distinct()
    )
    return {row.code: row.name for row in rows}


def handed_in(bureau_id: int, *, closed_from: date, until: date) -> Sequence[Row]:
    """When the papers of files closed in a period came in, where that is known."""
    return (
        unit.connection()
        .execute(
            select(CaseDate.case_id, CaseDate.happened_on, Case.closed_on)
            .join(Case, Case.id == CaseDate.case_id)
            .where(
                CaseDate.kind == CaseEvent.HANDED_IN.value,
                CaseDate.ended_event_id.is_(None),
                Case.bureau_id == bureau_id,
                Case.closed_on >= closed_from,
                Case.closed_on <= until,
            )
        )
        .all()
    )


def published_grades(bureau_id: int, *, since: int, until: int) -> Sequence[Row]:
    """The finally published grades of some years by lead handler; no sealed file's."""
    return (
        unit.connection()
        .execute(
            select(
                CampaignCase.lead_person_id,
                CampaignCase.scheme_id,
                StoredScheme.digest,
                Result.grade,
            )
            .join(Campaign, Campaign.id == CampaignCase.campaign_id)
            .join(Case, Case.id == CampaignCase.case_id)
            .join(StoredScheme, StoredScheme.id == CampaignCase.scheme_id)
            .join(Result, is_current_result())
            .where(
                Campaign.bureau_id == bureau_id,
                Campaign.assessment_year.between(since, until),
                CampaignCase.lead_person_id.is_not(None),
                Case.sealed.is_(False),
                n_releases("final") > 0,
            )
        )
        .all()
    )


def earlier_grades(bureau_id: int, *, since: int, until: int) -> Sequence[Row]:
    """Grades of the years before this program, by the handler they belong to."""
    return (
        unit.connection()
        .execute(
            select(EarlierResult.person_id, EarlierResult.grade).where(
                EarlierResult.bureau_id == bureau_id,
                EarlierResult.year.between(since, until),
                EarlierResult.person_id.is_not(None),
            )
        )
        .all()
    )
