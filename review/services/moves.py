"""What a file of moves comes to against what is held: freed, given, kept, or faults."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from review.domain import moves as words
from review.domain.allocation import (
    Allocation,
    Pair,
    check_allocation,
    explain_unfilled,
    loads_of,
)
from review.domain.candidates import (
    REFUSALS,
    AllocationRules,
    Bar,
    CaseToAllocate,
    Reviewer,
    forbidden,
)
from review.domain.moves import Asked, Fault, For, Move, Verb
from review.domain.sentences import Sentence
from review.files import moves as files
from review.services.allocating import Problem, problem_of
from review.services.candidates import CaseFact, case_facts
from review.services.second_reads import place_of
from review.store.queries import campaigns as campaign_queries
from review.store.queries import candidates as queries


@dataclass(slots=True)
class Plan:
    """The moves against what is held now."""

    facts: Mapping[tuple[str, str, str], CaseFact]
    by_number: Mapping[str, list[CaseFact]]
    codes: Mapping[tuple[str, bool], Any]
    held: Mapping[tuple[int, str], list[Any]]
    people: Mapping[str, int]
    """Who bears which code."""
    asked: Asked
    faults: list[Fault] = field(default_factory=list)
    freed: dict[int, tuple[Any, Move]] = field(default_factory=dict)
    gives: list[tuple[Move, CaseFact, str]] = field(default_factory=list)
    n_same: int = 0
    solved: list[tuple[Problem, Allocation]] = field(default_factory=list)

    def fault(self, move: Move, sentence: str) -> None:
        values = {"case": move.case_no, "reviewer": move.reviewer}
        values |= {"most": str(words.MOST_REASON), "asked": str(words.MOST_ASKED)}
        self.faults.append(Fault(move.line, Sentence(sentence, values)))

    def find(self, move: Move) -> tuple[CaseFact, str] | None:
        """The file and the reviewer's code; a fault where either is not there."""
        fact = self.facts.get(move.file)
        same = self.by_number.get(move.case_no, [])
        if fact is None and not (move.stage.value or move.volume_set):
            fact = same[0] if len(same) == 1 else None
        if fact is None:
            self.fault(move, words.TWO_FILES if len(same) > 1 else words.NO_FILE)
            return None
        person = self.codes.get((move.reviewer, move.purpose is For.ADJUDICATION))
        if person is None:
            self.fault(move, words.NO_REVIEWER)
            return None
        return fact, str(person.code)

    def read_of(self, move: Move, fact: CaseFact, code: str) -> Any:
        for read in self.held.get((fact.id, code), ()):
            if (
                place_of(read.purpose) == move.purpose
                and move.part in ("", read.part)
                and move.slot in (None, read.slot)
            ):
                return read
        return None


def held_now(campaign: Any) -> list[Any]:
    """Open reads of files that are not settled, of the purposes given out here."""
    settled = queries.settled(campaign.id)
    return [
        read
        for read in queries.open_reads(campaign.id)
        if read.campaign_case_id not in settled and place_of(read.purpose) in set(For)
    ]


def planned(campaign: Any, read: files.ReadMoves, on: date, asked: Asked) -> Plan:
    """`asked` is what has been answered of these files before; it takes in the rest."""
    plan = _start(campaign, asked)
    plan.faults += read.faults
    for move in read.moves:
        found = plan.find(move)
        if found is not None:
            _sort_in(plan, move, *found)
    _cancel_out(plan)
    for purpose in For:
        gives = [each for each in plan.gives if each[0].purpose is purpose]
        if gives:
            problem = problem_of(
                campaign, purpose.purpose, on=on, without=frozenset(plan.freed)
            )
            plan.solved.append((problem, _Filling(plan, problem).fill(gives)))
    plan.faults.sort(key=lambda fault: fault.line)
    return plan


def _start(campaign: Any, asked: Asked) -> Plan:
    facts = case_facts(campaign.id)
    by_number: dict[str, list[CaseFact]] = defaultdict(list)
    for fact in facts:
        by_number[fact.case_no].append(fact)
    people = campaign_queries.campaign_reviewers(campaign.id)
    return Plan(
        facts={(each.case_no, each.stage, each.volume_set): each for each in facts},
        by_number=by_number,
        codes={(row.number, bool(row.is_lead)): row for row in people},
        held=_by_pair(held_now(campaign)),
        people={str(row.code): row.person_id for row in people},
        asked=asked,
    )


def _by_pair(held: Sequence[Any]) -> dict[tuple[int, str], list[Any]]:
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for read in held:
        found[read.campaign_case_id, read.reviewer_code].append(read)
    return found


def _sort_in(plan: Plan, move: Move, fact: CaseFact, code: str) -> None:
    """Kept, taken back or to be given; giving what is held already keeps it."""
    read = plan.read_of(move, fact, code)
    if move.verb is Verb.GIVE:
        plan.gives.append((move, fact, code))
    elif read is None:
        plan.fault(move, words.NOT_HELD)
    elif move.verb is Verb.KEEP:
        plan.n_same += 1
    elif read.submission_id is not None:
        plan.fault(move, words.SUBMITTED)
    elif not 0 < len(move.reason.strip()) <= words.MOST_REASON:
        plan.fault(move, words.NO_REASON)
    else:
        plan.freed[read.id] = (read, move)


def _cancel_out(plan: Plan) -> None:
    """To give somebody what they hold, taken back on the way or not, is no change."""
    left = []
    for move, fact, code in plan.gives:
        read = plan.read_of(move, fact, code)
        if read is None:
            left.append((move, fact, code))
        else:
            plan.freed.pop(read.id, None)
            plan.n_same += 1
    plan.gives = left


@dataclass(slots=True)
class _Filling:
    """The places of one problem as the lines fill them."""

    plan: Plan
    problem: Problem
    pairs: list[Pair] = field(default_factory=list)
    taken: set[tuple[str, str]] = field(default_factory=set)
    slots: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    loads: Counter[str] = field(default_factory=Counter)

    @property
    def told(self) -> AllocationRules:
        """The rules without what another campaign gave: that alone is a question."""
        return replace(self.problem.rules, apart=frozenset())

    def fill(self, gives: Sequence[tuple[Move, CaseFact, str]]) -> Allocation:
        """The pairs of the lines that can be carried out; the others are faults."""
        by_key: dict[str, list[CaseToAllocate]] = defaultdict(list)
        for case in self.problem.cases:
            by_key[case.key].append(case)
            self.slots[case.key, case.part] = list(case.slots)
        people = {reviewer.key: reviewer for reviewer in self.problem.reviewers}
        for move, fact, code in gives:
            parts = [c for c in by_key[str(fact.id)] if move.part in ("", c.part)]
            if parts:
                self._place(move, parts, people[code])
            else:
                self.plan.fault(move, words.NO_PLACE)
        return self._proved()

    def _place(
        self, move: Move, parts: Sequence[CaseToAllocate], reviewer: Reviewer
    ) -> None:
        for case in parts:
            left = self.slots[case.key, case.part]
            if move.slot in left or (move.slot is None and left):
                self._give(move, case, move.slot or left[0], reviewer)
                return
        is_empty = any(set(case.slots) & {move.slot} for case in parts)
        self.plan.fault(move, words.TWICE if is_empty else words.NO_PLACE)

    def _give(
        self, move: Move, case: CaseToAllocate, slot: int, reviewer: Reviewer
    ) -> None:
        code = reviewer.key
        load = reviewer.load + self.loads[code]
        if bars := forbidden(case, reviewer, self.told):
            self.plan.fault(move, REFUSALS[bars[0]])
        elif (case.key, code) in self.taken:
            self.plan.fault(move, words.TWICE)
        elif reviewer.cap is not None and load >= reviewer.cap:
            self.plan.fault(move, words.FULL)
        elif not self.plan.asked.answers(case.key, self.plan.people[code]):
            self.plan.fault(move, words.ASKED_OFTEN)
        elif (case.key, code) in self.problem.rules.apart:
            self.plan.fault(move, REFUSALS[Bar.DECLARED])
        else:
            self.pairs.append(Pair(case.key, case.part, slot, code))
            self.slots[case.key, case.part].remove(slot)
            self.taken.add((case.key, code))
            self.loads[code] += 1

    def _proved(self) -> Allocation:
        cases, reviewers = self.problem.cases, self.problem.reviewers
        rules = self.problem.rules
        found = Allocation(
            pairs=tuple(self.pairs),
            unfilled=explain_unfilled(cases, reviewers, rules, self.pairs),
            loads=loads_of(reviewers, self.pairs),
        )
        check_allocation(found, cases=cases, reviewers=reviewers, rules=rules)
        return found
