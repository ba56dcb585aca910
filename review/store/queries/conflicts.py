"""Declared conflicts of a campaign's reviewers, and the reads they touch."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, exists, func, select

from review.store import unit
from review.store.models import (
    CampaignCase,
    CampaignReviewer,
    CaseParticipation,
    DeclaredConflict,
    Firm,
    Handler,
    Person,
    Read,
    Result,
    Reviewer,
    ReviewerCode,
    Submission,
)
from review.store.queries.campaigns import IN_FORCE, handled


def reviewers(campaign_id: int) -> Sequence[Row]:
    """The people of a campaign with their codes, by pinyin."""
    return (
        unit.connection()
        .execute(
            select(
                CampaignReviewer.person_id,
                ReviewerCode.code,
                Reviewer.number,
                Person.name,
                Person.name_key.label("sound"),
            )
            .join(
                ReviewerCode,
                (ReviewerCode.campaign_id == CampaignReviewer.campaign_id)
                & (ReviewerCode.person_id == CampaignReviewer.person_id),
            )
            .join(Person, Person.id == CampaignReviewer.person_id)
            .join(
                Reviewer,
                (Reviewer.person_id == CampaignReviewer.person_id)
                & (Reviewer.bureau_id == CampaignReviewer.bureau_id),
            )
            .where(
                CampaignReviewer.campaign_id == campaign_id,
                CampaignReviewer.ended_at.is_(None),
            )
            .order_by(Person.name_key, Reviewer.number)
        )
        .all()
    )


def declared(campaign_id: int) -> Sequence[Row]:
    """The conflicts in force of a campaign's reviewers, by the reviewers' pinyin."""
    other = Person.__table__.alias("other")
    return (
        unit.connection()
        .execute(
            select(
                Person.name.label("reviewer"),
                Person.name_key.label("sound"),
                Reviewer.number,
                Firm.name.label("firm"),
                other.c.name.label("handler"),
                func.coalesce(Firm.name_key, other.c.name_key).label("party_sound"),
                func.coalesce(Firm.public_id, other.c.public_id).label("public_id"),
            )
            .select_from(CampaignReviewer)
            .join(Person, Person.id == CampaignReviewer.person_id)
            .join(
                Reviewer,
                (Reviewer.person_id == CampaignReviewer.person_id)
                & (Reviewer.bureau_id == CampaignReviewer.bureau_id),
            )
            .join(DeclaredConflict, DeclaredConflict.person_id == Person.id)
            .outerjoin(Firm, Firm.id == DeclaredConflict.firm_id)
            .outerjoin(other, other.c.id == DeclaredConflict.other_person_id)
            .where(
                CampaignReviewer.campaign_id == campaign_id,
                CampaignReviewer.ended_at.is_(None),
                IN_FORCE,
            )
            .order_by(Person.name_key, Reviewer.number, Firm.name_key, other.c.name_key)
        )
        .all()
    )


def firms(bureau_id: int) -> Sequence[Row]:
    """The firms of a bureau, by pinyin."""
    return (
        unit.connection()
        .execute(
            select(Firm.public_id, Firm.code, Firm.name, Firm.name_key.label("sound"))
            .where(Firm.bureau_id == bureau_id)
            .order_by(Firm.name_key, Firm.id)
        )
        .all()
    )


def handlers(bureau_id: int) -> Sequence[Row]:
    """The handlers of a bureau, by pinyin."""
    return (
        unit.connection()
        .execute(
            select(
                Person.public_id,
                Person.name,
                Person.name_key.label("sound"),
                Handler.licence_no,
            )
            .join(Handler, Handler.person_id == Person.id)
            .where(Handler.bureau_id == bureau_id)
            .order_by(Person.name_key, Person.id)
        )
        .all()
    )


def firm(public_id: str, *, bureau_id: int) -> Row | None:
    return (
        unit.connection()
        .execute(
            select(Firm.id, Firm.name).where(
                Firm.public_id == public_id, Firm.bureau_id == bureau_id
            )
        )
        .first()
    )


def handler(public_id: str, *, bureau_id: int) -> Row | None:
    return (
        unit.connection()
        .execute(
            select(Person.id, Person.name)
            .join(Handler, Handler.person_id == Person.id)
            .where(Person.public_id == public_id, Handler.bureau_id == bureau_id)
        )
        .first()
    )


def sides_of(campaign_case_id: int) -> Row:
    """The firm and the handler of a file, as they were when it was drawn."""
    return (
        unit.connection()
        .execute(
            select(CampaignCase.firm_id, CampaignCase.lead_person_id).where(
                CampaignCase.id == campaign_case_id
            )
        )
        .one()
    )


def between(
    person_id: int, *, firm_id: int | None = None, other_person_id: int | None = None
) -> Sequence[Row]:
    """Every declaration between a reviewer and a firm or a person, withdrawn or not."""
    is_it = (
        DeclaredConflict.firm_id == firm_id
        if firm_id is not None
        else DeclaredConflict.other_person_id == other_person_id
    )
    return (
        unit.connection()
        .execute(
            select(DeclaredConflict.id, IN_FORCE.label("is_in_force"))
            .where(DeclaredConflict.person_id == person_id, is_it)
            .order_by(DeclaredConflict.id)
        )
        .all()
    )


def reads_against(
    person_id: int,
    *,
    firm_id: int | None = None,
    other_person_id: int | None = None,
) -> Sequence[Row]:
    """A reviewer's reads of unsettled files that this firm or this person handled.

    A conflict holds in every campaign, so all of them are looked at. Once a file is
    settled, who read it is no longer shown, not even as a count.
    """
    return (
        unit.connection()
        .execute(
            select(
                Read.id,
                Read.campaign_id,
                Read.campaign_case_id,
                Submission.id.label("submission_id"),
            )
            .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
            .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
            .outerjoin(Submission, Submission.read_id == Read.id)
            .where(
                ReviewerCode.person_id == person_id,
                Read.ended_at.is_(None),
                ~exists().where(Result.campaign_case_id == CampaignCase.id),
                _is_of(firm_id, other_person_id),
            )
            .order_by(Read.campaign_id, Read.id)
        )
        .all()
    )


def _is_of(firm_id: int | None, person_id: int | None) -> ColumnElement[bool]:
    """A firm is concerned too where it is itself what is reviewed."""
    handling = exists().where(handled(CampaignCase.case_id))
    if firm_id is None:
        return handling.where(CaseParticipation.person_id == person_id)
    is_itself = CampaignCase.firm_id == firm_id
    return handling.where(CaseParticipation.firm_id == firm_id) | is_itself
