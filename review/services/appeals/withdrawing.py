"""Taking an objection back, as long as it is not decided; it stays on record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from review.domain.appeals import ObjectionEnded, Side
from review.domain.canonical import canonical
from review.domain.errors import N_, NotVisible
from review.domain.notices import NoticeKind
from review.domain.policy import Action, Viewer
from review.services.accounts import actor_of
from review.services.appeals.lodging import ids_of
from review.services.notices import tell_moved
from review.services.sampling import campaign_of
from review.store import unit
from review.store.audience import OUTSIDE
from review.store.models import ObjectionAnswer, ObjectionEnding, Read
from review.store.queries import candidates, own_objections
from review.store.queries import objections as queries

# Stored as the reason why a read ended; a decider is told no more than that.
OVER = N_("There is nothing more to decide.")


def withdraw(*, viewer: Viewer, side: Side, public_id: str, at: datetime) -> None:
    """Take an own objection back; what was withdrawn already stays so."""
    ids, bureau_id = ids_of(viewer, side), viewer.bureau_id or 0
    with unit.reading(OUTSIDE):
        own = own_objections.one(side, ids, public_id, bureau_id=bureau_id)
    if own is None:
        raise NotVisible
    if own.answer == queries.WITHDRAWN:
        return
    with unit.transaction():
        row = queries.one(public_id, bureau_id=bureau_id)
        assert row is not None
        _withdraw(viewer, row, at)


def withdraw_from_paper(
    *, viewer: Viewer, code: str, public_id: str, at: datetime
) -> None:
    """The officer's entry that a letter was taken back; for letters on paper alone."""
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.OBJECTIONS)
        row = queries.one(public_id, bureau_id=viewer.bureau_id)
        if row is None or row.campaign_id != campaign.id or not row.on_paper:
            raise NotVisible
        if row.ended != queries.WITHDRAWN:
            _withdraw(viewer, row, at)


def _withdraw(viewer: Viewer, row: Any, at: datetime) -> None:
    chain = f"campaign:{row.campaign_id}"
    unit.hold(chain)
    now = queries.one(row.public_id, bureau_id=row.bureau_id)
    if now is None or now.ended is not None:
        raise ObjectionEnded
    event = unit.record(
        "objection_withdrawn",
        chain=chain,
        actor=actor_of(viewer),
        at=at,
        targets=[("campaign_case", row.campaign_case_id)],
    )
    own = {"bureau_id": row.bureau_id, "objection_id": row.id}
    kind, body = queries.WITHDRAWN, canonical({}).decode()
    unit.add(event, ObjectionEnding, kind=kind, ended_at=at, **own)
    told = {"body": body, "digest": unit.digest_of({}), "told_at": at}
    unit.add(event, ObjectionAnswer, kind=kind, **told, **own)
    relieve(event, row, OVER)


def relieve(event: unit.Recorded, row: Any, reason: str) -> None:
    """End the read in which an objection is being decided, where there is one."""
    read = queries.open_read(row.id)
    if read is None:
        return
    ended = {"ended_at": event.at, "ended_reason": reason}
    unit.change(event, Read, {"id": read.id}, **ended)
    campaign = candidates.campaign(row.campaign_id)
    tell_moved(event, campaign, NoticeKind.TAKEN, [read.id])
