"""Campaigns, their schemes, reviewers and drawn files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, select
from sqlalchemy.orm import aliased

from review.store import unit
from review.store.models import (
    IS_WORK,
    Affiliation,
    Area,
    Bureau,
    Campaign,
    CampaignCase,
    CampaignReviewer,
    CampaignScheme,
    Case,
    CaseParticipation,
    DeclaredConflict,
    Event,
    Firm,
    Person,
    Reviewer,
    ReviewerCode,
    StoredScheme,
)

LEAD = "lead_handler"
HANDLING = (LEAD, "handler")
FIRM_OF_CASE = func.coalesce(CaseParticipation.firm_id, Case.object_firm_id)
"""Whose file it is, as the records say: a handler's firm, or what is reviewed itself."""
FIRM_AS_DRAWN = func.coalesce(CaseParticipation.firm_id, CampaignCase.firm_id)
"""The same of a drawn file; where nobody handled it, its institution was frozen."""
IN_FORCE = DeclaredConflict.ended_event_id.is_(None)
"""A declared conflict of interest that nobody has withdrawn."""


_STAY, _PRACTISES = aliased(Affiliation), aliased(Firm)
COUNTY_OF_REVIEWER = func.coalesce(
    func.nullif(
        Reviewer.area_id,
        select(Bureau.area_id).where(Bureau.id == Reviewer.bureau_id).scalar_subquery(),
    ),
    select(func.min(_PRACTISES.area_id))
    .join(_STAY, _STAY.firm_id == _PRACTISES.id)
    .where(_STAY.person_id == Reviewer.person_id, _STAY.ends_on.is_(None))
    .correlate(Reviewer)
    .scalar_subquery(),
    Reviewer.area_id,
)
"""Where a reviewer belongs: who is of no county is of that of the firm, if it has one."""


def handled(case_id: Any) -> ColumnElement[bool]:
    """Taking part as a handler; reviewers and deciders take part too."""
    return (CaseParticipation.case_id == case_id) & CaseParticipation.capacity.in_(
        HANDLING
    )


def by_code(code: str, *, bureau_id: int) -> Row | None:
    values = {"bureau_id": bureau_id, "code": code}
    return unit.run(_BY_CODE, values).first()


_BY_CODE = select(Campaign.__table__).where(
    Campaign.bureau_id == bindparam("bureau_id"),
    Campaign.code == bindparam("code"),
    IS_WORK,
)


def opening_of(code: str, *, bureau_id: int) -> Row | None:
    """Who opened the campaign of this code, and what the event says of the plan."""
    return (
        unit.connection()
        .execute(
            select(Campaign.public_id, Event.actor, Event.payload)
            .join(Event, Event.id == Campaign.event_id)
            .where(Campaign.bureau_id == bureau_id, Campaign.code == code)
        )
        .first()
    )


def newest_schemes(bureau_id: int) -> Sequence[Row]:
    """Every stored scheme, the newest version of a code first."""
    return (
        unit.connection()
        .execute(
            select(
                StoredScheme.id,
                StoredScheme.public_id,
                StoredScheme.code,
                StoredScheme.version,
                StoredScheme.digest,
                StoredScheme.title,
            )
            .where(StoredScheme.bureau_id == bureau_id)
            .order_by(StoredScheme.id.desc())
        )
        .all()
    )


def schemes_of(campaign_id: int) -> Sequence[Row]:
    """The pinned schemes in the order in which the plan names them."""
    return unit.run(_SCHEMES_OF, {"campaign_id": campaign_id}).all()


_SCHEMES_OF = (
    select(
        StoredScheme.id,
        StoredScheme.code,
        StoredScheme.version,
        StoredScheme.digest,
        StoredScheme.title,
    )
    .join(CampaignScheme, CampaignScheme.scheme_id == StoredScheme.id)
    .where(CampaignScheme.campaign_id == bindparam("campaign_id"))
    .order_by(CampaignScheme.id)
)


def reviewers_in_force(bureau_id: int, *, on: date) -> Sequence[Row]:
    return (
        unit.connection()
        .execute(
            select(
                Reviewer.person_id,
                Reviewer.number,
                Reviewer.cap,
                Reviewer.panel_lead,
                COUNTY_OF_REVIEWER.label("area_id"),
                Reviewer.competences,
                Reviewer.part,
                Reviewer.practising_since,
                Reviewer.away_from,
                Reviewer.away_until,
                Reviewer.organisation,
                Person.name,
                Person.name_key,
                Area.name.label("area"),
            )
            .join(Person, Person.id == Reviewer.person_id)
            .outerjoin(Area, Area.id == Reviewer.area_id)
            .where(
                Reviewer.bureau_id == bureau_id,
                Reviewer.ended_on.is_(None) | (Reviewer.ended_on >= on),
            )
            .order_by(Reviewer.number)
        )
        .all()
    )


def firms_of(people: Sequence[int], *, on: date) -> Sequence[Row]:
    """Where these people practise now."""
    return (
        unit.connection()
        .execute(
            select(Affiliation.person_id, Affiliation.firm_id).where(
                Affiliation.person_id.in_(people),
                Affiliation.ends_on.is_(None) | (Affiliation.ends_on >= on),
            )
        )
        .all()
    )


def declared_by(people: Sequence[int]) -> Sequence[Row]:
    """Whose files these people must not read, as declared and in force."""
    return (
        unit.connection()
        .execute(
            select(
                DeclaredConflict.person_id,
                DeclaredConflict.firm_id,
                DeclaredConflict.other_person_id,
            ).where(DeclaredConflict.person_id.in_(people), IN_FORCE)
        )
        .all()
    )


_CANDIDATE = (
    Case.id,
    Case.case_no,
    Case.stage,
    Case.volume_set,
    Case.kind,
    Case.case_class,
    Case.sealed,
    Case.secret,
    Case.closed_on,
    Case.area_id,
    Area.code.label("area"),
    Area.name.label("area_name"),
    CaseParticipation.person_id,
    FIRM_OF_CASE.label("firm_id"),
    Firm.name.label("firm_name"),
    Firm.code.label("firm_code"),
    Person.name.label("person_name"),
    Person.name_key,
)


def candidates(bureau_id: int, *, closed_from: date, until: date) -> Sequence[Row]:
    """Case files closed in the period, one row per handler, the lead first."""
    return (
        unit.connection()
        .execute(
            select(*_CANDIDATE)
            .join(Area, Area.id == Case.area_id)
            .outerjoin(CaseParticipation, handled(Case.id))
            .outerjoin(Person, Person.id == CaseParticipation.person_id)
            .outerjoin(Firm, Firm.id == FIRM_OF_CASE)
            .where(
                Case.bureau_id == bureau_id,
                Case.closed_on >= closed_from,
                Case.closed_on <= until,
            )
            .order_by(
                Case.id,
                CaseParticipation.capacity != LEAD,
                CaseParticipation.id,
            )
        )
        .all()
    )


def campaign_reviewers(campaign_id: int) -> Sequence[Row]:
    """The campaign's reviewers and leads with their codes; staff connections only."""
    return (
        unit.connection()
        .execute(
            select(
                CampaignReviewer.person_id,
                CampaignReviewer.is_lead,
                CampaignReviewer.cap,
                ReviewerCode.code,
                COUNTY_OF_REVIEWER.label("area_id"),
                Reviewer.competences,
                Reviewer.part,
                Reviewer.number,
                Reviewer.practising_since,
                Reviewer.away_from,
                Reviewer.away_until,
                Person.name,
                Person.name_key,
            )
            .join(
                ReviewerCode,
                (ReviewerCode.campaign_id == CampaignReviewer.campaign_id)
                & (ReviewerCode.person_id == CampaignReviewer.person_id),
            )
            .join(Person, Person.id == CampaignReviewer.person_id)
            .outerjoin(
                Reviewer,
                (Reviewer.person_id == CampaignReviewer.person_id)
                & (Reviewer.bureau_id == CampaignReviewer.bureau_id),
            )
            .where(
                CampaignReviewer.campaign_id == campaign_id,
                CampaignReviewer.ended_at.is_(None),
            )
            .order_by(CampaignReviewer.id)
        )
        .all()
    )
