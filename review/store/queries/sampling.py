"""The record of a draw, and the files it drew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, exists, select

from review.domain.case_dates import CaseEvent
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    IS_DRAWN,
    IS_WORK,
    Area,
    Campaign,
    CampaignCase,
    Case,
    CaseDate,
    Draw,
    EarlierResult,
    Event,
    Firm,
    Read,
    Result,
    SampleChange,
    SeedAnnouncement,
    StoredScheme,
    Submission,
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


def announcement_of(campaign_id: int) -> Row | None:
    statement = select(SeedAnnouncement.__table__).where(
        SeedAnnouncement.campaign_id == campaign_id
    )
    return unit.connection().execute(statement).first()


def changes_of(campaign_id: int) -> Sequence[Row]:
    """Replacements, extensions and withdrawals in the order in which they were made."""
    return (
        unit.connection()
        .execute(
            select(SampleChange.__table__)
            .where(SampleChange.campaign_id == campaign_id)
            .order_by(SampleChange.number)
        )
        .all()
    )


def numbers_at(campaign_id: int, places: Sequence[int]) -> dict[int, str]:
    """The case numbers of files by their places, whether or not they have left."""
    rows = unit.connection().execute(
        select(CampaignCase.position, Case.case_no)
        .join(Case, Case.id == CampaignCase.case_id)
        .where(
            CampaignCase.campaign_id == campaign_id,
            CampaignCase.position.in_(set(places)),
        )
    )
    return {row.position: row.case_no for row in rows}


def drawn_file(campaign_id: int, public_id: str) -> Row | None:
    """A drawn file, whether or not it has left the sample, and whether it is settled."""
    is_settled = exists().where(Result.campaign_case_id == CampaignCase.id)
    return (
        unit.connection()
        .execute(
            select(
                CampaignCase.id,
                CampaignCase.public_id,
                CampaignCase.position,
                CampaignCase.left_event_id,
                CampaignCase.kind,
                Case.case_no,
                Case.stage,
                Case.volume_set,
                is_settled.label("is_settled"),
            )
            .join(Case, Case.id == CampaignCase.case_id)
            .where(
                CampaignCase.campaign_id == campaign_id,
                CampaignCase.public_id == public_id,
            )
        )
        .first()
    )


def unsettled_files(campaign_id: int, text: str, *, most: int) -> Sequence[Row]:
    """Files of the sample whose number holds a text, without a result."""
    return (
        unit.connection()
        .execute(
            select(
                CampaignCase.public_id,
                CampaignCase.kind,
                Case.case_no,
                Case.stage,
                Case.volume_set,
            )
            .join(Case, Case.id == CampaignCase.case_id)
            .where(
                CampaignCase.campaign_id == campaign_id,
                IN_SAMPLE,
                Case.case_no.contains(text, autoescape=True),
                ~exists().where(Result.campaign_case_id == CampaignCase.id),
            )
            .order_by(Case.case_no, Case.stage, CampaignCase.id)
            .limit(most)
        )
        .all()
    )


def open_reads_of(campaign_case_id: int) -> Sequence[Row]:
    """Places given at a file and not ended, each with its review if that is in."""
    return open_reads_in([campaign_case_id])


def open_reads_in(campaign_case_ids: Sequence[int]) -> Sequence[Row]:
    """The same of several files."""
    return (
        unit.connection()
        .execute(
            select(Read.id, Submission.id.label("submission_id"))
            .outerjoin(Submission, Submission.read_id == Read.id)
            .where(
                Read.campaign_case_id.in_(list(campaign_case_ids)),
                Read.ended_at.is_(None),
            )
            .order_by(Read.id)
        )
        .all()
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
                CampaignCase.stratum,
                Firm.name.label("firm"),
            )
            .join(Case, Case.id == CampaignCase.case_id)
            .outerjoin(Firm, Firm.id == CampaignCase.firm_id)
            .where(CampaignCase.campaign_id == campaign_id, IN_SAMPLE)
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


def drawn_in_period(bureau_id: int, *, closed_from: date, until: date) -> Sequence[Row]:
    """Files closed in a period that are in some campaign's sample, with its result."""
    return (
        unit.connection()
        .execute(
            select(
                CampaignCase.campaign_id,
                Campaign.code,
                Campaign.name,
                CampaignCase.case_id,
                Result.id.label("result_id"),
            )
            .join(Campaign, Campaign.id == CampaignCase.campaign_id)
            .join(Case, Case.id == CampaignCase.case_id)
            .outerjoin(Result, is_current_result())
            .where(
                Case.bureau_id == bureau_id,
                Case.closed_on >= closed_from,
                Case.closed_on <= until,
                IN_SAMPLE,
                IS_DRAWN,
                IS_WORK,
            )
            .order_by(CampaignCase.id)
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
