"""Which files nearly all reviewers read, and who has a place there.

Such a file has places behind the counted ones and behind that of a hidden second read.
They are filled when all others are, and written with them. Functions here join the
reading or the transaction of their caller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from review.domain.allocation import (
    Allocation,
    Pair,
    check_allocation,
    loads_of,
)
from review.domain.candidates import CaseToAllocate
from review.domain.common_files import SPARE, chosen, number_in, readers, shortlist
from review.domain.seeds import percent_in
from review.numerics.candidates import Candidates
from review.services.seed_readers import merged
from review.store.queries import common_files as queries
from review.store.queries import second_reads, seeds

if TYPE_CHECKING:
    from review.services.allocating import Problem


def with_places(
    campaign: Any, problem: Problem, among: Callable[[Collection[int]], Problem]
) -> Problem:
    """The problem with the places of those common files that are given out now.

    `among` asks for the places of other files, as the set is chosen of the whole sample
    whatever is given out. A file that somebody has is decided; one that was given out
    and taken back from everybody is not.
    """
    wanted = number_in(campaign.rules)
    wanted -= len(queries.given(campaign.id)) if wanted else 0
    open_ = _not_out(campaign) if wanted > 0 else {}
    looked_at = shortlist(open_, wanted, campaign.secret_key)
    if not looked_at.intersection(int(case.key) for case in problem.cases):
        return problem
    found = _chosen(campaign, among(sorted(looked_at)), looked_at, wanted)
    cases = [_with_slots(problem, each, found) for each in problem.cases]
    counted = {c.key: _n_counted(problem, c) for c in problem.cases if c.key in found}
    return replace(
        problem,
        cases=tuple(cases),
        n_counted={**problem.n_counted, **counted},
        common={key: who for key, who in found.items() if key in counted},
    )


def _not_out(campaign: Any) -> dict[int, str]:
    """The files that may be common ones, by number: no secret file, and no seed."""
    rows = seeds.seeds(campaign.id) if percent_in(campaign.rules) else ()
    barred = {row.id for row in rows}
    return {
        row.id: f"{row.case_no}\n{row.stage}\n{row.volume_set}"
        for row in second_reads.files(campaign.id)
        if not row.is_out and row.id not in barred
    }


def _chosen(
    campaign: Any, problem: Problem, looked_at: Collection[int], n: int
) -> dict[str, frozenset[str]]:
    """The common files, each with all who may read it without a word to be said.

    Who reads a part alone cannot be compared with who reads another: sheets in parts are
    none.
    """
    parts = Counter(case.key for case in problem.cases)
    cases = [
        case
        for case in problem.cases
        if int(case.key) in looked_at and parts[case.key] == 1
    ]
    may_read = _may_read(problem, cases)
    counted = {case.key: _n_counted(problem, case) for case in cases}
    files = chosen(may_read, n, counted=counted, secret=campaign.secret_key)
    return {key: may_read[key] for key in files}


def _may_read(
    problem: Problem, cases: list[CaseToAllocate]
) -> dict[str, frozenset[str]]:
    table = Candidates(cases, problem.reviewers, problem.rules)
    free = table.allowed() & ~table.warned()
    return {
        case.key: frozenset(
            one.key for one, may in zip(problem.reviewers, row, strict=True) if may
        )
        for case, row in zip(cases, free, strict=True)
    }


def _n_counted(problem: Problem, case: CaseToAllocate) -> int:
    """Of a file that nobody has yet: all of its counted places are empty."""
    return problem.n_counted.get(case.key, max(case.slots))


def _with_slots(
    problem: Problem, case: CaseToAllocate, common: Mapping[str, frozenset[str]]
) -> CaseToAllocate:
    if case.key not in common:
        return case
    n = _n_counted(problem, case)
    # The place after the counted ones is that of a hidden second read, if there is one.
    more = range(n + 2, len(common[case.key]) - SPARE + 2)
    return replace(case, slots=(*case.slots, *more))


def without_places(problem: Problem) -> Problem:
    """The problem as if no file were common."""
    if not problem.common:
        return problem
    cases = (_split(problem, case)[0] for case in problem.cases)
    return replace(problem, cases=tuple(cases), common={})


def _split(
    problem: Problem, case: CaseToAllocate
) -> tuple[CaseToAllocate, tuple[int, ...]]:
    """The file without its places as a common one, and these."""
    if case.key not in problem.common:
        return case, ()
    last = problem.n_counted[case.key] + 1
    own = tuple(slot for slot in case.slots if slot <= last)
    return replace(case, slots=own), tuple(slot for slot in case.slots if slot > last)


def with_readers(problem: Problem, found: Allocation, secret: str) -> Allocation:
    """What was found, with the readers of common files; proved like the rest.

    A place for which nobody is free stays empty, and nothing is left undone by that.
    """
    places = {c.key: _split(problem, c)[1] for c in problem.cases}
    files = [c for c in problem.cases if places[c.key] and c.key in problem.common]
    if not files:
        return found
    here = {(pair.case, pair.reviewer) for pair in found.pairs}
    given = readers(
        sorted(case.key for case in files),
        may_read=problem.common,
        held=_held(problem, here),
        loads=found.loads,
        caps={one.key: one.cap for one in problem.reviewers},
        secret=secret,
    )
    return merged(found, _proved(problem, found, files, places, given))


def _held(
    problem: Problem, here: Collection[tuple[str, str]]
) -> dict[str, frozenset[str]]:
    held = dict(problem.held)
    for file, reviewer in here:
        held[file] = held.get(file, frozenset()) | {reviewer}
    return held


def _proved(
    problem: Problem,
    found: Allocation,
    files: list[CaseToAllocate],
    places: Mapping[str, tuple[int, ...]],
    given: Mapping[str, tuple[str, ...]],
) -> Allocation:
    pairs = tuple(
        Pair(case.key, case.part, slot, who)
        for case in files
        for slot, who in zip(places[case.key], given[case.key], strict=False)
    )
    reviewers = [replace(one, load=found.loads[one.key]) for one in problem.reviewers]
    taken = problem.rules.taken | {(pair.case, pair.reviewer) for pair in found.pairs}
    linked = Allocation(pairs, (), loads_of(reviewers, pairs))
    filled = [replace(c, slots=places[c.key][: len(given[c.key])]) for c in files]
    check_allocation(
        linked,
        cases=filled,
        reviewers=reviewers,
        rules=replace(problem.rules, taken=taken),
    )
    return linked
