"""How several reads become one: each rule says how much each read weighs.

A total is the weighted sum of the stored sheet totals. Grades have an order but no
distance, so an indicator sheet can only take one of the grades that were given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from review.domain.derivation import NOTHING, exactly
from review.domain.errors import N_, RuleBroken
from review.domain.grading import rank
from review.domain.reads import Read
from review.domain.rules import registered
from review.domain.schemes import Method, Scheme

Weights = tuple[Fraction, ...]


class NoGradeArithmetic(RuleBroken):
    """A rule that calculates was named for grades, which cannot be calculated with."""

    sentence = N_("The rule %(rule)s cannot combine grades; use one of: %(known)s.")


def standing_of(scheme: Scheme, read: Read) -> Fraction:
    """Where a read stands, higher being better: its total, or the rank of its grade."""
    if scheme.method is Method.INDICATORS:
        return Fraction(-rank(scheme.grades, read.verdict.grade or ""))
    total = read.verdict.total
    return NOTHING if total is None else exactly(total)


def weigh(scheme: Scheme, reads: Sequence[Read]) -> Weights:
    """The weight of each read by the scheme's rule."""
    name = scheme.combination.rule
    standings = [standing_of(scheme, read) for read in reads]
    rule = registered(COMBINE_RULES, name)
    if scheme.method is Method.INDICATORS:
        if name not in GRADE_RULES:
            raise NoGradeArithmetic(rule=name, known=tuple(GRADE_RULES))
        rule = GRADE_RULES[name]
    return rule(standings)


def mean(standings: Sequence[Fraction]) -> Weights:
    """Every read weighs the same."""
    return _evenly(standings, range(len(standings)))


def lower(standings: Sequence[Fraction]) -> Weights:
    """The lowest read alone; of equal ones the first."""
    return _evenly(standings, _ascending(standings)[:1])


def median(standings: Sequence[Fraction]) -> Weights:
    """The middle read, or the two in the middle."""
    n = len(standings)
    return _evenly(standings, _ascending(standings)[(n - 1) // 2 : n // 2 + 1])


def lower_median(standings: Sequence[Fraction]) -> Weights:
    """The middle read; of the two in the middle the worse, as grades have no mean."""
    middle = (len(standings) - 1) // 2
    return _evenly(standings, _ascending(standings)[middle : middle + 1])


def trimmed_mean(standings: Sequence[Fraction]) -> Weights:
    """Without one highest and one lowest read; of fewer than three, the mean."""
    if len(standings) < 3:
        return mean(standings)
    return _evenly(standings, _ascending(standings)[1:-1])


def _ascending(standings: Sequence[Fraction]) -> list[int]:
    """Positions from the lowest to the highest; equal ones in the order of reads."""
    return sorted(range(len(standings)), key=lambda position: standings[position])


def _evenly(standings: Sequence[Fraction], chosen: Sequence[int]) -> Weights:
    share = Fraction(1, len(chosen))
    return tuple(share if n in chosen else NOTHING for n in range(len(standings)))


COMBINE_RULES: Mapping[str, Callable[[Sequence[Fraction]], Weights]] = {
    "mean@1": mean,
    "lower@1": lower,
    "median@1": median,
    "trimmed_mean@1": trimmed_mean,
}

GRADE_RULES: Mapping[str, Callable[[Sequence[Fraction]], Weights]] = {
    "lower@1": lower,
    "median@1": lower_median,
}
