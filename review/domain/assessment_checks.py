"""What is wrong with an assessment scheme although its file has the right shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from review.domain.assessment import AssessmentScheme, Condition, Subject
from review.domain.assessment_measures import Measure
from review.domain.assessment_sources import unknown_codes
from review.domain.errors import N_
from review.domain.kinds import HandlerCategory
from review.domain.sources import UNKNOWN

Path = tuple[str | int, ...]

TWICE = N_("The code %(code)s is used twice.")
UNKNOWN_CATEGORY = N_("There is no category of handlers %(code)s.")
NO_LIMIT = N_("A condition needs at_least or at_most.")
EMPTY_RANGE = N_("No value can be at least %(low)s and at most %(high)s.")
WHOLE_SCORE = N_(
    "Only the handler's own part counts in a handler's year; use handler_mean."
)
NO_POINTS = N_("No component earns points, so there are none to compare.")
POINTS_OF_POINTS = N_("A component cannot earn points from points.")
STEP_TWICE = N_("Two steps begin at %(value)s.")
LAST_WITH_CONDITIONS = N_(
    "The last grade takes all that is left; it has no conditions."
)
UNREACHABLE = N_("A grade without conditions ends the list; those after it never come.")


@dataclass(frozen=True, slots=True)
class AssessmentFault:
    """Where in the file, what, and the values of the sentence."""

    path: Path
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


def faults(scheme: AssessmentScheme) -> tuple[AssessmentFault, ...]:
    """Everything wrong, in the order of the checks."""
    return (
        *_twice("components", [c.code for c in scheme.components]),
        *_twice("grades", [g.code for g in scheme.grades]),
        *_categories(scheme),
        *_components(scheme),
        *_conditions(scheme),
        *_order_of_grades(scheme),
        *_sources(scheme),
    )


def _twice(block: str, codes: Sequence[str]) -> Iterator[AssessmentFault]:
    times: Counter[str] = Counter()
    for number, code in enumerate(codes):
        times[code] += 1
        if times[code] == 2:
            yield AssessmentFault((block, number, "code"), TWICE, {"code": code})


def _categories(scheme: AssessmentScheme) -> Iterator[AssessmentFault]:
    known = {"", *(category.value for category in HandlerCategory)}
    for code in scheme.minimum_cases:
        if code not in known:
            path = ("minimum_cases", "by_category", code)
            yield AssessmentFault(path, UNKNOWN_CATEGORY, {"code": code})


def _components(scheme: AssessmentScheme) -> Iterator[AssessmentFault]:
    for number, component in enumerate(scheme.components):
        path: Path = ("components", number)
        if component.steps and component.measure is Measure.POINTS:
            yield AssessmentFault((*path, "steps"), POINTS_OF_POINTS)
        starts = Counter(step.at_least for step in component.steps)
        for start, times in starts.items():
            if times > 1:
                yield AssessmentFault((*path, "steps"), STEP_TWICE, {"value": start})
        yield from _measure((*path, "measure"), component.measure, scheme)


def _conditions(scheme: AssessmentScheme) -> Iterator[AssessmentFault]:
    for number, condition in enumerate(scheme.insufficient_when):
        yield from _condition(("insufficient_when", number), condition, scheme)
    for place, grade in enumerate(scheme.grades):
        for number, condition in enumerate(grade.when):
            yield from _condition(("grades", place, "when", number), condition, scheme)


def _sources(scheme: AssessmentScheme) -> Iterator[AssessmentFault]:
    for path, source in _cited(scheme):
        for code in unknown_codes(source):
            yield AssessmentFault((*path, "source"), UNKNOWN, {"code": code})


def _cited(scheme: AssessmentScheme) -> Iterator[tuple[Path, str]]:
    yield ("minimum_cases",), scheme.minimum_source
    for number, component in enumerate(scheme.components):
        yield ("components", number), component.source
    for number, condition in enumerate(scheme.insufficient_when):
        yield ("insufficient_when", number), condition.source
    for place, grade in enumerate(scheme.grades):
        yield ("grades", place), grade.source
        for number, condition in enumerate(grade.when):
            yield ("grades", place, "when", number), condition.source


def _condition(
    path: Path, condition: Condition, scheme: AssessmentScheme
) -> Iterator[AssessmentFault]:
    low, high = condition.at_least, condition.at_most
    if low is None and high is None:
        yield AssessmentFault(path, NO_LIMIT)
    if low is not None and high is not None and low > high:
        yield AssessmentFault(path, EMPTY_RANGE, {"low": low, "high": high})
    yield from _measure((*path, "measure"), condition.measure, scheme)


def _measure(
    path: Path, measure: Measure, scheme: AssessmentScheme
) -> Iterator[AssessmentFault]:
    if measure is Measure.MEAN_SCORE and scheme.subject is Subject.HANDLER:
        yield AssessmentFault(path, WHOLE_SCORE)
    if measure is Measure.POINTS and not any(c.steps for c in scheme.components):
        yield AssessmentFault(path, NO_POINTS)


def _order_of_grades(scheme: AssessmentScheme) -> Iterator[AssessmentFault]:
    *others, last = enumerate(scheme.grades)
    if last[1].when:
        yield AssessmentFault(("grades", last[0], "when"), LAST_WITH_CONDITIONS)
    for number, grade in others:
        if not grade.when:
            yield AssessmentFault(("grades", number), UNREACHABLE)
