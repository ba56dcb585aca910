"""What hidden second reads say of a campaign and of its reviewers.

Of two who differ nothing says which is right, and a third unknowing reader does not
decide it either. But over many files these reads are drawn by lot, unlike those that
diverged, so that they measure agreement on ordinary files. Every figure stands with its
files and its interval.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from review.domain.likeness import Comparer, Tally
from review.domain.reads import Purpose
from review.domain.reviewer_figures import Likeness, SettledRead, Share

Pair = tuple[SettledRead, SettledRead]
"""A first read and the hidden second read of the same part of a file."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike two readers of a file answered its items, and how often they graded alike."""

    items: Likeness = field(default_factory=Likeness)
    grades: Share = field(default_factory=Share)


@dataclass(frozen=True, slots=True)
class Monitored:
    """The first reads of a campaign beside its hidden second reads.

    `table` counts pairs by the grade of the first and that of the second read.
    """

    whole: Agreement = field(default_factory=Agreement)
    readers: Mapping[str, Agreement] = field(default_factory=dict)
    table: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def n_pairs(self) -> int:
        return sum(self.table.values())


def monitored(
    parts: Iterable[Sequence[SettledRead]],
    comparers: Mapping[int, Comparer],
    counted: Container[tuple[str, int]],
) -> Monitored:
    """From the first reads and the hidden one of each part of each file together.

    A reader appears with every pair that has one of the own reads in it, of those files
    that are `counted` of the reader.
    """
    whole, readers = _Notes(), defaultdict[str, _Notes](_Notes)
    table: Counter[tuple[str, str]] = Counter()
    for reads in parts:
        for pair in _pairs(reads):
            tally = _alike(pair, comparers)
            named = (r.reader for r in pair if (r.reader, r.file) in counted)
            for notes in (whole, *(readers[name] for name in named)):
                notes.add(pair, tally)
            if (grades := _grades(pair)) is not None:
                table[grades] += 1
    return Monitored(
        whole.agreement(), {code: n.agreement() for code, n in readers.items()}, table
    )


def _pairs(reads: Sequence[SettledRead]) -> list[Pair]:
    first = [read for read in reads if read.purpose is Purpose.COUNTED]
    second = [read for read in reads if read.purpose is Purpose.SECOND]
    return [(one, other) for one in first for other in second]


def _alike(pair: Pair, comparers: Mapping[int, Comparer]) -> Tally:
    one, other = pair
    if one.choices is None or other.choices is None:
        return Tally()
    return comparers[one.scheme].compare(one.choices, other.choices)


def _grades(pair: Pair) -> tuple[str, str] | None:
    one, other = pair
    return (one.grade, other.grade) if one.grade and other.grade else None


@dataclass(slots=True)
class _Notes:
    """What is gathered by file before it is counted."""

    tallies: dict[int, Tally] = field(default_factory=dict)
    grades: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, pair: Pair, tally: Tally) -> None:
        file = pair[0].file
        self.tallies[file] = self.tallies.get(file, Tally()) + tally
        if (grades := _grades(pair)) is not None:
            alike, n = self.grades.get(file, (0, 0))
            self.grades[file] = (alike + (grades[0] == grades[1]), n + 1)

    def agreement(self) -> Agreement:
        return Agreement(
            Likeness.of(self.tallies.values()), Share.of(self.grades.values())
        )
