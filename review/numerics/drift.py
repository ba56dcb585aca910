"""Whether a reviewer marks otherwise than before: the paired t test of large programmes.

A score is the distance of a mark from what others gave to the same file. Each of the last
ones is paired with one of the first in the order of work; the mean difference of the pairs
is held against what chance makes of it: D = mean of the differences,
SE = sqrt(variance / N), t = D / SE with N - 1 degrees of freedom (NAEP, trend scoring).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import copysign, inf, sqrt

from review.numerics.severity import Severity
from review.numerics.student import both_tails

FEWEST_PAIRS = 6
MOST_PAIRS = 20
ALARM = 0.01
"""Of a hundred reviewers who do not drift, one is called by chance."""


@dataclass(frozen=True, slots=True)
class Drift:
    """The last `n` distances beside the first `n`, in points.

    `since` is the first of the recent files, as it was named.
    """

    n: int
    before: float
    after: float
    error: float
    t: float
    p: float
    since: int

    @property
    def shift(self) -> float:
        return self.after - self.before

    @property
    def is_alarm(self) -> bool:
        return self.p < ALARM


def drift(distances: Sequence[tuple[int, float]]) -> Drift | None:
    """From (review, distance) in the order of work; few reviews tell nothing."""
    n = min(len(distances) // 2, MOST_PAIRS)
    if n < FEWEST_PAIRS:
        return None
    earlier, recent = distances[:n], distances[-n:]
    pairs = [(one, two) for (_, one), (_, two) in zip(earlier, recent, strict=True)]
    error, t, p = paired_t(pairs)
    return Drift(
        n=n,
        before=sum(one for one, _ in pairs) / n,
        after=sum(two for _, two in pairs) / n,
        error=error,
        t=t,
        p=p,
        since=recent[0][0],
    )


def paired_t(pairs: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Standard error, t and two-sided p of the mean difference of pairs.

    Without any variance a difference is certain, and none is none.
    """
    n = len(pairs)
    changes = [second - first for first, second in pairs]
    mean = sum(changes) / n
    error = sqrt(sum((each - mean) ** 2 for each in changes) / (n - 1) / n)
    if error <= abs(mean) * 1e-12:
        return (0.0, copysign(inf, mean), 0.0) if mean else (0.0, 0.0, 1.0)
    t = mean / error
    return error, t, both_tails(t, n - 1)


Mark = tuple[int, int, str, float]


def distances(
    marks: Sequence[Mark], known: Mapping[str, Severity]
) -> dict[str, list[tuple[int, float]]]:
    """By reviewer, each mark less what others made of the file, in the order given.

    A mark is (review, file, reviewer, points). The others' own leniency, as far as it
    is known, is taken off first, or a lenient partner would look like drift.
    """
    files: defaultdict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        files[mark[1]].append(mark)
    found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for review, file, reviewer, points in marks:
        others = list(_others(files[file], reviewer, known))
        if others:
            found[reviewer].append((review, points - sum(others) / len(others)))
    return dict(found)


def _others(
    marks: Sequence[Mark], reviewer: str, known: Mapping[str, Severity]
) -> Iterator[float]:
    for _, _, name, points in marks:
        if name != reviewer:
            yield points - (known[name].adjusted if name in known else 0.0)
