"""How a sheet of graded indicators gets its overall grade, by a named rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from review.domain.grading import best, is_better, rank, worse_of, worst
from review.domain.lines import JUDGEMENT
from review.domain.rules import registered
from review.domain.schemes import Grade, OverallStep, Scheme


@dataclass(frozen=True, slots=True)
class Indicators:
    """The grades of the indicators that count, as ranks: 0 is the best."""

    ranks: tuple[int, ...]
    core: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OverallMark:
    """How the overall grade came about.

    `counts` is the number of indicators with each grade. `limit` is the best grade
    the counts allow. `judged` is what the reviewer gave; `too_good` says that it
    breaks the limit, and then the limit stands.
    """

    rule: str
    counts: tuple[tuple[str, int], ...]
    grade: str | None
    limit: str = ""
    judged: str = ""
    too_good: bool = False


def overall_mark(scheme: Scheme, found: Indicators, judged: str = "") -> OverallMark:
    """The overall grade by the scheme's rule; none while no indicator has a grade."""
    name = scheme.overall.rule if scheme.overall else ""
    rule = registered(OVERALL_RULES, name)
    if not found.ranks:
        return OverallMark(name, _counts(scheme, found), None, judged=judged)
    return rule(scheme, found, judged)


def _steps(scheme: Scheme) -> tuple[OverallStep, ...]:
    return scheme.overall.steps if scheme.overall else ()


def _counts(scheme: Scheme, found: Indicators) -> tuple[tuple[str, int], ...]:
    return tuple(
        (grade.code, found.ranks.count(position))
        for position, grade in enumerate(scheme.indicator_grades)
    )


def first_step_that_holds(scheme: Scheme, found: Indicators) -> str:
    """The grade of the first step whose conditions all hold, else the worst grade."""
    for step in _steps(scheme):
        if holds(step, scheme.indicator_grades, found):
            return step.grade
    return worst(scheme.grades)


def holds(step: OverallStep, grades: Sequence[Grade], found: Indicators) -> bool:
    """ "At least" counts a grade or better, "at most" a grade or worse."""
    enough = all(
        sum(each <= rank(grades, code) for each in found.ranks) >= n
        for code, n in step.at_least.items()
    )
    few = all(
        sum(each >= rank(grades, code) for each in found.ranks) <= n
        for code, n in step.at_most.items()
    )
    return enough and few and _core_holds(step, grades, found)


def _core_holds(step: OverallStep, grades: Sequence[Grade], found: Indicators) -> bool:
    if not step.core_at_least:
        return True
    floor = rank(grades, step.core_at_least)
    return all(each <= floor for each in found.core)


def _by_counts(scheme: Scheme, found: Indicators, judged: str) -> OverallMark:
    grade = first_step_that_holds(scheme, found)
    return OverallMark(COUNTS, _counts(scheme, found), grade, limit=grade)


def _by_worst(scheme: Scheme, found: Indicators, judged: str) -> OverallMark:
    grade = _overall_grade(scheme, max(found.ranks))
    return OverallMark(WORST, _counts(scheme, found), grade, limit=grade)


def _by_majority(scheme: Scheme, found: Indicators, judged: str) -> OverallMark:
    """The grade most indicators have; of equally many the worse."""
    most = max(found.ranks, key=lambda each: (found.ranks.count(each), each))
    grade = _overall_grade(scheme, most)
    return OverallMark(MAJORITY, _counts(scheme, found), grade, limit=grade)


def _overall_grade(scheme: Scheme, position: int) -> str:
    """The overall grade with the code of an indicator grade; the check sees to it."""
    code = scheme.indicator_grades[position].code
    return scheme.grades[rank(scheme.grades, code)].code


def _by_judgement(scheme: Scheme, found: Indicators, judged: str) -> OverallMark:
    """The reviewer judges, but not better than the counts allow."""
    limited = bool(_steps(scheme))
    limit = first_step_that_holds(scheme, found) if limited else best(scheme.grades)
    too_good = bool(judged) and is_better(scheme.grades, judged, limit)
    grade = worse_of(scheme.grades, (judged, limit)) if judged else None
    counts = _counts(scheme, found)
    return OverallMark(JUDGEMENT, counts, grade, limit, judged, too_good)


COUNTS, WORST, MAJORITY = "counts@1", "worst@1", "majority@1"

OVERALL_RULES: Mapping[str, Callable[[Scheme, Indicators, str], OverallMark]] = {
    COUNTS: _by_counts,
    WORST: _by_worst,
    MAJORITY: _by_majority,
    JUDGEMENT: _by_judgement,
}
