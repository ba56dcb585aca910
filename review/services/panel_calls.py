"""Calling a panel: for whom it is answered which files they may decide together.

The answer says whether somebody present had a part in a file. So that nobody finds its
readers or its senior by asking about one person after the other, every panel asked about
is kept as an event, and few are answered within a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from review.domain.panel_meetings import check_calls
from review.domain.policy import Action, Viewer
from review.services.accounts import actor_of
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import campaigns
from review.store.queries import panels as queries

CALLED = "panel_called"
A_DAY = timedelta(days=1)


def call(*, viewer: Viewer, code: str, members: Sequence[str], at: datetime) -> None:
    """Note who is asked about; the same people may be asked about again."""
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.RECONCILE)
        chain = f"campaign:{campaign.id}"
        unit.hold(chain)
        everyone = campaigns.campaign_reviewers(campaign.id)
        people = {row.person_id for row in everyone if row.number in members}
        called = queries.called_since(chain, CALLED, at - A_DAY)
        if people in called:
            return
        check_calls(len(called))
        unit.record(
            CALLED,
            chain=chain,
            actor=actor_of(viewer),
            at=at,
            targets=[("person", each) for each in sorted(people)],
        )
