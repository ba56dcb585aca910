"""Leniency from files that reviewers share: planted, found, drawn in, or not told."""

from __future__ import annotations

import numpy as np
import pytest

from review.numerics.severity import severities


def marks(
    lenient: dict[str, float], pairs: list[tuple[str, str]], noise: float, seed: int = 3
) -> list[tuple[int, str, float]]:
    rng = np.random.default_rng(seed)
    found = []
    for file, pair in enumerate(pairs):
        true = rng.normal(80, 8)
        for name in pair:
            found.append((file, name, true + lenient[name] + rng.normal(0, noise)))
    return found


def in_turn(names: str, n: int) -> list[tuple[str, str]]:
    """Everyone reads with everyone else, again and again."""
    pairs = [(a, b) for a in names for b in names if a < b]
    return [pairs[at % len(pairs)] for at in range(n)]


def test_without_noise_it_is_the_very_difference() -> None:
    lenient = {"a": 3.0, "b": 0.0, "c": -3.0}
    found = severities(marks(lenient, in_turn("abc", 9), noise=0))

    assert {name: round(each.raw, 6) for name, each in found.items()} == lenient
    assert {each.n_files for each in found.values()} == {6}


def test_by_hand_two_reviewers_of_three_files() -> None:
    """Differences 2, 4, 6: mean 4, halved; error variance of a mark 4/2 = 2."""
    given = [(0, "a", 82.0), (1, "a", 74.0), (2, "a", 96.0)]
    given += [(0, "b", 80.0), (1, "b", 70.0), (2, "b", 90.0)]
    found = severities(given)

    a, b = found["a"], found["b"]
    assert (a.raw, b.raw) == (pytest.approx(2), pytest.approx(-2))
    # Var(mean difference) = 4/3, a quarter of it is that of the half; t(2) = 4.3027.
    half = 4.302653 * (4 / 3 / 4) ** 0.5
    assert (a.low, a.high) == (pytest.approx(2 - half), pytest.approx(2 + half))
    assert 0 < a.adjusted < a.raw


def test_noise_alone_is_drawn_in_and_covers_nothing() -> None:
    names = "abcdefgh"
    found = severities(marks(dict.fromkeys(names, 0.0), in_turn(names, 140), noise=5))

    assert all(each.low < 0 < each.high for each in found.values())
    assert all(abs(each.adjusted) <= abs(each.raw) for each in found.values())
    assert max(abs(each.adjusted) for each in found.values()) < 0.7


def test_a_planted_leniency_stands_out() -> None:
    names = "abcdefgh"
    lenient = {**dict.fromkeys(names, 0.0), "h": 6.0}
    found = severities(marks(lenient, in_turn(names, 140), noise=4))

    assert [name for name, each in found.items() if each.low > 0] == ["h"]
    assert found["h"].adjusted == pytest.approx(found["h"].raw, rel=0.25)


def test_groups_without_a_shared_file_are_told_apart() -> None:
    pairs = [("a", "b")] * 5 + [("x", "y")] * 5
    found = severities(marks(dict.fromkeys("abxy", 0.0), pairs, noise=2))

    assert found["a"].group == found["b"].group != found["x"].group
    assert found["a"].raw == pytest.approx(-found["b"].raw)
    assert found["x"].raw == pytest.approx(-found["y"].raw)


@pytest.mark.parametrize(
    "given",
    [
        [],
        [(0, "a", 80.0), (1, "b", 70.0)],
        [(0, "a", 80.0), (0, "b", 70.0)],
        [(0, "a", 80.0), (0, "b", 70.0), (1, "b", 80.0), (1, "c", 70.0)],
    ],
)
def test_nothing_is_told_without_an_error_to_measure(given: list[tuple]) -> None:
    assert severities(given) == {}


def test_who_read_alone_is_not_told() -> None:
    given = marks({"a": 0, "b": 0}, [("a", "b")] * 5, noise=2)

    assert set(severities([*given, (99, "z", 50.0)])) == {"a", "b"}
