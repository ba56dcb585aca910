"""Hidden second reads: which files have one, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from review.domain.reads import HIDDEN, Purpose
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    CampaignCase,
    Case,
    Divergence,
    Read,
    Result,
    Submission,
)
from review.store.queries.settled_reads import settled_reads

PLACES = (Purpose.COUNTED, Purpose.SECOND)
"""The reads that share the places of a file: whoever holds one cannot tell which."""


def files(campaign_id: int) -> Sequence[Row]:
    """Every file that may be read once more, and whether it was given out before, or
    somebody has it now.
    """
    return unit.run(_FILES, {"campaign_id": campaign_id}).all()


def files_of(read_ids: Sequence[int]) -> list[int]:
    """The files of those reads that are hidden."""
    return list(unit.connection().scalars(_FILES_OF, {"ids": list(read_ids)}))


def reviews(campaign_id: int) -> Sequence[Row]:
    """The first reads and the hidden one of every settled file that has both."""
    return unit.run(_REVIEWS, {"campaign_id": campaign_id}).all()


def open_files(campaign_id: int) -> Sequence[Row]:
    """The files under way that have a hidden second read, and whether it is in."""
    return unit.run(_UNDER_WAY, {"campaign_id": campaign_id}).all()


_OTHER, _SUBMITTED = aliased(Read), aliased(Submission)


def _read(*tests: Any) -> ColumnElement[bool]:
    return exists().where(_OTHER.campaign_case_id == CampaignCase.id, *tests)


_IS_SECOND = (_OTHER.purpose == Purpose.SECOND) & (
    _OTHER.slot == CampaignCase.n_reviews + 1
)
_HERE = (CampaignCase.campaign_id == bindparam("campaign_id")) & IN_SAMPLE
_IS_SETTLED = exists().where(Result.campaign_case_id == CampaignCase.id)
_IS_APART = exists().where(Divergence.campaign_case_id == CampaignCase.id)
_FILES = (
    select(
        CampaignCase.id,
        CampaignCase.stratum,
        Case.case_no,
        Case.stage,
        Case.volume_set,
        _read(_OTHER.purpose.in_(PLACES)).label("is_given"),
        _read(_OTHER.ended_at.is_(None)).label("is_out"),
        _read(_IS_SECOND).label("has_second"),
        or_(_IS_SETTLED, _IS_APART).label("is_read"),
    )
    .join(Case, Case.id == CampaignCase.case_id)
    # Of a secret file nobody learns who need not.
    .where(_HERE, Case.secret.is_(False))
    .order_by(CampaignCase.id)
)
_FILES_OF = (
    select(Read.campaign_case_id)
    .where(Read.id.in_(bindparam("ids", expanding=True)), Read.purpose.in_(HIDDEN))
    .distinct()
    .order_by(Read.campaign_case_id)
)
_HAS_SECOND = _read(
    _OTHER.purpose == Purpose.SECOND,
    _OTHER.slot == CampaignCase.n_reviews + 1,
    _OTHER.ended_at.is_(None),
    exists().where(_SUBMITTED.read_id == _OTHER.id),
)
_REVIEWS = (
    settled_reads(
        CampaignCase.id.label("campaign_case_id"),
        CampaignCase.public_id,
        CampaignCase.scheme_id,
        Case.case_no,
        Case.stage,
        Case.volume_set,
        Read.part,
        Read.purpose,
        Read.reviewer_code,
        Submission.choices,
        Submission.total,
        Submission.grade,
        Result.grade.label("result_grade"),
    )
    .join(Case, Case.id == CampaignCase.case_id)
    .where(
        Read.purpose.in_(PLACES),
        # The places behind it are further readers of a seed.
        Read.slot <= CampaignCase.n_reviews + 1,
        _HAS_SECOND,
    )
    .order_by(CampaignCase.position, Read.part, Read.slot)
)
_UNDER_WAY = (
    select(CampaignCase.id, Submission.id.label("submission_id"))
    .select_from(CampaignCase)
    .join(Read, Read.campaign_case_id == CampaignCase.id)
    .outerjoin(Submission, Submission.read_id == Read.id)
    .where(
        _HERE,
        Read.ended_at.is_(None),
        Read.purpose == Purpose.SECOND,
        Read.slot == CampaignCase.n_reviews + 1,
        ~_IS_SETTLED,
    )
)
