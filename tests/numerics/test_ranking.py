"""Ranks beside the truth of simulated bureaus, and beside other ways to calculate them."""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, exp, log, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest

from review.numerics.ranking import FEWEST_UNITS, Ranking, ranking

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

EFFECTS = np.array([-4.0, -1.0, 1.0, 4.0])
"""How many points files of each stratum lose or gain, whoever handles them."""


@dataclass(frozen=True)
class World:
    """A bureau whose units' true quality is known."""

    truth: Numbers
    unit: Numbers
    mark: Numbers
    stratum: Numbers

    def ranked(self, seed: int = 7) -> Ranking:
        found = ranking(
            self.unit, self.mark, self.stratum, n_units=len(self.truth), seed=seed
        )
        assert found is not None
        return found


def world(
    dice: np.random.Generator, n_units: int, spread: float, error: float, n_files: float
) -> World:
    """Better units get the easier files more often, as life has it."""
    n = dice.poisson(n_files, n_units) + 2
    quality = dice.normal(0, spread, n_units)
    unit = np.repeat(np.arange(n_units), n)
    likely = np.where(quality > 0, 3, 0)[unit]
    chosen = dice.integers(0, 4, len(unit))
    stratum = np.where(dice.random(len(unit)) < 0.4, likely, chosen)
    effect = EFFECTS[stratum]
    mark = 80 + quality[unit] + effect + dice.normal(0, error, len(unit))
    return World(80 + quality + float(effect.mean()), unit, mark, stratum)


def by_hand(n: list[int], means: list[float]) -> World:
    """Units with these means, whose files lie twelve points above and below in turns."""
    unit = np.repeat(np.arange(len(n)), n)
    mark = np.concatenate(
        [np.full(k, mean) + _centred(k) for k, mean in zip(n, means, strict=True)]
    )
    return World(np.array(means), unit, mark, np.zeros(len(unit)))


def _centred(k: int) -> Numbers:
    signs = np.resize([12.0, -12.0], k)
    return signs - signs.mean()


@pytest.mark.parametrize(
    ("n_units", "spread", "n_files", "rounds"),
    [(9, 2.0, 20, 200), (20, 3.0, 4, 150), (60, 3.0, 4, 60), (180, 2.0, 5, 30)],
)
def test_intervals_hold_the_truth_as_often_as_they_say(
    n_units: int, spread: float, n_files: float, rounds: int
) -> None:
    dice = np.random.default_rng(n_units)
    held, ranks_held = [], []
    for _ in range(rounds):
        made = world(dice, n_units, spread, 6.0, n_files)
        places = 1 + (made.truth[None, :] > made.truth[:, None]).sum(axis=1)
        for each, truth, place in zip(
            made.ranked().standings, made.truth, places, strict=True
        ):
            held.append(each.low <= truth <= each.high)
            ranks_held.append(each.rank_low <= place <= each.rank_high)

    assert 0.93 <= np.mean(held) <= 0.97
    assert 0.93 <= np.mean(ranks_held) <= 0.99


def test_what_is_hardly_there_is_not_overstated() -> None:
    dice = np.random.default_rng(3)
    found = [world(dice, 60, 0.01, 6.0, 5).ranked() for _ in range(40)]

    assert np.mean([each.rankability for each in found]) < 0.15
    narrow = [s.rank_high - s.rank_low for each in found for s in each.standings]
    assert np.mean(narrow) > 40


def test_drawing_in_brings_units_nearer_to_the_truth() -> None:
    dice = np.random.default_rng(11)
    made = world(dice, 200, 3.0, 8.0, 4)
    found = made.ranked().standings

    def distance(values: list[float]) -> float:
        return float(np.mean((np.array(values) - made.truth) ** 2))

    raw = distance([each.raw for each in found])
    adjusted = distance([each.adjusted for each in found])
    assert distance([each.estimate for each in found]) < 0.75 * adjusted
    assert adjusted < 0.75 * raw


def test_case_mix_is_taken_out_as_least_squares_does() -> None:
    made = world(np.random.default_rng(5), 30, 3.0, 5.0, 6)
    n_units = len(made.truth)
    units = np.eye(n_units)[made.unit]
    strata = np.eye(4)[made.stratum]
    solved = np.linalg.lstsq(np.hstack([units, strata]), made.mark, rcond=None)[0]
    effect = solved[n_units:] - (strata @ solved[n_units:]).mean()
    expected = [
        (made.mark - strata @ effect)[made.unit == unit].mean()
        for unit in range(n_units)
    ]

    found = [each.adjusted for each in made.ranked().standings]
    assert found == pytest.approx(expected, abs=1e-9)


def test_estimates_are_those_of_a_full_calculation_over_every_spread() -> None:
    """Morris and Tang's approximation beside the integral that it stands for."""
    made = world(np.random.default_rng(8), 80, 3.0, 6.0, 5)
    found = made.ranked()
    n = np.array([each.n for each in found.standings])
    means = np.array([each.adjusted for each in found.standings])
    mean, deviation = _integrated(means, found.error_sd**2 / n)

    assert [each.estimate for each in found.standings] == pytest.approx(mean, abs=0.3)
    widths = [(each.high - each.low) / 2 for each in found.standings]
    assert widths == pytest.approx(1.96 * deviation, rel=0.05)


def _integrated(means: Numbers, chance: Numbers) -> tuple[Numbers, Numbers]:
    """Posterior means and deviations, every variance of the units held equally likely."""
    weights, firsts, seconds = [], [], []
    for logarithm in np.linspace(log(0.01), log(400), 400):
        total = exp(logarithm) + chance
        middle = (means / total).sum() / (1 / total).sum()
        doubt = 1 / (1 / total).sum()
        fit = -0.5 * (np.log(total) + (means - middle) ** 2 / total).sum()
        share = exp(logarithm) / total
        first = middle + share * (means - middle)
        weights.append(fit + 0.5 * log(doubt) + logarithm)
        firsts.append(first)
        seconds.append(share * chance + (1 - share) ** 2 * doubt + first**2)
    weight = np.exp(np.array(weights) - max(weights))
    weight /= weight.sum()
    mean = weight @ np.array(firsts)
    return mean, np.sqrt(weight @ np.array(seconds) - mean**2)


def test_expected_ranks_are_those_of_every_pair() -> None:
    """ER = 1 + sum of P(other is better), each from two normal distributions."""
    found = world(np.random.default_rng(2), 40, 3.0, 6.0, 5).ranked().standings
    wide = [(each.high - each.low) / (2 * 1.959963984540054) for each in found]

    def better(one: int, other: int) -> float:
        gap = found[one].estimate - found[other].estimate
        return 0.5 * (1 + erf(gap / sqrt(2 * (wide[one] ** 2 + wide[other] ** 2))))

    for at, each in enumerate(found):
        others = (other for other in range(len(found)) if other != at)
        expected = 1 + sum(better(other, at) for other in others)
        assert each.expected_rank == pytest.approx(expected, abs=0.75)
        assert each.rank_low <= each.expected_rank <= each.rank_high


def test_chances_of_the_top_add_up_to_its_places() -> None:
    found = world(np.random.default_rng(4), 50, 3.0, 6.0, 5).ranked().standings

    assert sum(each.at_top for each in found) == pytest.approx(5)
    assert sum(each.expected_rank for each in found) == pytest.approx(50 * 51 / 2)


def test_one_perfect_file_is_not_the_first_place() -> None:
    """A unit with one file of 100 stands behind many good ones of another."""
    n = [1, 40, *[12] * 10]
    means = [100.0, 95.0, *(70.0 + 2 * each for each in range(10))]
    found = by_hand(n, means).ranked().standings

    assert found[0].raw == 100.0 > found[1].raw
    assert found[0].weight < found[1].weight
    assert min(found, key=lambda each: each.expected_rank) is found[1]


def test_the_same_files_and_seed_give_the_same_figures() -> None:
    made = world(np.random.default_rng(6), 20, 3.0, 6.0, 5)

    assert made.ranked(1) == made.ranked(1)
    one, other = made.ranked(1), made.ranked(2)
    assert [s.estimate for s in one.standings] == [s.estimate for s in other.standings]
    assert one != other


@pytest.mark.parametrize(
    ("units", "marks"),
    [
        ([0, 0, 1, 1], [1.0, 2.0, 3.0, 4.0]),
        (list(range(FEWEST_UNITS)), [float(n) for n in range(FEWEST_UNITS)]),
        ([*range(FEWEST_UNITS)] * 2, [90.0] * (2 * FEWEST_UNITS)),
        ([*range(FEWEST_UNITS - 1)] * 2, [90.0, 80.0] * (FEWEST_UNITS - 1)),
    ],
    ids=["few units", "one file each", "all the same", "a unit without files"],
)
def test_nothing_is_ranked_where_nothing_can_be_told(
    units: list[int], marks: list[float]
) -> None:
    n_units = 2 if max(units) == 1 else FEWEST_UNITS
    assert ranking(units, marks, [0] * len(units), n_units=n_units, seed=1) is None


def test_how_many_files_make_a_mean_dependable() -> None:
    found = world(np.random.default_rng(9), 300, 3.0, 6.0, 20).ranked()
    n = found.files_for(0.7)

    assert n is not None
    ratio = (found.error_sd / found.true_sd) ** 2
    assert (n - 1) / (n - 1 + ratio) < 0.7 <= n / (n + ratio)
    assert (found.true_sd, found.error_sd) == pytest.approx((3.0, 6.0), rel=0.15)
