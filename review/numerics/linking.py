"""Who reads with whom: afterwards, places are swapped so that reviewers mix.

The first optimum looks at one place at a time. What hangs on two places of a case is
mended here: a pair of reviewers that meets again and again is parted, and groups of
reviewers that share no case are joined, so that leniency can be told from the cases
(MacKay et al. 2017: the graph of cases and reviewers must hang together). A swap leaves
all loads as they are and breaks no rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Table = NDArray[np.int32]

WORTH = 20
"""The loss of fit, in thousandths, that one meeting less of the same two may cost."""
TRIED = 256
"""The places that are tried for one swap."""
MOST_SWAPS = 6000
FORBIDDEN = 1 << 20


@dataclass(slots=True)
class Places:
    """Every place given: its case, its reviewer, and who else reads the case.

    `losses` is cases × reviewers with FORBIDDEN where a rule bars the pair. `others` is
    places × the most readers beside one, filled up with a reviewer who does not exist,
    the last row and column of `meetings`.
    """

    case: Integers
    reviewer: Integers
    losses: Table
    others: Integers
    beside: list[list[tuple[int, int]]]
    """For each place, the places of the same case and where it stands in their row."""
    meetings: Integers
    """How many cases each two reviewers share."""
    holders: Integers
    """Who reads something already, be it with nobody beside."""
    budget: int
    """The fit that may still be given up."""
    left: int = MOST_SWAPS
    n_swaps: int = field(default=0)


@dataclass(frozen=True, slots=True)
class Held:
    """Who reads already: by case number, and in cases that get nobody more."""

    here: Mapping[int, Sequence[int]]
    elsewhere: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Links:
    """Groups of reviewers, and with how many others each shares a case.

    No choice for these cases has more than `most_pairs` different pairs of reviewers
    that share one: as many as meet at all, or as there are.
    """

    n_groups: int
    least: int
    median: int
    n_pairs: int
    most_pairs: int


def places(
    losses: Table,
    same_case: Integers,
    chosen: tuple[Integers, Integers],
    held: Held,
    *,
    budget: int,
) -> Places:
    """The choice as places; the parts of a case count as one case."""
    case_of, reader_of = chosen
    n_reviewers = losses.shape[1]
    here = _by_case(same_case[case_of])
    beside: list[list[tuple[int, int]]] = [[] for _ in case_of]
    rows: list[list[int]] = [[] for _ in case_of]
    readers = reader_of.tolist()
    meetings = np.zeros((n_reviewers + 1, n_reviewers + 1), dtype=np.int64)
    for number, members in here.items():
        fixed = held.here.get(number, ())
        for one, other in permutations(members, 2):
            beside[other].append((one, len(rows[one])))
            rows[one].append(readers[other])
        for one in members:
            rows[one].extend(fixed)
        _count(meetings, [*(readers[one] for one in members), *fixed])
    for fixed in (*held.elsewhere, *_untouched(held, here)):
        _count(meetings, fixed)
    others = np.full((len(rows), max(map(len, rows), default=0)), n_reviewers)
    for place, row in enumerate(rows):
        others[place, : len(row)] = row
    return Places(
        case_of,
        reader_of.copy(),
        losses,
        others,
        beside,
        meetings,
        _holders(held),
        max(budget, 0),
    )


def _holders(held: Held) -> Integers:
    names = {name for row in (*held.here.values(), *held.elsewhere) for name in row}
    return np.array(sorted(names), dtype=np.int64)


def _by_case(numbers: Integers) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place, number in enumerate(numbers.tolist()):
        found.setdefault(number, []).append(place)
    return found


def _untouched(held: Held, here: Mapping[int, object]) -> list[Sequence[int]]:
    return [names for number, names in held.here.items() if number not in here]


def _count(meetings: Integers, readers: Sequence[int]) -> None:
    for one, other in permutations(readers, 2):
        meetings[one, other] += 1


def links(places: Places) -> Links:
    """How well everyone who reads at all is linked with the others."""
    met = places.meetings[:-1, :-1] > 0
    readers = np.union1d(places.reviewer, places.holders)
    partners = np.sort(met[readers].sum(axis=1))
    if not len(readers):
        return Links(0, 0, 0, 0, 0)
    group = groups(places.meetings, readers)
    n, n_meetings = len(met), int(places.meetings[:-1, :-1].sum()) // 2
    return Links(
        n_groups=int(group.max()) + 1,
        least=int(partners[0]),
        median=int(partners[len(partners) // 2]),
        n_pairs=int(met.sum()) // 2,
        most_pairs=min(n_meetings, n * (n - 1) // 2),
    )


def mix(places: Places, rng: np.random.Generator) -> None:
    """Part the pairs that meet most often, then join the groups."""
    if len(places.case) < 2 or not places.others.shape[1]:
        return
    _part(places, rng)
    _join(places, rng)


def groups(meetings: NDArray[Any], readers: Integers) -> Integers:
    """The group of each of these reviewers: those linked by shared cases."""
    met = meetings[np.ix_(readers, readers)] > 0
    np.fill_diagonal(met, val=True)
    label = np.arange(len(readers))
    while True:
        lower = np.where(met, label, len(readers)).min(axis=1)
        if np.array_equal(lower, label):
            return np.unique(label, return_inverse=True)[1]
        label = lower


def _part(places: Places, rng: np.random.Generator) -> None:
    """Swap one of two who meet more often than most, as long as it helps."""
    for _ in range(3):
        crowded = _crowded(places)
        swapped = places.n_swaps
        for place in rng.permutation(crowded).tolist():
            if places.left <= 0:
                return
            places.left -= 1
            _improve(places, place, rng)
        if places.n_swaps == swapped:
            return


def _crowded(places: Places) -> Integers:
    """Places whose reviewer meets one beside them more often than need be."""
    met = places.meetings[places.reviewer[:, None], places.others]
    n = len(places.meetings) - 1
    pairs = places.meetings[:n, :n].sum() / 2
    need = int(np.ceil(pairs / max(n * (n - 1) / 2, 1)))
    return np.flatnonzero(met.max(axis=1) > need)


def _improve(places: Places, place: int, rng: np.random.Generator) -> None:
    partners = _partners(places, rng)
    change, loss = _changes(places, place, partners)
    best = int(np.argmin(change * WORTH + loss))
    if change[best] * WORTH + loss[best] < 0 and loss[best] <= places.budget:
        _swap(places, place, int(partners[best]), int(loss[best]))


def _partners(places: Places, rng: np.random.Generator) -> Integers:
    n = len(places.case)
    return np.arange(n) if n <= TRIED else rng.integers(0, n, TRIED)


def _changes(
    places: Places, place: int, partners: Integers
) -> tuple[Integers, Integers]:
    """By partner: repeated meetings more or less, and the fit that the swap costs."""
    case, mine = places.case[place], places.reviewer[place]
    here, theirs = places.others[place], places.reviewer[partners]
    there, cases = places.others[partners], places.case[partners]
    met = places.meetings
    nobody = len(met) - 1
    n_here, n_there = (here < nobody).sum(), (there < nobody).sum(axis=1)
    change = met[theirs[:, None], here].sum(axis=1) - met[mine, here].sum() + n_here
    change += (met[mine, there] - met[theirs[:, None], there]).sum(axis=1) + n_there
    losses = places.losses
    loss = losses[case, theirs] + losses[cases, mine]
    loss -= losses[case, mine] + losses[cases, theirs]
    both = (there[:, :, None] == here[None, None, :]) & (here < nobody)
    is_barred = (cases == case) | (theirs == mine) | both.any(axis=(1, 2))
    is_barred |= (here == theirs[:, None]).any(axis=1) | (there == mine).any(axis=1)
    # Whoever was taken in spite of a warning stays: nobody else was free.
    is_barred |= (losses[case, mine] + losses[cases, theirs]) >= FORBIDDEN
    return change, np.where(is_barred, FORBIDDEN, loss)


def _swap(places: Places, one: int, other: int, loss: int) -> None:
    first, second = int(places.reviewer[one]), int(places.reviewer[other])
    for place, old, new in ((one, first, second), (other, second, first)):
        _meet(places, place, old, -1)
        _meet(places, place, new, +1)
        places.reviewer[place] = new
        for beside, column in places.beside[place]:
            places.others[beside, column] = new
    places.budget -= loss
    places.n_swaps += 1


def _meet(places: Places, place: int, reviewer: int, by: int) -> None:
    others = places.others[place]
    others = others[others < len(places.meetings) - 1]
    places.meetings[reviewer, others] += by
    places.meetings[others, reviewer] += by


def _join(places: Places, rng: np.random.Generator) -> None:
    """Swap between groups until they are one, or no swap joins any two."""
    readers = np.unique(places.reviewer)
    group = groups(places.meetings, readers)
    while group.max(initial=0) > 0:
        if not _join_two(places, readers, group, rng):
            return
        group = groups(places.meetings, readers)


def _join_two(
    places: Places, readers: Integers, group: Integers, rng: np.random.Generator
) -> bool:
    """A swap that leaves fewer groups; the smallest group is looked at first."""
    of = np.zeros(len(places.meetings), dtype=np.int64)
    of[readers] = group
    mine = of[places.reviewer]
    smallest = int(np.argmin(np.bincount(group)))
    inside, outside = np.flatnonzero(mine == smallest), np.flatnonzero(mine != smallest)
    for place in rng.permutation(inside)[:32].tolist():
        change, loss = _changes(places, place, outside)
        for nth in np.argsort(loss + change * WORTH, kind="stable")[:4].tolist():
            if loss[nth] >= FORBIDDEN // 2:
                break
            partner = int(outside[nth])
            _swap(places, place, partner, int(loss[nth]))
            if groups(places.meetings, readers).max() < group.max():
                return True
            _swap(places, place, partner, -int(loss[nth]))
    return False
