"""Giving case files to reviewers: proposed, confirmed, filled up again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain import allocation as rules
from review.domain.allocation import Allocation, CaseToAllocate, Pair, Reviewer
from review.domain.errors import N_, RuleBroken, StaleVersion
from review.domain.policy import Action, Viewer
from review.domain.sentences import Sentence
from review.numerics.allocation import allocate
from review.services import schemes
from review.services.accounts import actor_of
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import Campaign, Read
from review.store.queries import campaigns as queries
from review.store.queries import results


class NotDrawn(RuleBroken):
    sentence = N_("Draw the sample first; there is nothing to allocate yet.")


class ProposalChanged(StaleVersion):
    sentence = N_(
        "Cases, reviewers or conflicts changed since this proposal was made. "
        "Look at the new one and confirm it."
    )


class AlreadySubmitted(RuleBroken):
    sentence = N_("This review has been submitted; it stays.")


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
    loads: tuple[tuple[str, int, int], ...]
    """Reviewer's name, files held before, files after; for the officer's eyes."""
    unfilled: tuple[UnfilledCase, ...]


@dataclass(frozen=True, slots=True)
class _Problem:
    purpose: str
    cases: tuple[CaseToAllocate, ...]
    reviewers: tuple[Reviewer, ...]
    rules: rules.AllocationRules
    case_nos: dict[str, str]
    names: dict[str, str]
    items: dict[tuple[str, str], list[str] | None]


def propose(*, viewer: Viewer, code: str) -> Proposal:
    """The allocation of every empty counted slot, computed and not yet written."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        problem = _counted_problem(campaign)
    return _proposal(problem, _solve(campaign, problem))


def confirm(*, viewer: Viewer, code: str, at: datetime, digest: str = "") -> Proposal:
    """Write the allocation. With a digest, only if it is still that proposal."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        problem = _counted_problem(campaign)
    # Solved outside the transaction: nobody else waits while we calculate.
    found = _solve(campaign, problem)
    proposal = _proposal(problem, found)
    if digest and digest != proposal.digest:
        raise ProposalChanged
    with unit.transaction():
        _check_unchanged(problem, _counted_problem(campaign))
        _write(campaign, problem, found, actor_of(viewer), at)
    return proposal


def call_readers(*, viewer: Viewer, code: str, at: datetime) -> Proposal:
    """Give diverged files their further readers: third readers, and the leads."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RECONCILE)
        third = _further_problem(campaign, leads=False)
        lead = _further_problem(campaign, leads=True)
    found, decided = _solve(campaign, third), _solve(campaign, lead)
    with unit.transaction():
        _check_unchanged(third, _further_problem(campaign, leads=False))
        _check_unchanged(lead, _further_problem(campaign, leads=True))
        _write(campaign, third, found, actor_of(viewer), at)
        _write(campaign, lead, decided, actor_of(viewer), at)
    return _merged(_proposal(third, found), _proposal(lead, decided))


def _check_unchanged(solved: _Problem, now: _Problem) -> None:
    if solved != now:
        raise ProposalChanged


def withdraw(
    *, viewer: Viewer, code: str, public_id: str, reason: str, at: datetime
) -> None:
    """End a read that is not submitted; the slot can be filled again."""
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        read = queries.read_by_public_id(public_id, campaign_id=campaign.id)
        if read is None or read.submission_id is not None:
            raise AlreadySubmitted
        event = unit.record(
            "read_withdrawn",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("read", read.id)],
        )
        unit.change(
            event, Read, {"id": read.id}, ended_at=at, ended_reason=reason[:200]
        )


def _counted_problem(campaign: Any) -> _Problem:
    if campaign.drawn_at is None:
        raise NotDrawn
    held = queries.open_reads(campaign.id)
    filled = defaultdict(set)
    for read in held:
        if read.purpose == "counted":
            filled[read.campaign_case_id, read.part].add(read.slot)
    facts = _case_facts(campaign.id)
    wanted = [
        (fact, part, _empty_slots(fact.n_reviews, filled[fact.id, part]))
        for fact in facts
        for part in schemes.parsed(fact.scheme_id).parts
    ]
    return _problem(campaign, "counted", facts, wanted, held, leads=False)


def _empty_slots(n: int, filled: set[int]) -> tuple[int, ...]:
    return tuple(slot for slot in range(1, n + 1) if slot not in filled)


def _further_problem(campaign: Any, *, leads: bool) -> _Problem:
    """Files that wait for a further read, and the people who may give it."""
    held = queries.open_reads(campaign.id)
    facts = {fact.id: fact for fact in _case_facts(campaign.id)}
    wanted, items = [], {}
    purpose = "adjudication" if leads else "third"
    for row in results.awaiting_readers(campaign.id):
        if (row.needs == "lead") is not leads:
            continue
        taken = {
            read.slot
            for read in held
            if (read.campaign_case_id, read.purpose, read.part)
            == (row.campaign_case_id, purpose, row.part)
        }
        slots = _empty_slots(row.n_needed, taken)
        wanted.append((facts[row.campaign_case_id], row.part, slots))
        items[str(row.campaign_case_id), row.part] = row.items
    return _problem(
        campaign, purpose, list(facts.values()), wanted, held, leads=leads, items=items
    )


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
    purpose: str,
    facts: Sequence[_CaseFact],
    wanted: Sequence[tuple[_CaseFact, str, tuple[int, ...]]],
    held: Sequence[Any],
    *,
    leads: bool,
    items: dict[tuple[str, str], list[str] | None] | None = None,
) -> _Problem:
    people = [
        row
        for row in queries.campaign_reviewers(campaign.id)
        if bool(row.is_lead) is leads
    ]
    taken = {(str(r.campaign_case_id), r.reviewer_code) for r in held}
    taken |= {
        (str(r.campaign_case_id), r.reviewer_code)
        for r in queries.ended_pairs(campaign.id)
    }
    return _Problem(
        purpose=purpose,
        cases=tuple(_to_allocate(*each) for each in wanted if each[2]),
        reviewers=_reviewers(campaign.id, people, held),
        rules=rules.AllocationRules(
            bar_same_area=campaign.rules.get("bar_same_county", False),
            taken=frozenset(taken),
        ),
        case_nos={str(fact.id): fact.case_no for fact in facts},
        names={row.code: row.name for row in people},
        items=items or {},
    )


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
    firms, avoided, barred = defaultdict(set), defaultdict(set), defaultdict(set)
    for row in queries.firms_of_reviewers(campaign_id):
        firms[row.person_id].add(str(row.firm_id))
    for row in queries.conflicts_of_reviewers(campaign_id):
        if row.firm_id is not None:
            barred[row.person_id].add(str(row.firm_id))
        else:
            avoided[row.person_id].add(str(row.other_person_id))
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
            declared_persons=frozenset(avoided[row.person_id]),
        )
        for row in people
    )


def _solve(campaign: Any, problem: _Problem) -> Allocation:
    """Solved, then proved against every hard rule before anyone relies on it."""
    found = allocate(
        problem.cases,
        problem.reviewers,
        rules=problem.rules,
        key=campaign.secret_key.encode(),
    )
    rules.check_allocation(
        found, cases=problem.cases, reviewers=problem.reviewers, rules=problem.rules
    )
    return found


def _proposal(problem: _Problem, found: Allocation) -> Proposal:
    before = {reviewer.key: reviewer.load for reviewer in problem.reviewers}
    loads = [
        (problem.names[key], before[key], after) for key, after in found.loads.items()
    ]
    return Proposal(
        digest=unit.digest_of([_plain(pair) for pair in found.pairs]),
        n_pairs=len(found.pairs),
        n_cases=len({pair.case for pair in found.pairs}),
        loads=tuple(sorted(loads, key=lambda load: (-load[2], load[0]))),
        unfilled=tuple(
            UnfilledCase(
                problem.case_nos[each.case], each.part, each.missing, each.sentences
            )
            for each in found.unfilled
        ),
    )


def _plain(pair: Pair) -> list[object]:
    return [pair.case, pair.part, pair.slot, pair.reviewer]


def _merged(first: Proposal, second: Proposal) -> Proposal:
    return Proposal(
        digest=unit.digest_of([first.digest, second.digest]),
        n_pairs=first.n_pairs + second.n_pairs,
        n_cases=first.n_cases + second.n_cases,
        loads=first.loads + second.loads,
        unfilled=first.unfilled + second.unfilled,
    )


def _write(
    campaign: Any,
    problem: _Problem,
    found: Allocation,
    actor: unit.Actor,
    at: datetime,
) -> None:
    if not found.pairs:
        return
    event = unit.record(
        "reads_allocated",
        chain=f"campaign:{campaign.id}",
        actor=actor,
        at=at,
        targets=[("campaign", campaign.id)],
        payload={"purpose": problem.purpose, "n": len(found.pairs)},
    )
    rows = [
        {
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
        for pair in found.pairs
    ]
    unit.add_all(event, Read, rows)
    if campaign.allocated_at is None:
        unit.change(event, Campaign, {"id": campaign.id}, allocated_at=at)
