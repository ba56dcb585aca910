"""Which released results a number of the proposal is made of."""

from __future__ import annotations

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
EXACT = frozenset({Measure.MEAN_SCORE, Measure.POINTS})
GOOD = (Standing.EXCELLENT, Standing.GOOD)


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
