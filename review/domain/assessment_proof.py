"""What a number of the proposal is made of: of which results, or what part of them."""

from __future__ import annotations

from dataclasses import dataclass

from review.domain.assessment_measures import Measure, ReleasedResult
from review.domain.schemes import Standing

PERCENT = frozenset(
    {
        Measure.SHARE_EXCELLENT,
        Measure.SHARE_EXCELLENT_OR_GOOD,
        Measure.SHARE_PASSED,
        Measure.SHARE_FAILED,
        Measure.HANDLER_MEAN,
    }
)
CASELOAD = frozenset({Measure.CASES_HANDLED, Measure.CASES_SHORT})
MEANS = frozenset({Measure.HANDLER_MEAN, Measure.MEAN_SCORE})
EXACT = frozenset({Measure.MEAN_SCORE, Measure.POINTS})
GOOD = (Standing.EXCELLENT, Standing.GOOD)


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What has to stand beside a number: never the part and whole of something else.

    A share has its part and whole. A mean has the number of cases it is the mean of,
    and of how many more the mark is not known.
    """

    part: int | None = None
    whole: int | None = None
    n: int | None = None
    n_unknown: int | None = None


def made_of(measure: Measure, part: int | None, whole: int | None) -> MadeOf:
    """What a reading is made of. A caseload stands beside its minimum already."""
    if whole is None or measure in CASELOAD:
        return MadeOf()
    if measure in MEANS:
        n = part or 0
        return MadeOf(n=n, n_unknown=whole - n)
    return MadeOf(part, whole)


def counts_in(measure: Measure, result: ReleasedResult) -> bool:
    """Whether this case is one of those the measure counts, or takes the mean of."""
    if not result.grade:
        return False
    has_part = result.handler_points is not None and bool(result.handler_maximum)
    return {
        Measure.CASES_REVIEWED: True,
        Measure.CASES_EXCELLENT: result.standing is Standing.EXCELLENT,
        Measure.SHARE_EXCELLENT: result.standing is Standing.EXCELLENT,
        Measure.SHARE_EXCELLENT_OR_GOOD: result.standing in GOOD,
        Measure.SHARE_PASSED: result.passes,
        Measure.CASES_FAILED: not result.passes,
        Measure.SHARE_FAILED: not result.passes,
        Measure.HANDLER_MEAN: has_part,
        Measure.MEAN_SCORE: result.score is not None,
    }.get(measure, False)
