"""10,000 files, 200 reviewers, two reads of each: the best allocation there is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from benchmarks.figures import Figure
from benchmarks.timing import seconds
from review.domain.allocation import AllocationRules, CaseToAllocate, Reviewer
from review.numerics.allocation import allocate

N_CASES, N_REVIEWERS, N_READS, N_FIRMS = 10_000, 200, 2, 40
PAIRS = N_CASES * N_REVIEWERS


def figures() -> Iterator[Figure]:
    cases = [
        CaseToAllocate(f"c{n}", firms=frozenset({f"f{n % N_FIRMS}"}), area=f"a{n % 10}")
        for n in range(N_CASES)
    ]
    reviewers = [
        Reviewer(f"r{n}", firms=frozenset({f"f{n % N_FIRMS}"}), area=f"a{n % 10}")
        for n in range(N_REVIEWERS)
    ]
    rules = AllocationRules(bar_same_area=True)
    taken = seconds(lambda: allocate(cases, reviewers, rules=rules, key=b"benchmark"))
    plain = seconds(bare_flow)
    name = f"allocate {N_CASES} files x {N_REVIEWERS} x {N_READS}"
    words = "one bare flow over all pairs"
    yield Figure(name, taken, "s", baseline=plain, against=words)


def bare_flow() -> None:
    """Costs drawn at random, loads at most the mean: no rule, no lot, no proof."""
    pairs = np.arange(PAIRS)
    cases, reviewers = np.divmod(pairs, N_REVIEWERS)
    source, sink = N_CASES + N_REVIEWERS, N_CASES + N_REVIEWERS + 1
    costs = np.random.default_rng(1).integers(0, 64, PAIRS)
    every_case, every_reviewer = np.arange(N_CASES), N_CASES + np.arange(N_REVIEWERS)
    load = N_CASES * N_READS // N_REVIEWERS
    flow = SimpleMinCostFlow()
    for tails, heads, capacity, cost in (
        (np.full(N_CASES, source), every_case, N_READS, np.zeros(N_CASES)),
        (cases, N_CASES + reviewers, 1, costs),
        (every_reviewer, np.full(N_REVIEWERS, sink), load, np.zeros(N_REVIEWERS)),
    ):
        flow.add_arcs_with_capacity_and_unit_cost(
            *(tails, heads, np.full(len(tails), capacity), cost.astype(np.int64))
        )
    flow.set_node_supply(source, N_CASES * N_READS)
    flow.set_node_supply(sink, -N_CASES * N_READS)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("every file can be read")
