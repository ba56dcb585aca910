"""A campaign at a glance: its files by state and age, and where they are held up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple

from review.domain.phases import CasePhase
from review.domain.visibility import SETTLED

AGES = (7, 14, 30)
"""The last days of an age; the oldest has no last day."""
MANY_TIMES, AT_LEAST = 2, 5
MOST_NAMED = 3


class Cell(NamedTuple):
    """How many files of a county and kind are in a phase and of an age."""

    phase: CasePhase
    area: str
    kind: str
    age: int
    n: int


class Held(NamedTuple):
    """What somebody still holds; `oldest_on` is when the oldest of it was given."""

    name: str
    number: str
    n_open: int
    n_late: int
    oldest_on: date | None


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a county's or a kind's files is settled."""

    code: str
    n: int
    n_settled: int
    by_phase: Mapping[CasePhase, int]


@dataclass(frozen=True, slots=True)
class Progress:
    """What was in at the end of a day."""

    on: date
    n_reviews: int
    n_settled: int


def by_phase_and_age(cells: Iterable[Cell]) -> dict[CasePhase, tuple[int, ...]]:
    """Of each phase with files how many are of each age."""
    counted: Counter[tuple[CasePhase, int]] = Counter()
    for cell in cells:
        counted[cell.phase, cell.age] += cell.n
    return {
        phase: tuple(counted[phase, age] for age in range(len(AGES) + 1))
        for phase in CasePhase
        if any(counted[phase, age] for age in range(len(AGES) + 1))
    }


def shares(cells: Iterable[Cell], by: str) -> tuple[Share, ...]:
    """How far each county or kind is, the one furthest behind first."""
    counted: dict[str, Counter[CasePhase]] = {}
    for cell in cells:
        counted.setdefault(getattr(cell, by), Counter())[cell.phase] += cell.n
    found = [_share(code, phases) for code, phases in counted.items()]
    return tuple(sorted(found, key=lambda s: (s.n_settled / s.n, -s.n, s.code)))


def _share(code: str, by_phase: Counter[CasePhase]) -> Share:
    n_settled = sum(by_phase[phase] for phase in SETTLED)
    return Share(code, by_phase.total(), n_settled, dict(by_phase))


def overburdened(held: Sequence[Held]) -> tuple[Held, ...]:
    """Those who hold at least twice what is usual among people with open reviews."""
    having = [each.n_open for each in held if each.n_open]
    usual = median(having) if having else 0
    found = [
        each
        for each in held
        if each.n_open >= AT_LEAST and each.n_open >= MANY_TIMES * usual
    ]
    return tuple(sorted(found, key=lambda h: (-h.n_open, h.number)))[:MOST_NAMED]


def stuck(cells: Iterable[Cell]) -> tuple[tuple[CasePhase, int], ...]:
    """The phases in which files have lain for more than the second age, most first."""
    counted: Counter[CasePhase] = Counter()
    for cell in cells:
        if cell.phase not in SETTLED and cell.age > 1:
            counted[cell.phase] += cell.n
    return tuple(counted.most_common(MOST_NAMED))


def over_time(
    reviews: Mapping[date, int],
    settled: Mapping[date, int],
    *,
    most: int,
    until: date | None = None,
) -> tuple[Progress, ...]:
    """What was in by the end of each day on which anything came, at most so many.

    Of too many days every second, third… is left out; the last one always stays. While
    anything is still to come the last one is today, so that a standstill is seen.
    """
    days = sorted({*reviews, *settled})
    found, n_reviews, n_settled = [], 0, 0
    for day in days:
        n_reviews += reviews.get(day, 0)
        n_settled += settled.get(day, 0)
        found.append(Progress(day, n_reviews, n_settled))
    if until and found and found[-1].on < until:
        found.append(replace(found[-1], on=until))
    step = max(-(-len(found) // most), 1)
    return tuple(reversed(found[::-1][::step]))


def first_day_of(age: int, today: date) -> date:
    """The first day on which a change would make a file younger than this age."""
    return today - timedelta(days=AGES[age - 1])
