"""The overall grade of an indicator sheet: every step can hold, every grade be had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import comb, gcd

from review.domain.errors import N_, ngettext
from review.domain.indicators import (
    COUNTS,
    MAJORITY,
    OVERALL_RULES,
    WORST,
    Indicators,
    holds,
)
from review.domain.lines import JUDGEMENT
from review.domain.scheme_checks.faults import Fault, Faults, Path, all_leaves
from review.domain.schemes import ItemKind, Method, OverallStep, Scheme

# So many ways to grade the indicators are tried out one by one; a sheet with more
# than that is checked for known grades only.
MOST_TRIED = 60_000

NO_OVERALL = N_("An indicator sheet says how its overall grade comes about (overall).")
OVERALL_UNUSED = N_("A points sheet gets its grade from its bands, not from overall.")
UNKNOWN_RULE = N_("There is no rule %(rule)s; write one of: %(known)s.")
NO_STEPS = N_("The rule %(rule)s needs steps.")
STEPS_UNUSED = N_("The rule %(rule)s has no steps.")
UNKNOWN_GRADE = N_("There is no grade %(grade)s in the grade table.")
UNKNOWN_INDICATOR_GRADE = N_("There is no grade %(grade)s among indicator_grades.")
NO_SUCH_OVERALL = N_(
    "Under the rule %(rule)s the grade table needs the grade %(grade)s."
)
TOO_MANY = ngettext(
    "The sheet has only %(n)s indicator.", "The sheet has only %(n)s indicators."
)
NO_CORE = N_("No indicator is marked as core.")
NEVER_HOLDS = N_("This step never holds, or an earlier one always holds before it.")
NEVER_GIVEN = N_("No sheet can get the grade %(grade)s.")
NO_INDICATORS = N_("An indicator sheet needs items of the kind indicator.")


def overall_fits_the_method(scheme: Scheme) -> Faults:
    """Points have bands, indicators have a rule; no sheet has both."""
    if scheme.method is Method.POINTS:
        if scheme.overall is not None:
            yield Fault(("overall",), OVERALL_UNUSED)
        return
    if not _n_indicators(scheme):
        yield Fault(("sections",), NO_INDICATORS)
    if scheme.overall is None:
        yield Fault(("overall",), NO_OVERALL)
    elif scheme.overall.rule not in OVERALL_RULES:
        values = {"rule": scheme.overall.rule, "known": tuple(OVERALL_RULES)}
        yield Fault(("overall", "rule"), UNKNOWN_RULE, values)
    else:
        yield from _rule(scheme, scheme.overall.rule)


def _rule(scheme: Scheme, rule: str) -> Faults:
    steps = scheme.overall.steps if scheme.overall else ()
    if rule == COUNTS and not steps:
        yield Fault(("overall", "steps"), NO_STEPS, {"rule": rule})
    if rule in (WORST, MAJORITY):
        if steps:
            yield Fault(("overall", "steps"), STEPS_UNUSED, {"rule": rule})
        yield from _same_codes(scheme, rule)


def _same_codes(scheme: Scheme, rule: str) -> Faults:
    """Where an indicator's grade becomes the overall grade, that grade must exist."""
    for grade in scheme.indicator_grades:
        if scheme.grade(grade.code) is None:
            values = {"rule": rule, "grade": grade.code}
            yield Fault(("overall", "rule"), NO_SUCH_OVERALL, values)


def steps_name_known_grades(scheme: Scheme) -> Faults:
    """Steps speak of overall grades on the left and of indicator grades on the right."""
    for path, step in _steps(scheme):
        if scheme.grade(step.grade) is None:
            yield Fault((*path, "grade"), UNKNOWN_GRADE, {"grade": step.grade})
        for key in ("at_least", "at_most"):
            yield from _counts(scheme, (*path, key), getattr(step, key))
        yield from _core(scheme, path, step)


def _steps(scheme: Scheme) -> Iterator[tuple[Path, OverallStep]]:
    steps = scheme.overall.steps if scheme.overall else ()
    for number, step in enumerate(steps):
        yield ("overall", "steps", number), step


def _counts(scheme: Scheme, path: Path, counts: Mapping[str, int]) -> Faults:
    known, n_indicators = _indicator_codes(scheme), _n_indicators(scheme)
    for code, n in counts.items():
        if code not in known:
            yield Fault((*path, code), UNKNOWN_INDICATOR_GRADE, {"grade": code})
        elif n > n_indicators:
            yield Fault((*path, code), TOO_MANY, {"n": n_indicators})


def _core(scheme: Scheme, path: Path, step: OverallStep) -> Faults:
    at, floor = (*path, "core_at_least"), step.core_at_least
    if floor and floor not in _indicator_codes(scheme):
        yield Fault(at, UNKNOWN_INDICATOR_GRADE, {"grade": floor})
    elif floor and not _n_indicators(scheme, core=True):
        yield Fault(at, NO_CORE)


def _indicator_codes(scheme: Scheme) -> tuple[str, ...]:
    return tuple(grade.code for grade in scheme.indicator_grades)


def _n_indicators(scheme: Scheme, *, core: bool = False) -> int:
    return sum(
        leaf.kind is ItemKind.INDICATOR
        and leaf.party in scheme.counted_parties
        and (leaf.core or not core)
        for _, _, leaf in all_leaves(scheme)
    )


def every_step_and_grade_can_be_had(scheme: Scheme) -> Faults:
    """Try every possible distribution of grades over the indicators."""
    if not _can_be_tried(scheme):
        return
    first = _all_first(scheme)
    for number, (path, _) in enumerate(_steps(scheme)):
        if number not in first:
            yield Fault((*path, "grade"), NEVER_HOLDS)
    steps = scheme.overall.steps if scheme.overall else ()
    reached = {steps[n].grade for n in first if n is not None}
    if None in first:
        reached.add(scheme.grades[-1].code)
    yield from _ungiven(scheme, reached)


def _all_first(scheme: Scheme) -> set[int | None]:
    """Every step that is the first to hold for some sheet; None is "no step"."""
    n_steps = sum(1 for _ in _steps(scheme))
    first: set[int | None] = set()
    for found in _spread(list(_distributions(scheme))):
        first.add(_first_that_holds(scheme, found))
        if len(first) > n_steps:
            break
    return first


def _spread(found: list[Indicators]) -> Iterator[Indicators]:
    """All of them, neighbours far apart, so that every step is met early."""
    n = len(found)
    stride = next(s for s in range(n * 5 // 8 + 1, 2 * n + 2) if gcd(s, n) == 1)
    return (found[number * stride % n] for number in range(n))


def _ungiven(scheme: Scheme, reached: set[str]) -> Faults:
    """Under judgement the steps are limits, and a reviewer may stay below a limit."""
    judged = scheme.overall is not None and scheme.overall.rule == JUDGEMENT
    for number, grade in enumerate(scheme.grades):
        below = {better.code for better in scheme.grades[: number + 1]}
        can = below & reached if judged else {grade.code} & reached
        if not can:
            values = {"grade": grade.code}
            yield Fault(("grades", number, "code"), NEVER_GIVEN, values)


def _can_be_tried(scheme: Scheme) -> bool:
    """Only steps without faults of their own, and only sheets of a sensible size."""
    overall, n_grades = scheme.overall, len(scheme.indicator_grades)
    if not overall or not overall.steps or not n_grades or not scheme.grades:
        return False
    if any(True for _ in steps_name_known_grades(scheme)):
        return False
    n = _n_indicators(scheme)
    return 0 < n and comb(n + n_grades - 1, n_grades - 1) * n_grades <= MOST_TRIED


def _distributions(scheme: Scheme) -> Iterator[Indicators]:
    """Every multiset of grades, with every grade its worst core indicator can have."""
    n, n_core = _n_indicators(scheme), _n_indicators(scheme, core=True)
    for ranks in _multisets(n, len(scheme.indicator_grades)):
        if not n_core:
            yield Indicators(ranks)
            continue
        # The core ones are any n_core of them; only their worst matters to a step.
        for worst in sorted(set(ranks[n_core - 1 :])):
            yield Indicators(ranks, (worst,))


def _multisets(n: int, n_grades: int, least: int = 0) -> Iterator[tuple[int, ...]]:
    """Ranks in rising order: so many ways as there are different counts."""
    if n == 0:
        yield ()
        return
    for rank in range(least, n_grades):
        for rest in _multisets(n - 1, n_grades, rank):
            yield (rank, *rest)


def _first_that_holds(scheme: Scheme, found: Indicators) -> int | None:
    for number, (_, step) in enumerate(_steps(scheme)):
        if holds(step, scheme.indicator_grades, found):
            return number
    return None


CHECKS = (
    overall_fits_the_method,
    steps_name_known_grades,
    every_step_and_grade_can_be_had,
)
