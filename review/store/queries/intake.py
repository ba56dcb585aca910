"""What is known already when a spreadsheet comes in; a few statements for any size."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    Affiliation,
    Area,
    Bureau,
    CampaignCase,
    Case,
    CaseParticipation,
    DeclaredConflict,
    EarlierResult,
    Firm,
    Handler,
    IntakeFile,
    Person,
    PersonPhone,
    Read,
    Result,
    Reviewer,
    ReviewerCode,
    Submission,
)
from review.store.queries.campaigns import IN_FORCE


def areas(bureau_id: int) -> Sequence[Row]:
    """The bureau's own area first, then the counties below it."""
    top = select(Bureau.area_id).where(Bureau.id == bureau_id).scalar_subquery()
    return (
        unit.connection()
        .execute(
            select(Area.id, Area.name, Area.code, Area.is_city_proper, Area.level)
            .where((Area.id == top) | (Area.parent_id == top))
            .order_by(Area.parent_id.is_not(None), Area.id)
        )
        .all()
    )


def firms(bureau_id: int) -> Sequence[Row]:
    return (
        unit.connection()
        .execute(select(Firm.__table__).where(Firm.bureau_id == bureau_id))
        .all()
    )


def handlers(bureau_id: int) -> Sequence[Row]:
    return (
        unit.connection()
        .execute(
            select(Handler.__table__, Person.name)
            .join(Person, Person.id == Handler.person_id)
            .where(Handler.bureau_id == bureau_id)
        )
        .all()
    )


def reviewers(bureau_id: int) -> Sequence[Row]:
    return (
        unit.connection()
        .execute(
            select(Reviewer.__table__, Person.name)
            .join(Person, Person.id == Reviewer.person_id)
            .where(Reviewer.bureau_id == bureau_id)
        )
        .all()
    )


def affiliations(bureau_id: int) -> Sequence[Row]:
    return (
        unit.connection()
        .execute(
            select(
                Affiliation.id,
                Affiliation.person_id,
                Affiliation.firm_id,
                Affiliation.starts_on,
                Affiliation.ends_on,
            )
            .where(Affiliation.bureau_id == bureau_id)
            .order_by(Affiliation.id)
        )
        .all()
    )


def conflicts(bureau_id: int) -> Sequence[Row]:
    """The declared conflicts in force; one withdrawn may be declared once more."""
    return (
        unit.connection()
        .execute(
            select(
                DeclaredConflict.person_id,
                DeclaredConflict.firm_id,
                DeclaredConflict.other_person_id,
            ).where(DeclaredConflict.bureau_id == bureau_id, IN_FORCE)
        )
        .all()
    )


def cases(bureau_id: int) -> Sequence[Row]:
    """Every stored case file and whether a campaign has drawn it."""
    drawn = select(CampaignCase.id).where(CampaignCase.case_id == Case.id).exists()
    return (
        unit.connection()
        .execute(
            select(Case.__table__, drawn.label("is_drawn")).where(
                Case.bureau_id == bureau_id
            )
        )
        .all()
    )


def participations(bureau_id: int) -> Sequence[Row]:
    return (
        unit.connection()
        .execute(
            select(
                CaseParticipation.case_id,
                CaseParticipation.person_id,
                CaseParticipation.capacity,
            ).where(CaseParticipation.bureau_id == bureau_id)
        )
        .all()
    )


def case_ids(bureau_id: int, *, event_id: int) -> Sequence[Row]:
    """The files an event has just added."""
    return (
        unit.connection()
        .execute(
            select(Case.id, Case.case_no, Case.stage, Case.volume_set).where(
                Case.bureau_id == bureau_id, Case.event_id == event_id
            )
        )
        .all()
    )


def earlier_results(bureau_id: int) -> Sequence[Row]:
    return (
        unit.connection()
        .execute(
            select(EarlierResult.__table__).where(EarlierResult.bureau_id == bureau_id)
        )
        .all()
    )


def campaign_cases(campaign_id: int) -> Sequence[Row]:
    return (
        unit.connection()
        .execute(
            select(
                CampaignCase.id,
                CampaignCase.scheme_id,
                CampaignCase.n_reviews,
                Case.case_no,
                Case.stage,
                Case.volume_set,
                Case.secret,
                Result.id.label("result_id"),
            )
            .join(Case, Case.id == CampaignCase.case_id)
            .outerjoin(
                Result,
                (Result.campaign_case_id == CampaignCase.id)
                & Result.replaces_id.is_(None),
            )
            .where(CampaignCase.campaign_id == campaign_id, IN_SAMPLE)
        )
        .all()
    )


def campaign_reads(campaign_id: int) -> Sequence[Row]:
    """Open counted reads with their reviewers and what has been handed in."""
    return (
        unit.connection()
        .execute(
            select(
                Read.id,
                Read.public_id,
                Read.campaign_case_id,
                Read.purpose,
                Read.part,
                Read.slot,
                Read.items,
                Read.reviewer_code,
                Submission.id.label("submission_id"),
                Submission.total,
                Submission.grade,
                Submission.choices,
            )
            .outerjoin(Submission, Submission.read_id == Read.id)
            .where(Read.campaign_id == campaign_id, Read.ended_at.is_(None))
        )
        .all()
    )


def campaign_reviewers(campaign_id: int) -> Sequence[Row]:
    return (
        unit.connection()
        .execute(
            select(
                ReviewerCode.code,
                Person.name,
                Reviewer.number,
                Reviewer.part,
                Person.id,
            )
            .join(Person, Person.id == ReviewerCode.person_id)
            .outerjoin(
                Reviewer,
                (Reviewer.person_id == Person.id)
                & (Reviewer.bureau_id == ReviewerCode.bureau_id),
            )
            .where(ReviewerCode.campaign_id == campaign_id)
        )
        .all()
    )


def kept_file(public_id: str, *, user_id: int, kinds: Collection[str]) -> Row | None:
    """A user's own upload of one of these kinds."""
    return (
        unit.connection()
        .execute(
            select(IntakeFile.__table__).where(
                IntakeFile.public_id == public_id,
                IntakeFile.user_id == user_id,
                IntakeFile.kind.in_(kinds),
            )
        )
        .first()
    )


def keep_workbook(user_id: int, kind: str, **values: Any) -> str:
    """Keep a workbook in place of an earlier one that its bringer left unconfirmed.

    No event says so: like a draft, it is on its way to being said.
    """
    earlier = delete(IntakeFile).where(
        IntakeFile.user_id == user_id,
        IntakeFile.kind == kind,
        IntakeFile.taken_in_at.is_(None),
    )
    unit.connection().execute(earlier)
    adding = insert(IntakeFile).values(user_id=user_id, kind=kind, **values)
    public_id = unit.connection().scalar(adding.returning(IntakeFile.public_id))
    return str(public_id)


def file_public_id(file_id: int) -> str:
    return str(
        unit.connection().scalar(
            select(IntakeFile.public_id).where(IntakeFile.id == file_id)
        )
    )


def mark_taken_in(public_id: str, *, at: datetime) -> None:
    """The file is done with: its content is not kept longer than needed."""
    unit.connection().execute(
        update(IntakeFile)
        .where(IntakeFile.public_id == public_id)
        .values(taken_in_at=at, body="")
    )


def drop_old_files(*, before: datetime) -> int:
    """Delete uploads of long ago, confirmed or not; gives their number."""
    old = delete(IntakeFile).where(IntakeFile.created_at < before)
    return unit.connection().execute(old).rowcount


def phones(bureau_id: int) -> dict[int, str]:
    """By person, the number that the bureau noted."""
    rows = unit.connection().execute(
        select(PersonPhone.person_id, PersonPhone.phone).where(
            PersonPhone.bureau_id == bureau_id
        )
    )
    return {row.person_id: row.phone for row in rows}
