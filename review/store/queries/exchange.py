"""Designated case numbers, results asked for, and results delivered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, func, select

from review.domain.publication import Audience, ReleaseKind, RowKind
from review.store import unit
from review.store.models import (
    IS_WORK,
    Bureau,
    Campaign,
    CollectedResult,
    Collection,
    CollectionChange,
    Designation,
    DesignationWithdrawal,
    Release,
    ReleaseRow,
)

Superior = Bureau.__table__.alias("superior")
Below = Bureau.__table__.alias("below")


def designations_of(bureau_id: int) -> Sequence[Row]:
    """What superiors designated for this bureau, the newest first."""
    values = {"bureau_id": bureau_id}
    return unit.connection().execute(_FOR, values).all()


def designated_by(superior_id: int) -> Sequence[Row]:
    """What this bureau designated for those below."""
    values = {"superior_id": superior_id}
    return unit.connection().execute(_BY, values).all()


def designation(bureau_id: int, public_id: str) -> Row | None:
    values = {"bureau_id": bureau_id, "public_id": public_id}
    return unit.connection().execute(_ONE, values).first()


def own_designation(superior_id: int, public_id: str) -> Row | None:
    """What this bureau designated for one below."""
    values = {"superior_id": superior_id, "public_id": public_id}
    return unit.connection().execute(_OWN, values).first()


def named_by_others(campaign_id: int, designation_id: int) -> list[str]:
    """The numbers that other designations in force name for a campaign."""
    values = {"campaign_id": campaign_id, "designation_id": designation_id}
    found = unit.connection().execute(_NAMED, values)
    return [number for row in found for number in row.numbers]


def campaign(campaign_id: int) -> Row:
    """A campaign as it stands now, behind its chain's lock."""
    statement = select(Campaign.__table__).where(Campaign.id == campaign_id)
    return unit.connection().execute(statement).one()


def undrawn(bureau_id: int) -> Sequence[Row]:
    """The campaigns of a bureau that have not drawn yet, the newest first."""
    return unit.connection().execute(_UNDRAWN, {"bureau_id": bureau_id}).all()


def collection(bureau_id: int, year: int) -> Row | None:
    values = {"bureau_id": bureau_id, "year": year}
    return unit.connection().execute(_COLLECTION, values).first()


def collections(bureau_id: int) -> Sequence[Row]:
    """The years for which this bureau asked, each with what was changed last."""
    return unit.connection().execute(_COLLECTIONS, {"bureau_id": bureau_id}).all()


def delivered_to(bureau_id: int, year: int) -> Sequence[Row]:
    """Everything that was delivered of a year, later deliveries of a campaign last."""
    values = {"bureau_id": bureau_id, "year": year}
    return unit.connection().execute(_TO, values).all()


def delivered_by(sender_id: int) -> Sequence[Row]:
    """Everything that this bureau delivered."""
    return unit.connection().execute(_DELIVERED_BY, {"sender_id": sender_id}).all()


def final_releases(bureau_id: int) -> Sequence[Row]:
    """The current final releases of a bureau with their campaigns, the newest first."""
    return unit.connection().execute(_FINAL, {"bureau_id": bureau_id}).all()


def public_figures(release_id: int) -> Sequence[Row]:
    """The total and the counties of a release as the public reads them."""
    return unit.connection().execute(_FIGURES, {"release_id": release_id}).all()


def years_published(bureau_id: int) -> Sequence[Row]:
    """The campaigns of the bureaus directly below, with their current final release."""
    return unit.connection().execute(_BELOW, {"bureau_id": bureau_id}).all()


_DESIGNATION = (
    select(
        Designation.id,
        Designation.public_id,
        Designation.bureau_id,
        Designation.superior_id,
        Designation.name,
        Designation.numbers,
        Designation.designated_at,
        Designation.campaign_id,
        Designation.joined_at,
        Superior.c.name.label("superior"),
        Below.c.name.label("bureau"),
        Below.c.public_id.label("bureau_public_id"),
        Below.c.is_elsewhere,
        Campaign.name.label("campaign"),
        Campaign.drawn_at,
        DesignationWithdrawal.withdrawn_at,
        DesignationWithdrawal.effect,
        DesignationWithdrawal.reason,
    )
    .join(Superior, Superior.c.id == Designation.superior_id)
    .join(Below, Below.c.id == Designation.bureau_id)
    .outerjoin(Campaign, Campaign.id == Designation.campaign_id)
    .outerjoin(
        DesignationWithdrawal, DesignationWithdrawal.designation_id == Designation.id
    )
    .order_by(Designation.id.desc())
)
_FOR = _DESIGNATION.where(Designation.bureau_id == bindparam("bureau_id"))
_BY = _DESIGNATION.where(Designation.superior_id == bindparam("superior_id"))
_ONE = _FOR.where(Designation.public_id == bindparam("public_id"))
_OWN = _BY.where(Designation.public_id == bindparam("public_id"))
_NAMED = (
    select(Designation.numbers)
    .outerjoin(
        DesignationWithdrawal, DesignationWithdrawal.designation_id == Designation.id
    )
    .where(
        Designation.campaign_id == bindparam("campaign_id"),
        Designation.id != bindparam("designation_id"),
        DesignationWithdrawal.id.is_(None),
    )
)
_UNDRAWN = (
    select(Campaign.__table__)
    .where(
        Campaign.bureau_id == bindparam("bureau_id"),
        Campaign.drawn_at.is_(None),
        IS_WORK,
    )
    .order_by(Campaign.id.desc())
)
_CHANGE = CollectionChange.__table__.alias("change")
_LAST_CHANGE = (
    select(func.max(CollectionChange.number))
    .where(CollectionChange.collection_id == Collection.id)
    .correlate(Collection)
    .scalar_subquery()
)
_COLLECTIONS = (
    select(
        Collection.id,
        Collection.bureau_id,
        Collection.year,
        Collection.due_on,
        Collection.asked_at,
        _CHANGE.c.number,
        _CHANGE.c.is_withdrawn,
        _CHANGE.c.due_on.label("changed_due_on"),
        _CHANGE.c.reason,
        _CHANGE.c.changed_at,
    )
    .outerjoin(
        _CHANGE,
        (_CHANGE.c.collection_id == Collection.id) & (_CHANGE.c.number == _LAST_CHANGE),
    )
    .where(Collection.bureau_id == bindparam("bureau_id"))
    .order_by(Collection.year.desc())
)
_COLLECTION = _COLLECTIONS.where(Collection.year == bindparam("year"))
_RESULT = (
    select(CollectedResult.__table__, Below.c.name.label("sender"))
    .join(Below, Below.c.id == CollectedResult.sender_id)
    .order_by(Below.c.code, CollectedResult.campaign, CollectedResult.number)
)
_TO = _RESULT.where(
    CollectedResult.bureau_id == bindparam("bureau_id"),
    CollectedResult.year == bindparam("year"),
)
_DELIVERED_BY = _RESULT.where(CollectedResult.sender_id == bindparam("sender_id"))
_LATER = Release.__table__.alias("later")
_IS_FINAL = (
    Release.kind == ReleaseKind.FINAL.value,
    ~select(_LATER.c.id).where(_LATER.c.replaces_id == Release.id).exists(),
)
_FINAL = (
    select(
        Release.id,
        Release.public_id,
        Release.number,
        Release.header,
        Release.digest,
        Campaign.code,
        Campaign.name,
        Campaign.assessment_year,
    )
    .join(Campaign, Campaign.id == Release.campaign_id)
    .where(Release.bureau_id == bindparam("bureau_id"), *_IS_FINAL, IS_WORK)
    .order_by(Release.id.desc())
)
_FIGURES = (
    select(ReleaseRow.kind, ReleaseRow.body)
    .where(
        ReleaseRow.release_id == bindparam("release_id"),
        ReleaseRow.audience == Audience.PUBLIC.value,
        ReleaseRow.kind.in_((RowKind.TOTAL.value, RowKind.COUNTY.value)),
    )
    .order_by(ReleaseRow.kind, ReleaseRow.position)
)
_BELOW = (
    select(
        Below.c.id.label("bureau_id"),
        Campaign.code,
        Campaign.assessment_year,
        Release.number,
        Release.published_at,
    )
    .join(Campaign, Campaign.bureau_id == Below.c.id)
    .outerjoin(
        Release, (Release.campaign_id == Campaign.id) & _IS_FINAL[0] & _IS_FINAL[1]
    )
    .where(Below.c.parent_id == bindparam("bureau_id"), IS_WORK)
)
