"""What reviewers are told of before they begin, and what is never changed afterwards.

Rates of hidden second reads and of seeds, and the number of common files.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Viewer
from review.services.campaign_events import record
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import Campaign


class GivenOut(RuleBroken):
    sentence = N_(
        "Files were given out already. What reviewers were told of then stays as it is."
    )


def set_rule(
    rule: str, n: int, *, kind: str, said: str, viewer: Viewer, code: str, at: datetime
) -> None:
    """Set one of them, by an event of this kind that says it; again changes nothing."""
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        if campaign.rules.get(rule, 0) == n:
            return
        payload = {said: n}
        event = record(kind, viewer=viewer, campaign=campaign, at=at, payload=payload)
        rules = {**not_given_out(viewer, code).rules, rule: n}
        unit.change(event, Campaign, {"id": campaign.id}, rules=rules)


def not_given_out(viewer: Viewer, code: str) -> Any:
    """Looked at behind the chain's lock: files may be given out at this moment."""
    campaign = campaign_of(viewer, code, Action.ALLOCATE)
    if campaign.allocated_at is not None:
        raise GivenOut
    return campaign
