"""What can be read off a handler's or a firm's year of released results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from review.domain.derivation import half_up
from review.domain.errors import N_, RuleBroken
from review.domain.schemes import Standing


class Measure(StrEnum):
    """What can be read off a year. Shares and means are rounded half up to hundredths,
    and conditions read the rounded number.

    CASES_SHORT is how many cases are missing to the yearly minimum. HANDLER_MEAN is the
    mean of the handler's own part of each sheet, in per cent of what it could earn;
    MEAN_SCORE also holds what the centre and the firm answer for.
    """

    CASES_HANDLED = "cases_handled"
    CASES_SHORT = "cases_short"
    CASES_REVIEWED = "cases_reviewed"
    CASES_EXCELLENT = "cases_excellent"
    CASES_FAILED = "cases_failed"
    SHARE_EXCELLENT = "share_excellent"
    SHARE_EXCELLENT_OR_GOOD = "share_excellent_or_good"
    SHARE_PASSED = "share_passed"
    SHARE_FAILED = "share_failed"
    HANDLER_MEAN = "handler_mean"
    MEAN_SCORE = "mean_score"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class ReleasedResult:
    """A case's result as a release froze it; `release` is that release's digest.

    Without a grade (a sheet with nothing but 不适用) it was not reviewed in this sense.
    """

    release: str
    campaign: str
    case: str
    grade: str
    passes: bool = True
    standing: Standing = Standing.OTHER
    score: Decimal | None = None
    handler_points: Decimal | None = None
    handler_maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a handler's or a firm's year.

    `persons` counts people by category. `handled` is the number of cases closed in the
    year, None where nobody knows; `handled_source` says where the number comes from.
    """

    subject: str
    year: int
    persons: Mapping[str, int]
    results: tuple[ReleasedResult, ...] = ()
    handled: int | None = None
    handled_source: str = ""

    @property
    def graded(self) -> tuple[ReleasedResult, ...]:
        return tuple(result for result in self.results if result.grade)


@dataclass(frozen=True, slots=True)
class Reading:
    """A measure read off the evidence, with what it is made of."""

    value: Decimal | None
    part: int | None = None
    whole: int | None = None


class EvidenceRefused(RuleBroken):
    """The evidence is not what was published, or holds a case twice."""

    sentence = N_("Case %(case)s is not from a release, or is there twice.")


def check_evidence(evidence: Evidence) -> None:
    """Only what was released counts, and every case once."""
    seen = set()
    for result in evidence.results:
        case = (result.campaign, result.case)
        if not result.release or case in seen:
            raise EvidenceRefused(case=result.case)
        seen.add(case)


def read_year(evidence: Evidence, *, minimum: int) -> dict[Measure, Reading]:
    """Every measure of the year but the points, which rest on the scheme."""
    graded = evidence.graded
    excellent = [r for r in graded if r.standing is Standing.EXCELLENT]
    good = [r for r in graded if r.standing in (Standing.EXCELLENT, Standing.GOOD)]
    failed = [r for r in graded if not r.passes]
    n = len(graded)
    return _caseload(evidence.handled, minimum) | {
        Measure.CASES_REVIEWED: Reading(Decimal(n)),
        Measure.CASES_EXCELLENT: Reading(Decimal(len(excellent)), len(excellent), n),
        Measure.CASES_FAILED: Reading(Decimal(len(failed)), len(failed), n),
        Measure.SHARE_EXCELLENT: _share(len(excellent), n),
        Measure.SHARE_EXCELLENT_OR_GOOD: _share(len(good), n),
        Measure.SHARE_PASSED: _share(n - len(failed), n),
        Measure.SHARE_FAILED: _share(len(failed), n),
        Measure.HANDLER_MEAN: _mean([_handler_share(r) for r in graded]),
        Measure.MEAN_SCORE: _mean([r.score for r in graded]),
    }


def _caseload(handled: int | None, minimum: int) -> dict[Measure, Reading]:
    """Cases handled beside the minimum, and how many are missing to it."""
    if handled is None:
        unknown = Reading(None, None, minimum)
        return {Measure.CASES_HANDLED: unknown, Measure.CASES_SHORT: unknown}
    short = max(minimum - handled, 0)
    return {
        Measure.CASES_HANDLED: Reading(Decimal(handled), handled, minimum),
        Measure.CASES_SHORT: Reading(Decimal(short), short, minimum),
    }


def _share(part: int, whole: int) -> Reading:
    value = half_up(Fraction(100 * part, whole)) if whole else None
    return Reading(value, part, whole)


def _mean(values: Sequence[Decimal | Fraction | None]) -> Reading:
    """The mean of what has a score; part of whole says how many cases that is."""
    known = [Fraction(value) for value in values if value is not None]
    mean = half_up(sum(known, Fraction(0)) / len(known)) if known else None
    return Reading(mean, len(known), len(values))


def _handler_share(result: ReleasedResult) -> Fraction | None:
    if result.handler_points is None or not result.handler_maximum:
        return None
    return 100 * Fraction(result.handler_points) / Fraction(result.handler_maximum)
