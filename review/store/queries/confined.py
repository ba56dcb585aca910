"""Sealed and secret files: where they are in a sample, and what there is of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, exists, select

from review.store import unit
from review.store.models import (
    ANCHOR,
    IN_SAMPLE,
    IS_WORK,
    Campaign,
    CampaignCase,
    Case,
    Result,
    Scan,
)

AT_ONCE = 5000
"""Files named in one statement; databases take only so many values."""
_UNSETTLED = ~exists().where(Result.campaign_case_id == CampaignCase.id)


def samples_of(case_ids: Iterable[int]) -> list[Row]:
    """The campaigns in which these files are drawn and not settled."""
    statement = (
        select(CampaignCase.case_id, Campaign.code, Campaign.name)
        .join(Campaign, Campaign.id == CampaignCase.campaign_id)
        .where(IN_SAMPLE, IS_WORK, _UNSETTLED)
        .order_by(CampaignCase.campaign_id, CampaignCase.id)
    )
    return list(_of(statement, CampaignCase.case_id, case_ids))


def scans_of(case_ids: Iterable[int]) -> list[Row]:
    """The scans of these files that are in force."""
    statement = select(Scan.id, Scan.case_id, Scan.bureau_id).where(
        Scan.ended_event_id.is_(None)
    )
    return list(_of(statement, Scan.case_id, case_ids))


def anchors_of(case_ids: Iterable[int]) -> list[Row]:
    """The places of these files among those on which reviewers qualify."""
    statement = (
        select(CampaignCase.id, Campaign.calibrates_id)
        .join(Campaign, Campaign.id == CampaignCase.campaign_id)
        .where(CampaignCase.drawn_by == ANCHOR, IN_SAMPLE)
        .order_by(CampaignCase.id)
    )
    return list(_of(statement, CampaignCase.case_id, case_ids))


def _of(statement: Select[Any], column: Any, ids: Iterable[int]) -> Iterator[Row]:
    wanted = list(ids)
    for first in range(0, len(wanted), AT_ONCE):
        some = column.in_(wanted[first : first + AT_ONCE])
        yield from unit.connection().execute(statement.where(some))


def sealed_in(campaign_id: int) -> Sequence[Row]:
    """Files of a sample that were sealed after the draw and are not settled."""
    of_one = CampaignCase.campaign_id == campaign_id
    return unit.connection().execute(_SEALED.where(of_one)).all()


def sealed_by_code(code: str, *, bureau_id: int) -> Sequence[Row]:
    """The same, of the campaign with a code."""
    of_one = (Campaign.code == code) & (Campaign.bureau_id == bureau_id)
    wanted = _SEALED.join(Campaign, Campaign.id == CampaignCase.campaign_id)
    return unit.connection().execute(wanted.where(of_one)).all()


_SEALED = (
    select(
        CampaignCase.id,
        CampaignCase.campaign_id,
        CampaignCase.public_id,
        CampaignCase.kind,
        Case.case_no,
        Case.stage,
        Case.volume_set,
    )
    .join(Case, Case.id == CampaignCase.case_id)
    .where(Case.sealed, IN_SAMPLE, _UNSETTLED)
    .order_by(CampaignCase.position)
)
