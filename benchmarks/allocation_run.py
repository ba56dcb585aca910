"""One instance of the allocation benchmark, measured; prints JSON."""

from __future__ import annotations

import json
import resource
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from review.domain.allocation import check_allocation
from review.domain.candidates import AllocationRules, CaseToAllocate, Reviewer
from review.numerics import flow, linking
from review.numerics.allocation import Arranged, allocate, arrange

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

N_READS, N_TOPICS, N_FIRMS = 2, 8, 40
MOST_IN_FULL = 100_000
NOBODY = linking.Held({}, [])


def instance(n_cases: int, n_reviewers: int, n_candidates: int) -> flow.Instance:
    rng = np.random.default_rng(n_cases + n_reviewers + n_candidates)
    topics = rng.dirichlet(np.full(N_TOPICS, 0.3), n_cases)
    tastes = rng.dirichlet(np.full(N_TOPICS, 0.5), n_reviewers)
    likeness = topics @ tastes.T
    likeness /= np.linalg.norm(topics, axis=1)[:, None] * np.linalg.norm(tastes, axis=1)
    fit = np.clip(np.round(likeness, 2), 0.01, 1)
    allowed = rng.random(fit.shape) >= 0.05
    if n_candidates:
        allowed &= rng.random(fit.shape) < n_candidates / n_reviewers
    pairs = np.nonzero(allowed)
    mean = N_READS * n_cases / n_reviewers
    return flow.Instance(
        pair_cases=pairs[0],
        pair_reviewers=pairs[1],
        losses=flow.BEST - np.round(fit[pairs] * flow.BEST).astype(np.int64),
        warned=np.zeros(len(pairs[0]), dtype=np.bool_),
        tickets=rng.integers(0, flow.TICKETS, len(pairs[0])),
        same_case=np.arange(n_cases),
        wanted=np.full(n_cases, N_READS),
        load=np.zeros(n_reviewers, dtype=np.int64),
        room=np.full(n_reviewers, int(np.ceil(1.2 * mean))),
        least=np.full(n_reviewers, int(np.floor(0.8 * mean))),
    )


def by_rules(n_cases: int, n_reviewers: int) -> float:
    """The same size as a campaign has it: firms, counties, lots; proved afterwards."""
    cases = [
        CaseToAllocate(f"c{n}", firms=frozenset({f"f{n % N_FIRMS}"}), area=f"a{n % 10}")
        for n in range(n_cases)
    ]
    reviewers = [
        Reviewer(f"r{n}", firms=frozenset({f"f{n % N_FIRMS}"}), area=f"a{n % 10}")
        for n in range(n_reviewers)
    ]
    rules = AllocationRules(bar_same_area=True)
    begun = perf_counter()
    found = allocate(cases, reviewers, rules=rules, key=b"benchmark")
    taken = perf_counter() - begun
    check_allocation(found, cases=cases, reviewers=reviewers, rules=rules)
    return taken


def minmax(problem: flow.Instance) -> tuple[int, Integers]:
    """Fit and loads of two greedy phases: every minimum first, then the rest."""
    least = problem.least
    first = _cheapest(problem, least, np.minimum(least.sum(), problem.wanted.sum()))
    loads = np.bincount(problem.pair_reviewers[first], minlength=len(least))
    rest = np.setdiff1d(np.arange(len(problem.losses)), first)
    given = np.bincount(problem.pair_cases[first], minlength=len(problem.wanted))
    left = problem.wanted - given
    then = _cheapest(problem, problem.room - loads, left.sum(), pairs=rest, wanted=left)
    chosen = np.concatenate([first, then])
    loads = np.bincount(problem.pair_reviewers[chosen], minlength=len(least))
    return problem.fit_of(chosen), loads


def _cheapest(
    problem: flow.Instance,
    room: Integers,
    n: int,
    *,
    pairs: Integers | None = None,
    wanted: Integers | None = None,
) -> Integers:
    """The fullest and then cheapest flow; fits truncated to whole hundredths."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    pairs = np.arange(len(problem.losses)) if pairs is None else pairs
    wanted = problem.wanted if wanted is None else wanted
    n_cases, n_reviewers = len(wanted), len(room)
    cases, people = problem.pair_cases[pairs], problem.pair_reviewers[pairs] + n_cases
    source, sink = n_cases + n_reviewers, n_cases + n_reviewers + 1
    cost = -((flow.BEST - problem.losses[pairs]) * 100 // flow.BEST)
    solver = SimpleMinCostFlow()
    add = solver.add_arcs_with_capacity_and_unit_cost
    zeros = np.zeros
    arcs = add(people, cases, np.ones(len(pairs), dtype=np.int64), cost)
    add(
        np.full(n_reviewers, source),
        np.arange(n_cases, source),
        room,
        zeros(n_reviewers, dtype=np.int64),
    )
    add(np.arange(n_cases), np.full(n_cases, sink), wanted, zeros(n_cases, np.int64))
    solver.set_node_supply(source, int(n))
    solver.set_node_supply(sink, -int(n))
    solver.solve_max_flow_with_min_cost()
    return pairs[solver.flows(arcs) > 0]


def linear_optimum(problem: flow.Instance) -> float:
    """The linear programme by HiGHS; large ones on the best pairs of each case.

    The optimum of all pairs then lies between this and the bound by prices.
    """
    from ortools.linear_solver import pywraplp

    if len(problem.losses) > MOST_IN_FULL:
        problem = problem.only(flow.shortlist(problem, 12))
    solver = pywraplp.Solver.CreateSolver("HIGHS_LP")
    limits = zip(problem.least, problem.room, strict=True)
    people = [solver.Constraint(int(least), int(room)) for least, room in limits]
    cases = [solver.Constraint(int(n), int(n)) for n in problem.wanted]
    goal = solver.Objective()
    goal.SetMaximization()
    pairs = zip(problem.pair_cases, problem.pair_reviewers, problem.losses, strict=True)
    for case, person, loss in pairs:
        share = solver.NumVar(0, 1, "")
        people[person].SetCoefficient(share, 1)
        cases[case].SetCoefficient(share, 1)
        goal.SetCoefficient(share, flow.BEST - int(loss))
    if solver.Solve() != solver.OPTIMAL:
        raise RuntimeError("every file can be read")
    return float(goal.Value())


def broken(problem: flow.Instance, found: Arranged) -> int:
    """Pairs not allowed or given twice, places empty, loads outside their range."""
    width = len(problem.load)
    pairs = found.cases * width + found.reviewers
    allowed = problem.pair_cases * width + problem.pair_reviewers
    given = np.bincount(found.cases, minlength=len(problem.wanted))
    loads = np.bincount(found.reviewers, minlength=width)
    return int(
        np.count_nonzero(~np.isin(pairs, allowed))
        + len(pairs)
        - len(np.unique(pairs))
        + np.abs(given - problem.wanted).sum()
        + np.count_nonzero(loads > problem.room)
        + np.count_nonzero(loads < problem.least)
    )


def measured(problem: flow.Instance) -> dict[str, Any]:
    begun = perf_counter()
    found = arrange(problem, NOBODY, seed=1)
    taken = perf_counter() - begun
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    fit, loads = minmax(problem)
    ours = np.bincount(found.reviewers, minlength=len(problem.load))
    return {
        "seconds": taken,
        "mb": mb,
        "fit": found.quality.fit,
        "bound": found.quality.bound,
        "lp": linear_optimum(problem),
        "weight": found.quality.weight,
        "deviation": float(ours.std()),
        "broken": broken(problem, found),
        "groups": found.quality.n_groups,
        "swaps": found.quality.n_swaps,
        "partners": found.quality.n_partners_least,
        "partners_before": fewest_partners(problem),
        "minmax_fit": fit,
        "minmax_deviation": float(loads.std()),
    }


def fewest_partners(problem: flow.Instance) -> int:
    """As the optimum leaves it, without mixing."""
    chosen = flow.best(problem).chosen
    pairs = problem.pair_cases[chosen], problem.pair_reviewers[chosen]
    table = np.zeros((1, len(problem.load)), dtype=np.int32)
    places = linking.places(table, problem.same_case, pairs, NOBODY, budget=0)
    return linking.links(places).least


def main(n_cases: int, n_reviewers: int, n_candidates: int, rules: bool) -> None:
    # The solver's own loading is no part of what is measured.
    arrange(instance(20, 5, 0), NOBODY, seed=1)
    if rules:
        found = {"seconds": by_rules(n_cases, n_reviewers)}
        found["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    else:
        found = measured(instance(n_cases, n_reviewers, n_candidates))
    # HiGHS greets on standard output.
    print(f"\n{json.dumps(found)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]), rules="rules" in sys.argv)
