"""Who reads which rows of a year: the bureau all, everyone else what was supplied."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased

from review.domain.publication import ReleaseKind
from review.store import unit
from review.store.models import (
    IS_WORK,
    Area,
    Assessment,
    AssessmentDecision,
    AssessmentSupplied,
    Campaign,
    Firm,
    Person,
    Release,
    StoredAssessmentScheme,
    StoredText,
    User,
)
from review.store.queries.assessment import not_replaced


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose rows a viewer may read at all, in one bureau.

    `person_id` is that person alone, `firm_ids` these firms and their people. Only the
    bureau reads what was not supplied yet.
    """

    bureau_id: int
    supplied_only: bool = True
    person_id: int | None = None
    firm_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a year's list is wanted; empty is everything.

    `outcome` is a grade of the scheme, or INSUFFICIENT; `county` and `firm` are public
    ids; `decided` is yes, no, or CHANGED: decided on a proposal replaced since.
    """

    outcome: str = ""
    county: str = ""
    firm: str = ""
    decided: str = ""


INSUFFICIENT, CHANGED = "insufficient", "changed"


def supplied_at(bureau_id: int, year: int) -> datetime | None:
    """When the year was handed to the bar association, if it was."""
    return unit.connection().scalar(
        select(AssessmentSupplied.supplied_at).where(
            AssessmentSupplied.bureau_id == bureau_id, AssessmentSupplied.year == year
        )
    )


def years(reach: Reach) -> Sequence[Row]:
    """Every year with rows, by kind: how many, how many decided, compiled last when."""
    statement = (
        _current(
            reach,
            Assessment.year,
            Assessment.subject_kind,
            func.count().label("n"),
            func.count(AssessmentDecision.id).label("n_decided"),
            func.max(Assessment.compiled_at).label("compiled_at"),
            func.max(AssessmentSupplied.supplied_at).label("supplied_at"),
        )
        .group_by(Assessment.year, Assessment.subject_kind)
        .order_by(Assessment.year.desc(), Assessment.subject_kind.desc())
    )
    return unit.connection().execute(statement).all()


def campaign_years(bureau_id: int) -> Sequence[Row]:
    """The assessment years of the campaigns: how many, how many with final results."""
    is_final = (
        (Release.campaign_id == Campaign.id)
        & (Release.kind == ReleaseKind.FINAL.value)
        & not_replaced(Release)
    )
    statement = (
        select(
            Campaign.assessment_year.label("year"),
            func.count().label("n"),
            func.count(Release.id).label("n_released"),
        )
        .outerjoin(Release, is_final)
        .where(Campaign.bureau_id == bureau_id, IS_WORK)
        .group_by(Campaign.assessment_year)
    )
    return unit.connection().execute(statement).all()


def counts(reach: Reach, year: int, kind: str) -> Sequence[Row]:
    """How many rows there are of each suggestion, and how many of them are decided."""
    statement = _current(
        reach,
        Assessment.suggested,
        func.count().label("n"),
        func.count(AssessmentDecision.id).label("n_decided"),
        func.max(Assessment.compiled_at).label("compiled_at"),
        where=_of(year, kind),
    ).group_by(Assessment.suggested)
    return unit.connection().execute(statement).all()


def n_found(reach: Reach, year: int, kind: str, filters: Filters) -> int:
    """How many rows the filters leave."""
    statement = _current(
        reach, func.count(), where=_of(year, kind) & _filtered(filters)
    )
    return int(unit.connection().scalar(statement) or 0)


def rows(
    reach: Reach,
    year: int,
    kind: str,
    filters: Filters,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[Row]:
    """One page of a year's rows by name, each with its present decision."""
    statement = (
        _current(reach, *_LINE, where=_of(year, kind) & _filtered(filters))
        .order_by(*_BY_NAME)
        .limit(limit)
        .offset(offset)
    )
    return unit.connection().execute(statement).all()


def in_order(reach: Reach, year: int, kind: str) -> Sequence[Row]:
    """Everyone of a year by name, and whether there is a decision; nothing else."""
    is_decided = AssessmentDecision.id.is_not(None).label("is_decided")
    statement = _current(
        reach, Assessment.public_id, is_decided, where=_of(year, kind)
    ).order_by(*_BY_NAME)
    return unit.connection().execute(statement).all()


def rows_with_reasons(reach: Reach, year: int, kind: str) -> Sequence[Row]:
    """All of a year's rows by name, with the words of their decisions; for files."""
    reason = StoredText.body.label("reason")
    statement = (
        _current(reach, *_LINE, reason, where=_of(year, kind))
        .outerjoin(StoredText, StoredText.id == AssessmentDecision.reason_id)
        .order_by(*_BY_NAME)
    )
    return unit.connection().execute(statement).all()


def everyone(reach: Reach, kind: str) -> Sequence[Row]:
    """Rows of all years by name; for reaches of a few people."""
    statement = _current(reach, *_LINE, where=Assessment.subject_kind == kind)
    statement = statement.order_by(Assessment.year.desc(), *_BY_NAME)
    return unit.connection().execute(statement).all()


def sheets(reach: Reach, kind: str) -> Sequence[Row]:
    """The same with their evidence."""
    statement = _current(reach, *_SHEET, where=Assessment.subject_kind == kind)
    statement = statement.order_by(Assessment.year.desc(), *_BY_NAME)
    return unit.connection().execute(statement).all()


def sheet(reach: Reach, public_id: str) -> Row | None:
    """One row with its evidence, also one that was replaced since it could be seen."""
    later = aliased(Assessment)
    statement = (
        _all(reach, *_SHEET, later.public_id.label("replaced_by"))
        .outerjoin(later, later.replaces_id == Assessment.id)
        .where(Assessment.public_id == public_id, _seen(reach, later))
    )
    return unit.connection().execute(statement).first()


def versions(
    reach: Reach, kind: str, subject_id: int, year: int | None = None
) -> Sequence[Row]:
    """Every proposal for someone's years that could be seen, the newest first."""
    wanted = Assessment.subject_kind == kind if year is None else _of(year, kind)
    later = aliased(Assessment)
    statement = (
        _all(
            reach,
            Assessment.public_id,
            Assessment.year,
            Assessment.suggested,
            Assessment.body,
            Assessment.compiled_at,
        )
        .outerjoin(later, later.replaces_id == Assessment.id)
        .where(wanted, Assessment.subject_id == subject_id)
        .where(_seen(reach, later))
        .order_by(Assessment.id.desc())
    )
    return unit.connection().execute(statement).all()


def decisions(
    bureau_id: int, subjects: Sequence[tuple[int, str, int]]
) -> Sequence[Row]:
    """Every decision on these (year, kind, subject), the newest first."""
    wanted = [
        and_(
            AssessmentDecision.year == year,
            AssessmentDecision.subject_kind == kind,
            AssessmentDecision.subject_id == subject_id,
        )
        for year, kind, subject_id in subjects
    ]
    if not wanted:
        return []
    statement = (
        select(
            AssessmentDecision.id,
            AssessmentDecision.public_id,
            AssessmentDecision.assessment_id,
            AssessmentDecision.year,
            AssessmentDecision.subject_kind,
            AssessmentDecision.subject_id,
            AssessmentDecision.decision,
            AssessmentDecision.title,
            AssessmentDecision.decided_at,
            StoredText.body.label("reason"),
            func.coalesce(Person.name, User.login, "").label("decided_by"),
        )
        .join(StoredText, StoredText.id == AssessmentDecision.reason_id)
        .outerjoin(User, User.id == AssessmentDecision.decided_by)
        .outerjoin(Person, Person.id == User.person_id)
        .where(AssessmentDecision.bureau_id == bureau_id, or_(*wanted))
        .order_by(AssessmentDecision.id.desc())
    )
    return unit.connection().execute(statement).all()


def places(reach: Reach, year: int, kind: str) -> Sequence[Row]:
    """The firms of a year's rows with their counties, for the filters."""
    statement = (
        _current(
            reach,
            Firm.public_id.label("firm"),
            Firm.name.label("firm_name"),
            Firm.name_key.label("firm_sort"),
            Area.public_id.label("county"),
            Area.name.label("county_name"),
            Area.name_key.label("county_sort"),
            where=_of(year, kind) & Firm.id.is_not(None),
        )
        .distinct()
        .order_by(Firm.name_key, Firm.public_id)
    )
    return unit.connection().execute(statement).all()


def schemes_used(reach: Reach, kind: str, year: int | None = None) -> Sequence[Row]:
    """The schemes that present rows were made by, the newest first."""
    where = Assessment.subject_kind == kind if year is None else _of(year, kind)
    used = _current(reach, Assessment.scheme_id, where=where)
    statement = (
        select(StoredAssessmentScheme.text, StoredAssessmentScheme.digest)
        .where(StoredAssessmentScheme.id.in_(used))
        .order_by(StoredAssessmentScheme.id.desc())
    )
    return unit.connection().execute(statement).all()


def headers(bureau_id: int, digests: Collection[str]) -> Sequence[str]:
    """What these releases froze about themselves, by campaign and number."""
    statement = (
        select(Release.header)
        .where(Release.bureau_id == bureau_id, Release.digest.in_(digests))
        .order_by(Release.campaign_id, Release.number)
    )
    return unit.connection().scalars(statement).all()


def _of(year: int, kind: str) -> ColumnElement[bool]:
    return and_(Assessment.year == year, Assessment.subject_kind == kind)


def _current(reach: Reach, *columns: Any, where: Any = None) -> Select[Any]:
    statement = _all(reach, *columns).where(not_replaced(Assessment))
    return statement if where is None else statement.where(where)


def _all(reach: Reach, *columns: Any) -> Select[Any]:
    """Rows within reach with their people, places, supply and present decision."""
    same = and_(
        AssessmentDecision.bureau_id == Assessment.bureau_id,
        AssessmentDecision.year == Assessment.year,
        AssessmentDecision.subject_kind == Assessment.subject_kind,
        AssessmentDecision.subject_id == Assessment.subject_id,
        not_replaced(AssessmentDecision),
    )
    is_person = Assessment.subject_kind == "handler"
    supplied = and_(
        AssessmentSupplied.bureau_id == Assessment.bureau_id,
        AssessmentSupplied.year == Assessment.year,
    )
    return (
        select(*columns)
        .select_from(Assessment)
        .outerjoin(Person, is_person & (Person.id == Assessment.subject_id))
        .outerjoin(Firm, Firm.id == Assessment.firm_id)
        .outerjoin(Area, Area.id == Firm.area_id)
        .outerjoin(AssessmentDecision, same)
        .join(AssessmentSupplied, supplied, isouter=not reach.supplied_only)
        .where(Assessment.bureau_id == reach.bureau_id, *_within(reach))
    )


def _seen(reach: Reach, later: Any) -> ColumnElement[bool]:
    """Outside the bureau nobody sees what was replaced before it was supplied."""
    if not reach.supplied_only:
        return true()
    return or_(later.id.is_(None), later.compiled_at > AssessmentSupplied.supplied_at)


def _within(reach: Reach) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if reach.person_id is not None:
        found.append(Assessment.subject_kind == "handler")
        found.append(Assessment.subject_id == reach.person_id)
    if reach.firm_ids is not None:
        found.append(Assessment.firm_id.in_(reach.firm_ids))
    return found


def _filtered(filters: Filters) -> ColumnElement[bool]:
    tests: list[ColumnElement[bool]] = [true()]
    if filters.outcome:
        wanted = "" if filters.outcome == INSUFFICIENT else filters.outcome
        tests.append(Assessment.suggested == wanted)
    if filters.county:
        tests.append(Area.public_id == filters.county)
    if filters.firm:
        tests.append(Firm.public_id == filters.firm)
    is_open = AssessmentDecision.id.is_(None)
    asked = {
        "no": is_open,
        "yes": ~is_open,
        CHANGED: AssessmentDecision.assessment_id != Assessment.id,
    }
    if filters.decided:
        tests.append(asked.get(filters.decided, false()))
    return and_(*tests)


_LINE = (
    Assessment.id,
    Assessment.public_id,
    Assessment.year,
    Assessment.subject_kind,
    Assessment.subject_id,
    Assessment.suggested,
    Assessment.body,
    Assessment.compiled_at,
    AssessmentSupplied.supplied_at,
    AssessmentDecision.assessment_id.label("decided_on"),
    AssessmentDecision.decision,
    AssessmentDecision.title.label("decision_title"),
    AssessmentDecision.decided_at,
)
_SHEET = (*_LINE, Assessment.evidence, Assessment.digest)
_BY_NAME = (
    func.coalesce(Person.name_key, Firm.name_key, ""),
    Assessment.subject_id,
)
