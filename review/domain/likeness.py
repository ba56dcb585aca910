"""How like each other two readers answered the same file, item by item.

The same answer is exact agreement; the next mark, level or count beside it is adjacent
agreement, which large marking programmes report next to it. Where an answer has only two
values nothing lies beside the other one, or every pair would be adjacent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from review.domain.answers import Answer, answer_in
from review.domain.grading import rank
from review.domain.lines import Line, answerable
from review.domain.schemes import ItemKind, Scheme

Vector = Sequence[Any]
SAME, NEAR, APART = 2, 1, 0


@dataclass(frozen=True, slots=True)
class Tally:
    """The items both answered; `n_near` counts those answered the same as well."""

    n: int = 0
    n_same: int = 0
    n_near: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.n + other.n,
            self.n_same + other.n_same,
            self.n_near + other.n_near,
        )


@dataclass(slots=True)
class Comparer:
    """Compares sheets of one scheme; the same few answers meet again and again."""

    scheme: Scheme
    _lines: tuple[Line, ...] = field(init=False)
    _known: list[dict[tuple[str, str], int | None]] = field(init=False)

    def __post_init__(self) -> None:
        self._lines = tuple(answerable(self.scheme).values())
        self._known = [{} for _ in self._lines]

    def compare(self, one: Vector, other: Vector) -> Tally:
        """Lines that are only recorded are not compared, nor what one left out."""
        found = [0, 0, 0]
        for at, pair in enumerate(zip(one, other, strict=True)):
            likeness = self._likeness(at, *pair)
            if likeness is not None:
                found[likeness] += 1
        return Tally(sum(found), found[SAME], found[SAME] + found[NEAR])

    def _likeness(self, at: int, one: object, other: object) -> int | None:
        line = self._lines[at]
        if one is None or other is None or not line.is_scored:
            return None
        if one == other:
            return SAME
        key = repr(one), repr(other)
        if key not in self._known[at]:
            pair = answer_in(line, one), answer_in(line, other)
            self._known[at][key] = likeness(line, *pair)
        return self._known[at][key]


def likeness(line: Line, one: Answer, other: Answer) -> int:
    """Exact, adjacent or apart; a special answer is like nothing but itself."""
    if one == other:
        return SAME
    if one.special is not None or other.special is not None:
        return APART
    distance = _DISTANCES.get(line.item.kind)
    is_near = distance is not None and distance(line, one.choice, other.choice)
    return NEAR if is_near else APART


def _a_step_apart(line: Line, one: Decimal, other: Decimal) -> bool:
    has_between = line.item.points > line.item.step
    return has_between and abs(one - other) <= line.item.step


def _one_apart(_line: Line, one: int, other: int) -> bool:
    return abs(one - other) <= 1


def _one_option_apart(line: Line, one: Iterable[str], other: Iterable[str]) -> bool:
    """With a single named deduction there is yes and no, and nothing between."""
    return len(line.item.options) > 1 and len(set(one) ^ set(other)) <= 1


def _neighbours(line: Line, one: str, other: str) -> bool:
    codes = [option.code for option in line.item.options]
    return len(codes) > 2 and abs(codes.index(one) - codes.index(other)) <= 1


def _neighbouring_grades(line: Line, one: str, other: str) -> bool:
    ranks = rank(line.grades, one), rank(line.grades, other)
    return len(line.grades) > 2 and abs(ranks[0] - ranks[1]) <= 1


_DISTANCES: Mapping[ItemKind | None, Callable[..., bool]] = {
    ItemKind.STEPS: _a_step_apart,
    ItemKind.PER_OCCURRENCE: _one_apart,
    ItemKind.ERROR_COUNT: _one_apart,
    ItemKind.ALTERNATIVES: _one_option_apart,
    ItemKind.LEVELS: _neighbours,
    ItemKind.INDICATOR: _neighbouring_grades,
}
