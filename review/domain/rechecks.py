"""A county's own review beside the re-check of a share of it, county by county.

Both reviewed the same files by the same grades, so what differs is the reviewers. The
difference is the re-check less the county's own: above nothing the county was stricter,
below it more lenient. A few files say little, so the mean goes with its interval.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt

from review.domain.errors import N_, RuleBroken
from review.domain.schemes import Grade

RULE = "recheck_of"


class DrawsNothing(RuleBroken):
    place = RULE
    sentence = N_(
        "A standing campaign draws nothing; only a share that is drawn can be re-checked."
    )


Move = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Looked:
    """A file as its county graded it and as the re-check did; a score may lack."""

    area: str
    first: str | None
    second: str | None
    first_score: Decimal | None = None
    second_score: Decimal | None = None

    @property
    def change(self) -> Decimal | None:
        if self.first_score is None or self.second_score is None:
            return None
        return self.second_score - self.first_score


@dataclass(frozen=True, slots=True)
class Difference:
    """The files of one county that both reviewed, or of all; changes in points.

    `error` is the standard error of the mean, known from two files on.
    """

    area: str
    n: int
    n_higher: int
    n_lower: int
    n_other: int
    n_scored: int
    mean: Fraction | None
    error: float | None
    moves: Mapping[Move, int]

    @property
    def n_moved(self) -> int:
        return self.n_higher + self.n_lower + self.n_other


def differences(
    files: Iterable[Looked], grades: Sequence[Grade]
) -> tuple[tuple[Difference, ...], Difference]:
    """County by county, those with most files first, and all together."""
    known = list(files)
    by_area: defaultdict[str, list[Looked]] = defaultdict(list)
    for each in known:
        by_area[each.area].append(each)
    order = sorted(by_area, key=lambda area: (-len(by_area[area]), area))
    each_area = tuple(difference(area, by_area[area], grades) for area in order)
    return each_area, difference("", known, grades)


def difference(
    area: str, files: Sequence[Looked], grades: Sequence[Grade]
) -> Difference:
    order = {grade.code: place for place, grade in enumerate(grades)}
    found = Counter(_direction(each, order) for each in files)
    changes = [each.change for each in files if each.change is not None]
    mean = Fraction(sum(changes, Decimal(0))) / len(changes) if changes else None
    return Difference(
        area=area,
        n=len(files),
        n_higher=found["higher"],
        n_lower=found["lower"],
        n_other=found["other"],
        n_scored=len(changes),
        mean=mean,
        error=_error(changes, mean),
        moves=Counter((each.first, each.second) for each in files),
    )


def _direction(each: Looked, order: Mapping[str, int]) -> str:
    if each.first == each.second:
        return "same"
    if each.first not in order or each.second not in order:
        return "other"
    return "higher" if order[each.second] < order[each.first] else "lower"


def _error(changes: Sequence[Decimal], mean: Fraction | None) -> float | None:
    n = len(changes)
    if mean is None or n < 2:
        return None
    squares = sum(float((Fraction(each) - mean) ** 2) for each in changes)
    return sqrt(squares / (n - 1) / n)
