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
    overall,
    points,
    sources,
)
from review.domain.scheme_checks.faults import Fault, Faults
from review.domain.schemes import Scheme

__all__ = ["Fault", "faults"]

CHECKS: tuple[Callable[[Scheme], Faults], ...] = (
    *codes.CHECKS,
    *items.CHECKS,
    *points.CHECKS,
    *grades.CHECKS,
    *overall.CHECKS,
    *combining.CHECKS,
    *sources.CHECKS,
)


def faults(scheme: Scheme) -> tuple[Fault, ...]:
    """Everything wrong with a scheme; its examples are tried on a sound one only."""
    found = tuple(fault for check in CHECKS for fault in check(scheme))
    return found or tuple(examples.examples_are_met(scheme))
