"""Alternates: who is next for a file when somebody hands it back, or a third must read.

The line is drawn up when files are given out, so that nobody is chosen for a third read
after the first two are known. Whoever is needed is asked again against every rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from review.domain.allocation import Pair
from review.domain.candidates import (
    AllocationRules,
    CaseToAllocate,
    Reviewer,
    forbidden,
)

IN_LINE = 3
"""So many are kept for each file, where there are as many."""
LEAST = 2
"""With fewer the officer is told, file by file, why."""

Key = tuple[str, str]
"""A file and the part of its sheet."""
Lines = Mapping[Key, Sequence[str]]


def next_in_line(
    cases: Sequence[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    rules: AllocationRules,
    lines: Lines,
) -> tuple[Pair, ...]:
    """The places of these files filled from their lines, in order, as far as may be.

    Passed over is who may not read the file any more, has it, or has no room left.
    """
    known = {reviewer.key: reviewer for reviewer in reviewers}
    given: list[Pair] = []
    loads: Counter[str] = Counter()
    holders: set[Key] = set()
    for case in cases:
        slots = list(case.slots)
        for code in lines.get((case.key, case.part), ()):
            reviewer = known.get(code)
            if not slots or reviewer is None or (case.key, code) in holders:
                continue
            if forbidden(case, reviewer, rules) or _is_full(reviewer, loads[code]):
                continue
            given.append(Pair(case.key, case.part, slots.pop(0), code))
            loads[code] += 1
            holders.add((case.key, code))
    return tuple(given)


def _is_full(reviewer: Reviewer, n_new: int) -> bool:
    return reviewer.cap is not None and reviewer.load + n_new >= reviewer.cap
