"""One event on a campaign's chain, about the campaign as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from review.domain.policy import Viewer
from review.services.accounts import actor_of
from review.store import unit


def record(
    kind: str,
    *,
    viewer: Viewer,
    campaign: Any,
    at: datetime,
    payload: Mapping[str, Any] | None = None,
) -> unit.Recorded:
    """What somebody did with a campaign; its chain is locked from here on.

    What may have changed meanwhile is looked at again after this.
    """
    return unit.record(
        kind,
        chain=f"campaign:{campaign.id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("campaign", campaign.id)],
        payload=payload,
    )
