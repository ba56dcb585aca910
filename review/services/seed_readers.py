"""Finding the further readers of seeds, so that everybody gets about as many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from review.domain.allocation import Allocation
from review.domain.candidates import CaseToAllocate, Reviewer

if TYPE_CHECKING:
    from review.services.allocating import Problem


def split(problem: Problem) -> tuple[Problem, Problem]:
    """The places that every file may have, and those that only seeds have."""
    if not any(_has_further(problem, case) for case in problem.cases):
        return problem, replace(problem, cases=())
    first = tuple(_cases(problem, further=False))
    return replace(problem, cases=first), replace(
        problem, cases=tuple(_cases(problem, further=True))
    )


def _last(problem: Problem, case: CaseToAllocate) -> int:
    """The place of the hidden second read."""
    return problem.n_counted.get(case.key, max(case.slots)) + 1


def _has_further(problem: Problem, case: CaseToAllocate) -> bool:
    return max(case.slots) > _last(problem, case)


def _cases(problem: Problem, *, further: bool) -> Iterator[CaseToAllocate]:
    for case in problem.cases:
        last = _last(problem, case)
        slots = tuple(slot for slot in case.slots if (slot > last) is further)
        if slots:
            yield replace(case, slots=slots)


def after(further: Problem, found: Allocation) -> Problem:
    """What is left once the other places are filled.

    Nobody gets more seeds than an even share, a file read already, or more files in all
    than the own limit; a place for which there is nobody like that stays empty.
    """
    seeds = {case.key for case in further.cases}
    pairs = [(pair.case, pair.reviewer) for pair in found.pairs]
    held = {key: further.held.get(key, frozenset()) for key in seeds}
    for case, reader in pairs:
        if case in seeds:
            held[case] |= {reader}
    n_seeds = Counter(reader for readers in held.values() for reader in readers)
    n_places = n_seeds.total() + sum(len(case.slots) for case in further.cases)
    each = -(-n_places // max(len(further.reviewers), 1))
    return replace(
        further,
        reviewers=tuple(
            _with_room(one, found.loads[one.key], each - n_seeds[one.key])
            for one in further.reviewers
        ),
        rules=replace(further.rules, taken=further.rules.taken | set(pairs)),
        held={**further.held, **held},
    )


def _with_room(reviewer: Reviewer, load: int, seeds: int) -> Reviewer:
    """Room for so many seeds more, and never for more files than allowed."""
    room = max(seeds, 0)
    if reviewer.cap is not None:
        room = min(room, max(reviewer.cap - load, 0))
    return replace(reviewer, load=load, cap=load + room)


def merged(found: Allocation, further: Allocation) -> Allocation:
    """Both together; a seed for which a reader is missing leaves nothing undone."""
    more = Counter(pair.reviewer for pair in further.pairs)
    return replace(
        found,
        pairs=tuple(sorted((*found.pairs, *further.pairs))),
        loads={code: n + more[code] for code, n in found.loads.items()},
    )
