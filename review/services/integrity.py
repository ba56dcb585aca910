"""Whether the stored data contradict themselves anywhere."""

from __future__ import annotations

from review.domain.policy import Action, Viewer, require
from review.store import invariants, unit
from review.store.invariants import Violation


def check_invariants(*, viewer: Viewer) -> list[Violation]:
    """Every invariant that does not hold, with the rows that break it; ids only."""
    require(viewer, Action.INTEGRITY_CHECK)
    with unit.reading():
        return invariants.check()
