"""What the two counted readers of each settled file answered, and what lay outside."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, Select, bindparam, case, exists, func, select

from review.domain.answers import CAUSE, ORGAN
from review.domain.reads import Purpose
from review.store import unit
from review.store.models import (
    CampaignCase,
    Read,
    ReadingSpan,
    Result,
    StoredFinding,
    StoredText,
    Submission,
)


def choices(campaign_id: int) -> Sequence[Row]:
    """The raw choices of the counted reads, those of one file and part together.

    What reviewers did is told when their file is settled, and not before.
    """
    values = {"campaign_id": campaign_id}
    return unit.connection().execute(_CHOICES, values).all()


def outside(campaign_id: int) -> Sequence[Row]:
    """Organs and causes by review and item, of the counted reads of settled files."""
    values = {"campaign_id": campaign_id, "options": [ORGAN, CAUSE]}
    return unit.connection().execute(_OUTSIDE, values).all()


def times(campaign_id: int) -> Sequence[Row]:
    """How many counted reviews of settled files took how many seconds for an item.

    The same as `seconds_by_item` of the domain, for all reviews at once.
    """
    return unit.connection().execute(_TIMES, {"campaign_id": campaign_id}).all()


def oldest_piece(campaign_id: int) -> int | None:
    """Changes when pieces of traces are deleted, which writes no event."""
    values = {"campaign_id": campaign_id}
    return unit.connection().scalar(_OLDEST, values)


_OLDEST = select(func.min(ReadingSpan.id)).where(
    ReadingSpan.campaign_id == bindparam("campaign_id")
)
_IS_SETTLED = exists().where(Result.campaign_case_id == CampaignCase.id)


def _counted(*columns: object) -> Select:
    return (
        select(*columns)
        .select_from(CampaignCase)
        .join(Read, Read.campaign_case_id == CampaignCase.id)
        .join(Submission, Submission.read_id == Read.id)
        .where(
            CampaignCase.campaign_id == bindparam("campaign_id"),
            Read.purpose == Purpose.COUNTED,
            Read.ended_at.is_(None),
            _IS_SETTLED,
        )
    )


_CHOICES = _counted(
    CampaignCase.id.label("campaign_case_id"),
    CampaignCase.scheme_id,
    Read.part,
    Submission.choices,
).order_by(CampaignCase.id, Read.part, Read.slot)
_OUTSIDE = (
    _counted(
        CampaignCase.id.label("campaign_case_id"),
        CampaignCase.scheme_id,
        Submission.id.label("submission_id"),
        StoredFinding.item_code,
        StoredFinding.option,
        StoredText.body,
    )
    .join(StoredFinding, StoredFinding.submission_id == Submission.id)
    .join(StoredText, StoredText.id == StoredFinding.text_id)
    .where(StoredFinding.option.in_(bindparam("options", expanding=True)))
    .order_by(Submission.id, StoredFinding.seq)
)

# A piece of the trace without an item belongs to the next one that has an item: counted
# from the end, it stands behind the same number of pieces with one.
_LATER = (
    func.count(case((ReadingSpan.item != "", 1)))
    .over(partition_by=ReadingSpan.read_id, order_by=ReadingSpan.id.desc())
    .label("later")
)
_PIECES = (
    select(ReadingSpan.read_id, ReadingSpan.seconds, ReadingSpan.item, _LATER)
    .where(ReadingSpan.campaign_id == bindparam("campaign_id"))
    .subquery()
)
_ANSWERS = (
    select(
        _PIECES.c.read_id,
        _PIECES.c.later,
        func.max(_PIECES.c.item).label("item"),
        func.sum(_PIECES.c.seconds).label("seconds"),
    )
    .where(_PIECES.c.later > 0)
    .group_by(_PIECES.c.read_id, _PIECES.c.later)
    .subquery()
)
_IN_ORDER = {"partition_by": _ANSWERS.c.read_id, "order_by": _ANSWERS.c.later.desc()}
_BESIDE_FIRST = select(
    _ANSWERS.c.read_id,
    _ANSWERS.c.later,
    _ANSWERS.c.item,
    _ANSWERS.c.seconds,
    func.first_value(_ANSWERS.c.item).over(**_IN_ORDER).label("first_item"),
).subquery()
_BY_ANSWER = select(
    _BESIDE_FIRST.c.read_id,
    _BESIDE_FIRST.c.item,
    _BESIDE_FIRST.c.seconds,
    func.count(case((_BESIDE_FIRST.c.item != _BESIDE_FIRST.c.first_item, 1)))
    .over(partition_by=_BESIDE_FIRST.c.read_id, order_by=_BESIDE_FIRST.c.later.desc())
    .label("n_others"),
).subquery()
_BY_ITEM = (
    select(
        _BY_ANSWER.c.read_id,
        _BY_ANSWER.c.item,
        func.sum(_BY_ANSWER.c.seconds).label("seconds"),
    )
    .where(_BY_ANSWER.c.n_others > 0)
    .group_by(_BY_ANSWER.c.read_id, _BY_ANSWER.c.item)
    .subquery()
)
_TIMES = (
    _counted(
        CampaignCase.scheme_id,
        _BY_ITEM.c.item,
        _BY_ITEM.c.seconds,
        func.count().label("n"),
    )
    .join(_BY_ITEM, _BY_ITEM.c.read_id == Read.id)
    .group_by(CampaignCase.scheme_id, _BY_ITEM.c.item, _BY_ITEM.c.seconds)
)
