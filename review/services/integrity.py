"""Whether the stored data contradict themselves anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from review.domain.errors import RuleBroken
from review.domain.policy import Action, Viewer, require
from review.files import assessment_schemes, schemes
from review.store import invariants, unit
from review.store.invariants import Violation
from review.store.queries import schemes as queries


def check_invariants(*, viewer: Viewer) -> list[Violation]:
    """Every invariant that does not hold, with the rows that break it; ids only."""
    require(viewer, Action.INTEGRITY_CHECK)
    with unit.reading():
        return [*invariants.check(), *_changed_schemes()]


def _changed_schemes() -> list[Violation]:
    """Scheme files that do not say what their digests were taken of."""
    found = {
        "schemes_match_their_digests": _changed(queries.every(), _of_scheme),
        "assessment_schemes_match_their_digests": _changed(
            queries.every_assessment(), _of_assessment_scheme
        ),
    }
    return [Violation(name, rows) for name, rows in found.items() if rows]


def _changed(rows: Any, is_sound: Callable[[Any], bool]) -> list[list[object]]:
    return [[row.id] for row in rows if not is_sound(row)]


def _of_scheme(row: Any) -> bool:
    try:
        scheme = schemes.restore(row.text, row.digest)
    except RuleBroken:
        return False
    return scheme.structure_digest == row.structure_digest


def _of_assessment_scheme(row: Any) -> bool:
    try:
        assessment_schemes.restore(row.text, row.digest)
    except RuleBroken:
        return False
    return True
