"""Standing campaigns: closed files that fit enter by themselves and are given out.

Asked for by whoever takes in a list of cases, by an officer, and by the clock; it may be
asked for as often as one likes, and only what is new changes anything.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from review.domain.arrivals import Closed, entering
from review.domain.campaigns import ANY_SEED, CampaignKind, is_standing
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.domain.reads import Purpose
from review.domain.sampling import Drawn, Why
from review.domain.sampling_rule import rule_from_data
from review.services import alternates
from review.services.accounts import actor_of
from review.services.allocating import Problem, problem_of, solve, write
from review.services.drawing import Chosen, PlannedDraw, plan_draw
from review.services.proposing import proposal_of
from review.services.redaction.campaigns import not_looked
from review.services.sampled import campaign_of, is_over, pool_of
from review.services.sampling import rows_of
from review.store import unit
from review.store.models import Campaign, CampaignCase
from review.store.queries import arrivals as queries


class NotStanding(RuleBroken):
    sentence = N_("Only files of a standing campaign enter by themselves.")


class NothingEnters(RuleBroken):
    sentence = N_("This campaign has its final release: no more files enter it.")


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came of it: files that entered, reviews given out, places left empty.

    `n_waiting` files have pages that the bureau wants looked through first.
    """

    n_entered: int = 0
    n_given: int = 0
    n_missing: int = 0
    n_waiting: int = 0

    def __add__(self, other: Arrived) -> Arrived:
        names = (each.name for each in fields(self))
        return Arrived(**{n: getattr(self, n) + getattr(other, n) for n in names})


NOTHING_ARRIVED = Arrived()


def enter(*, viewer: Viewer, code: str, at: datetime, on: date) -> Arrived:
    """Take in what closed since, and give it out."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        is_published = is_over(campaign)
    if not is_standing(campaign.rules):
        raise NotStanding
    if is_published:
        raise NothingEnters
    return _enter(campaign, actor_of(viewer), at, on)


def enter_everywhere(*, viewer: Viewer, at: datetime, on: date) -> Arrived:
    """The same in every standing campaign of the bureau that is not published."""
    require(viewer, Action.INTAKE)
    with unit.reading():
        rows = under_way(viewer.bureau_id or 0)
    found = (_enter(row, unit.SYSTEM, at, on) for row in rows)
    return sum(found, NOTHING_ARRIVED)


def under_way(bureau_id: int) -> list[Any]:
    """The standing campaigns of a bureau that go on; inside a reading."""
    return queries.under_way(bureau_id, CampaignKind.STANDING.value)


def _enter(campaign: Any, actor: unit.Actor, at: datetime, on: date) -> Arrived:
    n_entered = _take_in(campaign, actor, at)
    return Arrived(n_entered=n_entered) + _give_out(campaign, actor, at, on)


def _take_in(campaign: Any, actor: unit.Actor, at: datetime) -> int:
    """Looked at twice: most of the time there is nothing, and nobody has to wait."""
    with unit.reading():
        if not _fresh(campaign):
            return 0
    with unit.transaction():
        unit.hold(f"campaign:{campaign.id}")
        fresh = [] if _is_gone(campaign) or is_over(campaign) else _fresh(campaign)
        if not fresh:
            return 0
        event = unit.record(
            "files_entered",
            chain=f"campaign:{campaign.id}",
            actor=actor,
            at=at,
            targets=[("campaign", campaign.id)],
            payload={"n": len(fresh)},
        )
        unit.add_all(event, CampaignCase, rows_of(campaign, fresh))
        if campaign.drawn_at is None:
            unit.change(event, Campaign, {"id": campaign.id}, drawn_at=at)
    return len(fresh)


def _is_gone(campaign: Any) -> bool:
    """Cancelled since it was read; behind the chain's lock it stays as it is."""
    return queries.campaign(campaign.id).cancelled_event_id is not None


def planned(campaign: Any) -> PlannedDraw:
    """Every closed file of the period that may be reviewed, by the plan's schemes.

    The same rules as for a census: sealed files never, secret ones where it says so.
    """
    rule = rule_from_data(campaign.rules["sample"])
    return plan_draw(pool_of(campaign), rule=rule, seed=ANY_SEED, n_reviewers=0)


def _fresh(campaign: Any) -> list[Chosen]:
    """What is not in the campaign yet, with the place it gets in it."""
    by_id = {each.drawn.case.case_id: each for each in planned(campaign).chosen}
    found = (_closed(each.row) for each in by_id.values())
    fresh = entering(found, queries.known(campaign.id))
    first = queries.last_place(campaign.id) + 1
    return [
        _entering(by_id[each.case_id], place) for place, each in enumerate(fresh, first)
    ]


def _closed(row: Any) -> Closed:
    return Closed(row.id, row.closed_on, row.case_no, row.stage, row.volume_set)


def _entering(chosen: Chosen, place: int) -> Chosen:
    drawn = Drawn(chosen.drawn.case, place, chosen.drawn.stratum, Why.ARRIVAL)
    return Chosen(drawn, chosen.scheme_id, chosen.scheme, chosen.row)


def _give_out(campaign: Any, actor: unit.Actor, at: datetime, on: date) -> Arrived:
    """Fill the empty places; who reads is decided by the loads of the whole campaign.

    Solved outside the transaction: nobody else waits while we calculate.
    """
    with unit.reading():
        campaign = queries.campaign(campaign.id)
        empty = queries.with_empty_places(campaign.id, _n_parts(campaign))
        waiting = not_looked(campaign, empty)
        problem = _problem(campaign, set(empty) - waiting, on)
    if problem is None:
        return Arrived(n_waiting=len(waiting))
    found = solve(campaign, problem)
    proposal = proposal_of((problem, found))
    given = proposal.n_pairs
    with unit.transaction():
        unit.hold(f"campaign:{campaign.id}")
        is_stale = problem != _problem(campaign, set(empty) - waiting, on)
        if is_stale or _is_gone(campaign):
            # Somebody gave out files meanwhile; the next time will see what is left.
            given = 0
        else:
            digest = proposal.digest
            write(campaign, problem, found, actor=actor, proposal=digest, at=at)
    alternates.keep_ready(campaign, actor=unit.SYSTEM, at=at, on=on)
    return Arrived(n_given=given, n_missing=proposal.n_missing, n_waiting=len(waiting))


def _n_parts(campaign: Any) -> dict[int, int]:
    return {key: len(scheme.parts) for key, scheme in pool_of(campaign).schemes}


def _problem(campaign: Any, only: Collection[int], on: date) -> Problem | None:
    if not only:
        return None
    return problem_of(campaign, Purpose.COUNTED, on=on, only=sorted(only))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Closed files of the period that do not enter, and why."""

    n_sealed: int
    n_secret: int
    unsuited: Sequence[Any]


def left_out(*, viewer: Viewer, code: str) -> LeftOut:
    """What closed and stays outside: nobody has to wonder where a file is."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        seen = planned(campaign).preview
    return LeftOut(seen.report.n_sealed, seen.report.n_secret, seen.unsuited)
