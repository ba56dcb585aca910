"""Case files to reviewers: rules to arrays, the optimum, and the mixing afterwards.

`flow` finds the optimum of what can be said of one place at a time, `linking` mends what
hangs on two. Secret lots decide among equals, so that nobody can foresee who reads what.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from review.domain.allocation import (
    Allocation,
    Pair,
    Quality,
    explain_unfilled,
    loads_of,
)
from review.domain.candidates import (
    SLIGHT_LOSS,
    AllocationRules,
    CaseToAllocate,
    Reviewer,
)
from review.numerics import flow, linking
from review.numerics.candidates import Candidates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

Held = Mapping[str, frozenset[str]]
NOTHING: Held = MappingProxyType({})
LEAST = 0.8
"""The share of an even load that everyone gets whom the rules leave enough files."""


def allocate(
    cases: Iterable[CaseToAllocate],
    reviewers: Iterable[Reviewer],
    *,
    rules: AllocationRules,
    key: bytes,
    held: Held = NOTHING,
) -> Allocation:
    """Give every case its reviewers; the order of arrival makes no difference.

    `held` says who reads which case already. What cannot be filled is reported, never
    forced.
    """
    lots = _Lots(hashlib.sha256(key).digest())
    all_cases = sorted(cases, key=lots.of_case)
    all_reviewers = sorted(reviewers, key=lambda reviewer: lots.of(reviewer.key))
    chosen, quality = _choose(all_cases, all_reviewers, rules, lots, held)
    pairs = tuple(sorted(_in_slots(all_cases, all_reviewers, chosen, lots)))
    return Allocation(
        pairs=pairs,
        unfilled=explain_unfilled(all_cases, all_reviewers, rules, pairs),
        loads=loads_of(sorted(all_reviewers, key=lambda r: r.key), pairs),
        quality=quality,
    )


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
        mixed ^= mixed >> np.uint64(31)
        return (mixed % np.uint64(flow.TICKETS)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Arranged:
    """Cases and reviewers of the places given, by number, and how good that is."""

    cases: Integers
    reviewers: Integers
    quality: Quality


def arrange(instance: flow.Instance, held: linking.Held, *, seed: int) -> Arranged:
    """The optimum of a problem in numbers, mixed afterwards."""
    solved = flow.best(instance)
    case_of = instance.pair_cases[solved.chosen]
    reader_of = instance.pair_reviewers[solved.chosen]
    shape = len(instance.wanted), len(instance.load)
    losses = np.full(shape, linking.FORBIDDEN, dtype=np.int32)
    free = ~instance.warned
    pairs = instance.pair_cases[free], instance.pair_reviewers[free]
    losses[pairs] = instance.losses[free]
    places = linking.places(
        losses,
        instance.same_case,
        (case_of, reader_of),
        held,
        budget=max(int(flow.MIXING * solved.fit), 0),
    )
    before = places.budget
    linking.mix(places, np.random.default_rng(seed))
    lost = solved.bound - solved.fit + before - places.budget
    return Arranged(case_of, places.reviewer, _quality(solved, lost, places))


def _choose(
    cases: Sequence[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    rules: AllocationRules,
    lots: _Lots,
    held: Held,
) -> tuple[list[tuple[int, int]], Quality]:
    """Places of the chosen cases and reviewers, and how good the choice is."""
    table = Candidates(cases, reviewers, rules)
    pairs = np.nonzero(table.allowed())
    if not len(pairs[0]):
        return [], Quality()
    losses = table.losses()[pairs]
    is_slight = losses == SLIGHT_LOSS
    instance = replace(
        instance_of(cases, reviewers, pairs),
        losses=np.where(is_slight, 0, losses),
        warned=table.warned()[pairs],
        tickets=lots.tickets(cases, reviewers, pairs) + is_slight * flow.TICKETS,
    )
    found = arrange(
        instance, _held_places(cases, reviewers, held), seed=lots.of("mixing")
    )
    chosen = zip(found.cases.tolist(), found.reviewers.tolist(), strict=True)
    return list(chosen), replace(found.quality, n_without_alternate=_alone(instance))


def _alone(instance: flow.Instance) -> int:
    """Cases that as many may read as they have slots, so that no alternate is left."""
    allowed = np.bincount(instance.pair_cases, minlength=len(instance.wanted))
    return int(np.count_nonzero(allowed <= instance.wanted))


def instance_of(
    cases: Sequence[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    pairs: tuple[Integers, Integers],
) -> flow.Instance:
    """The problem as numbers, with nothing yet of fit and lots."""
    number_of: dict[str, int] = {}
    for case in cases:
        number_of.setdefault(case.key, len(number_of))
    numbers = np.array([number_of[case.key] for case in cases], dtype=np.int64)
    allowed = np.bincount(pairs[1], minlength=len(reviewers))
    unlimited = len(cases)
    caps = [unlimited if r.cap is None else max(r.cap - r.load, 0) for r in reviewers]
    room = np.minimum(np.array(caps, dtype=np.int64), allowed)
    load = np.array([reviewer.load for reviewer in reviewers], dtype=np.int64)
    wanted = np.array([len(case.slots) for case in cases], dtype=np.int64)
    even = flow.level(load, room, int(wanted.sum()))
    nothing = np.zeros(len(pairs[0]), dtype=np.int64)
    return flow.Instance(
        pair_cases=pairs[0],
        pair_reviewers=pairs[1],
        losses=nothing,
        warned=nothing.astype(np.bool_),
        tickets=nothing,
        same_case=numbers,
        wanted=wanted,
        load=load,
        room=room,
        least=np.full(len(reviewers), int(LEAST * even)),
    )


def _held_places(
    cases: Sequence[CaseToAllocate], reviewers: Sequence[Reviewer], held: Held
) -> linking.Held:
    """By number of the case, and for cases that get nobody more, by themselves."""
    place = {reviewer.key: nth for nth, reviewer in enumerate(reviewers)}
    known = {
        key: sorted(place[name] for name in names if name in place)
        for key, names in held.items()
    }
    numbers = {key: nth for nth, key in enumerate(dict.fromkeys(c.key for c in cases))}
    here = {numbers[key]: names for key, names in known.items() if key in numbers}
    return linking.Held(here, [n for key, n in known.items() if key not in numbers])


def _quality(solved: flow.Solved, lost: int, places: linking.Places) -> Quality:
    links = linking.links(places)
    return Quality(
        fit=solved.bound - lost,
        bound=solved.bound,
        weight=solved.weight,
        n_swaps=places.n_swaps,
        n_groups=links.n_groups,
        n_partners_least=links.least,
        n_partners_median=links.median,
        n_linked=links.n_pairs,
        most_linked=links.most_pairs,
    )


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
