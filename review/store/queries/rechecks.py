"""Files that a campaign reviewed and another re-checks, with both results."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, case, func, select
from sqlalchemy.orm import aliased

from review.domain.rechecks import RULE
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    IS_WORK,
    Area,
    Campaign,
    CampaignCase,
    Case,
    Result,
)
from review.store.queries import phases

First = aliased(CampaignCase, name="first_file")
FirstResult = aliased(Result, name="first_result")


def settled_in(campaign_id: int) -> frozenset[int]:
    """The case files that a campaign has given a result."""
    values = {"campaign_id": campaign_id}
    return frozenset(unit.connection().scalars(_SETTLED_IN, values))


def could_be_checked(bureau_id: int, but: int) -> Sequence[Row]:
    """Other campaigns of the bureau with their files, and how many are settled."""
    values = {"bureau_id": bureau_id, "but": but}
    return unit.connection().execute(_OTHERS, values).all()


def code_of(campaign_id: int | None) -> str:
    """The code of the campaign that is re-checked; "" where it is none or cancelled."""
    if campaign_id is None:
        return ""
    asked = select(Campaign.code).where(Campaign.id == campaign_id, IS_WORK)
    return str(unit.connection().scalar(asked) or "")


def checking(bureau_id: int, first_id: int) -> Sequence[Row]:
    """The campaigns that re-check this one, the newest first, drawn or not yet."""
    rows = unit.connection().execute(_CHECKING, {"bureau_id": bureau_id})
    return [row for row in rows if row.rules.get(RULE) == first_id]


def both(campaign_id: int, first_id: int) -> Sequence[Row]:
    """Files with a result in both campaigns, in the order of the re-check's draw."""
    values = {"campaign_id": campaign_id, "first_id": first_id}
    return unit.connection().execute(_BOTH, values).all()


def drawn_by_area(campaign_id: int) -> Sequence[Row]:
    """How many files of each county the re-check drew."""
    return unit.connection().execute(_DRAWN, {"campaign_id": campaign_id}).all()


_SETTLED_IN = (
    select(CampaignCase.case_id)
    .select_from(CampaignCase)
    .join(Result, phases.is_current_result())
    .where(CampaignCase.campaign_id == bindparam("campaign_id"), IN_SAMPLE)
)
_CHECKING = (
    select(
        Campaign.code,
        Campaign.name,
        Campaign.rules,
        func.count(CampaignCase.id).label("n"),
        func.count(Result.id).label("n_settled"),
    )
    .select_from(Campaign)
    .outerjoin(CampaignCase, (CampaignCase.campaign_id == Campaign.id) & IN_SAMPLE)
    .outerjoin(Result, phases.is_current_result())
    .where(Campaign.bureau_id == bindparam("bureau_id"), IS_WORK)
    .group_by(Campaign.id)
    .order_by(Campaign.id.desc())
)
_OTHERS = (
    select(
        Campaign.id,
        Campaign.code,
        Campaign.name,
        func.count().label("n"),
        func.count(Result.id).label("n_settled"),
    )
    .select_from(Campaign)
    .join(CampaignCase, CampaignCase.campaign_id == Campaign.id)
    .outerjoin(Result, phases.is_current_result())
    .where(
        Campaign.bureau_id == bindparam("bureau_id"),
        Campaign.id != bindparam("but"),
        IN_SAMPLE,
        IS_WORK,
    )
    .group_by(Campaign.id)
    .order_by(Campaign.assessment_year.desc(), Campaign.id.desc())
)


def _is_replaced() -> object:
    later = Result.__table__.alias("later_first")
    return select(later.c.id).where(later.c.replaces_id == FirstResult.id).exists()


_BOTH = (
    select(
        CampaignCase.public_id,
        Case.case_no,
        Area.name.label("area"),
        First.public_id.label("first_file"),
        FirstResult.grade.label("first_grade"),
        FirstResult.score.label("first_score"),
        Result.grade,
        Result.score,
    )
    .select_from(CampaignCase)
    .join(Result, phases.is_current_result())
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Area, Area.id == CampaignCase.area_id)
    .join(
        First,
        (First.case_id == CampaignCase.case_id)
        & (First.campaign_id == bindparam("first_id")),
    )
    .join(FirstResult, (FirstResult.campaign_case_id == First.id) & ~_is_replaced())
    .where(CampaignCase.campaign_id == bindparam("campaign_id"), IN_SAMPLE)
    .order_by(CampaignCase.position)
)
_DRAWN = (
    select(
        Area.name.label("area"),
        func.count().label("n"),
        func.count(case((Result.id.is_not(None), 1))).label("n_settled"),
    )
    .select_from(CampaignCase)
    .join(Area, Area.id == CampaignCase.area_id)
    .outerjoin(Result, phases.is_current_result())
    .where(CampaignCase.campaign_id == bindparam("campaign_id"), IN_SAMPLE)
    .group_by(Area.name)
)
