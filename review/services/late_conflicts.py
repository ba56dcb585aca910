"""What becomes of a review when a conflict comes to light after it is in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from review.domain.candidates import Strength
from review.domain.errors import NotVisible
from review.domain.extensions import checked_reason
from review.domain.late_conflicts import (
    CannotReadAgain,
    Decision,
    may_read_again,
)
from review.domain.notices import NoticeKind
from review.domain.policy import Action, Viewer
from review.services.allocating import FOUND
from review.services.campaign_events import record
from review.services.notices import tell_moved
from review.services.passed_relations import Lines, listing
from review.services.recusal import refill
from review.services.sampling import campaign_of
from review.services.settling import settle_case
from review.store import unit
from review.store.models import Read, ReadRelation
from review.store.queries import late_conflicts as queries


def shown(*, viewer: Viewer, code: str) -> Lines:
    """The same for the pages on which somebody decides."""
    with unit.reading():
        return listing(campaign_of(viewer, code, Action.ALLOCATE).id)


def decide(
    *,
    viewer: Viewer,
    code: str,
    key: str,
    decision: Decision,
    reason: str,
    at: datetime,
    on: date,
) -> None:
    """Leave a review with a reason, or take it out and give its place to somebody else.

    The file then gets its result, if nothing else is waited for.
    """
    reason = checked_reason(reason)
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        event = record(
            "late_conflict_decided",
            viewer=viewer,
            campaign=campaign,
            at=at,
            payload={"decision": decision.value},
        )
        # Behind the chain's lock: nobody else decides, and nothing is settled meanwhile.
        rows = [
            row
            for row in queries.lines(campaign.id)
            if row.public_id == key
            and row.strength == Strength.BLOCK.value
            and not row.decision
        ]
        if not rows:
            raise NotVisible
        ids = [row.id for row in rows]
        told = {"decision": decision.value, "reason": reason, "decided_at": at}
        unit.change(event, ReadRelation, {"id": ids}, **told)
        if decision is Decision.AGAIN:
            _take_out(campaign, rows[0], event=event, on=on)
        settle_case(rows[0].campaign_case_id, at=at, cause=event)


def _take_out(campaign: Any, row: Any, *, event: unit.Recorded, on: date) -> None:
    if not may_read_again(row.purpose, has_diverged=row.has_diverged):
        raise CannotReadAgain
    ended = {"ended_at": event.at, "ended_reason": FOUND}
    unit.change(event, Read, {"id": row.read_id}, **ended)
    tell_moved(event, campaign, NoticeKind.TAKEN, [row.read_id])
    refill(campaign, {row.campaign_case_id}, cause=event, on=on)
