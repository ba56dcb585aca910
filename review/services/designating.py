"""A superior names case numbers; they join a campaign of the bureau below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.campaigns import is_standing
from review.domain.designating import (
    Effect,
    IsWithdrawn,
    JoinedAlready,
    Target,
    check_joins,
    checked_name,
    effect_of,
    joined,
    numbers_in,
)
from review.domain.errors import NotVisible
from review.domain.notices import Line, NoticeKind
from review.domain.policy import Action, Viewer, require
from review.domain.sampling_rule import rule_as_data, rule_from_data
from review.services.accounts import actor_of
from review.services.notices import tell_below
from review.store import unit
from review.store.models import Campaign, Designation
from review.store.queries import bureaus, campaigns
from review.store.queries import exchange as queries


@dataclass(frozen=True, slots=True)
class DesignationLine:
    """Designated numbers and the campaign they joined; nothing while they wait.

    `effect` is what their withdrawal came to, once the superior has withdrawn them.
    """

    public_id: str
    name: str
    numbers: tuple[str, ...]
    superior: str
    bureau: str
    bureau_id: str
    designated_at: datetime
    campaign: str
    joined_at: datetime | None
    withdrawn_at: datetime | None = None
    reason: str = ""
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A campaign that designated numbers can join."""

    code: str
    name: str


def designate(
    *,
    viewer: Viewer,
    bureau: str,
    name: str,
    numbers: str,
    at: datetime,
    campaign: str = "",
) -> str:
    """Name case numbers for a bureau directly below, and the campaign they join.

    Without a campaign they wait until an officer there puts them into one.
    """
    require(viewer, Action.EXCHANGE)
    name, listed = checked_name(name), numbers_in(numbers)
    with unit.transaction():
        row = bureaus.subordinate(viewer.bureau_id or 0, bureau)
        if row is None:
            raise NotVisible
        unit.hold(f"bureau:{viewer.bureau_id}")
        if same := _same(viewer, row.id, name, listed):
            return same
        event = _event(viewer, row.id, listed, at)
        made = receive(
            bureau_id=row.id,
            superior_id=viewer.bureau_id or 0,
            name=name,
            numbers=listed,
            at=at,
            cause=event,
        )
        tell_below(event, NoticeKind.DESIGNATED, Line(name, len(listed)), [row.id])
        if campaign:
            _join(unit.SYSTEM, made, row.id, campaign, at, event)
        return str(made.public_id)


def _event(
    viewer: Viewer, bureau_id: int, numbers: tuple[str, ...], at: datetime
) -> unit.Recorded:
    return unit.record(
        "cases_designated",
        chain=f"bureau:{viewer.bureau_id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("bureau", bureau_id)],
        payload={"n": len(numbers), "digest": unit.digest_of(list(numbers))},
    )


def _same(viewer: Viewer, bureau_id: int, name: str, numbers: tuple[str, ...]) -> str:
    """The same form sent twice, as by a double click, designates once."""
    for row in queries.designated_by(viewer.bureau_id or 0):
        if row.withdrawn_at is None and (
            row.bureau_id,
            row.name,
            tuple(row.numbers),
        ) == (bureau_id, name, numbers):
            return str(row.public_id)
    return ""


def receive(
    *,
    bureau_id: int,
    superior_id: int,
    name: str,
    numbers: tuple[str, ...],
    at: datetime,
    cause: unit.Recorded,
) -> Any:
    """Keep designated numbers for a bureau, in the open transaction; they wait there."""
    event = unit.record(
        "designation_received",
        chain=f"bureau:{bureau_id}",
        actor=unit.SYSTEM,
        at=at,
        targets=[("bureau", superior_id)],
        payload={"n": len(numbers), "digest": unit.digest_of(list(numbers))},
        cause=cause,
    )
    unit.add(
        event,
        Designation,
        bureau_id=bureau_id,
        superior_id=superior_id,
        name=name,
        numbers=list(numbers),
        designated_at=at,
    )
    return queries.designations_of(bureau_id)[0]


def join(*, viewer: Viewer, public_id: str, code: str, at: datetime) -> None:
    """Put numbers that wait into a campaign that is not drawn yet."""
    require(viewer, Action.EXCHANGE)
    bureau_id = viewer.bureau_id or 0
    with unit.transaction():
        # They may be withdrawn at this moment, which takes the same lock.
        unit.hold(f"bureau:{bureau_id}")
        row = queries.designation(bureau_id, public_id)
        if row is None:
            raise NotVisible
        if row.withdrawn_at is not None:
            raise IsWithdrawn
        _join(actor_of(viewer), row, bureau_id, code, at, None)


def _join(
    actor: unit.Actor,
    row: Any,
    bureau_id: int,
    code: str,
    at: datetime,
    cause: unit.Recorded | None,
) -> None:
    found = campaigns.by_code(code, bureau_id=bureau_id)
    if found is None:
        raise NotVisible
    event = unit.record(
        "designation_joined",
        chain=f"campaign:{found.id}",
        actor=actor,
        at=at,
        targets=[("campaign", found.id)],
        payload={"n": len(row.numbers), "digest": unit.digest_of(row.numbers)},
        cause=cause,
    )
    # Looked at behind the chain's lock: it may have been drawn, or they have joined.
    campaign = queries.campaign(found.id)
    now = queries.designation(bureau_id, row.public_id)
    if now is None or now.campaign_id is not None:
        raise JoinedAlready
    check_joins(Target(campaign.name, is_standing(campaign.rules), campaign.drawn_at))
    rule = joined(rule_from_data(campaign.rules["sample"]), row.numbers)
    rules = {**campaign.rules, "sample": rule_as_data(rule)}
    unit.change(event, Campaign, {"id": campaign.id}, rules=rules)
    unit.change(
        event, Designation, {"id": row.id}, campaign_id=campaign.id, joined_at=at
    )


def received(*, viewer: Viewer) -> tuple[DesignationLine, ...]:
    """What superiors designated for the viewer's bureau, the newest first."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        return tuple(map(line_of, queries.designations_of(viewer.bureau_id or 0)))


def made(*, viewer: Viewer) -> tuple[DesignationLine, ...]:
    """What the viewer's bureau designated for those below."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        return tuple(map(line_of, queries.designated_by(viewer.bureau_id or 0)))


def undrawn(*, viewer: Viewer, bureau: str = "") -> tuple[Undrawn, ...]:
    """The campaigns that can be joined: the viewer's own, or of a bureau below."""
    require(viewer, Action.EXCHANGE)
    bureau_id = viewer.bureau_id or 0
    with unit.reading():
        if bureau:
            row = bureaus.subordinate(bureau_id, bureau)
            if row is None:
                raise NotVisible
            bureau_id = row.id
        found = queries.undrawn(bureau_id)
    return tuple(
        Undrawn(row.code, row.name) for row in found if not is_standing(row.rules)
    )


def line_of(row: Any) -> DesignationLine:
    return DesignationLine(
        public_id=row.public_id,
        name=row.name,
        numbers=tuple(row.numbers),
        superior=row.superior,
        bureau=row.bureau,
        bureau_id=row.bureau_public_id,
        designated_at=row.designated_at,
        campaign=row.campaign or "",
        joined_at=row.joined_at,
        withdrawn_at=row.withdrawn_at,
        reason=row.reason or "",
        effect=Effect(row.effect) if row.effect else None,
    )


def effect_on(row: Any) -> Effect:
    """What withdrawing designated numbers would come to as things stand."""
    return effect_of(
        is_elsewhere=row.is_elsewhere,
        has_joined=row.campaign_id is not None,
        drawn_at=row.drawn_at,
    )
