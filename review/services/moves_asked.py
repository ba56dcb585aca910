"""Of whom it was asked, line by line, whether they may read a file.

A line that another campaign stands in the way of names who read the file there: the file
may be settled, and its reviews seen. So few people are answered for, and on record.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from review.domain.moves import Asked
from review.domain.policy import Viewer
from review.services.accounts import actor_of
from review.store import unit
from review.store.queries import moves as queries

ASKED = "moves_asked"
A_YEAR = timedelta(days=365)


def asked_of(campaign: Any, at: datetime) -> Asked:
    """What has been asked about the campaign's files, in this campaign or another."""
    files = {str(r.id): r.case_id for r in queries.given_elsewhere(campaign.id)}
    before: dict[int, set[int]] = defaultdict(set)
    if files:
        for pairs in queries.asked_since(campaign.id, ASKED, at - A_YEAR):
            for file, person in pairs:
                before[file].add(person)
    return Asked(files, {file: frozenset(each) for file, each in before.items()})


def note(viewer: Viewer, campaign: Any, asked: Asked, at: datetime) -> None:
    """Keep the questions that are answered now; joins the caller."""
    pairs = [[file, each] for file in sorted(asked.new) for each in asked.new[file]]
    unit.record(
        ASKED,
        chain=f"campaign:{campaign.id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("campaign", campaign.id), *(("case", file) for file in asked.new)],
        payload={"n": len(pairs), "asked": sorted(pairs)},
    )
