"""What the objections of a campaign came to: by outcome, ground, item, and in days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import TypeVar

from review.domain.appeals import DECISION_DAYS, Cause, Ground, Ruling, Side, Stage


@dataclass(frozen=True, slots=True)
class ObjectedPoint:
    """One point of an objection; without a ruling as long as nobody was told of one."""

    scheme: int
    item: str
    ground: Ground
    ruling: Ruling | None = None
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Objected:
    """An objection with its points. Days are working days; None until it is so far.

    `n_deciding` are the days somebody had it for deciding, `n_answering` those from the
    day it was received to the day on which those who objected were told.
    """

    file: int
    side: Side
    stage: Stage
    points: tuple[ObjectedPoint, ...]
    n_deciding: int | None = None
    n_answering: int | None = None
    moves_score: bool = False
    moves_grade: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """Over `n` objections the days that half of them took at most, and the longest."""

    n: int = 0
    half: int = 0
    longest: int = 0

    @classmethod
    def of(cls, days: Iterable[int | None]) -> Spread:
        known = sorted(each for each in days if each is not None)
        return cls(len(known), median_low(known), known[-1]) if known else cls()


@dataclass(frozen=True, slots=True)
class PointCount:
    """Points by what became of them, and by what was found to be behind it."""

    n: int
    rulings: Mapping[Ruling, int]
    causes: Mapping[Cause, int]

    @property
    def n_open(self) -> int:
        """Not answered, or withdrawn."""
        return self.n - sum(self.rulings.values())


@dataclass(frozen=True, slots=True)
class ObjectionFigures:
    """Late are decisions that took longer than the term allows, of all that were made.

    Files, and those whose score or grade moved, are of answered objections; two that
    speak of one file make one.
    """

    n: int
    by_side: Mapping[Side, int]
    by_stage: Mapping[Stage, int]
    by_outcome: Mapping[Ruling, int]
    by_ground: Mapping[Ground, PointCount]
    by_item: Mapping[tuple[int, str], PointCount]
    points: PointCount
    deciding: Spread
    answering: Spread
    n_late: int
    n_files: int
    n_scores_moved: int
    n_grades_moved: int


def figures_of(objections: Sequence[Objected]) -> ObjectionFigures:
    """Outcomes and moves count answered objections only: nobody reads ahead of them."""
    told = [each for each in objections if each.stage is Stage.TOLD]
    points = [point for each in objections for point in each.points]
    deciding = [each.n_deciding for each in objections]
    return ObjectionFigures(
        n=len(objections),
        by_side=Counter(each.side for each in objections),
        by_stage=Counter(each.stage for each in objections),
        by_outcome=Counter(outcome_of(each.points) for each in told),
        by_ground=_by(points, lambda point: point.ground),
        by_item=_by(points, lambda point: (point.scheme, point.item)),
        points=_counted(points),
        deciding=Spread.of(deciding),
        answering=Spread.of(each.n_answering for each in told),
        n_late=sum(n is not None and n > DECISION_DAYS for n in deciding),
        n_files=len({each.file for each in told}),
        n_scores_moved=len({each.file for each in told if each.moves_score}),
        n_grades_moved=len({each.file for each in told if each.moves_grade}),
    )


def outcome_of(points: Iterable[ObjectedPoint]) -> Ruling:
    """Of a whole objection: upheld or rejected in every point, otherwise partly."""
    rulings = {point.ruling for point in points}
    found = next(iter(rulings)) if len(rulings) == 1 else None
    return found or Ruling.PARTLY


Key = TypeVar("Key")


def _by(
    points: Iterable[ObjectedPoint], key: Callable[[ObjectedPoint], Key]
) -> dict[Key, PointCount]:
    groups: dict[Key, list[ObjectedPoint]] = {}
    for point in points:
        groups.setdefault(key(point), []).append(point)
    return {name: _counted(own) for name, own in groups.items()}


def _counted(points: Sequence[ObjectedPoint]) -> PointCount:
    return PointCount(
        len(points),
        Counter(point.ruling for point in points if point.ruling is not None),
        Counter(point.cause for point in points if point.cause is not None),
    )
