"""Whether the reviewers chosen for a campaign can read what it would give them.

Asked before anything is written, of thousands of files: reviewers are first found for
files of one kind, county and seniority, and then only those looked at again whom a
handler or a firm of the single file may concern.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from review.domain.candidates import (
    AllocationRules,
    Bar,
    CaseToAllocate,
    Reviewer,
    Unit,
    forbidden,
)

MOST_SHORT = 20
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KindNeeds:
    """What a kind of case asks of the reviewers; `room` is None without limits."""

    kind: str
    n_files: int
    n_reads: int
    n_reviewers: int
    room: int | None

    @property
    def each(self) -> int:
        """Reviews for each of them, rounded up."""
        return -(-self.n_reads // self.n_reviewers) if self.n_reviewers else 0

    @property
    def is_short(self) -> bool:
        return not self.n_reviewers or (
            self.room is not None and self.room < self.n_reads
        )


@dataclass(frozen=True, slots=True)
class ShortFile:
    """A file that fewer reviewers may read than it needs, and what keeps the others."""

    key: str
    part: str
    needed: int
    n_reviewers: int
    bars: tuple[tuple[Bar, int], ...]


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """`short` names the first of the files that are short; `n_short` counts all."""

    kinds: tuple[KindNeeds, ...] = ()
    n_short: int = 0
    short: tuple[ShortFile, ...] = ()


def sufficiency(
    cases: Iterable[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    rules: AllocationRules,
) -> Sufficiency:
    """Who could read each file, as far as is known before the allocation."""
    pool = _Pool(reviewers, rules)
    files: Counter[str] = Counter()
    reads: Counter[str] = Counter()
    able: dict[str, set[str]] = defaultdict(set)
    short: list[ShortFile] = []
    seen = set()
    n_short = 0
    for case in cases:
        found = pool.who_may(case)
        files[case.kind] += case.key not in seen
        reads[case.kind] += len(case.slots)
        able[case.kind] |= found
        seen.add(case.key)
        if len(found) < len(case.slots):
            n_short += 1
            if len(short) < MOST_SHORT:
                short.append(pool.short(case, len(found)))
    kinds = tuple(
        KindNeeds(
            kind, files[kind], reads[kind], len(able[kind]), pool.room(able[kind])
        )
        for kind in sorted(files)
    )
    return Sufficiency(kinds, n_short, tuple(short))


class _Pool:
    """The reviewers, found by what may keep them from a file."""

    def __init__(self, reviewers: Sequence[Reviewer], rules: AllocationRules) -> None:
        self._rules = rules
        self._people = {each.key: each for each in reviewers}
        self._alike: dict[CaseToAllocate, frozenset[str]] = {}
        self._of_firm: dict[str, set[str]] = defaultdict(set)
        self._of_person: dict[str, set[str]] = defaultdict(set)
        for each in reviewers:
            for firm in each.firms | each.declared_firms:
                self._of_firm[firm].add(each.key)
            for person in each.declared_persons | {each.person}:
                self._of_person[person].add(each.key)

    def who_may(self, case: CaseToAllocate) -> frozenset[str]:
        near = self._near(case)
        barred = {
            key for key in near if forbidden(case, self._people[key], self._rules)
        }
        return self._like(case) - barred

    def _near(self, case: CaseToAllocate) -> set[str]:
        """Whom a handler or a firm of this very file may concern."""
        by_firm = (self._of_firm.get(firm, NOBODY) for firm in case.firms)
        by_person = (self._of_person.get(person, NOBODY) for person in case.handlers)
        return set().union(*by_firm, *by_person)

    def _like(self, case: CaseToAllocate) -> frozenset[str]:
        """Who may read files of this kind, county and seniority, whoever handled them.

        Where firms review each other in turns, of this kind and firm.
        """
        by_firm = self._rules.unit is Unit.FIRM and bool(self._rules.barred_turns)
        firms = case.firms if by_firm else NOBODY
        stub = replace(case, key="", slots=(), handlers=NOBODY, firms=firms)
        if stub not in self._alike:
            self._alike[stub] = frozenset(
                key
                for key, person in self._people.items()
                if not forbidden(stub, person, self._rules)
            )
        return self._alike[stub]

    def short(self, case: CaseToAllocate, n: int) -> ShortFile:
        """A reviewer kept for several reasons counts under the first."""
        kept = (forbidden(case, each, self._rules) for each in self._people.values())
        bars = Counter(found[0] for found in kept if found)
        ordered: Mapping[Bar, int] = {bar: bars[bar] for bar in Bar if bars[bar]}
        return ShortFile(
            case.key, case.part, len(case.slots), n, tuple(ordered.items())
        )

    def room(self, keys: Iterable[str]) -> int | None:
        caps = [self._people[key].cap for key in keys]
        known = [cap for cap in caps if cap is not None]
        return sum(known) if len(known) == len(caps) else None
