"""Lines of alternates: eligible, by secret lot, and spread as evenly as the rules allow.

Place by place every file gets whoever stands at that place least often; then single
steps from those who stand there most to those who stand there least even it out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
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
    """Steps from the fullest to the emptiest who may read one of their files."""
    moved = True
    while moved:
        moved = False
        for one in np.argsort(-counts, kind="stable"):
            rows = np.nonzero(place == one)[0]
            open_to = movable[rows] & (counts < counts[one] - 1)
            if open_to.any():
                best = np.where(open_to.any(axis=0), counts, counts.max() + 1)
                other = int(np.argmin(best))
                row = rows[np.argmax(open_to[:, other])]
                place[row] = other
                for table in (movable, free):
                    table[row, other], table[row, one] = False, True
                counts[one] -= 1
                counts[other] += 1
                moved = True
