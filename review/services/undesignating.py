"""A superior withdraws case numbers it had designated, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.designating import Effect, checked_reason, left
from review.domain.errors import NotVisible
from review.domain.notices import Line, NoticeKind
from review.domain.policy import Action, Viewer, require
from review.domain.sampling_rule import rule_as_data, rule_from_data
from review.services import designating
from review.services.accounts import actor_of
from review.services.designating import DesignationLine
from review.services.notices import tell_below
from review.store import unit
from review.store.models import Campaign, DesignationWithdrawal
from review.store.queries import exchange as queries


@dataclass(frozen=True, slots=True)
class Look:
    """Designated numbers, and what it would come to if they were withdrawn now."""

    line: DesignationLine
    effect: Effect


def look(*, viewer: Viewer, public_id: str) -> Look:
    """What withdrawing would do, or has done; nothing is written."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        row = _own(viewer, public_id)
    line = designating.line_of(row)
    return Look(line, line.effect or designating.effect_on(row))


def _own(viewer: Viewer, public_id: str) -> Any:
    row = queries.own_designation(viewer.bureau_id or 0, public_id)
    if row is None:
        raise NotVisible
    return row


def withdraw(*, viewer: Viewer, public_id: str, reason: str, at: datetime) -> None:
    """Withdraw designated numbers for good; a sample that is drawn keeps its files.

    Sent twice it is done once.
    """
    require(viewer, Action.EXCHANGE)
    reason = checked_reason(reason)
    with unit.transaction():
        _own(viewer, public_id)
        unit.hold(f"bureau:{viewer.bureau_id}")
        # Behind the chain's lock: somebody may have withdrawn them meanwhile.
        row = _own(viewer, public_id)
        if row.withdrawn_at is not None:
            return
        event = unit.record(
            "designation_withdrawn",
            chain=f"bureau:{viewer.bureau_id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("bureau", row.bureau_id)],
            payload=_said(row.numbers),
        )
        receive(row=row, reason=reason, withdrawn_at=at, at=at, cause=event)
        told = Line(row.name, len(row.numbers))
        tell_below(event, NoticeKind.UNDESIGNATED, told, [row.bureau_id])


def _said(numbers: list[str]) -> dict[str, Any]:
    return {"n": len(numbers), "digest": unit.digest_of(numbers)}


def receive(
    *,
    row: Any,
    reason: str,
    withdrawn_at: datetime,
    at: datetime,
    cause: unit.Recorded,
) -> None:
    """Let a withdrawal take effect on a bureau's designation, in the open transaction."""
    event = unit.record(
        "designation_withdrawal_received",
        chain=f"bureau:{row.bureau_id}",
        actor=unit.SYSTEM,
        at=at,
        targets=[("bureau", row.superior_id)],
        payload=_said(row.numbers),
        cause=cause,
    )
    # Looked at behind the lock of the bureau, under which numbers join a campaign.
    now = queries.designation(row.bureau_id, row.public_id)
    assert now is not None
    has_joined = now.campaign_id is not None
    effect = _leave(now, at, event) if has_joined else designating.effect_on(now)
    unit.add(
        event,
        DesignationWithdrawal,
        bureau_id=row.bureau_id,
        designation_id=row.id,
        reason=reason,
        withdrawn_at=withdrawn_at,
        effect=effect.value,
    )


def _leave(row: Any, at: datetime, cause: unit.Recorded) -> Effect:
    """Take the numbers out of the rule of a campaign that has not drawn yet."""
    unit.hold(f"campaign:{row.campaign_id}")
    campaign = queries.campaign(row.campaign_id)
    if campaign.drawn_at is not None:
        return Effect.STAYED
    event = unit.record(
        "designation_left",
        chain=f"campaign:{row.campaign_id}",
        actor=unit.SYSTEM,
        at=at,
        targets=[("campaign", row.campaign_id)],
        payload=_said(row.numbers),
        cause=cause,
    )
    named = queries.named_by_others(row.campaign_id, row.id)
    rule = left(rule_from_data(campaign.rules["sample"]), row.numbers, named)
    rules = {**campaign.rules, "sample": rule_as_data(rule)}
    unit.change(event, Campaign, {"id": row.campaign_id}, rules=rules)
    return Effect.LEFT
