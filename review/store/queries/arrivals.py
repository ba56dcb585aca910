"""Files of standing campaigns: which are in, which still want reviewers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Row, case, exists, func, select

from review.domain.aggregation import TOTAL_KEY, GradeCount
from review.domain.publication import ReleaseKind
from review.domain.reads import Purpose
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    IS_WORK,
    Campaign,
    CampaignCase,
    Case,
    Read,
    Release,
    Result,
)
from review.store.queries.phases import is_current_result


def under_way(bureau_id: int, kind: str) -> list[Row]:
    """The campaigns of a kind that are not published; the oldest first."""
    published = exists().where(
        Release.campaign_id == Campaign.id, Release.kind == ReleaseKind.FINAL
    )
    rows = unit.connection().execute(
        select(Campaign.__table__)
        .where(Campaign.bureau_id == bureau_id, IS_WORK, ~published)
        .order_by(Campaign.id)
    )
    return [row for row in rows if row.rules.get("kind") == kind]


def campaign(campaign_id: int) -> Row:
    statement = select(Campaign.__table__).where(Campaign.id == campaign_id)
    return unit.connection().execute(statement).one()


def known(campaign_id: int) -> set[int]:
    """The cases that are in a campaign, or were."""
    statement = select(CampaignCase.case_id).where(
        CampaignCase.campaign_id == campaign_id
    )
    return set(unit.connection().scalars(statement))


def last_place(campaign_id: int) -> int:
    statement = select(func.max(CampaignCase.position)).where(
        CampaignCase.campaign_id == campaign_id
    )
    return int(unit.connection().scalar(statement) or 0)


def with_empty_places(campaign_id: int, n_parts: Mapping[int, int]) -> list[int]:
    """The files that hold fewer counted reviews than they need."""
    held = (
        select(func.count())
        .where(
            Read.campaign_case_id == CampaignCase.id,
            Read.purpose == Purpose.COUNTED,
            Read.ended_at.is_(None),
        )
        .scalar_subquery()
    )
    rows = unit.connection().execute(
        select(
            CampaignCase.id,
            CampaignCase.scheme_id,
            CampaignCase.n_reviews,
            held.label("n_held"),
        ).where(CampaignCase.campaign_id == campaign_id, IN_SAMPLE)
    )
    return [
        row.id for row in rows if row.n_held < row.n_reviews * n_parts[row.scheme_id]
    ]


def closing_days(campaign_id: int) -> Sequence[Row]:
    """How many files of the campaign were closed on which day, and how many left it."""
    return (
        unit.connection()
        .execute(
            select(
                Case.closed_on,
                func.count(case((IN_SAMPLE, 1))).label("n"),
                func.count(CampaignCase.left_event_id).label("n_left"),
            )
            .join(CampaignCase, CampaignCase.case_id == Case.id)
            .where(CampaignCase.campaign_id == campaign_id)
            .group_by(Case.closed_on)
        )
        .all()
    )


def graded_by_day(campaign_id: int) -> list[tuple[date, GradeCount]]:
    """The settled files by the day on which they closed, and by grade."""
    rows = unit.connection().execute(
        select(
            Case.closed_on,
            Result.grade,
            func.count().label("n"),
            func.count(Result.score).label("n_scored"),
            func.coalesce(func.sum(Result.score), 0).label("hundredths"),
        )
        .select_from(CampaignCase)
        .join(Result, is_current_result())
        .join(Case, Case.id == CampaignCase.case_id)
        .where(CampaignCase.campaign_id == campaign_id)
        .group_by(Case.closed_on, Result.grade)
    )
    return [
        (
            r.closed_on,
            GradeCount(TOTAL_KEY, r.grade, r.n, r.n_scored, int(r.hundredths)),
        )
        for r in rows
    ]
