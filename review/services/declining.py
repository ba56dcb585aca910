"""Handing a file back before reviewing it, and never getting such files again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.services.conflicts import Against, take_back
from review.services.desk import desk_row
from review.services.drafts import row_to_change
from review.services.recusal import refill_all
from review.services.unheld import settle_unheld
from review.store import unit
from review.store.models import DeclaredConflict, Read
from review.store.queries import conflicts as queries
from review.store.unit import Actor

MOST_REASON = 200
COLUMNS = {Against.FIRM: "firm_id", Against.HANDLER: "other_person_id"}


class NoReason(RuleBroken):
    sentence = N_("Say in at most %(most)s characters why you hand the file back.")


def is_handed_back(*, viewer: Viewer, public_id: str) -> bool:
    """Whether an own read has ended: a second click finds the first one's work."""
    return desk_row(viewer, public_id).ended_at is not None


def decline(
    *,
    viewer: Viewer,
    public_id: str,
    reason: str,
    at: datetime,
    avoid: Collection[Against] = (),
    on: date | None = None,
) -> None:
    """Hand a file back, for a conflict or another reason; somebody else gets it at once.

    The draft stays with the ended read, where nobody opens it. `avoid` declares an own
    conflict with the file's firm or handler, whose files never come again.
    """
    require(viewer, Action.REVIEW)
    if avoid:
        require(viewer, Action.CONFLICTS_DECLARE)
    reason = reason.strip()
    if not 0 < len(reason) <= MOST_REASON:
        raise NoReason(most=MOST_REASON)
    row = desk_row(viewer, public_id)
    with unit.transaction():
        event = unit.record(
            "review_declined",
            chain=f"campaign:{row.campaign_id}",
            actor=Actor("reviewer", row.reviewer_code),
            at=at,
            targets=[("campaign_case", row.campaign_case_id), ("read", row.id)],
        )
        # Looked at again behind the chain's lock: a submission may have come first.
        row_to_change(viewer, public_id)
        unit.change(event, Read, {"id": row.id}, ended_at=at, ended_reason=reason)
        for against in sorted(avoid):
            _avoid(viewer, row, against, at, on or at.date())
        freed = [(row.campaign_id, row.campaign_case_id)]
        refill_all(freed, cause=event, on=on or at.date())
        settle_unheld([row.id], cause=event)


def _avoid(viewer: Viewer, row: Any, against: Against, at: datetime, on: date) -> None:
    """Declare it unless it is known, and free what else it forbids.

    The event names the reviewer by code alone, as all events of reviews do: who reads
    the events does not learn whose code it is.
    """
    target = _target(row.campaign_case_id, against)
    if target is None or _is_known(viewer, target):
        return
    kind = "firm" if against is Against.FIRM else "person"
    event = unit.record(
        "conflict_declared",
        chain=f"campaign:{row.campaign_id}",
        actor=Actor("reviewer", row.reviewer_code),
        at=at,
        targets=[(kind, other_id) for other_id in target.values()],
        payload={"against": against},
    )
    values = {"bureau_id": row.bureau_id, "person_id": viewer.person_id, **target}
    unit.add(event, DeclaredConflict, **values)
    person_id = viewer.person_id or 0
    take_back(person_id, target, actor=unit.SYSTEM, cause=event, on=on, tells=False)


def _target(campaign_case_id: int, against: Against) -> dict[str, int] | None:
    """The file's firm or handler; a file may have none."""
    sides = queries.sides_of(campaign_case_id)
    other = sides.firm_id if against is Against.FIRM else sides.lead_person_id
    return None if other is None else {COLUMNS[against]: other}


def _is_known(viewer: Viewer, target: dict[str, int]) -> bool:
    declared = queries.between(viewer.person_id or 0, **target)
    return any(each.is_in_force for each in declared)
