"""How lenient a reviewer is, told from the files alone: mark = file + reviewer + error.

Least squares over the graph of files and reviewers (MacKay et al. 2017). Differences are
told only within a group of reviewers whom shared files link; within it they add up to
nothing. A small number of files makes every reviewer look special: the adjusted figure
draws each one towards the others by as much as chance explains (random effects).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from review.numerics.linking import groups
from review.numerics.student import quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Integers = NDArray[np.int64]

OUTSIDE = 0.05


@dataclass(frozen=True, slots=True)
class Severity:
    """How many points more than others one reviewer gives to the same file.

    `low` and `high` are the 95% interval of `raw`; `adjusted` is drawn in by chance.
    `group` numbers those who can be compared with each other.
    """

    raw: float
    low: float
    high: float
    adjusted: float
    n_files: int
    group: int


@dataclass(frozen=True, slots=True)
class _Design:
    """Marks of files that at least two read, with the graph they make."""

    file: Integers
    reader: Integers
    mark: Numbers
    n_files: int
    n_readers: int


def severities(marks: Sequence[tuple[int, str, float]]) -> Mapping[str, Severity]:
    """By reviewer, from (file, reviewer, mark); files read once say nothing.

    Nothing at all where as few marks as unknowns leave no error to be measured.
    """
    names = sorted({reader for _, reader, _ in marks})
    design = _design(marks, {name: at for at, name in enumerate(names)})
    if design is None:
        return {}
    graph = _shared(design)
    group = groups(graph, np.arange(len(graph)))
    n_groups = int(group.max()) + 1
    n_free = len(design.mark) - design.n_files - (design.n_readers - n_groups)
    if n_free < 1:
        return {}
    return _estimates(design, graph, group, n_groups, n_free, names)


def _design(
    marks: Sequence[tuple[int, str, float]], place: Mapping[str, int]
) -> _Design | None:
    files = np.array([file for file, _, _ in marks], dtype=np.int64)
    _, at, n = np.unique(files, return_inverse=True, return_counts=True)
    several = n[at] > 1
    if not several.any():
        return None
    _, file = np.unique(files[several], return_inverse=True)
    reader = np.array([place[name] for _, name, _ in marks], dtype=np.int64)[several]
    mark = np.array([mark for _, _, mark in marks], dtype=np.float64)[several]
    return _Design(file, reader, mark, int(file.max()) + 1, len(place))


def _shared(design: _Design) -> Numbers:
    """How much each two reviewers share: readers × readers, files shared out."""
    order = np.argsort(design.file, kind="stable")
    reader = design.reader[order]
    n = np.bincount(design.file, minlength=design.n_files)
    first = np.cumsum(n) - n
    found = np.zeros((design.n_readers, design.n_readers))
    for one, other in product(range(int(n.max())), repeat=2):
        there = np.flatnonzero(n > max(one, other))
        at = reader[first[there] + one], reader[first[there] + other]
        np.add.at(found, at, 1 / n[there])
    return found


def _estimates(
    design: _Design,
    graph: Numbers,
    group: Integers,
    n_groups: int,
    n_free: int,
    names: Sequence[str],
) -> Mapping[str, Severity]:
    n_read = np.bincount(design.reader, minlength=design.n_readers)
    inverse = np.linalg.pinv(np.diag(n_read) - graph, hermitian=True)
    centred = (
        design.mark - _means(design.mark, design.file, design.n_files)[design.file]
    )
    raw = inverse @ np.bincount(design.reader, centred, design.n_readers)
    left = raw[design.reader]
    error = centred - left + _means(left, design.file, design.n_files)[design.file]
    squared = np.clip(np.diag(inverse), 0, None) * float(error @ error) / n_free
    true = max(0.0, float((raw**2).sum() - squared.sum()))
    true /= max(design.n_readers - n_groups, 1)
    weight = np.divide(
        true, true + squared, out=np.zeros_like(squared), where=true + squared > 0
    )
    half = quantile(OUTSIDE, n_free) * np.sqrt(squared)
    return {
        name: Severity(
            raw=float(raw[at]),
            low=float(raw[at] - half[at]),
            high=float(raw[at] + half[at]),
            adjusted=float(raw[at] * weight[at]),
            n_files=int(n_read[at]),
            group=int(group[at]),
        )
        for at, name in enumerate(names)
        if (group == group[at]).sum() > 1
    }


def _means(values: Numbers, file: Integers, n_files: int) -> Numbers:
    return np.bincount(file, values, n_files) / np.bincount(file, minlength=n_files)
