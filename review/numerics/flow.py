"""The best choice of pairs as one minimum-cost flow over arrays.

Source → reviewer → case → sink. In this order of weight: as few empty slots as
possible, no case without any reviewer while another has all, then fit and even loads
together, and among equals a secret lot, so that nobody can foresee who reads what.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

# A lot is drawn from this many tickets: few enough to keep the solver quick.
TICKETS = 64
SOURCE, SINK, FIRST_REVIEWER = 0, 1, 2
BEST = 1000
"""The fit of a pair that nothing speaks against; what is missing to it is its loss."""
TOLERANCE = 0.001
"""The share of all fit that even loads may cost."""
MIXING = 0.0001
"""And how much more may be spent on mixing who reads with whom."""
STEPS = (*(BEST / 1.35**nth for nth in range(31)), 0.0)
"""Weights to choose from: the fit given up to take one file from a reviewer and give it
to one who has one less."""
SHORTLIST = 12
"""How many reviewers of a case the search for a weight looks at."""
LAST = 1 << 40
CHAIN = 64
"""One change moves files along a chain of reviewers; longer ones are as good as never
worse at every step."""


@dataclass(frozen=True, slots=True)
class Instance:
    """The problem as numbers: allowed pairs with loss and ticket, slots, loads, room.

    The pairs stand in the order of their cases.
    """

    pair_cases: Integers
    pair_reviewers: Integers
    losses: Integers
    warned: Integers
    tickets: Integers
    same_case: Integers
    wanted: Integers
    load: Integers
    room: Integers
    least: Integers
    """The load below which nobody stays whom others can give files to."""

    @property
    def short(self) -> Integers:
        """The files that are missing to the least load."""
        return np.clip(self.least - self.load, 0, self.room)

    @property
    def chain(self) -> int:
        return min(max(len(self.load), 1), CHAIN)

    @property
    def unit(self) -> int:
        """What one thousandth of fit costs: more than lots can make up for.

        Better fit moves files along a chain, and each move may lose a ticket, and a
        slight preference that counts as much.
        """
        return 2 * TICKETS * self.chain

    @property
    def is_level(self) -> bool:
        """Whether all pairs fit alike."""
        return bool(self.losses.min(initial=0) == self.losses.max(initial=0))

    def fit_of(self, chosen: Integers) -> int:
        return int((BEST - self.losses[chosen]).sum())

    def only(self, pairs: Integers) -> Instance:
        return replace(
            self,
            pair_cases=self.pair_cases[pairs],
            pair_reviewers=self.pair_reviewers[pairs],
            losses=self.losses[pairs],
            warned=self.warned[pairs],
            tickets=self.tickets[pairs],
        )


@dataclass(frozen=True, slots=True)
class Solved:
    """The pairs chosen, the weight of even loads, and the most fit there could be."""

    chosen: Integers
    weight: float
    fit: int
    bound: int


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


def best(instance: Instance) -> Solved:
    """The best choice, with loads as even as a small share of the fit can buy.

    The weight is searched for on a shortlist of the pairs; the choice is then made from
    all of them, so that it is the optimum for its weight.
    """
    if instance.is_level:
        chosen = solve(instance, 1)
        fit = instance.fit_of(chosen)
        return Solved(chosen, 1, fit, fit)
    short = instance.only(shortlist(instance))
    freest = solve(short, 0)
    bound = upper_bound(instance, prices(short, freest))
    weight = _search(short, (1 - TOLERANCE) * short.fit_of(freest))
    chosen = solve(instance, weight)
    return Solved(chosen, weight, instance.fit_of(chosen), bound)


def _search(short: Instance, least: float) -> float:
    """The largest weight that leaves this much fit; more weight never leaves more."""
    low, high = 0, len(STEPS) - 1
    while low < high:
        middle = (low + high) // 2
        is_enough = short.fit_of(solve(short, STEPS[middle])) >= least
        low, high = (low, middle) if is_enough else (middle + 1, high)
    return STEPS[low]


def shortlist(instance: Instance, n: int = SHORTLIST) -> Integers:
    """The pairs of each case that fit best, by lot among equals."""
    where = instance.pair_cases, instance.pair_reviewers
    table = np.full((len(instance.wanted), len(instance.load)), LAST)
    rank = instance.losses + instance.warned * BEST
    table[where] = rank * 2 * TICKETS + instance.tickets
    if n >= table.shape[1]:
        return np.arange(len(rank))
    first = np.argpartition(table, n - 1, axis=1)[:, :n]
    is_first = np.zeros(table.shape, dtype=np.bool_)
    np.put_along_axis(is_first, first, values=True, axis=1)
    return np.flatnonzero(is_first[where])


def prices(instance: Instance, chosen: Integers) -> Integers:
    """What one file less costs or gains with each reviewer: the duals of the loads.

    The least loss of moving files on, from one reviewer to the next, until one with
    room is reached; less than nothing where the least load keeps the file.
    """
    n = len(instance.load)
    taken = np.bincount(instance.pair_reviewers[chosen], minlength=n)
    moves = _moves(instance, chosen)
    worth = np.where(taken < instance.room, 0, BEST)
    for _ in range(n):
        lower = np.minimum(worth, (moves + worth).min(axis=1, initial=BEST))
        if np.array_equal(lower, worth):
            break
        worth = lower
    return np.where(taken == instance.short, worth, np.maximum(worth, 0))


def _moves(instance: Instance, chosen: Integers) -> Integers:
    """The least loss of moving one file from each reviewer to each other."""
    n = len(instance.load)
    moves = np.full((n, n), 4 * BEST)
    counts = np.bincount(instance.pair_cases, minlength=len(instance.wanted))
    begins = np.cumsum(counts) - counts
    of = instance.pair_cases[chosen]
    givers = np.repeat(chosen, counts[of])
    nth = np.arange(len(givers)) - np.repeat(
        np.cumsum(counts[of]) - counts[of], counts[of]
    )
    takers = np.repeat(begins[of], counts[of]) + nth
    is_free = ~np.isin(takers, chosen)
    givers, takers = givers[is_free], takers[is_free]
    where = instance.pair_reviewers[givers], instance.pair_reviewers[takers]
    np.minimum.at(moves, where, instance.losses[takers] - instance.losses[givers])
    return moves


def upper_bound(instance: Instance, worth: Integers) -> int:
    """No choice within the limits has more fit: the Lagrangian bound at these prices."""
    net = BEST - instance.losses - worth[instance.pair_reviewers]
    table = np.zeros((len(instance.wanted), len(instance.load)), dtype=np.int64)
    table[instance.pair_cases, instance.pair_reviewers] = net
    most = min(int(instance.wanted.max()), table.shape[1])
    top = -np.sort(np.partition(-table, most - 1, axis=1)[:, :most], axis=1)
    is_wanted = np.arange(most) < instance.wanted[:, None]
    limits = np.where(worth > 0, instance.room, instance.short)
    return int(np.maximum(top, 0)[is_wanted].sum() + (worth * limits).sum())


def solve(instance: Instance, weight: float) -> Integers:
    """The pairs of the optimum for a weight of even loads."""
    return _solve(instance, round(weight * instance.unit), _ceiling(instance))


def level(load: Integers, room: Integers, n_slots: int) -> int:
    """The load up to which all would be filled for the slots to be filled."""
    low, high = 0, int(load.max(initial=0)) + n_slots
    while low < high:
        middle = (low + high) // 2
        filled = np.clip(middle - load, 0, room).sum()
        low, high = (low, middle) if filled >= n_slots else (middle + 1, high)
    return low


def _ceiling(instance: Instance) -> int:
    """A load nobody is likely to need: twice the level that would fill every slot."""
    even = level(instance.load, instance.room, int(instance.wanted.sum()))
    return 2 * min(even, int((instance.load + instance.room).max())) + 16


def _solve(instance: Instance, evenness: int, ceiling: int) -> Integers:
    """Pairs that carry flow.

    Loads above the ceiling are priced alike, which keeps the network small. If that
    price was used more than once for anyone, the ceiling was too low.
    """
    arcs = _Arcs()
    dearest = (max(ceiling, int(instance.load.max())) + 2) * evenness
    worst = (int(instance.losses.max(initial=0)) + 1) * instance.unit
    shortfall = dearest + worst * instance.chain
    warning = shortfall * (instance.chain + 1)
    penalty = warning * (instance.chain + 1)
    above = _add_loads(arcs, instance, evenness, ceiling, shortfall)
    n_nodes, first_pair = _add_pairs(arcs, instance, warning)
    _add_demand(arcs, instance, penalty)
    flows = _flows(arcs, n_nodes, int(instance.wanted.sum()))
    if evenness and flows[above(len(instance.load))].max(initial=0) > 1:
        return _solve(instance, evenness, 2 * ceiling)
    carried = flows[first_pair : first_pair + len(instance.pair_cases)]
    return np.flatnonzero(carried)


def _add_loads(
    arcs: _Arcs, instance: Instance, evenness: int, ceiling: int, shortfall: int
) -> Callable[[int], slice]:
    """Source → reviewer: unit arcs of rising cost, which make loads even.

    Those up to the least load come first, whatever they cost otherwise.
    """
    reviewers = np.arange(len(instance.load))
    short = instance.short
    full = np.clip(ceiling - instance.load, 0, instance.room)
    units = full if evenness else short
    owners = np.repeat(reviewers, units)
    nth = np.arange(len(owners)) - np.repeat(np.cumsum(units) - units, units)
    cost = (instance.load[owners] + nth) * evenness
    cost -= (nth < short[owners]) * shortfall
    arcs.add(SOURCE, FIRST_REVIEWER + owners, 1, cost)
    begin = arcs.add(
        SOURCE,
        FIRST_REVIEWER + reviewers,
        instance.room - units,
        np.maximum(ceiling, instance.load) * evenness,
    )
    return lambda n: slice(begin, begin + n)


def _add_pairs(arcs: _Arcs, instance: Instance, warning: int) -> tuple[int, int]:
    """Reviewer → case, at most one; through a gate where parts share a case.

    A pair with a warning is taken only where the slot would stay empty otherwise.
    """
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
    cost = instance.losses * instance.unit + instance.tickets
    cost += instance.warned * warning
    begin = arcs.add(tails, first_case + instance.pair_cases, 1, cost)
    return n_nodes, begin


def _add_demand(arcs: _Arcs, instance: Instance, penalty: int) -> None:
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
