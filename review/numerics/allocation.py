"""The best allocation as one minimum-cost flow over arrays.

Source → reviewer → case → sink. In this order of weight: as few empty slots as
possible, no case without any reviewer while another has all, loads as even as the
rules allow, and among equals a lot that depends on a secret key, so that nobody can
foresee who reads what.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from review.domain.allocation import (
    Allocation,
    AllocationRules,
    CaseToAllocate,
    Pair,
    Reviewer,
    explain_unfilled,
    forbidden,
    loads_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Allowed = NDArray[np.bool_]

# A lot is drawn from this many tickets: few enough to keep the solver quick.
TICKETS = 64
SOURCE, SINK, FIRST_REVIEWER = 0, 1, 2


def allocate(
    cases: Iterable[CaseToAllocate],
    reviewers: Iterable[Reviewer],
    *,
    rules: AllocationRules,
    key: bytes,
) -> Allocation:
    """Give every case its reviewers; the order of arrival makes no difference.

    What cannot be filled is reported, never forced.
    """
    lots = _Lots(hashlib.sha256(key).digest())
    all_cases = sorted(cases, key=lots.of_case)
    all_reviewers = sorted(reviewers, key=lambda reviewer: lots.of(reviewer.key))
    chosen = _choose(all_cases, all_reviewers, rules, lots)
    pairs = tuple(sorted(_in_slots(all_cases, all_reviewers, chosen, lots)))
    return Allocation(
        pairs=pairs,
        unfilled=explain_unfilled(all_cases, all_reviewers, rules, pairs),
        loads=loads_of(sorted(all_reviewers, key=lambda r: r.key), pairs),
    )


def allowed_pairs(
    cases: Sequence[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    rules: AllocationRules,
) -> Allowed:
    """Cases × reviewers: `domain.allocation.forbidden` asked once per distinct fact.

    Every bar hangs on one fact of the case, so a case without its other facts answers
    for all cases that share that fact.
    """
    masks = _Masks(reviewers, rules)
    allowed = np.ones((len(cases), len(reviewers)), dtype=np.bool_)
    for row, case in zip(allowed, cases, strict=True):
        for fact in masks.relevant(case):
            row &= masks.of(fact)
    return allowed


@dataclass(frozen=True, slots=True)
class _Lots:
    """Secret lots: 64 bits per name, mixed per pair."""

    secret: bytes

    def of(self, *names: str) -> int:
        text = "\0".join(names).encode()
        digest = hashlib.blake2b(text, key=self.secret, digest_size=8).digest()
        return int.from_bytes(digest, "big")

    def of_case(self, case: CaseToAllocate) -> int:
        return self.of(case.key, case.part)

    def tickets(
        self,
        cases: Sequence[CaseToAllocate],
        reviewers: Sequence[Reviewer],
        pairs: tuple[Integers, Integers],
    ) -> Integers:
        """One ticket per pair: SplitMix64's finisher over the two names' lots."""
        case_lots = np.array([self.of_case(case) for case in cases], dtype=np.uint64)
        names = [self.of(reviewer.key) for reviewer in reviewers]
        mixed = case_lots[pairs[0]] + np.array(names, dtype=np.uint64)[pairs[1]]
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((mixed ^ (mixed >> np.uint64(31))) % np.uint64(TICKETS)).astype(
            np.int64
        )


class _Masks:
    """Who remains allowed under one fact of a case, asked once and remembered."""

    def __init__(self, reviewers: Sequence[Reviewer], rules: AllocationRules) -> None:
        self._reviewers = reviewers
        self._rules = rules
        self._known: dict[CaseToAllocate, Allowed] = {}
        self._firms = frozenset[str]().union(
            *(r.firms | r.declared_firms for r in reviewers)
        )
        self._persons = frozenset[str]().union(
            *(r.declared_persons | {r.person} for r in reviewers)
        )
        self._cases = frozenset[str]().union(
            *(r.declared_cases for r in reviewers), {case for case, _ in rules.taken}
        )

    def relevant(self, case: CaseToAllocate) -> Iterable[CaseToAllocate]:
        """The case's facts that can bar anyone, each as a case with that fact alone."""
        yield CaseToAllocate(key="", part=case.part)
        yield CaseToAllocate(key="", kind=case.kind)
        yield CaseToAllocate(key="", area=case.area)
        for firm in case.firms & self._firms:
            yield CaseToAllocate(key="", firms=frozenset((firm,)))
        for person in case.handlers & self._persons:
            yield CaseToAllocate(key="", handlers=frozenset((person,)))
        if case.key in self._cases:
            yield CaseToAllocate(key=case.key)

    def of(self, fact: CaseToAllocate) -> Allowed:
        if fact not in self._known:
            self._known[fact] = np.array(
                [not forbidden(fact, r, self._rules) for r in self._reviewers],
                dtype=np.bool_,
            )
        return self._known[fact]


@dataclass(slots=True)
class _Arcs:
    """Arcs of the network, collected as arrays."""

    blocks: list[tuple[Integers, Integers, Integers, Integers]] = field(
        default_factory=list
    )

    def add(self, *block: Integers | int) -> int:
        """Tails, heads, capacities and costs; answers where the block begins."""
        begin = sum(len(tails) for tails, *_ in self.blocks)
        arrays = np.broadcast_arrays(*(np.atleast_1d(np.int64(a)) for a in block))
        self.blocks.append(tuple(arrays))
        return begin

    def columns(self) -> list[Integers]:
        return [
            np.ascontiguousarray(np.concatenate(column))
            for column in zip(*self.blocks, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class _Instance:
    """The problem as numbers: allowed pairs with tickets, slots wanted, loads, room."""

    pair_cases: Integers
    pair_reviewers: Integers
    tickets: Integers
    same_case: Integers
    wanted: Integers
    load: Integers
    room: Integers

    @property
    def evenness(self) -> int:
        """What one more file on top costs: more than a lot can ever make up for.

        Evening loads out moves files along a chain of at most all reviewers, and each
        move may lose a ticket.
        """
        return TICKETS * max(len(self.load), 1)


def _choose(
    cases: Sequence[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    rules: AllocationRules,
    lots: _Lots,
) -> list[tuple[int, int]]:
    """Places of the chosen cases and reviewers."""
    pairs = np.nonzero(allowed_pairs(cases, reviewers, rules))
    if not len(pairs[0]):
        return []
    instance = _instance(cases, reviewers, pairs, lots.tickets(cases, reviewers, pairs))
    chosen = _solve(instance, _ceiling(instance))
    return list(zip(pairs[0][chosen].tolist(), pairs[1][chosen].tolist(), strict=True))


def _instance(
    cases: Sequence[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    pairs: tuple[Integers, Integers],
    tickets: Integers,
) -> _Instance:
    number_of: dict[str, int] = {}
    for case in cases:
        number_of.setdefault(case.key, len(number_of))
    numbers = np.array([number_of[case.key] for case in cases], dtype=np.int64)
    allowed = np.bincount(pairs[1], minlength=len(reviewers))
    unlimited = len(cases)
    room = [unlimited if r.cap is None else max(r.cap - r.load, 0) for r in reviewers]
    return _Instance(
        pair_cases=pairs[0],
        pair_reviewers=pairs[1],
        tickets=tickets,
        same_case=numbers,
        wanted=np.array([len(case.slots) for case in cases], dtype=np.int64),
        load=np.array([reviewer.load for reviewer in reviewers], dtype=np.int64),
        room=np.minimum(np.array(room, dtype=np.int64), allowed),
    )


def _ceiling(instance: _Instance) -> int:
    """A load nobody is likely to need: twice the level that would fill every slot."""
    low, high = 0, int(instance.load.max() + instance.wanted.sum())
    while low < high:
        level = (low + high) // 2
        filled = np.clip(level - instance.load, 0, instance.room).sum()
        low, high = (
            (low, level) if filled >= instance.wanted.sum() else (level + 1, high)
        )
    return 2 * min(low, int((instance.load + instance.room).max())) + 16


def _solve(instance: _Instance, ceiling: int) -> Integers:
    """Pairs that carry flow.

    Loads above the ceiling are priced alike, which keeps the network small. If that
    price was used more than once for anyone, the ceiling was too low.
    """
    arcs = _Arcs()
    above = _add_loads(arcs, instance, ceiling)
    n_nodes, first_pair = _add_pairs(arcs, instance)
    dearest = max(ceiling, int(instance.load.max())) + 2
    _add_demand(arcs, instance, penalty=dearest * instance.evenness)
    flows = _flows(arcs, n_nodes, int(instance.wanted.sum()))
    if flows[above(len(instance.load))].max(initial=0) > 1:
        return _solve(instance, 2 * ceiling)
    carried = flows[first_pair : first_pair + len(instance.pair_cases)]
    return np.flatnonzero(carried)


def _add_loads(
    arcs: _Arcs, instance: _Instance, ceiling: int
) -> Callable[[int], slice]:
    """Source → reviewer: unit arcs of rising cost, which make loads even."""
    reviewers = np.arange(len(instance.load))
    units = np.clip(ceiling - instance.load, 0, instance.room)
    owners = np.repeat(reviewers, units)
    nth = np.arange(len(owners)) - np.repeat(np.cumsum(units) - units, units)
    cost = (instance.load[owners] + nth) * instance.evenness
    arcs.add(SOURCE, FIRST_REVIEWER + owners, 1, cost)
    begin = arcs.add(
        SOURCE,
        FIRST_REVIEWER + reviewers,
        instance.room - units,
        np.maximum(ceiling, instance.load) * instance.evenness,
    )
    return lambda n: slice(begin, begin + n)


def _add_pairs(arcs: _Arcs, instance: _Instance) -> tuple[int, int]:
    """Reviewer → case, at most one; through a gate where parts share a case."""
    first_case = FIRST_REVIEWER + len(instance.load)
    n_nodes = first_case + len(instance.wanted)
    tails = FIRST_REVIEWER + instance.pair_reviewers
    if instance.same_case.max() + 1 < len(instance.wanted):
        n_reviewers = len(instance.load)
        together = instance.same_case[instance.pair_cases] * n_reviewers
        names, place, times = np.unique(
            together + instance.pair_reviewers, return_inverse=True, return_counts=True
        )
        gates = n_nodes + np.cumsum(times > 1) - 1
        readers = FIRST_REVIEWER + names % n_reviewers
        arcs.add(readers[times > 1], gates[times > 1], 1, 0)
        tails = np.where(times[place] > 1, gates[place], tails)
        n_nodes += int(np.count_nonzero(times > 1))
    begin = arcs.add(tails, first_case + instance.pair_cases, 1, instance.tickets)
    return n_nodes, begin


def _add_demand(arcs: _Arcs, instance: _Instance, penalty: int) -> None:
    """Case → sink; an empty slot is filled from the source, the second at more cost."""
    first_case = FIRST_REVIEWER + len(instance.load)
    nodes = first_case + np.arange(len(instance.wanted))
    arcs.add(nodes, SINK, instance.wanted, 0)
    for nth in range(1, int(instance.wanted.max()) + 1):
        arcs.add(SOURCE, nodes[instance.wanted >= nth], 1, nth * penalty)


def _flows(arcs: _Arcs, n_nodes: int, n_slots: int) -> Integers:
    # ortools takes longer to import than most allocations take to solve.
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(*arcs.columns())
    supplies = np.zeros(n_nodes, dtype=np.int64)
    supplies[SOURCE], supplies[SINK] = n_slots, -n_slots
    solver.set_nodes_supplies(np.arange(n_nodes), supplies)
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("the flow always has a solution: every slot may stay empty")
    return solver.flows(numbers)


def _in_slots(
    cases: Sequence[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    chosen: Iterable[tuple[int, int]],
    lots: _Lots,
) -> Iterable[Pair]:
    """Which of a case's reviewers is the first is drawn by lot as well."""
    readers: dict[int, list[str]] = {}
    for case, reviewer in chosen:
        readers.setdefault(case, []).append(reviewers[reviewer].key)
    for place, names in readers.items():
        case = cases[place]
        names.sort(key=lambda name: lots.of(case.key, case.part, name))
        for slot, name in zip(case.slots, names, strict=False):
            yield Pair(case.key, case.part, slot, name)
