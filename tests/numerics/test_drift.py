"""The drift test: by hand, with a planted drift, and without one."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from review.numerics.drift import Mark, distances, drift, paired_t
from review.numerics.severity import severities


def test_the_paired_t_test_by_hand() -> None:
    """Differences 1, 2, 3, 4: mean 2.5, variance 5/3, error sqrt(5/12)."""
    error, t, p = paired_t([(10, 11), (10, 12), (10, 13), (10, 14)])

    assert error == pytest.approx(0.645497)
    assert t == pytest.approx(3.872983)
    # t(3) = 3.872983, two-sided.
    assert p == pytest.approx(0.030466, abs=1e-6)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(1, 1), (2, 2), (3, 3)], (0.0, 0.0, 1.0)),
        ([(1, 3), (2, 4), (3, 5)], (0.0, inf, 0.0)),
        ([(3, 1), (4, 2), (5, 3)], (0.0, -inf, 0.0)),
    ],
)
def test_without_variance_a_difference_is_certain(
    pairs: list[tuple[float, float]], expected: tuple[float, float, float]
) -> None:
    assert paired_t(pairs) == expected


def series(*values: float) -> list[tuple[int, float]]:
    return list(enumerate(values))


def test_the_last_are_paired_with_as_many_of_the_first() -> None:
    found = drift(series(0, 1, 0, 1, 0, 1, 99, 5, 6, 5, 7, 5, 6))

    assert found is not None
    assert (found.n, found.since) == (6, 7)
    assert (found.before, found.after) == (0.5, pytest.approx(34 / 6))
    assert found.is_alarm


def test_a_change_that_stayed_is_seen_long_after() -> None:
    noise = np.random.default_rng(1).normal(0, 2, 90)
    found = drift(series(*noise[:30], *(noise[30:] + 9)))

    assert found is not None
    assert (found.n, found.since) == (20, 70)
    assert found.is_alarm


def test_few_files_raise_no_alarm() -> None:
    assert drift(series(0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9)) is None


NAMES = "abcdefgh"


def a_campaign(drifting: float, seed: int) -> list[Mark]:
    """280 files in the order of work; in the second half `h` gives so much more."""
    rng = np.random.default_rng(seed)
    pairs = [(a, b) for a in NAMES for b in NAMES if a < b]
    found = []
    for file in range(280):
        true = rng.normal(80, 8)
        for name in pairs[rng.integers(len(pairs))]:
            more = drifting if name == "h" and file >= 140 else 0.0
            found.append((len(found), file, name, true + more + rng.normal(0, 3)))
    return found


def called(marks: list[Mark]) -> list[str]:
    known = severities([mark[1:] for mark in marks])
    found = {name: drift(each) for name, each in distances(marks, known).items()}
    return sorted(name for name, each in found.items() if each and each.is_alarm)


def test_a_planted_drift_is_found_and_nobody_else_is_called() -> None:
    assert called(a_campaign(7, seed=2)) == ["h"]


def test_a_campaign_without_drift_calls_hardly_anybody() -> None:
    """About one of a hundred by chance: of 160 tests a handful at most."""
    n = sum(len(called(a_campaign(0, seed))) for seed in range(20))

    assert n <= 5


def test_a_lenient_partner_is_no_drift() -> None:
    """The second half is read with somebody who always gives eight points more."""
    rng = np.random.default_rng(5)
    marks: list[Mark] = []
    for file in range(60):
        true = rng.normal(80, 8)
        pair = ("b", "c") if file % 3 == 0 else ("a", "b" if file < 30 else "c")
        for name in pair:
            more = 8 if name == "c" else 0
            marks.append((len(marks), file, name, true + more + rng.normal(0, 2)))
    known = severities([mark[1:] for mark in marks])

    plain = drift(distances(marks, {})["a"])
    adjusted = drift(distances(marks, known)["a"])
    assert plain is not None and plain.is_alarm
    assert adjusted is not None and not adjusted.is_alarm
