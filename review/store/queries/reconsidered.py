"""What was decided on objections, as the reads that a result is made of."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, exists, select

from review.domain.appeals import Ruling
from review.store import unit
from review.store.models import (
    Campaign,
    CampaignCase,
    FirstView,
    ObjectionEnding,
    ObjectionRuling,
    Read,
    Result,
    StoredText,
    Submission,
)
from review.store.queries.phases import is_current_result


def settled_file(campaign_case_id: int) -> Row:
    """A drawn file with its current result."""
    values = {"campaign_case_id": campaign_case_id}
    return unit.connection().execute(_FILE, values).one()


def appeals_of(campaign_case_id: int) -> Sequence[Row]:
    """The decisions on objections to a file of which something stands, as reads.

    `slot` is the order in which they were made; `rulings` are looked up apart.
    """
    values = {"campaign_case_id": campaign_case_id}
    return unit.connection().execute(_APPEALS, values).all()


def appeals_in(campaign_id: int) -> Sequence[Row]:
    """The same for all files of a campaign."""
    return unit.connection().execute(_ALL_APPEALS, {"campaign_id": campaign_id}).all()


def rulings_of(submission_ids: Sequence[int]) -> dict[int, dict[str, Ruling]]:
    """What was ruled on each point, by the review in which it was decided."""
    found: dict[int, dict[str, Ruling]] = {each: {} for each in submission_ids}
    if not found:
        return found
    rows = unit.connection().execute(_RULINGS, {"ids": list(submission_ids)})
    for row in rows:
        found[row.submission_id][row.item_code] = Ruling(row.ruling)
    return found


_FILE = (
    select(
        CampaignCase.bureau_id,
        CampaignCase.campaign_id,
        CampaignCase.scheme_id,
        CampaignCase.n_reviews,
        Campaign.secret_key,
        Result.id.label("result_id"),
    )
    .join(Campaign, Campaign.id == CampaignCase.campaign_id)
    .join(Result, is_current_result())
    .where(CampaignCase.id == bindparam("campaign_case_id"))
)
_STANDS = exists().where(
    ObjectionRuling.objection_id == ObjectionEnding.objection_id,
    ObjectionRuling.ruling != Ruling.REJECTED.value,
)
_DECISIONS = (
    select(
        Read.campaign_case_id.label("file_id"),
        Read.public_id.label("read_public_id"),
        Read.purpose,
        ObjectionEnding.id.label("slot"),
        Read.part,
        Read.items,
        Read.allocated_at,
        Submission.id,
        Submission.id.label("submission_id"),
        Submission.choices,
        FirstView.choices.label("first_choices"),
        Submission.total,
        Submission.grade,
        Submission.summary,
        Submission.on_paper,
        Submission.reviewed_on,
        StoredText.body.label("comment"),
    )
    .select_from(ObjectionEnding)
    .join(Submission, Submission.id == ObjectionEnding.submission_id)
    .join(Read, Read.id == Submission.read_id)
    .outerjoin(FirstView, FirstView.read_id == Read.id)
    .outerjoin(StoredText, StoredText.id == Submission.comment_id)
    .where(_STANDS)
    .order_by(ObjectionEnding.id)
)
_APPEALS = _DECISIONS.where(Read.campaign_case_id == bindparam("campaign_case_id"))
_ALL_APPEALS = _DECISIONS.where(Read.campaign_id == bindparam("campaign_id"))
_RULINGS = (
    select(
        ObjectionEnding.submission_id, ObjectionRuling.item_code, ObjectionRuling.ruling
    )
    .join(ObjectionRuling, ObjectionRuling.objection_id == ObjectionEnding.objection_id)
    .where(ObjectionEnding.submission_id.in_(bindparam("ids", expanding=True)))
)
