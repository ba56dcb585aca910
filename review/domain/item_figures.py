"""How well each item of a checklist tells: what two readers of the same file made of it.

Agreement is counted on the first two independent reads only: a third reader is called
because these two differ, and would spoil the figure (measurement: adjudication). It
stands with its part, whole and interval, because a few files say little; kappa is left
out, because with nearly all answers alike it falls to nothing however well two readers
agree (Feinstein & Cicchetti 1990).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from review.domain.answers import Answer, Special, answer_in
from review.domain.lines import Line, answerable
from review.domain.marks import mark_line
from review.domain.schemes import Scheme

Vector = Sequence[object]
Pair = tuple[object, object]
SPECIAL = "@special"
"""Marks a special answer among counted choices; no option has such a name."""
TARGET = 0.8
Z = 1.959964
"""The 97.5th percentile of the normal distribution, for intervals of 95%."""


@dataclass(frozen=True, slots=True)
class ItemFigure:
    """One item over the files that two readers finished.

    `n_pairs` are files on which both answered, `n_agreed` those with the same answer;
    `gap` is the mean distance of their marks in points, None without marks.
    `n_reviews`, `n_lost` and `specials` count single reviews; lost is of a veto that it
    was found.
    """

    item: str
    n_pairs: int
    n_agreed: int
    gap: Fraction | None
    n_reviews: int
    n_lost: int
    specials: Mapping[Special, int]

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which shares the agreement of such readers lies, at 95%."""
        return wilson(self.n_agreed, self.n_pairs) if self.n_pairs else None

    @property
    def is_weak(self) -> bool:
        """Even the upper end lies below what live marking asks for three answers.

        The target is 80% exact agreement (NAEP, scoring within a year).
        """
        return self.interval is not None and self.interval[1] < TARGET


def wilson(part: float, whole: float) -> tuple[float, float]:
    """The interval of a share that also holds for few and for all (Wilson 1927)."""
    share, weight = part / whole, Z * Z / whole
    middle = (share + weight / 2) / (1 + weight)
    half = Z * sqrt(share * (1 - share) / whole + weight / (4 * whole)) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)


def item_figures(
    scheme: Scheme, pairs: Iterable[tuple[Vector, Vector]]
) -> tuple[ItemFigure, ...]:
    """By item in the order of the sheet; remarks in free text are not compared."""
    lines = answerable(scheme)
    found: list[Counter[Pair]] = [Counter() for _ in lines]
    for first, second in pairs:
        for counter, one, other in zip(found, first, second, strict=True):
            counter[_as_key(one), _as_key(other)] += 1
    return tuple(
        _figure(line, counter)
        for line, counter in zip(lines.values(), found, strict=True)
        if not line.is_free_text
    )


def _as_key(raw: object) -> object:
    """A raw choice as something that can be counted, and be read again."""
    if isinstance(raw, list):
        return tuple(raw)
    return (SPECIAL, raw["special"]) if isinstance(raw, dict) else raw


def _read(line: Line, key: object) -> Answer:
    if isinstance(key, tuple):
        raw = {"special": key[1]} if key[:1] == (SPECIAL,) else list(key)
        return answer_in(line, raw)
    return answer_in(line, key)


def _figure(line: Line, counter: Counter[Pair]) -> ItemFigure:
    reviews = Counter[object]()
    for pair, n in counter.items():
        for key in pair:
            reviews[key] += n
    del reviews[None]
    answers = {key: _read(line, key) for key in reviews}
    both = {pair: n for pair, n in counter.items() if None not in pair}
    lost = (reviews[k] for k, each in answers.items() if _takes_off(line, each))
    return ItemFigure(
        item=line.item.code,
        n_pairs=sum(both.values()),
        n_agreed=sum(n for (a, b), n in both.items() if answers[a] == answers[b]),
        gap=_gap(line, answers, both),
        n_reviews=reviews.total(),
        n_lost=sum(lost),
        specials=_specials(answers, reviews),
    )


def _takes_off(line: Line, answer: Answer) -> bool:
    """A veto that is found takes off no points of its own item, but of the file."""
    mark = mark_line(line, answer)
    return mark.lost > 0 or mark.hit


def _gap(
    line: Line, answers: Mapping[object, Answer], both: Mapping[Pair, int]
) -> Fraction | None:
    """Over the files on which both gave a mark."""
    marks = {key: mark_line(line, answer).mark for key, answer in answers.items()}
    gaps = [
        (abs(first - second), n)
        for (one, other), n in both.items()
        if (first := marks[one]) is not None and (second := marks[other]) is not None
    ]
    n_marked = sum(n for _gap, n in gaps)
    return sum(Fraction(gap) * n for gap, n in gaps) / n_marked if n_marked else None


def _specials(
    answers: Mapping[object, Answer], reviews: Mapping[object, int]
) -> dict[Special, int]:
    found = Counter[Special]()
    for key, answer in answers.items():
        if answer.special is not None:
            found[answer.special] += reviews[key]
    return dict(found)
