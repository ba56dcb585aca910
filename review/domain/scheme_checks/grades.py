"""The grade table: bands that meet, none twice, none out of reach."""

from __future__ import annotations

from collections.abc import Sequence

from review.domain.derivation import plain
from review.domain.errors import N_
from review.domain.scheme_checks.faults import Fault, Faults
from review.domain.schemes import Grade, Method, Scheme, Standing

NO_LOWER = N_("The grade %(code)s does not say where its band begins (lower).")
LOWER_UNUSED = N_("The grades of an indicator sheet have no points (lower).")
NOT_FROM_ZERO = N_(
    "The lowest band must begin at 0; below %(lower)s there is no grade."
)
SAME_LOWER = N_("Two bands begin at %(lower)s.")
UNSORTED = N_("The best grade comes first: %(lower)s cannot follow %(before)s.")
OUT_OF_REACH = N_("No total reaches %(lower)s; the highest possible is %(highest)s.")
TOO_FINE = N_("Totals have two decimals, so no band begins at %(lower)s.")
PASS_BELOW_FAIL = N_("The grade %(code)s passes though a better one does not.")
STANDING_ORDER = N_("The grade %(code)s counts for more than a better one.")
FAILING_STANDING = N_(
    "A grade that does not pass counts as neither excellent nor good."
)
NO_INDICATOR_GRADES = N_("An indicator sheet needs indicator_grades.")
INDICATOR_GRADES_UNUSED = N_("A points sheet has no indicator_grades.")

_RANK = {Standing.EXCELLENT: 0, Standing.GOOD: 1, Standing.OTHER: 2}


def bands_meet(scheme: Scheme) -> Faults:
    """Each band ends where the next better one begins, and the last begins at 0."""
    if scheme.method is Method.INDICATORS:
        yield from _without_bands("grades", scheme.grades)
        return
    for number, grade in enumerate(scheme.grades):
        if grade.lower is None:
            yield Fault(("grades", number, "lower"), NO_LOWER, {"code": grade.code})
    lowest = scheme.grades[-1].lower if scheme.grades else None
    if lowest:
        at = ("grades", len(scheme.grades) - 1, "lower")
        yield Fault(at, NOT_FROM_ZERO, {"lower": plain(lowest)})


def bands_are_sorted(scheme: Scheme) -> Faults:
    """Best first, no two alike: the order of grades is the order of quality."""
    if scheme.method is Method.INDICATORS:
        return
    for number, grade in enumerate(scheme.grades[1:], 1):
        before = scheme.grades[number - 1].lower
        if grade.lower is None or before is None:
            continue
        values = {"lower": plain(grade.lower), "before": plain(before)}
        at = ("grades", number, "lower")
        if grade.lower == before:
            yield Fault(at, SAME_LOWER, values)
        elif grade.lower > before:
            yield Fault(at, UNSORTED, values)


def bands_can_be_reached(scheme: Scheme) -> Faults:
    """A band above the maximum total is a grade that nobody can get."""
    if scheme.method is Method.INDICATORS:
        return
    highest = max(scheme.full_mark, scheme.maximum_total)
    for number, grade in enumerate(scheme.grades):
        if grade.lower is not None and grade.lower > highest:
            values = {"lower": plain(grade.lower), "highest": plain(highest)}
            yield Fault(("grades", number, "lower"), OUT_OF_REACH, values)


def bands_begin_at_totals(scheme: Scheme) -> Faults:
    """Bands read totals in hundredths: one from 80.005 on would begin at 80.01."""
    for number, grade in enumerate(scheme.grades):
        if grade.lower is not None and 100 * grade.lower % 1:
            values = {"lower": plain(grade.lower)}
            yield Fault(("grades", number, "lower"), TOO_FINE, values)


def _without_bands(name: str, grades: Sequence[Grade]) -> Faults:
    for number, grade in enumerate(grades):
        if grade.lower is not None:
            yield Fault((name, number, "lower"), LOWER_UNUSED)


def indicator_grades_fit_the_method(scheme: Scheme) -> Faults:
    """Only an indicator sheet grades its indicators, and it has to."""
    if scheme.method is Method.POINTS and scheme.indicator_grades:
        yield Fault(("indicator_grades",), INDICATOR_GRADES_UNUSED)
    if scheme.method is Method.INDICATORS:
        if not scheme.indicator_grades:
            yield Fault(("indicator_grades",), NO_INDICATOR_GRADES)
        yield from _without_bands("indicator_grades", scheme.indicator_grades)


def grades_fall_in_order(scheme: Scheme) -> Faults:
    """Going down the table nothing gets better again."""
    for name in ("grades", "indicator_grades"):
        grades = getattr(scheme, name)
        for number, grade in enumerate(grades):
            yield from _order(name, number, grade, grades[:number])


def _order(name: str, number: int, grade: Grade, better: Sequence[Grade]) -> Faults:
    values = {"code": grade.code}
    if grade.passes and any(not each.passes for each in better):
        yield Fault((name, number, "passes"), PASS_BELOW_FAIL, values)
    if any(_RANK[each.standing] > _RANK[grade.standing] for each in better):
        yield Fault((name, number, "standing"), STANDING_ORDER, values)
    if not grade.passes and grade.standing is not Standing.OTHER:
        yield Fault((name, number, "standing"), FAILING_STANDING, values)


CHECKS = (
    bands_meet,
    bands_are_sorted,
    bands_can_be_reached,
    bands_begin_at_totals,
    grades_fall_in_order,
)
