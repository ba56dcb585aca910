"""A campaign that was opened by mistake is cancelled, and can be brought back.

Only while nothing of it is anybody's work: with no review open and none submitted. Its
files are free for other campaigns again and its code may be used anew; the draw, its
record and all events stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.services.campaign_events import record
from review.services.cancelled_draws import SPLIT, code_had
from review.services.replacing import checked_reason
from review.services.sampled import campaign_of
from review.store import unit
from review.store.models import Campaign
from review.store.queries import campaigns as stored
from review.store.queries import cancelling as queries


class ReviewsBegun(RuleBroken):
    """Somebody's work hangs on the campaign."""

    sentence = N_(
        "Reviews have been begun: %(n_open)s open, %(n_submitted)s submitted. "
        "Only a campaign without any is cancelled; open ones can be taken back "
        "first."
    )


class CodeInUse(RuleBroken):
    sentence = N_(
        "Another campaign has the code %(code)s by now; cancel that one first."
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What cancelling would do, and whether it can be done."""

    code: str
    name: str
    n_files: int
    n_open: int
    n_submitted: int

    @property
    def is_possible(self) -> bool:
        return not (self.n_open or self.n_submitted)


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A cancelled campaign, by the code it had."""

    public_id: str
    code: str
    name: str
    assessment_year: int
    reason: str
    at: datetime


def look(*, viewer: Viewer, code: str) -> Look:
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_OPEN)
        n_open, n_submitted = queries.begun(campaign.id)
        n_files = queries.n_files(campaign.id)
    return Look(campaign.code, campaign.name, n_files, n_open, n_submitted)


def cancel(*, viewer: Viewer, code: str, reason: str, at: datetime) -> None:
    """Cancel it, with the reason. From then on it is nowhere but among the cancelled."""
    reason = checked_reason(reason)
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_OPEN)
        said = {"viewer": viewer, "campaign": campaign, "at": at}
        event = record("campaign_cancelled", **said)
        # Behind the chain's lock: files may have been given out meanwhile.
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_OPEN)
        n_open, n_submitted = queries.begun(campaign.id)
        if n_open or n_submitted:
            raise ReviewsBegun(n_open=n_open, n_submitted=n_submitted)
        unit.change(
            event,
            Campaign,
            {"id": campaign.id},
            code=f"{campaign.code}{SPLIT}{campaign.id}",
            cancelled_event_id=event.id,
            cancelled_reason=reason,
        )


def listing(*, viewer: Viewer) -> list[Cancelled]:
    """The cancelled campaigns of the bureau, for who may open one."""
    require(viewer, Action.CAMPAIGN_OPEN)
    with unit.reading():
        rows = queries.cancelled(viewer.bureau_id or 0)
    return [
        Cancelled(
            public_id=row.public_id,
            code=code_had(row),
            name=row.name,
            assessment_year=row.assessment_year,
            reason=row.cancelled_reason or "",
            at=row.cancelled_at,
        )
        for row in rows
    ]


def bring_back(*, viewer: Viewer, public_id: str, at: datetime) -> str:
    """Undo it; gives the code, which the campaign has again."""
    require(viewer, Action.CAMPAIGN_OPEN)
    bureau_id = viewer.bureau_id or 0
    with unit.transaction():
        row = _cancelled(bureau_id, public_id)
        said = {"viewer": viewer, "campaign": row, "at": at}
        event = record("campaign_brought_back", **said)
        row = _cancelled(bureau_id, public_id)
        code = code_had(row)
        taken = CodeInUse(code=code)
        if stored.by_code(code, bureau_id=bureau_id) is not None:
            raise taken
        nothing = {"cancelled_event_id": None, "cancelled_reason": None}
        # One that is opened at the same moment only the database sees.
        with unit.refusing({"uq_campaigns_bureau_id_code": taken}):
            unit.change(event, Campaign, {"id": row.id}, code=code, **nothing)
    return code


def _cancelled(bureau_id: int, public_id: str) -> Any:
    rows: Sequence[Any] = queries.cancelled(bureau_id)
    found = next((row for row in rows if row.public_id == public_id), None)
    if found is None:
        raise NotVisible
    return found
