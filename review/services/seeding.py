"""Hidden seeds for officers: which files, at what rate, and how reviewers did on them.

A seed is chosen among the files of the sample before these are given out, and a panel
lead sets the agreed answers on the usual sheet before anybody reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.calibration import Standard, standard_in
from review.domain.campaigns import is_standing
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer
from review.domain.seeds import (
    MOST_PERCENT,
    RULE,
    SeedFigure,
    n_seed_reads,
    percent_in,
    seed_figure,
    told,
)
from review.services import schemes
from review.services.announced_rules import not_given_out, set_rule
from review.services.calibration import (
    DrawFirst,
    SeveralParts,
    add_file,
    ask_agreed,
    lead_of,
    open_calibration,
)
from review.services.campaign_events import record
from review.services.qualification import Tried
from review.services.sampled import is_over
from review.services.sampling import campaign_of
from review.services.seeds import tried
from review.store import unit
from review.store.models import SEED, CampaignCase, Read
from review.store.queries import calibration
from review.store.queries import seeds as queries

TAKEN_OUT = N_("The bureau has taken this file out of the seeds.")


class WrongShare(RuleBroken):
    sentence = N_("Seeds are at most %(most)s percent of the reviews; 0 makes none.")


class NotInSample(RuleBroken):
    sentence = N_("There is no file of this number in the sample.")


class IsSeed(RuleBroken):
    sentence = N_("This file is a seed already, or was one.")


class IsSecret(RuleBroken):
    sentence = N_("A secret file gets no more readers than it must.")


class NoSeedsHere(RuleBroken):
    sentence = N_(
        "In a standing campaign files are given out as they enter, so that nobody could "
        "agree on answers before: it has no seeds."
    )


@dataclass(frozen=True, slots=True)
class SeedLine:
    """A seed; its further readers count from when files are given out."""

    public_id: str
    case_no: str
    lead: str
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class OnSeeds:
    """A reviewer and what the own reviews of seeds come to."""

    name: str
    sound: str
    number: str
    figure: SeedFigure


@dataclass(frozen=True, slots=True)
class Seeding:
    """By name; a figure never makes the order."""

    percent: int
    n_reads: int
    is_drawn: bool
    is_given_out: bool
    is_standing: bool
    standard: Standard
    seeds: tuple[SeedLine, ...]
    whole: SeedFigure
    """All reviews of settled seeds together."""
    people: tuple[OnSeeds, ...]
    leads: tuple[tuple[str, str], ...]


def seeding(*, viewer: Viewer, code: str) -> Seeding:
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = queries.seeds(campaign.id)
        people = calibration.people(campaign.id)
        found = tried(campaign.id) if rows else {}
        is_last = bool(rows) and is_over(campaign)
        n_reads = int(queries.counts(campaign.id).n_reads)
    standard, percent = standard_in(campaign.rules), percent_in(campaign.rules)
    return Seeding(
        percent=percent,
        n_reads=n_seed_reads(n_reads, percent),
        is_drawn=campaign.drawn_at is not None,
        is_given_out=campaign.allocated_at is not None,
        is_standing=is_standing(campaign.rules),
        standard=standard,
        seeds=tuple(map(_line, rows)),
        whole=seed_figure([t.trial for own in found.values() for t in own], standard),
        people=tuple(_people(people, found, standard, is_over=is_last)),
        leads=tuple((p.number, p.name) for p in people if p.is_lead and p.number),
    )


def _line(row: Any) -> SeedLine:
    return SeedLine(row.public_id, row.case_no, row.lead or "", bool(row.sheet_id))


def _people(
    people: Iterable[Any],
    found: Mapping[int, Sequence[Tried]],
    standard: Standard,
    *,
    is_over: bool,
) -> Iterator[OnSeeds]:
    """In steps of several seeds of each, as all figures by name."""
    for each in people:
        trials = [one.trial for one in found.get(each.person_id, ())]
        if counted := told(trials, is_over=is_over):
            figure = seed_figure(counted, standard)
            yield OnSeeds(each.name, each.sound, each.number or "", figure)


def set_share(*, viewer: Viewer, code: str, percent: int, at: datetime) -> None:
    """How many reviews in a hundred are of seeds; told before anybody begins."""
    if not 0 <= percent <= MOST_PERCENT:
        raise WrongShare(most=MOST_PERCENT)
    names = {"kind": "seeds_set", "said": "percent"}
    set_rule(RULE, percent, **names, viewer=viewer, code=code, at=at)


def add_seed(
    *, viewer: Viewer, code: str, case_no: str, lead: str, at: datetime
) -> None:
    """A file of the sample; the lead finds its sheet among the own reviews."""
    twice = {"campaign_cases": IsSeed(), "campaigns": IsSeed()}
    with unit.refusing(twice), unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        case = _case(campaign, case_no.strip())
        person = lead_of(campaign, lead)
        event = record(
            "seed_added",
            viewer=viewer,
            campaign=campaign,
            at=at,
            payload={"case": case.id},
        )
        not_given_out(viewer, code)
        # Nor is it, by now, read by another scheme, a seed, or out of the sample.
        case = _case(campaign, case_no.strip())
        own = calibration.of(campaign.id)
        calibration_id = own.id if own else open_calibration(event, campaign)
        seed_id = add_file(event, calibration_id, case, case.scheme_id, SEED)
        ask_agreed(event, calibration_id, seed_id, person)


def remove_seed(*, viewer: Viewer, code: str, public_id: str, at: datetime) -> None:
    """Before files are given out; afterwards somebody may have read it as a seed."""
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        seeds = {row.public_id: row.seed_id for row in queries.seeds(campaign.id)}
        if public_id not in seeds:
            raise NotVisible
        seed_id = seeds[public_id]
        event = record(
            "seed_removed",
            viewer=viewer,
            campaign=campaign,
            at=at,
            payload={"file": seed_id},
        )
        not_given_out(viewer, code)
        held = list(calibration.open_reads_of(seed_id))
        if held:
            ended = {"ended_at": at, "ended_reason": TAKEN_OUT}
            unit.change(event, Read, {"id": held}, **ended)
        unit.change(event, CampaignCase, {"id": seed_id}, left_event_id=event.id)


def _case(campaign: Any, case_no: str) -> Any:
    if is_standing(campaign.rules):
        raise NoSeedsHere
    if campaign.drawn_at is None:
        raise DrawFirst
    rows = queries.case_in(campaign.id, case_no)
    if not rows:
        raise NotInSample
    case = next((row for row in rows if row.seed_id is None), None)
    if case is None:
        raise IsSeed
    if case.secret:
        raise IsSecret
    if len(schemes.parsed(case.scheme_id).parts) > 1:
        raise SeveralParts
    return case
