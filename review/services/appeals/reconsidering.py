"""The result of a file made anew with what was decided on objections to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from review.domain.appeals import standing_items
from review.domain.reads import Purpose
from review.domain.visibility import labels
from review.services import schemes
from review.services.settling import (
    Found,
    Standing,
    outcome_of,
    requiring,
    result_row,
    settled_event,
)
from review.store import unit
from review.store.models import Result
from review.store.queries import reconsidered as queries
from review.store.queries import results


def settle_again(campaign_case_id: int, *, at: datetime, cause: unit.Recorded) -> None:
    """The result with what was decided on objections; it names the one it replaces."""
    file = queries.settled_file(campaign_case_id)
    rows, standing = reads_with_appeals(campaign_case_id)
    scheme = requiring(schemes.parsed(file.scheme_id), file.n_reviews)
    named = labels(
        file.secret_key, ((row.read_public_id, Purpose(row.purpose)) for row in rows)
    )
    result = result_row(outcome_of(scheme, rows, named, standing), at)
    ids = {named[row.read_public_id]: row.submission_id for row in rows}
    used = [{"submission": ids[each["label"]], **each} for each in result["used"]]
    place = {"bureau_id": file.bureau_id, "campaign_case_id": campaign_case_id}
    found = Found(campaign_case_id, file.campaign_id, {**result, **place, "used": used})
    event = settled_event("case_reconsidered", [found], at, cause)
    unit.add(event, Result, replaces_id=file.result_id, **(found.result or {}))


def reads_with_appeals(campaign_case_id: int) -> tuple[list[Any], Standing]:
    """What the result of a file rests on, and whatever of its objections stands."""
    rows = [
        row
        for row in results.reads_of_case(campaign_case_id)
        if row.submission_id is not None and row.purpose in results.RECONCILED
    ]
    appeals = queries.appeals_of(campaign_case_id)
    return [*rows, *appeals], standing_in(appeals)


def standing_in(appeals: Sequence[Any]) -> Standing:
    """By review in which an objection was decided, the items whose answers stand."""
    rulings = queries.rulings_of([row.submission_id for row in appeals])
    return {
        row.submission_id: standing_items(rulings[row.submission_id], row.items or ())
        for row in appeals
    }
