"""Bureaus as a tree, and the campaigns of those below."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, func, select

from review.domain.publication import ReleaseKind
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    IS_DRAWN,
    IS_WORK,
    Area,
    Bureau,
    Campaign,
    CampaignCase,
    Release,
    Result,
)
from review.store.queries import phases

Above = Bureau.__table__.alias("above")
HomeArea = Area.__table__.alias("home_area")


def tree() -> Sequence[Row]:
    """Every bureau with its area and the bureau above it, in the order of founding."""
    return unit.connection().execute(_TREE).all()


def superior(bureau_id: int) -> Row | None:
    """The bureau directly above."""
    return unit.connection().execute(_SUPERIOR, {"bureau_id": bureau_id}).first()


def subordinates(bureau_id: int) -> Sequence[Row]:
    """The bureaus directly below, with how many campaigns each has."""
    return unit.connection().execute(_BELOW, {"bureau_id": bureau_id}).all()


def subordinate(bureau_id: int, public_id: str) -> Row | None:
    """A bureau directly below, by its address."""
    values = {"bureau_id": bureau_id, "public_id": public_id}
    return unit.connection().execute(_ONE_BELOW, values).first()


def campaigns_of(bureau_id: int) -> Sequence[Row]:
    """Its campaigns, the newest first, with files, settled files and the final release."""
    return unit.connection().execute(_CAMPAIGNS, {"bureau_id": bureau_id}).all()


def areas() -> Sequence[Row]:
    """Every area of the installation."""
    return unit.connection().execute(select(Area.__table__).order_by(Area.id)).all()


_TREE = (
    select(
        Bureau.id,
        Bureau.public_id,
        Bureau.code,
        Bureau.name,
        Bureau.parent_id,
        Bureau.area_id,
        Bureau.is_elsewhere,
        HomeArea.c.name.label("area"),
        HomeArea.c.level,
        Above.c.code.label("above"),
    )
    .join(HomeArea, HomeArea.c.id == Bureau.area_id)
    .outerjoin(Above, Above.c.id == Bureau.parent_id)
    .order_by(Bureau.id)
)
_SUPERIOR = select(
    Above.c.id, Above.c.public_id, Above.c.name, Above.c.is_elsewhere
).where(Above.c.id == Bureau.parent_id, Bureau.id == bindparam("bureau_id"))
_N_CAMPAIGNS = (
    select(func.count())
    .where(Campaign.bureau_id == Bureau.id, IS_WORK)
    .correlate(Bureau)
    .scalar_subquery()
)
_BELOW = (
    select(
        Bureau.id,
        Bureau.public_id,
        Bureau.code,
        Bureau.name,
        Bureau.is_elsewhere,
        HomeArea.c.name.label("area"),
        _N_CAMPAIGNS.label("n_campaigns"),
    )
    .join(HomeArea, HomeArea.c.id == Bureau.area_id)
    .where(Bureau.parent_id == bindparam("bureau_id"))
    .order_by(Bureau.code)
)
_ONE_BELOW = _BELOW.where(Bureau.public_id == bindparam("public_id"))
_LATER = Release.__table__.alias("later")
_FINAL = (
    select(Release.public_id)
    .where(
        Release.campaign_id == Campaign.id,
        Release.kind == ReleaseKind.FINAL.value,
        ~select(_LATER.c.id).where(_LATER.c.replaces_id == Release.id).exists(),
    )
    .correlate(Campaign)
    .scalar_subquery()
)
_CAMPAIGNS = (
    select(
        Campaign.id,
        Campaign.public_id,
        Campaign.code,
        Campaign.name,
        Campaign.assessment_year,
        Campaign.closed_from,
        Campaign.closed_until,
        Campaign.drawn_at,
        _FINAL.label("release_id"),
        func.count(CampaignCase.id).label("n_files"),
        func.count(Result.id).label("n_settled"),
    )
    .outerjoin(
        CampaignCase, (CampaignCase.campaign_id == Campaign.id) & IN_SAMPLE & IS_DRAWN
    )
    .outerjoin(Result, phases.is_current_result())
    .where(Campaign.bureau_id == bindparam("bureau_id"), IS_WORK)
    .group_by(Campaign.id)
    .order_by(Campaign.assessment_year.desc(), Campaign.id.desc())
)
