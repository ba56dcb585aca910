"""Announcing a seed before the draw, for the list as it stands at that moment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.campaigns import ANY_SEED
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Viewer
from review.domain.sampling_rule import rule_from_data
from review.domain.sampling_seed import (
    Announcement,
    SeedBroken,
    SeedWay,
    check_announcement,
)
from review.files import draws
from review.services.accounts import actor_of
from review.services.drawing import PlannedDraw, plan_draw
from review.services.sampled import announced_of, campaign_of, pool_of
from review.store import unit
from review.store.models import Campaign, SeedAnnouncement


class TooLate(RuleBroken):
    sentence = N_("The sample is drawn; there is nothing left to announce.")


class AlreadyAnnounced(SeedBroken):
    sentence = N_("The seed of this campaign is announced; that is done once.")


@dataclass(frozen=True, slots=True)
class AnnouncedSeed:
    """What was announced, for the page that draws.

    `is_same_list` compares the list as it was frozen with the one there is now; None
    where no list was frozen.
    """

    way: SeedWay
    said: str
    known_at: datetime | None
    at: datetime
    n_listed: int | None
    list_digest: str | None
    is_same_list: bool | None
    stood_in_plan: bool
    """Whether nothing was announced but the seed that the plan names."""
    can_freeze: bool
    is_ready: bool
    """Whether the event has taken place, so that its seed can be given."""

    @property
    def needs_seed(self) -> bool:
        return self.way is not SeedWay.VALUE


def announced(*, viewer: Viewer, code: str, at: datetime) -> AnnouncedSeed | None:
    """What was announced for a draw that is still to come."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        known = announced_of(campaign)
        if known is None:
            return None
        same = None
        if known.list_digest is not None:
            same = is_frozen(_planned(campaign), known.list_digest)
    what = known.what
    return AnnouncedSeed(
        way=what.way,
        said=what.said,
        known_at=what.known_at,
        at=known.at,
        n_listed=known.n_listed,
        list_digest=known.list_digest,
        is_same_list=same,
        stood_in_plan=known.stood_in_plan,
        can_freeze=known.can_freeze,
        is_ready=what.known_at is None or what.known_at <= at,
    )


def announce(*, viewer: Viewer, code: str, what: Announcement, at: datetime) -> None:
    """Say how the seed will be found, and freeze the list; both can be checked later.

    The same announcement sent twice is made once. A seed that stands in the plan is
    known since it was opened; the list is frozen when that seed is announced here.
    """
    check_announcement(what, at=at)
    with (
        unit.transaction(),
        unit.refusing({"seed_announcements": AlreadyAnnounced()}),
    ):
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        known = announced_of(campaign)
        is_same = known is not None and known.what == what
        if known is not None and is_same and known.list_digest:
            return
        if campaign.drawn_at is not None:
            raise TooLate
        if known is not None and not (is_same and known.can_freeze):
            raise AlreadyAnnounced
        _announce(viewer, campaign, what, at)


def _announce(viewer: Viewer, campaign: Any, what: Announcement, at: datetime) -> None:
    planned = _planned(campaign)
    digest = frozen_digest(planned)
    event = unit.record(
        "seed_announced",
        chain=f"campaign:{campaign.id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("campaign", campaign.id)],
        payload={
            "way": what.way,
            "said": hashlib.sha256(what.said.encode()).hexdigest(),
            "list": digest,
            "n": len(planned.population),
        },
    )
    if what.way is SeedWay.VALUE:
        unit.change(event, Campaign, {"id": campaign.id}, seed=what.said)
    unit.add(
        event,
        SeedAnnouncement,
        bureau_id=campaign.bureau_id,
        campaign_id=campaign.id,
        way=what.way,
        said=what.said,
        known_at=what.known_at,
        n_listed=len(planned.population),
        list_digest=digest,
        announced_at=at,
    )


def _planned(campaign: Any) -> PlannedDraw:
    rule = rule_from_data(campaign.rules["sample"])
    return plan_draw(pool_of(campaign), rule=rule, seed=ANY_SEED, n_reviewers=0)


def frozen_digest(planned: PlannedDraw) -> str:
    """The SHA-256 of rule and list that could be drawn from, whatever the seed."""
    body = draws.frozen(planned.population, rule=planned.rule)
    return hashlib.sha256(body).hexdigest()


def is_frozen(planned: PlannedDraw, digest: str) -> bool:
    """Whether this was announced of it; earlier versions announced the list alone."""
    before = draws.frozen_before(planned.population, rule=planned.rule)
    return digest in (frozen_digest(planned), hashlib.sha256(before).hexdigest())
