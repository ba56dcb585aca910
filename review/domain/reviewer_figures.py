"""What the settled files of a campaign say of those who reviewed them.

Two readers of a file who differ say nothing about which of them is right, so the distance
to the partner only describes the pair. Against a decision, where a third reader, a panel
or the lead settled what two had left apart, a figure says more; but it rests on the hard
files alone. Every figure stands with its files and interval, and too few files give none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import chain

from review.domain.item_figures import wilson
from review.domain.likeness import Comparer, Tally, Vector
from review.domain.reads import Purpose
from review.domain.reconsidered import Reconsidered, errors_of, places_in

FEWEST_FILES = 5
"""With fewer files no share is told: a figure of two or three files is a story."""
STEP = 10
"""So many files of one reviewer enter the figures at once: whoever looks before and after
a single file would read off which of its reviews is whose."""
NOON = time(12)
Interval = tuple[float, float]


def in_steps(
    settled: Mapping[str, Sequence[int]], *, is_over: bool
) -> set[tuple[str, int]]:
    """By reader, the files that the figures count, of those in the order of settling.

    Under way whole steps; at the end the rest too, if it is more than a story.
    """
    found = set()
    for reader, files in settled.items():
        n = n_in_steps(len(files), is_over=is_over)
        found |= {(reader, file) for file in files[:n]}
    return found


def worked_at(submitted_at: datetime, reviewed_on: date | None) -> datetime:
    """When a review was made: one on paper at noon of its day, and not when it was taken
    in with many others.
    """
    if reviewed_on is None:
        return submitted_at
    return datetime.combine(reviewed_on, NOON, UTC)


def n_in_steps(
    n: int, *, is_over: bool, step: int = STEP, fewest: int = FEWEST_FILES
) -> int:
    """How many of the settled files count by now."""
    rest = n % step
    return n if is_over and rest >= fewest else n - rest


@dataclass(frozen=True, slots=True)
class SettledRead:
    """A review of one part of a settled file.

    `is_used` says that it makes part of the result. A further reader of disputed items
    has only those in `choices`; a review on paper may have brought its total alone.
    """

    file: int
    part: str
    scheme: int
    reader: str
    purpose: Purpose
    choices: Vector | None
    grade: str | None
    is_used: bool
    is_rescored: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its part and whole, over so many files; all of it, or nothing.

    Items of one file go together, so the interval counts as many items as would say as
    much if each came from a file of its own (the effective size of a clustered sample).
    """

    n_files: int = 0
    part: int = 0
    whole: int = 0
    interval: Interval | None = None

    @property
    def is_told(self) -> bool:
        return self.n_files >= FEWEST_FILES and self.interval is not None

    @classmethod
    def of(cls, files: Iterable[tuple[int, int]]) -> Share:
        """From part and whole of each file; a file without a whole is not there."""
        known = [(part, whole) for part, whole in files if whole]
        part, whole = (sum(pair[n] for pair in known) for n in (0, 1))
        return cls(len(known), part, whole, clustered(known))


OWN_BOUNDS = 0.05, 0.95


def shown_to_oneself(value: float) -> float:
    """All or nothing would tell a reviewer every answer of the partner."""
    lowest, highest = OWN_BOUNDS
    return min(max(value, lowest), highest)


def clustered(files: Sequence[tuple[int, int]]) -> Interval | None:
    """The interval of a share whose parts come in files; none for a single file."""
    n, whole = len(files), sum(each for _, each in files)
    if n < 2:
        return None
    share = sum(part for part, _ in files) / whole
    spread = sum((part - share * each) ** 2 for part, each in files)
    variance = n / (n - 1) * spread / whole**2
    if share in (0, 1):
        return wilson(share * n, n)
    alone = share * (1 - share) / variance if variance else whole
    size = min(max(alone, n), whole)
    return wilson(share * size, size)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Exact agreement, and adjacent: the same or the next mark beside it."""

    same: Share = field(default_factory=Share)
    near: Share = field(default_factory=Share)

    @classmethod
    def of(cls, tallies: Iterable[Tally]) -> Likeness:
        known = list(tallies)
        return cls(
            Share.of((each.n_same, each.n) for each in known),
            Share.of((each.n_near, each.n) for each in known),
        )


@dataclass(frozen=True, slots=True)
class ReviewerFigure:
    """One reviewer over the settled files read as one of the first two.

    `repeated` are the sheets that occur most often with the very same answers, one of
    each scheme and part; `repeated_beside` the same of those who read the same files,
    since good files have like sheets whoever reads them. `upheld` are the items in which
    an objection found an error of this reviewer, of those objected to.
    """

    n_files: int = 0
    partner: Likeness = field(default_factory=Likeness)
    decision: Likeness = field(default_factory=Likeness)
    lost: Share = field(default_factory=Share)
    upheld: Share = field(default_factory=Share)
    repeated: Share = field(default_factory=Share)
    repeated_beside: Share = field(default_factory=Share)

    @property
    def repeats_more(self) -> bool:
        """Even the lower end lies above what the others gave to the same files."""
        own, beside = self.repeated.interval, self.repeated_beside.interval
        return self.repeated.is_told and bool(own and beside and own[0] > beside[1])


Files = Iterable[Sequence[SettledRead]]


def reviewer_figures(
    files: Files,
    comparers: Mapping[int, Comparer],
    counted: Container[tuple[str, int]] | None = None,
    reconsidered: Iterable[Reconsidered] = (),
) -> dict[str, ReviewerFigure]:
    """By reader's code, from the reads of each part of each file together.

    With `counted` of each reader those files alone. `reconsidered` is what objections to
    these files found.
    """
    points: defaultdict[int, list[Reconsidered]] = defaultdict(list)
    for point in reconsidered:
        points[point.file].append(point)
    places = {key: places_in(each.scheme) for key, each in comparers.items()}
    notes: defaultdict[str, _Notes] = defaultdict(_Notes)
    for reads in files:
        bench = _Bench.of(reads)
        for read in bench.first:
            if counted is None or (read.reader, read.file) in counted:
                own = notes[read.reader]
                _note(own, read, bench, comparers[read.scheme])
                found = points.get(read.file, ())
                own.upheld.append(errors_of(read.choices, found, places[read.scheme]))
    return {reader: each.figure() for reader, each in notes.items()}


@dataclass(frozen=True, slots=True)
class _Bench:
    """The first reads of a part, and those that decided it, if any had to."""

    first: Sequence[SettledRead]
    deciding: Sequence[SettledRead]

    @classmethod
    def of(cls, reads: Sequence[SettledRead]) -> _Bench:
        first = [read for read in reads if read.purpose is Purpose.COUNTED]
        lead = [read for read in reads if read.purpose is Purpose.ADJUDICATION]
        third = [read for read in reads if read.purpose is Purpose.THIRD]
        rescored = any(read.is_rescored for read in first)
        used = [read for read in third if read.is_used or rescored]
        return cls(first, lead or used)

    def beside(self, read: SettledRead) -> list[SettledRead]:
        return [each for each in self.first if each is not read]


@dataclass(slots=True)
class _Notes:
    """What is gathered of one reader before it is counted."""

    files: set[int] = field(default_factory=set)
    partner: list[Tally] = field(default_factory=list)
    decision: list[Tally] = field(default_factory=list)
    lost: list[bool] = field(default_factory=list)
    upheld: list[tuple[int, int]] = field(default_factory=list)
    sheets: list[tuple[object, ...]] = field(default_factory=list)
    beside: list[tuple[object, ...]] = field(default_factory=list)

    def figure(self) -> ReviewerFigure:
        return ReviewerFigure(
            n_files=len(self.files),
            partner=Likeness.of(self.partner),
            decision=Likeness.of(self.decision),
            lost=Share.of((int(each), 1) for each in self.lost),
            upheld=Share.of(self.upheld),
            repeated=repeated(self.sheets),
            repeated_beside=repeated(self.beside),
        )


def repeated(sheets: Sequence[tuple[object, ...]]) -> Share:
    """How many sheets are the most frequent one of their scheme and part.

    A sheet is scheme, part and answers; one that stands alone repeats nothing.
    """
    counts = Counter(sheets)
    most: dict[object, int] = {}
    for sheet, n in counts.items():
        most[sheet[:2]] = max(most.get(sheet[:2], 0), n)
    part = sum(n for n in most.values() if n > 1)
    files = chain(((1, 1),) * part, ((0, 1),) * (len(sheets) - part))
    return Share.of(files)


def _note(own: _Notes, read: SettledRead, bench: _Bench, compare: Comparer) -> None:
    beside = bench.beside(read)
    own.files.add(read.file)
    lost = _is_lost(bench, read, compare)
    if lost is not None:
        own.lost.append(lost)
    if read.choices is None:
        return
    own.partner.append(_together(compare, read, beside))
    own.decision.append(_together(compare, read, bench.deciding))
    own.sheets.append(_sheet(read))
    own.beside += [_sheet(each) for each in beside if each.choices is not None]


def _together(
    compare: Comparer, read: SettledRead, others: Iterable[SettledRead]
) -> Tally:
    """Against several readers of a file at once, added up."""
    tallies = (
        compare.compare(read.choices, other.choices)
        for other in others
        if read.choices is not None and other.choices is not None
    )
    return sum(tallies, Tally())


def _sheet(read: SettledRead) -> tuple[object, ...]:
    return read.scheme, read.part, repr(read.choices)


def _is_lost(bench: _Bench, read: SettledRead, compare: Comparer) -> bool | None:
    """Whether the decision went against this read; None where there was none to lose.

    A third review: it is no part of the result. Disputed items: the other reader had
    more of them as they were decided. A panel or the lead: another grade was decided.
    """
    if not bench.deciding or len(bench.first) < 2:
        return None
    if any(each.is_rescored for each in bench.first):
        alike = [_together(compare, each, bench.deciding) for each in bench.first]
        own = _together(compare, read, bench.deciding)
        return own.n_same < max(each.n_same for each in alike)
    if any(each.is_used for each in bench.first):
        return not read.is_used
    decided = {each.grade for each in bench.deciding} - {None}
    return read.grade not in decided if decided and read.grade else None
