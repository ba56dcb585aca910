"""Seeds get as many further readers as the rate comes to, and everyone is told by count."""

from __future__ import annotations

import pytest

from review.domain.calibration import Standard, Trial
from review.domain.seeds import (
    SeedFigure,
    further_readers,
    n_seed_reads,
    percent_in,
    seed_figure,
    told,
)

STANDARD = Standard(80)


@pytest.mark.parametrize(
    ("seeds", "n", "most", "counts"),
    [
        ("ab", 6, 9, [3, 3]),
        ("ab", 7, 9, [3, 4]),
        ("abc", 2, 9, [0, 1, 1]),
        ("ab", 30, 9, [9, 9]),
        ("ab", 0, 9, [0, 0]),
        ("", 5, 9, []),
    ],
)
def test_further_readers_are_spread_evenly(
    seeds: str, n: int, most: int, counts: list[int]
) -> None:
    found = further_readers(list(seeds), n, most=most, secret="k")

    assert sorted(found.values()) == counts
    assert found == further_readers(list(seeds)[::-1], n, most=most, secret="k")


def test_who_has_one_more_is_decided_by_lot() -> None:
    found = {
        tuple(further_readers(["a", "b"], 1, most=9, secret=str(n)).items())
        for n in range(20)
    }
    assert {max(each, key=lambda pair: pair[1])[0] for each in found} == {"a", "b"}


@pytest.mark.parametrize(
    ("n", "percent", "found"), [(824, 5, 41), (30, 5, 2), (0, 5, 0), (9, 5, 0)]
)
def test_the_rate_is_of_the_counted_reviews(n: int, percent: int, found: int) -> None:
    assert n_seed_reads(n, percent) == found


@pytest.mark.parametrize(
    ("rules", "percent"), [({}, 0), ({"seeds": 5}, 5), ({"seeds": "x"}, 0)]
)
def test_the_rate_stands_among_the_rules(
    rules: dict[str, object], percent: int
) -> None:
    assert percent_in(rules) == percent


def trial(n_exact: int, *missed: str) -> Trial:
    return Trial(10, n_exact, missed, ())


def test_a_reviewer_is_told_by_part_and_whole() -> None:
    figure = seed_figure([trial(10), trial(7), trial(9, "v")], STANDARD)

    assert (figure.n_files, figure.n_met, figure.n_missed) == (3, 1, 1)
    assert (figure.items.part, figure.items.whole) == (26, 30)
    assert figure.items.interval is not None
    assert figure.is_below


def test_without_a_seed_nothing_is_below() -> None:
    assert seed_figure([], STANDARD) == SeedFigure()
    assert not seed_figure([trial(8)], STANDARD).is_below


@pytest.mark.parametrize(
    ("n", "is_over", "counted"),
    [
        (0, True, 0),
        (4, False, 0),
        (5, False, 5),
        (9, False, 5),
        (9, True, 9),
        (1, True, 1),
    ],
)
def test_seeds_are_told_five_at_a_time_and_then_all(
    n: int, is_over: bool, counted: int
) -> None:
    trials = [Trial(10, each, (), ()) for each in range(n)]

    assert told(trials, is_over=is_over) == trials[:counted]
