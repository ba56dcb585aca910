"""Lines of alternates: eligible, by secret lot, and spread as evenly as the rules allow.

Place by place every file gets whoever stands at that place least often; then steps from
those who stand there most to those who stand there least even it out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from review.domain.alternates import IN_LINE, Key, Lines
from review.domain.candidates import (
    AllocationRules,
    CaseToAllocate,
    Reviewer,
    Strength,
)
from review.numerics.candidates import Candidates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Allowed = NDArray[np.bool_]
    Integers = NDArray[np.int64]

NOBODY = -1


def strict(rules: AllocationRules) -> AllocationRules:
    """Whom nothing speaks against: every relation of the docket bars."""
    return replace(rules, grades=dict.fromkeys(rules.grades, Strength.BLOCK))


def eligible(
    cases: Sequence[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    rules: AllocationRules,
) -> Allowed:
    """Cases by reviewers: who could be given the file now.

    Who has or had which file is crossed out by itself: where every file is given out, asking
    the rules of each would take minutes.
    """
    unbound = replace(strict(rules), taken=frozenset(), apart=frozenset())
    allowed = Candidates(cases, reviewers, unbound).allowed()
    _cross_out(allowed, cases, reviewers, rules)
    full = [r.cap is not None and r.load >= r.cap for r in reviewers]
    return allowed & ~np.array(full, dtype=np.bool_)


def _cross_out(
    allowed: Allowed,
    cases: Sequence[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    rules: AllocationRules,
) -> None:
    rows: dict[str, list[int]] = {}
    for row, case in enumerate(cases):
        rows.setdefault(case.key, []).append(row)
    number = {reviewer.key: nth for nth, reviewer in enumerate(reviewers)}
    for case_key, code in rules.taken | rules.apart:
        if code in number:
            allowed[rows.get(case_key, []), number[code]] = False


def draw_up(
    cases: Sequence[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    allowed: Allowed,
    *,
    key: bytes,
    kept: Lines,
) -> dict[Key, tuple[str, ...]]:
    """The line of every file. Those of `kept` stay where they are while they may."""
    if not cases or not reviewers:
        return {(case.key, case.part): () for case in cases}
    places = _kept(cases, reviewers, allowed, kept)
    free = allowed.copy()
    rows, nth = np.nonzero(places != NOBODY)
    free[rows, places[rows, nth]] = False
    lots = np.random.default_rng(_seed(key))
    total = np.zeros(len(reviewers), dtype=np.int64)
    for place in range(IN_LINE):
        _fill(places[:, place], free, total, lots)
    codes = np.array([reviewer.key for reviewer in reviewers], dtype=object)
    return {
        (case.key, case.part): tuple(codes[line[line != NOBODY]])
        for case, line in zip(cases, places, strict=True)
    }


def _seed(key: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"alternates" + key).digest()[:8], "big")


def _kept(
    cases: Sequence[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    allowed: Allowed,
    kept: Lines,
) -> Integers:
    """Places by file; who may still read it closes up in order."""
    number = {reviewer.key: nth for nth, reviewer in enumerate(reviewers)}
    places = np.full((len(cases), IN_LINE), NOBODY, dtype=np.int64)
    for row, case in enumerate(cases):
        line = (number.get(code) for code in kept.get((case.key, case.part), ()))
        left = [one for one in line if one is not None and allowed[row, one]]
        places[row, : len(left[:IN_LINE])] = left[:IN_LINE]
    return places


def _fill(
    place: Integers, free: Allowed, total: Integers, lots: np.random.Generator
) -> None:
    """One place of every line; `free` and `total` follow."""
    n = free.shape[1]
    counts = np.bincount(place[place != NOBODY], minlength=n)
    scarce = np.argsort(free.sum(axis=1) + lots.random(len(place)), kind="stable")
    open_ = place == NOBODY
    for row in scarce:
        if open_[row] and free[row].any():
            # The place's own count first, all places next, the lot among equals.
            cost = counts * 1000.0 + total + lots.random(n)
            one = int(np.argmin(np.where(free[row], cost, np.inf)))
            place[row] = one
            free[row, one] = False
            counts[one] += 1
    _even_out(place, free & open_[:, np.newaxis], counts, free)
    total += counts


def _even_out(
    place: Integers, movable: Allowed, counts: Integers, free: Allowed
) -> None:
    """Steps from the fullest to the emptiest, also through others who stay as full.

    Where no such way is left nobody can have fewer without somebody having more
    (Harvey, Ladner, Lovasz and Tamir, Semi-matchings for bipartite graphs and load
    balancing, 2006, theorem 3.1).
    """
    people = range(len(counts))
    open_to = np.array([movable[place == one].any(axis=0) for one in people])
    settled: set[int] = set()
    while (one := _fullest(counts, settled)) is not None:
        way, reached = _way(open_to, counts, one)
        for start, end in pairwise(way):
            row = np.nonzero((place == start) & movable[:, end])[0][0]
            place[row] = end
            for table in (movable, free):
                table[row, end], table[row, start] = False, True
        for each in way:
            open_to[each] = movable[place == each].any(axis=0)
            counts[each] = np.count_nonzero(place == each)
        # Where there is no way for one, there is none for whom it reaches with no more.
        no_more = {other for other in reached if counts[other] <= counts[one]}
        settled = set() if way else settled | no_more


def _fullest(counts: Integers, settled: Collection[int]) -> int | None:
    """Who has most, and so much more than somebody that a way could help."""
    fuller = np.nonzero(counts > counts.min() + 1)[0]
    open_ = np.setdiff1d(fuller, np.array(list(settled), dtype=np.int64))
    return int(open_[np.argmax(counts[open_])]) if open_.size else None


def _way(open_to: Allowed, counts: Integers, start: int) -> tuple[list[int], list[int]]:
    """The shortest way to the emptiest, if it has two less or more; and all reached."""
    before = np.full(len(counts), NOBODY)
    before[start] = start
    wave = [start]
    while wave:
        following = []
        for one in wave:
            new = np.nonzero(open_to[one] & (before == NOBODY))[0]
            before[new] = one
            following += map(int, new)
        wave = following
    reached = [int(one) for one in np.nonzero(before != NOBODY)[0]]
    way = [min(reached, key=lambda one: counts[one])]
    if counts[way[0]] >= counts[start] - 1:
        return [], reached
    while way[-1] != start:
        way.append(int(before[way[-1]]))
    return way[::-1], reached
