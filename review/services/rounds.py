"""Whose files a campaign's reviewers may review: their own county's, or round in a circle.

Asked for by the plan and made at the draw, or settled once the sample is drawn and before
anything is allocated; allocation then obeys it as it obeys every other bar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.candidates import Unit
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Viewer
from review.domain.rotation import (
    RULE,
    Round,
    SameCountyBarred,
    Way,
    WhoReviews,
    as_stored,
    check_way,
    is_open,
    round_in,
    wanted_in,
    who_of,
    wish_faults,
)
from review.services.accounts import actor_of
from review.services.round_units import (
    NobodyReviews,
    ReviewUnit,
    UnitLine,
    lines,
    made,
)
from review.services.sampled import campaign_of
from review.store import unit as units
from review.store.models import Campaign
from review.store.queries import rounds as queries

__all__ = [
    "UNITS",
    "GivenOut",
    "NobodyReviews",
    "NotYetDrawn",
    "RoundPage",
    "SameCountyBarred",
    "UnitLine",
    "page",
    "settle",
    "settle_wanted",
]

UNITS = (Unit.COUNTY, Unit.FIRM)


class NotYetDrawn(RuleBroken):
    sentence = N_("Draw the sample first: only then is known whose files there are.")


class GivenOut(RuleBroken):
    sentence = N_("Files have been given out; who reviews whom stays as it is.")


@dataclass(frozen=True, slots=True)
class RoundPage:
    campaign: str
    code: str
    way: Way | None
    unit: Unit
    seed: str
    lines: tuple[UnitLine, ...]
    n_free: int
    """Reviewers of no such unit; they may read every file."""
    is_drawn: bool
    may_change: bool
    wanted: WhoReviews = WhoReviews.ANYONE
    """What the plan asks for, or what was settled since."""
    why_not: RuleBroken | None = None
    """Why what the plan asks for could not be settled at the draw."""

    @property
    def is_circle(self) -> bool:
        return self.way is Way.ROTATION


def page(*, viewer: Viewer, code: str, by: Unit | None = None) -> RoundPage:
    """Who reviews whom, or, by county or firm, who could."""
    with units.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        found, wanted = round_in(campaign.rules), wanted_in(campaign.rules)
        unit = found.unit if found else by or wanted.unit
        known, n_free = _units(campaign.id, unit)
        is_drawn = campaign.drawn_at is not None
        may_change = is_drawn and not queries.has_reads(campaign.id)
        why_not = None
        if is_drawn and is_open(campaign.rules):
            why_not = _refusal(campaign, wanted)
    return RoundPage(
        campaign=campaign.name,
        code=campaign.code,
        way=found.way if found else None,
        unit=unit,
        seed=campaign.seed or "",
        lines=lines(known, found),
        n_free=n_free,
        is_drawn=is_drawn,
        may_change=may_change,
        wanted=wanted,
        why_not=why_not,
    )


def _refusal(campaign: Any, wanted: WhoReviews) -> RuleBroken | None:
    try:
        _made(campaign, wanted)
    except RuleBroken as refusal:
        return refusal
    return None


def _units(campaign_id: int, unit: Unit) -> tuple[dict[str, ReviewUnit], int]:
    """Those with files in the sample, and how many reviewers belong to none of them."""
    rows = queries.units_with_files(campaign_id, unit)
    homes: dict[str, set[int]] = {str(row.id): set() for row in rows}
    everyone = queries.reviewers_at(campaign_id, unit)
    for row in everyone:
        if str(row.unit_id) in homes:
            homes[str(row.unit_id)].add(row.person_id)
    at_home = set().union(*homes.values()) if homes else set()
    known = {
        str(row.id): ReviewUnit(
            id=str(row.id),
            name=row.name,
            code=row.code,
            n_files=row.n_files,
            n_reads=row.n_reviews,
            n_reviewers=len(homes[str(row.id)]),
        )
        for row in rows
    }
    return known, len({row.person_id for row in everyone} - at_home)


def settle(
    *,
    viewer: Viewer,
    code: str,
    way: Way | None,
    unit: Unit = Unit.COUNTY,
    at: datetime,
) -> None:
    """Say who reviews whom; without a way everybody may review every file again."""
    if way is not None:
        check_way(way, unit)
    with units.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        units.hold(f"campaign:{campaign.id}")
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        if campaign.drawn_at is None:
            raise NotYetDrawn
        if queries.has_reads(campaign.id):
            raise GivenOut
        who = who_of(way, unit)
        found = _made(campaign, who)
        event = units.record(
            "round_set",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id)],
            payload=_said(found),
        )
        _store(event, campaign, who, found)


def settle_wanted(campaign: Any, *, cause: units.Recorded) -> None:
    """What the plan asks for, made of the files that were drawn, by their seed.

    What cannot be made stays open, and nothing is given out before it is settled. Joins
    the transaction of the draw.
    """
    who = wanted_in(campaign.rules)
    try:
        found = _made(campaign, who)
    except RuleBroken:
        return
    if found is None:
        return
    event = units.record(
        "round_set",
        chain=f"campaign:{campaign.id}",
        actor=units.SYSTEM,
        at=cause.at,
        targets=[("campaign", campaign.id)],
        payload=_said(found),
        cause=cause,
    )
    _store(event, campaign, who, found)


def _said(found: Round | None) -> dict[str, Any]:
    stored = as_stored(found) if found else {}
    return {"way": found.way if found else "", "round": units.digest_of(stored)}


def _store(
    event: units.Recorded, campaign: Any, who: WhoReviews, found: Round | None
) -> None:
    settled = {"round": as_stored(found) if found else {}, RULE: who.value}
    rules = {**campaign.rules, **settled}
    units.change(event, Campaign, {"id": campaign.id}, rules=rules)


def _made(campaign: Any, who: WhoReviews) -> Round | None:
    """None where everybody may review every file."""
    if who.way is None:
        return None
    bars = bool(campaign.rules.get("bar_same_county"))
    for fault in wish_faults(who, bars_same_county=bars, is_standing=False):
        raise fault
    known, _ = _units(campaign.id, who.unit)
    return made(known, who.way, who.unit, campaign.seed or "")
