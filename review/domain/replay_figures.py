"""How many grades other rules move, from which to which, and whose.

Every count travels with its whole. Groups too small to say anything about are put
together, by the rule that holds for every published figure: the smallest number applies
to a group's whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from review.domain.carrying import Misfit
from review.domain.derivation import half_up
from review.domain.errors import N_
from review.domain.outcomes import OutcomeKind
from review.domain.replay import Replayed
from review.domain.schemes import Grade


class Fate(StrEnum):
    """What becomes of a file under the other rules."""

    SAME = "same"
    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"
    OPEN = "open"
    UNFIT = "unfit"
    CORRECTED = "corrected"

    @property
    def words(self) -> str:
        return FATE_WORDS[self]

    @property
    def is_known(self) -> bool:
        """Whether the other rules give the file a result that can be compared."""
        return self in (Fate.SAME, Fate.BETTER, Fate.WORSE, Fate.OTHER)

    @property
    def is_moved(self) -> bool:
        return self in (Fate.BETTER, Fate.WORSE, Fate.OTHER)


FATE_WORDS = {
    Fate.SAME: N_("Grade stays"),
    Fate.BETTER: N_("Better grade"),
    Fate.WORSE: N_("Worse grade"),
    Fate.OTHER: N_("Another grade, or none"),
    Fate.OPEN: N_("Needs a further reviewer"),
    Fate.UNFIT: N_("Answers do not fit"),
    Fate.CORRECTED: N_("Result was corrected"),
}


@dataclass(frozen=True, slots=True)
class Before:
    """What a file came to by the rules it was reviewed by."""

    score: Decimal | None
    grade: str | None
    is_corrected: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """A file before and after; `keys` say whose it is, by what it can be grouped by."""

    file: str
    before: Before
    fate: Fate
    score: Decimal | None = None
    grade: str | None = None
    misfits: tuple[Misfit, ...] = ()

    @property
    def change(self) -> Decimal | None:
        """By how many points the score moves, where there are two scores."""
        if not self.fate.is_known or self.score is None or self.before.score is None:
            return None
        return self.score - self.before.score


def compared(
    file: str, before: Before, found: Replayed, grades: Sequence[Grade]
) -> Compared:
    """A file's stored result beside what the other rules give it."""
    if before.is_corrected:
        # What was decided on an objection does not follow from the answers.
        return Compared(file, before, Fate.CORRECTED)
    outcome = found.outcome
    if outcome is None:
        return Compared(file, before, Fate.UNFIT, misfits=found.misfits)
    if not outcome.kind.is_settled:
        return Compared(file, before, Fate.OPEN, misfits=found.misfits)
    fate = _fate(before.grade, outcome.grade, grades)
    score = None if outcome.kind is OutcomeKind.NO_GRADE else outcome.score
    return Compared(file, before, fate, score, outcome.grade, found.misfits)


def _fate(old: str | None, new: str | None, grades: Sequence[Grade]) -> Fate:
    """Better and worse are told by the order of the new table of grades."""
    if old == new:
        return Fate.SAME
    order = [grade.code for grade in grades]
    if old not in order or new not in order:
        return Fate.OTHER
    return Fate.BETTER if order.index(new) < order.index(old) else Fate.WORSE


@dataclass(frozen=True, slots=True)
class Tally:
    """The files of a whole, by what becomes of them; `points` is the sum of changes."""

    n: int = 0
    n_known: int = 0
    n_better: int = 0
    n_worse: int = 0
    n_other: int = 0
    n_scored: int = 0
    points: Fraction = Fraction(0)

    @property
    def n_moved(self) -> int:
        return self.n_better + self.n_worse + self.n_other

    @property
    def mean_change(self) -> Decimal | None:
        """In points, half up away from nothing; None where no file has two scores."""
        if not self.n_scored:
            return None
        mean = self.points / self.n_scored
        size = half_up(abs(mean))
        return -size if mean < 0 else size

    def to_json(self) -> dict[str, int | str | None]:
        """As it is exported, and frozen with what is proposed."""
        mean = self.mean_change
        return {
            "files": self.n,
            "compared": self.n_known,
            "moved": self.n_moved,
            "better": self.n_better,
            "worse": self.n_worse,
            "mean_change": None if mean is None else f"{mean:f}",
        }

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.n + other.n,
            self.n_known + other.n_known,
            self.n_better + other.n_better,
            self.n_worse + other.n_worse,
            self.n_other + other.n_other,
            self.n_scored + other.n_scored,
            self.points + other.points,
        )


def tally(files: Iterable[Compared]) -> Tally:
    known = list(files)
    fates = Counter(each.fate for each in known)
    changes = [each.change for each in known if each.change is not None]
    return Tally(
        n=len(known),
        n_known=sum(n for fate, n in fates.items() if fate.is_known),
        n_better=fates[Fate.BETTER],
        n_worse=fates[Fate.WORSE],
        n_other=fates[Fate.OTHER],
        n_scored=len(changes),
        points=Fraction(sum(changes, Decimal(0))),
    )


Cell = tuple[str | None, str | None]


def table(files: Iterable[Compared]) -> Mapping[Cell, int]:
    """Files by grade before and after, of those whose result is known."""
    return Counter((f.before.grade, f.grade) for f in files if f.fate.is_known)


@dataclass(frozen=True, slots=True)
class GroupTally:
    """A group and its files; `n_groups` of them where small ones stand together."""

    key: str
    tally: Tally
    n_groups: int = 1

    @property
    def is_together(self) -> bool:
        return not self.key


def by_group(
    files: Iterable[tuple[str, Compared]], *, minimum_n: int
) -> tuple[GroupTally, ...]:
    """The groups with most files first; those below the minimum together at the end."""
    found: defaultdict[str, list[Compared]] = defaultdict(list)
    for key, each in files:
        found[key].append(each)
    tallies = {key: tally(each) for key, each in found.items()}
    large = [key for key, each in tallies.items() if key and each.n >= minimum_n]
    small = [key for key in tallies if key not in set(large)]
    ordered = sorted(large, key=lambda key: (-tallies[key].n, key))
    rows = [GroupTally(key, tallies[key]) for key in ordered]
    if small:
        together = sum((tallies[key] for key in small), Tally())
        rows.append(GroupTally("", together, len(small)))
    return tuple(rows)


def misfits(files: Iterable[Compared]) -> tuple[tuple[Misfit, int], ...]:
    """Items whose answers do not fit and in how many files, the most frequent first."""
    found = Counter(misfit for each in files for misfit in each.misfits)
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
