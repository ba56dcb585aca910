"""What a year's assessments are compiled from: releases, caseload, people and firms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from review.domain.campaigns import of_institutions
from review.domain.publication import Audience, ReleaseKind, RowKind
from review.store import unit
from review.store.models import (
    IS_WORK,
    Affiliation,
    Area,
    Assessment,
    Bureau,
    Campaign,
    Case,
    CaseParticipation,
    Firm,
    Handler,
    Person,
    Release,
    ReleaseRow,
    StoredAssessmentScheme,
)


def final_releases(bureau_id: int, year: int) -> Sequence[Row]:
    """The campaigns of the year, each with its current final release if it has one.

    How institutions fared is nobody's annual assessment: those campaigns are left out.
    """
    values = {"bureau_id": bureau_id, "year": year}
    rows = unit.connection().execute(_RELEASES, values).all()
    return [row for row in rows if not of_institutions(row.rules)]


def released_cases(release_ids: Sequence[int]) -> Sequence[Row]:
    """The frozen results of these releases, as handlers and firms received them.

    What never left the bureau (sealed and secret files) is in nobody's year.
    """
    values = {"release_ids": list(release_ids)}
    return unit.connection().execute(_CASES, values).all()


def caseload(bureau_id: int, first: date, last: date) -> Sequence[Row]:
    """Every case closed between these days, with its lead handler and firm then."""
    values = {"bureau_id": bureau_id, "first": first, "last": last}
    return unit.connection().execute(_CASELOAD, values).all()


def handlers(bureau_id: int) -> Sequence[Row]:
    """Everyone who may have a year: the people of the bureau's lists."""
    return unit.connection().execute(_HANDLERS, {"bureau_id": bureau_id}).all()


def affiliations(bureau_id: int, on: date) -> Sequence[Row]:
    """Where people practised on that day, the latest beginning last."""
    values = {"bureau_id": bureau_id, "on": on}
    return unit.connection().execute(_AFFILIATIONS, values).all()


def firms(bureau_id: int) -> Sequence[Row]:
    return unit.connection().execute(_FIRMS, {"bureau_id": bureau_id}).all()


def current(bureau_id: int, year: int) -> Sequence[Row]:
    """The rows of the year that nothing replaces, by what they say."""
    values = {"bureau_id": bureau_id, "year": year}
    return unit.connection().execute(_CURRENT, values).all()


def settings_of(bureau_id: int) -> Mapping[str, Any]:
    """The bureau's settings; the choice of assessment schemes is among them."""
    statement = select(Bureau.settings).where(Bureau.id == bureau_id)
    return unit.connection().scalar(statement) or {}


def schemes(bureau_id: int) -> Sequence[Row]:
    """Every assessment scheme the bureau has loaded or used, the newest first."""
    return unit.connection().execute(_SCHEMES, {"bureau_id": bureau_id}).all()


def known_schemes(
    bureau_id: int, code: str, version: str, digest: str
) -> Sequence[Row]:
    """The schemes that say the same, or go by the same code and version."""
    values = {
        "bureau_id": bureau_id,
        "code": code,
        "version": version,
        "digest": digest,
    }
    return unit.connection().execute(_KNOWN, values).all()


def not_replaced(table: Any) -> Any:
    """No later row of the same table names this one."""
    later = aliased(table)
    return ~select(later.id).where(later.replaces_id == table.id).exists()


def _releases() -> Select[Any]:
    is_final = (
        (Release.campaign_id == Campaign.id)
        & (Release.kind == ReleaseKind.FINAL.value)
        & not_replaced(Release)
    )
    return (
        select(
            Campaign.code.label("campaign_code"),
            Campaign.name.label("campaign_name"),
            Campaign.rules,
            Release.id,
            Release.number,
            Release.header,
            Release.digest,
            Release.published_at,
        )
        .select_from(Campaign)
        .outerjoin(Release, is_final)
        .where(
            Campaign.bureau_id == bindparam("bureau_id"),
            Campaign.assessment_year == bindparam("year"),
            IS_WORK,
        )
        .order_by(Campaign.code)
    )


def _affiliations() -> Select[Any]:
    begun = or_(
        Affiliation.starts_on.is_(None), Affiliation.starts_on <= bindparam("on")
    )
    lasting = or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= bindparam("on"))
    return (
        select(Affiliation.person_id, Affiliation.firm_id)
        .where(Affiliation.bureau_id == bindparam("bureau_id"), begun, lasting)
        .order_by(Affiliation.starts_on.is_not(None), Affiliation.starts_on)
        .order_by(Affiliation.id)
    )


_RELEASES = _releases()
_CASES = (
    select(
        ReleaseRow.release_id,
        ReleaseRow.audience,
        ReleaseRow.audience_id,
        ReleaseRow.body,
    )
    .where(
        ReleaseRow.release_id.in_(bindparam("release_ids", expanding=True)),
        ReleaseRow.kind == RowKind.CASE.value,
        ReleaseRow.audience.in_([Audience.HANDLER.value, Audience.FIRM.value]),
    )
    .order_by(ReleaseRow.release_id, ReleaseRow.audience, ReleaseRow.position)
)
_CASELOAD = (
    select(
        Case.case_no,
        Case.stage,
        Case.volume_set,
        Case.kind,
        Case.closed_on,
        (Case.sealed | Case.secret).label("is_confined"),
        CaseParticipation.person_id,
        CaseParticipation.firm_id,
    )
    .join(CaseParticipation, CaseParticipation.case_id == Case.id)
    .where(
        Case.bureau_id == bindparam("bureau_id"),
        Case.closed_on.between(bindparam("first"), bindparam("last")),
        CaseParticipation.capacity == "lead_handler",
    )
    .order_by(Case.closed_on, Case.case_no, Case.stage, Case.volume_set)
)
_HANDLERS = (
    select(
        Person.id,
        Person.public_id,
        Person.name,
        Handler.category,
        Handler.licence_no,
        Handler.practising_since,
        exists().where(Affiliation.person_id == Person.id).label("has_practised"),
    )
    .outerjoin(
        Handler,
        (Handler.person_id == Person.id) & (Handler.bureau_id == Person.bureau_id),
    )
    .where(Person.bureau_id == bindparam("bureau_id"))
)
_AFFILIATIONS = _affiliations()
_FIRMS = (
    select(Firm.id, Firm.public_id, Firm.name, Firm.kind, Area.name.label("county"))
    .join(Area, Area.id == Firm.area_id)
    .where(Firm.bureau_id == bindparam("bureau_id"))
)
_CURRENT = select(
    Assessment.id, Assessment.subject_kind, Assessment.subject_id, Assessment.digest
).where(
    Assessment.bureau_id == bindparam("bureau_id"),
    Assessment.year == bindparam("year"),
    not_replaced(Assessment),
)
_SCHEMES = (
    select(StoredAssessmentScheme.__table__)
    .where(StoredAssessmentScheme.bureau_id == bindparam("bureau_id"))
    .order_by(StoredAssessmentScheme.id.desc())
)
_KNOWN = (
    select(StoredAssessmentScheme.__table__)
    .where(
        StoredAssessmentScheme.bureau_id == bindparam("bureau_id"),
        (StoredAssessmentScheme.digest == bindparam("digest"))
        | (
            (StoredAssessmentScheme.code == bindparam("code"))
            & (StoredAssessmentScheme.version == bindparam("version"))
        ),
    )
    # The same content first: loading it again is no fault, whatever else is there.
    .order_by((StoredAssessmentScheme.digest == bindparam("digest")).desc())
)
