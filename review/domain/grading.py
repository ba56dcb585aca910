"""Grades: their order, and the band a total falls in.

The grades of a scheme are listed from the best to the worst. A band begins at its
lower end, which belongs to it, and ends where the next better grade begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from review.domain.errors import N_, RuleBroken
from review.domain.schemes import Grade, Scheme


class UnknownGrade(RuleBroken):
    """A grade is named that the scheme does not have."""

    sentence = N_("There is no grade %(grade)s in this scheme.")


def grade_of(scheme: Scheme, total: Decimal) -> Grade:
    """The grade of a total that has already been rounded; the last one has no floor."""
    reached = (grade for grade in scheme.grades if _begins_within(grade, total))
    return next(reached, scheme.grades[-1])


def _begins_within(grade: Grade, total: Decimal) -> bool:
    return grade.lower is not None and grade.lower <= total


def rank(grades: Sequence[Grade], code: str) -> int:
    """How many grades are better than this one."""
    for position, grade in enumerate(grades):
        if grade.code == code:
            return position
    raise UnknownGrade(grade=code)


def is_better(grades: Sequence[Grade], code: str, other: str) -> bool:
    return rank(grades, code) < rank(grades, other)


def worse_of(grades: Sequence[Grade], codes: Iterable[str]) -> str:
    """The worst of some grades; with a cap among them this is also how a cap works."""
    return grades[max(rank(grades, code) for code in codes)].code


def best(grades: Sequence[Grade]) -> str:
    return grades[0].code


def worst(grades: Sequence[Grade]) -> str:
    return grades[-1].code


def as_one(tables: Iterable[Sequence[str]]) -> list[str]:
    """The grades of several tables in one order, from the best to the worst.

    What only a later table has stands behind the grade it follows there.
    """
    order: list[str] = []
    for table in tables:
        known = (order.index(code) for code in table if code in order)
        place = next(known, len(order))
        for code in table:
            if code not in order:
                order.insert(place, code)
            place = order.index(code) + 1
    return order
