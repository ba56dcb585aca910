"""What is to be allocated and among whom; shared by proposing, confirming, calling.

Functions here join the transaction of their caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain import allocation as rules
from review.domain.allocation import Allocation, Pair
from review.domain.candidates import AllocationRules, CaseToAllocate, Reviewer
from review.domain.errors import N_, RuleBroken
from review.domain.reads import Purpose
from review.domain.sentences import Sentence
from review.numerics.allocation import allocate
from review.services import schemes
from review.services.conflicts import REASON as CONFLICT
from review.services.notices import tell_given
from review.store import unit
from review.store.models import Campaign, Read
from review.store.queries import campaigns as queries
from review.store.queries import results


class NotDrawn(RuleBroken):
    sentence = N_("Draw the sample first; there is nothing to allocate yet.")


@dataclass(frozen=True, slots=True)
class LoadLine:
    """A reviewer's files before and after; for the officer's eyes."""

    name: str
    number: str
    cap: int | None
    n_before: int
    n_after: int


@dataclass(frozen=True, slots=True)
class UnfilledCase:
    """A file that does not get all its reviewers, and why, in sentences."""

    case_no: str
    part: str
    missing: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What confirming would do. `digest` names exactly this proposal."""

    digest: str
    n_pairs: int
    n_cases: int
    loads: tuple[LoadLine, ...]
    unfilled: tuple[UnfilledCase, ...]
    quality: tuple[Sentence, ...] = ()

    @property
    def n_missing(self) -> int:
        return sum(each.missing for each in self.unfilled)


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


@dataclass(slots=True)
class _CaseFact:
    id: int
    case_no: str
    n_reviews: int
    scheme_id: int
    area: str
    kind: str
    handlers: set[str]
    firms: set[str]


_Wanted = tuple[_CaseFact, str, tuple[int, ...]]


def counted_problem(campaign: Any) -> Problem:
    """Every empty counted place, by file and part of the sheet."""
    if campaign.drawn_at is None:
        raise NotDrawn
    held = queries.open_reads(campaign.id)
    filled = _slots_filled(held)
    parts = {
        row.id: schemes.parsed(row.id, row.digest).parts
        for row in queries.schemes_of(campaign.id)
    }
    facts = _case_facts(campaign.id)
    wanted = [
        (fact, part, _empty(fact.n_reviews, filled[fact.id, Purpose.COUNTED, part]))
        for fact in facts
        for part in parts[fact.scheme_id]
    ]
    return _problem(campaign, Purpose.COUNTED, facts, wanted, held)


def further_problem(campaign: Any, purpose: Purpose) -> Problem:
    """Files that wait for a third reader, a panel or the lead."""
    held = queries.open_reads(campaign.id)
    filled = _slots_filled(held)
    facts = {fact.id: fact for fact in _case_facts(campaign.id)}
    rows = [r for r in results.awaiting_readers(campaign.id) if r.purpose == purpose]
    wanted = []
    for row in rows:
        taken = filled[row.campaign_case_id, purpose, row.part]
        slots = _empty(row.n_needed, taken)
        wanted.append((facts[row.campaign_case_id], row.part, slots))
    items = {(str(row.campaign_case_id), row.part): row.items for row in rows}
    return _problem(campaign, purpose, list(facts.values()), wanted, held, items)


def _slots_filled(held: Sequence[Any]) -> dict[tuple[int, str, str], set[int]]:
    filled: dict[tuple[int, str, str], set[int]] = defaultdict(set)
    for read in held:
        filled[read.campaign_case_id, read.purpose, read.part].add(read.slot)
    return filled


def _empty(n: int, filled: set[int]) -> tuple[int, ...]:
    return tuple(slot for slot in range(1, n + 1) if slot not in filled)


def _case_facts(campaign_id: int) -> list[_CaseFact]:
    facts: dict[int, _CaseFact] = {}
    for row in queries.cases_to_allocate(campaign_id):
        fact = facts.get(row.id)
        if fact is None:
            fact = facts[row.id] = _CaseFact(
                id=row.id,
                case_no=row.case_no,
                n_reviews=row.n_reviews,
                scheme_id=row.scheme_id,
                area=str(row.area_id),
                kind=row.kind,
                handlers=set(),
                firms=set(),
            )
        if row.person_id is not None:
            fact.handlers.add(str(row.person_id))
        if row.firm_id is not None:
            fact.firms.add(str(row.firm_id))
    return list(facts.values())


def _problem(
    campaign: Any,
    purpose: Purpose,
    facts: Sequence[_CaseFact],
    wanted: Sequence[_Wanted],
    held: Sequence[Any],
    items: Mapping[tuple[str, str], list[str] | None] | None = None,
) -> Problem:
    """Leads decide and nothing else; whoever gave a file back does not get it again.

    What was taken back for a declared conflict is barred by the conflict itself, for
    as long as that is in force.
    """
    is_for_leads = purpose is Purpose.ADJUDICATION
    people = [
        row
        for row in queries.campaign_reviewers(campaign.id)
        if bool(row.is_lead) is is_for_leads
    ]
    pairs = (*held, *queries.ended_pairs(campaign.id, unless=CONFLICT))
    return Problem(
        purpose=purpose,
        cases=tuple(_to_allocate(*each) for each in wanted if each[2]),
        reviewers=_reviewers(campaign.id, people, held),
        rules=AllocationRules(
            bar_same_area=campaign.rules.get("bar_same_county", False),
            taken=frozenset((str(r.campaign_case_id), r.reviewer_code) for r in pairs),
        ),
        case_nos={str(fact.id): fact.case_no for fact in facts},
        members={r.code: Member(r.name, r.name_key, r.number or "") for r in people},
        items=items or {},
        held=_held_by_case(held),
    )


def _held_by_case(held: Sequence[Any]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for read in held:
        found[str(read.campaign_case_id)].add(read.reviewer_code)
    return {case: frozenset(codes) for case, codes in found.items()}


def _to_allocate(fact: _CaseFact, part: str, slots: tuple[int, ...]) -> CaseToAllocate:
    return CaseToAllocate(
        key=str(fact.id),
        part=part,
        slots=slots,
        handlers=frozenset(fact.handlers),
        firms=frozenset(fact.firms),
        area=fact.area,
        kind=fact.kind,
    )


def _reviewers(
    campaign_id: int, people: Sequence[Any], held: Sequence[Any]
) -> tuple[Reviewer, ...]:
    firms, persons, barred = defaultdict(set), defaultdict(set), defaultdict(set)
    for row in queries.firms_of_reviewers(campaign_id):
        firms[row.person_id].add(str(row.firm_id))
    for row in queries.conflicts_of_reviewers(campaign_id):
        if row.firm_id is not None:
            barred[row.person_id].add(str(row.firm_id))
        else:
            persons[row.person_id].add(str(row.other_person_id))
    loads: dict[str, int] = defaultdict(int)
    for read in held:
        loads[read.reviewer_code] += 1
    return tuple(
        Reviewer(
            key=row.code,
            person=str(row.person_id),
            firms=frozenset(firms[row.person_id]),
            area=str(row.area_id or ""),
            cap=row.cap,
            load=loads[row.code],
            competences=frozenset(row.competences or ()),
            parts=frozenset({row.part} if row.part else ()),
            declared_firms=frozenset(barred[row.person_id]),
            declared_persons=frozenset(persons[row.person_id]),
        )
        for row in people
    )


def solve(campaign: Any, problem: Problem) -> Allocation:
    """Solved, then proved against every hard rule before anyone relies on it."""
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


def proposal_of(*solved: tuple[Problem, Allocation]) -> Proposal:
    """What writing these allocations would do; people by pinyin, files by number."""
    pairs = [_plain(problem, p) for problem, found in solved for p in found.pairs]
    unfilled = (
        UnfilledCase(
            problem.case_nos[each.case], each.part, each.missing, each.sentences
        )
        for problem, found in solved
        for each in found.unfilled
    )
    return Proposal(
        digest=unit.digest_of(pairs),
        n_pairs=len(pairs),
        n_cases=len({pair[1] for pair in pairs}),
        loads=tuple(line for each in solved for line in _loads(*each)),
        unfilled=tuple(sorted(unfilled, key=lambda each: (each.case_no, each.part))),
        quality=tuple(s for _, found in solved for s in found.quality.sentences),
    )


def _plain(problem: Problem, pair: Pair) -> list[object]:
    return [problem.purpose, pair.case, pair.part, pair.slot, pair.reviewer]


def _loads(problem: Problem, found: Allocation) -> list[LoadLine]:
    def place(reviewer: Reviewer) -> tuple[str, str]:
        member = problem.members[reviewer.key]
        return member.name_key, member.number

    return [
        LoadLine(
            name=problem.members[reviewer.key].name,
            number=problem.members[reviewer.key].number,
            cap=reviewer.cap,
            n_before=reviewer.load,
            n_after=found.loads[reviewer.key],
        )
        for reviewer in sorted(problem.reviewers, key=place)
    ]


def write(
    campaign: Any,
    problem: Problem,
    found: Allocation,
    *,
    actor: unit.Actor,
    proposal: str,
    at: datetime,
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
    )
    unit.add_all(event, Read, [_row(campaign, problem, p, at) for p in found.pairs])
    if campaign.allocated_at is None:
        unit.change(event, Campaign, {"id": campaign.id}, allocated_at=at)
    tell_given(event, campaign, [pair.reviewer for pair in found.pairs], at.date())


def _row(campaign: Any, problem: Problem, pair: Pair, at: datetime) -> dict[str, Any]:
    return {
        "bureau_id": campaign.bureau_id,
        "campaign_id": campaign.id,
        "campaign_case_id": int(pair.case),
        "purpose": problem.purpose,
        "part": pair.part,
        "slot": pair.slot,
        "reviewer_code": pair.reviewer,
        "items": problem.items.get((pair.case, pair.part)),
        "allocated_at": at,
    }
