"""Whose files a campaign's reviewers may review: their own county's, or round in a circle.

Set once the sample is drawn and before anything is allocated; allocation then obeys it as
it obeys every other bar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.candidates import Unit
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Viewer
from review.domain.rotation import Round, Way, as_stored, check_way, rotation, round_in
from review.services.accounts import actor_of
from review.services.sampling import campaign_of
from review.store import unit as units
from review.store.models import Campaign
from review.store.queries import rounds as queries

UNITS = (Unit.COUNTY, Unit.FIRM)


class NotYetDrawn(RuleBroken):
    sentence = N_("Draw the sample first: only then is known whose files there are.")


class GivenOut(RuleBroken):
    sentence = N_("Files have been given out; who reviews whom stays as it is.")


class NobodyReviews(RuleBroken):
    """A unit that is reviewed and cannot review would break the circle."""

    sentence = N_(
        "These have files and no reviewer in the campaign, so that nobody could review "
        "for them: %(names)s."
    )


class SameCountyBarred(RuleBroken):
    sentence = N_(
        "The campaign bars reviewers of the same county; then no county can review its "
        "own files."
    )


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A county or firm with files of the sample, and who is to review them."""

    name: str
    code: str
    n_files: int
    n_reviewers: int
    reads: str
    """Whose files its reviewers get; empty where nothing is settled."""
    n_reads: int

    @property
    def is_short(self) -> bool:
        """A file needs more reviewers than there are."""
        return self.n_reviewers < self.n_reads


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

    @property
    def is_circle(self) -> bool:
        return self.way is Way.ROTATION


@dataclass(frozen=True, slots=True)
class _Unit:
    id: str
    name: str
    code: str
    n_files: int
    n_reads: int
    n_reviewers: int


def page(*, viewer: Viewer, code: str, by: Unit | None = None) -> RoundPage:
    """Who reviews whom, or, by county or firm, who could."""
    with units.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        found = round_in(campaign.rules)
        unit = found.unit if found else by or Unit.COUNTY
        known, n_free = _units(campaign.id, unit)
        may_change = campaign.drawn_at is not None and not queries.has_reads(
            campaign.id
        )
    return RoundPage(
        campaign=campaign.name,
        code=campaign.code,
        way=found.way if found else None,
        unit=unit,
        seed=campaign.seed or "",
        lines=tuple(_line(each, known, found) for each in _ordered(known, found)),
        n_free=n_free,
        is_drawn=campaign.drawn_at is not None,
        may_change=may_change,
    )


def _ordered(known: Mapping[str, _Unit], found: Round | None) -> list[_Unit]:
    """Round the circle where there is one, else as the list has them."""
    if found is None or found.way is not Way.ROTATION:
        return list(known.values())
    order, each = [], next(iter(found.reads))
    for _ in found.reads:
        order.append(each)
        each = found.reads[each]
    return [known[each] for each in order if each in known]


def _line(each: _Unit, known: Mapping[str, _Unit], found: Round | None) -> UnitLine:
    wanted = found.reads.get(each.id, "") if found else ""
    read = known.get(wanted)
    return UnitLine(
        name=each.name,
        code=each.code,
        n_files=each.n_files,
        n_reviewers=each.n_reviewers,
        reads=read.name if read else "",
        n_reads=read.n_reads if read else 0,
    )


def _units(campaign_id: int, unit: Unit) -> tuple[dict[str, _Unit], int]:
    """Those with files in the sample, and how many reviewers belong to none of them."""
    rows = queries.units_with_files(campaign_id, unit)
    homes: dict[str, set[int]] = {str(row.id): set() for row in rows}
    everyone = queries.reviewers_at(campaign_id, unit)
    for row in everyone:
        if str(row.unit_id) in homes:
            homes[str(row.unit_id)].add(row.person_id)
    at_home = set().union(*homes.values()) if homes else set()
    known = {
        str(row.id): _Unit(
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
        found = _made(campaign, way, unit) if way is not None else None
        stored = as_stored(found) if found else {}
        event = units.record(
            "round_set",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id)],
            payload={"way": way or "", "round": units.digest_of(stored)},
        )
        rules = {**campaign.rules, "round": stored}
        units.change(event, Campaign, {"id": campaign.id}, rules=rules)


def _made(campaign: Any, way: Way, unit: Unit) -> Round:
    known, _ = _units(campaign.id, unit)
    if way is Way.OWN and campaign.rules.get("bar_same_county"):
        raise SameCountyBarred
    idle = [each.name for each in known.values() if not each.n_reviewers]
    if way is Way.OWN:
        reads = {each: each for each in known}
    else:
        by_code = {each.code: each.id for each in known.values()}
        circle = rotation(by_code, campaign.seed or "")
        reads = {by_code[one]: by_code[other] for one, other in circle.items()}
    if idle:
        raise NobodyReviews(names=", ".join(idle))
    return Round(way, unit, reads)
