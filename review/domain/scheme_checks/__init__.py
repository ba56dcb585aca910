"""What makes a well-formed scheme a sound one: a table of small checks.

Every check looks at a whole scheme and tells all faults of its kind, each with its
place, so that the author mends them in one go.
"""

from __future__ import annotations

from collections.abc import Callable

from review.domain.scheme_checks import (
    codes,
    combining,
    examples,
    grades,
    items,
    objects,
    overall,
    points,
    procedures,
    sources,
)
from review.domain.scheme_checks.faults import Fault, Faults
from review.domain.schemes import Scheme

__all__ = ["Fault", "faults"]

Check = Callable[[Scheme], Faults]

# What a sheet must have before it can be scored at all, and what it should have.
BEFORE_SCORING: tuple[Check, ...] = (
    *codes.CHECKS,
    *items.CHECKS,
    points.vetoes_have_effects,
    grades.indicator_grades_fit_the_method,
    *overall.CHECKS,
)
OTHERS: tuple[Check, ...] = (
    *points.CHECKS,
    *grades.CHECKS,
    *combining.CHECKS,
    *procedures.CHECKS,
    *objects.CHECKS,
    *sources.CHECKS,
)


def faults(scheme: Scheme) -> tuple[Fault, ...]:
    """Everything wrong with a scheme; its examples are tried where it can be scored."""
    grave = _found(BEFORE_SCORING, scheme)
    tried = () if grave else tuple(examples.examples_are_met(scheme))
    return (*grave, *_found(OTHERS, scheme), *tried)


def _found(checks: tuple[Check, ...], scheme: Scheme) -> tuple[Fault, ...]:
    return tuple(fault for check in checks for fault in check(scheme))
