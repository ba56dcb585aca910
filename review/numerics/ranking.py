"""What may be said of the order of handlers, firms or counties by the marks of their files.

mark = mean + case mix + unit + error. Differences of case mix are taken out within units,
each unit is drawn towards the mean by as much as chance explains, and its rank is told
with the interval and the probability that go with it (Goldstein and Spiegelhalter 1996).
The spread of the units is found by adjustment for density maximisation (Morris and Tang,
Statistical Science 26, 2011): it is never nothing, so that no interval is too narrow
where there are few units.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, exp, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Integers = NDArray[np.int64]

FEWEST_UNITS = 5
"""With fewer there is no spread to be told from chance."""
N_DRAWS, AT_ONCE = 1000, 40
NORMAL_95 = 1.959963984540054
TOP = 10
"""One in so many units is at the top."""
STEPS = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit: its raw mean, what is left of it, and where that puts it.

    `adjusted` has the case mix taken out; `estimate` is drawn towards the mean of all,
    `low` and `high` are its 95% interval; `weight` is the share that is not chance.
    `expected_rank` counts from 1, the best; the interval of the rank is of 95% for each
    unit by itself. `at_top` is the probability of being in the top tenth.
    """

    n: int
    raw: float
    adjusted: float
    estimate: float
    low: float
    high: float
    weight: float
    expected_rank: float
    rank_low: int
    rank_high: int
    at_top: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """All units, in the order given, and how much of their order is real.

    `true_sd` and `error_sd` are of units and of single files, in points; `rankability`
    is the share of the differences between units that is not chance (van Dishoeck et al.,
    BMJ Quality & Safety 2011: below 0.5 poor, to 0.75 moderate).
    """

    standings: tuple[Standing, ...]
    mean: float
    true_sd: float
    error_sd: float
    rankability: float

    def files_for(self, reliability: float) -> int | None:
        """How many files a unit needs for its mean to be that reliable."""
        if not self.true_sd:
            return None
        ratio = (self.error_sd / self.true_sd) ** 2
        return ceil(ratio * reliability / (1 - reliability))


@dataclass(frozen=True, slots=True)
class _Spread:
    """Of the units around their mean; `curve` is how sharply it is known."""

    variance: float
    curve: float


def ranking(
    units: Sequence[int],
    marks: Sequence[float],
    strata: Sequence[int],
    *,
    n_units: int,
    seed: int,
) -> Ranking | None:
    """Rank the units 0 … n_units - 1 by files (unit, mark, stratum of the case mix).

    None where too few units, or too few files of each, leave nothing to be compared. The
    same files and seed give the same figures.
    """
    unit = np.asarray(units, dtype=np.int64)
    mark = np.asarray(marks, dtype=np.float64)
    n = np.bincount(unit, minlength=n_units)
    if n_units < FEWEST_UNITS or n.min() < 1:
        return None
    clean, n_effects = _without_mix(unit, mark, np.asarray(strata, dtype=np.int64), n)
    raw, adjusted = _means(mark, unit, n), _means(clean, unit, n)
    n_free = len(mark) - n_units - n_effects
    if n_free < 1:
        return None
    error = float(((clean - adjusted[unit]) ** 2).sum()) / n_free
    if not error:
        return None
    return _ranked(n, raw, adjusted, error, seed)


def _ranked(
    n: Integers, raw: Numbers, adjusted: Numbers, error: float, seed: int
) -> Ranking:
    chance = error / n
    spread = _spread(adjusted, chance)
    weight = spread.variance / (spread.variance + chance)
    mean, mean_variance = _mean(adjusted, spread.variance + chance)
    estimate = mean + weight * (adjusted - mean)
    variance = (
        weight * chance
        + (1 - weight) ** 2 * mean_variance
        + _doubt(weight, spread.curve) * (adjusted - mean) ** 2
    )
    deviation = np.sqrt(variance)
    expected, low, high, at_top = _ranks(estimate, deviation, seed)
    columns = zip(
        n,
        raw,
        adjusted,
        estimate,
        estimate - NORMAL_95 * deviation,
        estimate + NORMAL_95 * deviation,
        weight,
        expected,
        low,
        high,
        at_top,
        strict=True,
    )
    true = _likeliest(adjusted, chance)
    return Ranking(
        standings=tuple(_standing(*each) for each in columns),
        mean=float(mean),
        true_sd=sqrt(true),
        error_sd=sqrt(error),
        rankability=true / (true + float(np.median(chance))),
    )


def _standing(n: int, *rest: float) -> Standing:
    raw, adjusted, estimate, low, high, weight, rank, best, worst, at_top = map(
        float, rest
    )
    return Standing(
        n=int(n),
        raw=raw,
        adjusted=adjusted,
        estimate=estimate,
        low=low,
        high=high,
        weight=weight,
        expected_rank=rank,
        rank_low=int(best),
        rank_high=int(worst),
        at_top=at_top,
    )


def _without_mix(
    unit: Integers, mark: Numbers, stratum: Integers, n: Integers
) -> tuple[Numbers, int]:
    """The marks as if every file were of an average stratum, and how many effects.

    The effect of a stratum is found within units (least squares with both), so that a
    unit that has the hard files is not held to be bad, nor strata of good units easy.
    """
    _, stratum = np.unique(stratum, return_inverse=True)
    n_strata = int(stratum.max()) + 1
    if n_strata == 1:
        return mark, 0
    counts = np.zeros((len(n), n_strata))
    np.add.at(counts, (unit, stratum), 1)
    in_stratum = counts.sum(axis=0)
    within = np.diag(in_stratum) - counts.T @ (counts / n[:, None])
    centred = mark - _means(mark, unit, n)[unit]
    effect = np.linalg.pinv(within, hermitian=True) @ np.bincount(
        stratum, centred, n_strata
    )
    effect -= (effect * in_stratum).sum() / in_stratum.sum()
    return mark - effect[stratum], int(np.linalg.matrix_rank(within, hermitian=True))


def _means(values: Numbers, unit: Integers, n: Integers) -> Numbers:
    return np.bincount(unit, values, len(n)) / n


def _mean(means: Numbers, variance: Numbers) -> tuple[float, float]:
    """The mean of all units and the variance of that mean."""
    weight = 1 / variance
    return float((weight * means).sum() / weight.sum()), float(1 / weight.sum())


def _likelihood(means: Numbers, chance: Numbers) -> Callable[[float], float]:
    """Of a variance of the units, with their mean integrated out (REML), as logarithm."""

    def of(variance: float) -> float:
        total = variance + chance
        mean, mean_variance = _mean(means, total)
        return float(
            -0.5 * np.log(total).sum()
            + 0.5 * log(mean_variance)
            - 0.5 * ((means - mean) ** 2 / total).sum()
        )

    return of


def _spread(means: Numbers, chance: Numbers) -> _Spread:
    """The variance at the top of likelihood × variance, and the curvature there."""
    likelihood = _likelihood(means, chance)

    def adjusted(logarithm: float) -> float:
        return likelihood(exp(logarithm)) + logarithm

    low, high = _bounds(means, chance)
    at = _highest(adjusted, low, high)
    step = 1e-3
    curve = 2 * adjusted(at) - adjusted(at - step) - adjusted(at + step)
    return _Spread(exp(at), max(curve / step**2, 1e-6))


def _likeliest(means: Numbers, chance: Numbers) -> float:
    """The likeliest variance; nothing, where the means differ no more than by chance."""
    likelihood = _likelihood(means, chance)
    low, high = _bounds(means, chance)
    found = exp(_highest(lambda logarithm: likelihood(exp(logarithm)), low, high))
    return found if likelihood(found) > likelihood(0.0) else 0.0


def _bounds(means: Numbers, chance: Numbers) -> tuple[float, float]:
    """Logarithms between which the variance lies."""
    least = float(chance.min())
    return log(least) - 12, log(least + float(np.ptp(means)) ** 2 + float(chance.max()))


def _highest(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one top is highest, by golden section."""
    ratio = (sqrt(5) - 1) / 2
    left, right = high - ratio * (high - low), low + ratio * (high - low)
    at_left, at_right = function(left), function(right)
    for _ in range(STEPS):
        if at_left < at_right:
            low, left, at_left = left, right, at_right
            right = low + ratio * (high - low)
            at_right = function(right)
        else:
            high, right, at_right = right, left, at_left
            left = high - ratio * (high - low)
            at_left = function(left)
        if high - low < 1e-7:
            break
    return (low + high) / 2


def _doubt(weight: Numbers, curve: float) -> Numbers:
    """The variance of the weights themselves: a beta distribution of that curvature."""
    product = weight * (1 - weight)
    return product**2 / (curve + product)


def _ranks(
    estimate: Numbers, deviation: Numbers, seed: int
) -> tuple[Numbers, Integers, Integers, Numbers]:
    """Mean, 95% interval and share in the top tenth of the ranks in many drawn worlds."""
    n_top = max(1, len(estimate) // TOP)
    outside = N_DRAWS // 40
    total = np.zeros(len(estimate))
    at_top = np.zeros(len(estimate))
    lowest = np.full((outside + 1, len(estimate)), len(estimate), dtype=np.int64)
    highest = np.ones((outside + 1, len(estimate)), dtype=np.int64)
    for rank in _drawn(estimate, deviation, seed):
        total += rank.sum(axis=0)
        at_top += (rank <= n_top).sum(axis=0)
        kept = np.partition(np.vstack([lowest, rank]), outside, axis=0)
        lowest = kept[: outside + 1]
        kept = np.partition(np.vstack([highest, rank]), len(rank) - 1, axis=0)
        highest = kept[-outside - 1 :]
    return (
        total / N_DRAWS,
        lowest.max(axis=0),
        highest.min(axis=0),
        at_top / N_DRAWS,
    )


def _drawn(estimate: Numbers, deviation: Numbers, seed: int) -> Iterator[Integers]:
    """Ranks of all units, some worlds at once: worlds × units, 1 is the best."""
    dice = np.random.Generator(np.random.PCG64(seed))
    place = np.arange(1, len(estimate) + 1)
    for _ in range(N_DRAWS // AT_ONCE):
        world = estimate + deviation * dice.standard_normal((AT_ONCE, len(estimate)))
        order = np.argsort(-world, axis=1)
        rank = np.empty_like(order)
        np.put_along_axis(rank, order, np.broadcast_to(place, order.shape), axis=1)
        yield rank
