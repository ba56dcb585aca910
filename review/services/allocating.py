"""What is to be allocated and among whom; shared by proposing, confirming, calling.

Functions here join the transaction of their caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from review.domain import allocation as rules
from review.domain.allocation import Allocation, Pair
from review.domain.candidates import (
    AllocationRules,
    CaseToAllocate,
    Reviewer,
)
from review.domain.docket import conflict_rules
from review.domain.errors import N_, RuleBroken
from review.domain.reads import Purpose
from review.domain.rotation import is_open
from review.numerics.allocation import allocate
from review.services import schemes
from review.services.candidates import (
    CaseFact,
    Only,
    case_facts,
    few,
    reviewers_of,
    rules_of,
)
from review.services.common_files import with_places, with_readers, without_places
from review.services.notices import tell_given
from review.services.relations import note_given
from review.services.second_reads import hidden_slots, place_of
from review.services.seed_readers import after, merged, split
from review.store import unit
from review.store.models import Campaign, Read
from review.store.queries import campaigns as queries
from review.store.queries import candidates, results

# Stored as reasons of what is taken back; pages show them in their language.
DECLARED = N_("A conflict of interest was declared.")
FOUND = N_("A conflict of interest was found in the records.")
CONFLICTS = (DECLARED, FOUND)
SEALED = N_("The file was sealed after the draw.")
UNDONE = N_("Taken back before anybody had seen it.")
NO_BAR = (*CONFLICTS, SEALED, UNDONE)
"""Whoever lost a file so may get it again."""


class NotDrawn(RuleBroken):
    sentence = N_("Draw the sample first; there is nothing to allocate yet.")


class RoundOpen(RuleBroken):
    """Else files would go to reviewers from whom the plan keeps them."""

    sentence = N_(
        "The plan says who reviews whom, and with the files that were drawn it could not "
        "be settled. Settle it under “Who reviews whom” before files are given out."
    )


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the campaign as the officer knows them."""

    name: str
    name_key: str
    number: str


@dataclass(frozen=True, slots=True)
class Problem:
    """The empty places of one purpose, and who may fill them."""

    purpose: Purpose
    cases: tuple[CaseToAllocate, ...]
    reviewers: tuple[Reviewer, ...]
    rules: AllocationRules
    case_nos: Mapping[str, str]
    members: Mapping[str, Member]
    items: Mapping[tuple[str, str], list[str] | None]
    held: Mapping[str, frozenset[str]]
    """Who reads which file already, so that new partners are found."""
    n_counted: Mapping[str, int] = field(default_factory=dict)
    """Of files with hidden places, how many places come before those."""
    common: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The files that nearly all are to read, with those who may."""
    apart: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Stage and volume set of each file: several files may have one number."""

    def purpose_of(self, pair: Pair) -> Purpose:
        """What a place is for; of a file's places the last may be hidden among them."""
        behind = pair.slot - self.n_counted.get(pair.case, pair.slot)
        if behind < 1:
            return self.purpose
        return Purpose.LINKING if pair.case in self.common and behind > 1 else _SECOND


_SECOND = Purpose.SECOND
_Wanted = tuple[CaseFact, str, tuple[int, ...]]


NONE: frozenset[int] = frozenset()


def problem_of(
    campaign: Any,
    purpose: Purpose,
    *,
    on: date,
    only: Only = None,
    without: Collection[int] = NONE,
) -> Problem:
    """The empty places of one purpose, of all files or of some.

    `without` are reads as good as ended: what would be if they were taken back.
    """
    if purpose is Purpose.COUNTED:
        return counted_problem(campaign, on=on, only=only, without=without)
    return further_problem(campaign, purpose, on=on, only=only, without=without)


def _open(campaign: Any, only: Only, without: Collection[int]) -> list[Any]:
    held = candidates.open_reads(campaign.id, only)
    return [read for read in held if read.id not in without]


def counted_problem(
    campaign: Any,
    *,
    on: date,
    only: Only = None,
    without: Collection[int] = NONE,
) -> Problem:
    """Every empty counted place, by file and part of the sheet.

    A hidden second read is one place more of its file: given out with the others, by the
    same rules and at the same moment, so that nothing tells which it is. So are the
    further reviews of common files.
    """
    if campaign.drawn_at is None:
        raise NotDrawn
    if is_open(campaign.rules):
        raise RoundOpen
    problem = _places(campaign, on, only, without)

    def among(files: Collection[int]) -> Problem:
        return _places(campaign, on, files, without) if only is not None else problem

    return with_places(campaign, problem, among)


def _places(campaign: Any, on: date, only: Only, without: Collection[int]) -> Problem:
    """The empty places of every file for itself."""
    held = _open(campaign, only, without)
    filled = _slots_filled(held)
    parts = {
        row.id: schemes.parsed(row.id, row.digest).parts
        for row in queries.schemes_of(campaign.id)
    }
    facts = case_facts(campaign.id, only)
    hidden = hidden_slots(campaign, facts, queries.campaign_reviewers(campaign.id))
    slots = {f.id: (*range(1, f.n_reviews + 1), *hidden.get(f.id, ())) for f in facts}
    wanted = [
        (fact, part, _empty(slots[fact.id], filled[fact.id, Purpose.COUNTED, part]))
        for fact in facts
        for part in parts[fact.scheme_id]
    ]
    scope = Scope(campaign, Purpose.COUNTED, on, only, without)
    n_counted = {str(fact.id): fact.n_reviews for fact in facts if fact.id in hidden}
    return replace(problem_for(scope, facts, wanted, held), n_counted=n_counted)


def further_problem(
    campaign: Any,
    purpose: Purpose,
    *,
    on: date,
    only: Only = None,
    without: Collection[int] = NONE,
) -> Problem:
    """Files that wait for a third reader, a panel or the lead."""
    rows = [
        row
        for row in results.awaiting_readers(campaign.id)
        if row.purpose == purpose and (only is None or row.campaign_case_id in only)
    ]
    if not rows:
        # Most of the time nothing waits, and nobody's past has to be looked up for it.
        return Problem(purpose, (), (), AllocationRules(), {}, {}, {}, {})
    only = few({row.campaign_case_id for row in rows})
    held = _open(campaign, only, without)
    filled = _slots_filled(held)
    facts = {fact.id: fact for fact in case_facts(campaign.id, only)}
    wanted = []
    for row in rows:
        taken = filled[row.campaign_case_id, purpose, row.part]
        slots = _empty(range(1, row.n_needed + 1), taken)
        wanted.append((facts[row.campaign_case_id], row.part, slots))
    items = {(str(row.campaign_case_id), row.part): row.items for row in rows}
    scope = Scope(campaign, purpose, on, only, without)
    return problem_for(scope, list(facts.values()), wanted, held, items)


def _slots_filled(held: Sequence[Any]) -> dict[tuple[int, str, str], set[int]]:
    filled: dict[tuple[int, str, str], set[int]] = defaultdict(set)
    for read in held:
        purpose = place_of(read.purpose)
        filled[read.campaign_case_id, purpose, read.part].add(read.slot)
    return filled


def _empty(slots: Iterable[int], filled: set[int]) -> tuple[int, ...]:
    return tuple(slot for slot in slots if slot not in filled)


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what, for what, on which day; reads `without` are as good as ended."""

    campaign: Any
    purpose: Purpose
    on: date
    only: Only
    without: Collection[int]


def problem_for(
    scope: Scope,
    facts: Sequence[CaseFact],
    wanted: Sequence[_Wanted],
    held: Sequence[Any],
    items: Mapping[tuple[str, str], list[str] | None] | None = None,
) -> Problem:
    """Leads decide and nothing else, objections like everybody; whoever gave a file back does not get it again, nor
    one that another campaign gave them.

    What was taken back for a conflict is barred by the conflict itself, for as long as
    that is in force.
    """
    campaign, only = scope.campaign, scope.only
    is_for_leads = scope.purpose is Purpose.ADJUDICATION
    is_for_all = scope.purpose is Purpose.APPEAL
    everyone = queries.campaign_reviewers(campaign.id)
    people = [
        row for row in everyone if is_for_all or bool(row.is_lead) is is_for_leads
    ]
    ended = candidates.ended_pairs(campaign.id, unless=NO_BAR, only=only)
    elsewhere = candidates.read_elsewhere(campaign.id, only)
    conflicts = conflict_rules(campaign.rules)
    loads = candidates.loads(campaign.id, scope.without)
    return Problem(
        purpose=scope.purpose,
        cases=tuple(
            fact.to_allocate(part, slots, conflicts)
            for fact, part, slots in wanted
            if slots
        ),
        reviewers=reviewers_of(campaign, people, loads, facts, on=scope.on, only=only),
        rules=rules_of(campaign, people, _pairs((*held, *ended)), _pairs(elsewhere)),
        case_nos={str(fact.id): fact.case_no for fact in facts},
        apart={str(fact.id): (fact.stage, fact.volume_set) for fact in facts},
        members={r.code: Member(r.name, r.name_key, r.number or "") for r in people},
        items=items or {},
        held=_held_by_case(held),
    )


def _pairs(rows: Iterable[Any]) -> Iterator[tuple[str, str]]:
    return ((str(row.campaign_case_id), row.reviewer_code) for row in rows)


def _held_by_case(held: Sequence[Any]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for read in held:
        found[str(read.campaign_case_id)].add(read.reviewer_code)
    return {case: frozenset(codes) for case, codes in found.items()}


def solve(campaign: Any, problem: Problem) -> Allocation:
    """Solved, then proved against every hard rule before anyone relies on it.

    Further readers of seeds are found when the others are known, so that everybody gets
    as many seeds; last those of common files, which are read by all who can.
    """
    first, further = split(without_places(problem))
    found = _solved(campaign, first)
    if further.cases:
        found = merged(found, _solved(campaign, after(further, found)))
    return with_readers(problem, found, campaign.secret_key)


def _solved(campaign: Any, problem: Problem) -> Allocation:
    found = allocate(
        problem.cases,
        problem.reviewers,
        rules=problem.rules,
        key=campaign.secret_key.encode(),
        held=problem.held,
    )
    rules.check_allocation(
        found, cases=problem.cases, reviewers=problem.reviewers, rules=problem.rules
    )
    return found


def write(
    campaign: Any,
    problem: Problem,
    found: Allocation,
    *,
    actor: unit.Actor,
    proposal: str,
    at: datetime,
    cause: unit.Recorded | None = None,
) -> None:
    """Store the pairs with their event and tell those who read; nothing, without any."""
    if not found.pairs:
        return
    event = unit.record(
        "reads_allocated",
        chain=f"campaign:{campaign.id}",
        actor=actor,
        at=at,
        targets=[("campaign", campaign.id)],
        payload={
            "purpose": problem.purpose,
            "n": len(found.pairs),
            "proposal": proposal,
        },
        cause=cause,
    )
    unit.add_all(event, Read, [_row(campaign, problem, p, at) for p in found.pairs])
    note_given(campaign, problem, found, cause=event)
    if campaign.allocated_at is None:
        unit.change(event, Campaign, {"id": campaign.id}, allocated_at=at)
    tell_given(event, campaign, [pair.reviewer for pair in found.pairs], at.date())


def _row(campaign: Any, problem: Problem, pair: Pair, at: datetime) -> dict[str, Any]:
    return {
        "bureau_id": campaign.bureau_id,
        "campaign_id": campaign.id,
        "campaign_case_id": int(pair.case),
        "purpose": problem.purpose_of(pair),
        "part": pair.part,
        "slot": pair.slot,
        "reviewer_code": pair.reviewer,
        "items": problem.items.get((pair.case, pair.part)),
        "allocated_at": at,
    }
