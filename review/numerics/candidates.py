"""Who may read what, and how well each fits: the domain's rules over whole tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from review.domain.candidates import (
    AllocationRules,
    CaseToAllocate,
    Reviewer,
    Strength,
    Unit,
    forbidden,
    graded,
    loss_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Allowed = NDArray[np.bool_]
    Integers = NDArray[np.int64]


class Candidates:
    """Cases × reviewers, asked once per distinct fact.

    Every rule hangs on one fact of the case, so a case without its other facts answers
    for all cases that share that fact.
    """

    def __init__(
        self,
        cases: Sequence[CaseToAllocate],
        reviewers: Sequence[Reviewer],
        rules: AllocationRules,
    ) -> None:
        self._facts = _Facts(reviewers, rules)
        self._cases = cases
        self._reviewers = reviewers
        self._rules = rules

    def allowed(self) -> Allowed:
        """Whom no rule bars."""
        table = np.ones(self._shape, dtype=np.bool_)
        row_of = self._remembered(self._is_free, np.bool_)
        for row, case in zip(table, self._cases, strict=True):
            for fact in self._facts.of(case):
                row &= row_of(fact)
        return table

    def warned(self) -> Allowed:
        """Who is taken only where nobody else is free."""
        table = np.zeros(self._shape, dtype=np.bool_)
        row_of = self._remembered(self._is_warned, np.bool_)
        for row, case in zip(table, self._cases, strict=True):
            for fact in self._facts.related(case):
                row |= row_of(fact)
        return table

    def losses(self) -> Integers:
        """What is missing to the best fit, in thousandths: the worst fact counts."""
        table = np.zeros(self._shape, dtype=np.int64)
        row_of = self._remembered(self._loss, np.int64)
        for row, case in zip(table, self._cases, strict=True):
            for fact in self._facts.of(case):
                np.maximum(row, row_of(fact), out=row)
        return table

    def _is_free(self, fact: CaseToAllocate, reviewer: Reviewer) -> bool:
        return not forbidden(fact, reviewer, self._rules)

    def _is_warned(self, fact: CaseToAllocate, reviewer: Reviewer) -> bool:
        return bool(graded(fact, reviewer, self._rules, Strength.WARN))

    def _loss(self, fact: CaseToAllocate, reviewer: Reviewer) -> int:
        return loss_of(fact, reviewer, self._rules)

    @property
    def _shape(self) -> tuple[int, int]:
        return len(self._cases), len(self._reviewers)

    def _remembered(
        self, ask: Callable[[CaseToAllocate, Reviewer], object], of: type[np.generic]
    ) -> Callable[[CaseToAllocate], NDArray[Any]]:
        known: dict[CaseToAllocate, NDArray[Any]] = {}

        def row_of(fact: CaseToAllocate) -> NDArray[Any]:
            if fact not in known:
                known[fact] = np.array([ask(fact, r) for r in self._reviewers], of)
            return known[fact]

        return row_of


class _Facts:
    """Which facts of a case can bar, warn or cost: those that any reviewer shares."""

    def __init__(self, reviewers: Sequence[Reviewer], rules: AllocationRules) -> None:
        turned = {turn.read for turn in rules.barred_turns}
        self._firms = _union(r.firms | r.declared_firms for r in reviewers)
        self._firms |= _union(r.former_firms for r in reviewers)
        self._persons = _union(r.declared_persons | {r.person} for r in reviewers)
        self._persons |= _union(r.colleagues | r.fellows for r in reviewers)
        if rules.unit is Unit.PERSON:
            self._persons |= turned
        elif rules.unit is Unit.FIRM:
            self._firms |= turned
        self._cases = _union(r.declared_cases for r in reviewers)
        self._cases |= {case for case, _ in rules.taken | rules.apart}
        self._matters = _union(r.matters for r in reviewers)
        self._parties = _union(r.parties for r in reviewers)

    def of(self, case: CaseToAllocate) -> Iterator[CaseToAllocate]:
        """Each fact as a case with that fact alone."""
        yield CaseToAllocate(key="", part=case.part)
        yield CaseToAllocate(key="", kind=case.kind)
        yield CaseToAllocate(key="", area=case.area)
        if case.is_sealed:
            yield CaseToAllocate(key="", is_sealed=True)
        if case.years:
            yield CaseToAllocate(key="", years=case.years)
        if case.key in self._cases:
            yield CaseToAllocate(key=case.key)
        yield from self.related(case)

    def related(self, case: CaseToAllocate) -> Iterator[CaseToAllocate]:
        """The facts from which relations are found."""
        for firm in case.firms & self._firms:
            yield CaseToAllocate(key="", firms=frozenset((firm,)))
        for person in case.handlers & self._persons:
            yield CaseToAllocate(key="", handlers=frozenset((person,)))
        for side in case.sides:
            if side.person in self._persons or side.firm in self._firms:
                yield CaseToAllocate(key="", sides=frozenset((side,)))
        for matter in case.matters & self._matters:
            yield CaseToAllocate(key="", matters=frozenset((matter,)))
        for party in case.parties & self._parties:
            yield CaseToAllocate(key="", parties=frozenset((party,)))


def _union(sets: Iterable[frozenset[str] | set[str]]) -> set[str]:
    return set().union(*sets)
