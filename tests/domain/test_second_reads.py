"""Which files get a hidden second read: as many as stated, by lot, the same each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import pytest

from review.domain.second_reads import (
    FileToDraw,
    expected,
    percent_in,
    targets,
    with_second_read,
)

KEYS = [str(n) * 64 for n in range(10)]


def files(**sizes: int) -> list[FileToDraw]:
    """So many files of each stratum."""
    found = [(stratum, n) for stratum, size in sizes.items() for n in range(size)]
    return [
        FileToDraw(key, f"{stratum}{n}", stratum)
        for key, (stratum, n) in enumerate(found, 1)
    ]


def drawn(known: Iterable[FileToDraw], percent: int = 5, key: str = "k") -> set[int]:
    return set(with_second_read(known, percent=percent, secret=key))


def given(known: Iterable[FileToDraw], chosen: set[int]) -> list[FileToDraw]:
    """The same files once they were given out."""
    return [replace(f, is_given=True, has_second=f.key in chosen) for f in known]


@pytest.mark.parametrize(
    ("size", "percent", "n"),
    [(100, 5, 5), (100, 0, 0), (40, 25, 10), (3, 50, {1, 2}), (10, 5, {0, 1})],
)
def test_as_many_as_stated(size: int, percent: int, n: int | set[int]) -> None:
    found = {len(drawn(files(a=size), percent, key)) for key in KEYS}
    assert found == (n if isinstance(n, set) else {n})


def test_every_stratum_has_its_share() -> None:
    known = files(a=60, b=40, c=20)
    of = {each.key: each.stratum for each in known}

    for key in KEYS:
        assert Counter(of[each] for each in drawn(known, 10, key)) == {
            "a": 6,
            "b": 4,
            "c": 2,
        }


def test_small_strata_share_what_none_has_alone() -> None:
    sizes = {name: 5 for name in "abcdefgh"}

    totals = [targets(sizes, 10, key).total() for key in KEYS]
    assert set(totals) == {4}
    assert len({tuple(sorted(targets(sizes, 10, key).items())) for key in KEYS}) > 1


def test_the_draw_repeats_and_hangs_on_the_key_alone() -> None:
    known = files(a=50, b=50)

    assert drawn(known) == drawn(reversed(known))
    moved = [replace(each, key=1000 - each.key) for each in known]
    assert drawn(moved) == {1000 - key for key in drawn(known)}
    assert len({frozenset(drawn(known, 5, key)) for key in KEYS}) == len(KEYS)


def test_a_file_given_out_is_decided() -> None:
    known = files(a=100)
    chosen = drawn(known)
    later = given(known, chosen)

    assert drawn(later) == chosen
    assert drawn(later, 5, "another key") == chosen


def test_a_file_that_came_to_a_result_keeps_no_place() -> None:
    known = files(a=100)
    chosen = drawn(known)
    first = min(chosen)
    later = given(known, chosen)
    done = [replace(f, is_read=f.key == first) for f in later]

    assert drawn(done) == chosen - {first}


def test_what_a_file_could_not_be_given_another_gets() -> None:
    known = files(a=100)
    chosen = drawn(known)
    half = given(known[:50], set()) + known[50:]

    assert len(drawn(half)) == len(chosen)
    assert min(drawn(half)) > 50


def test_files_that_come_one_by_one_get_as_many() -> None:
    for key in KEYS[:2]:
        known: list[FileToDraw] = []
        for each in files(a=60):
            known = given(known, drawn(known, 5, key)) + [each]
            known = given(known, drawn(known, 5, key))
        assert sum(each.has_second for each in known) == 3


def test_few_files_are_drawn_as_often_as_many() -> None:
    """Of ten files at 5% one in every second campaign: nobody can count on it."""
    n = sum(len(drawn(files(a=10), 5, str(key))) for key in range(200))
    assert abs(Fraction(n, 200) - Fraction(1, 2)) < Fraction(1, 10)


@pytest.mark.parametrize(
    ("rules", "percent"), [({}, 0), ({"second_reads": 5}, 5), ({"second_reads": ""}, 0)]
)
def test_the_rate_stands_among_the_rules(
    rules: dict[str, object], percent: int
) -> None:
    assert percent_in(rules) == percent


@pytest.mark.parametrize(("n", "about"), [(412, 21), (10, 1), (9, 0), (0, 0)])
def test_about_how_many_is_told_beforehand(n: int, about: int) -> None:
    assert expected(n, 5) == about
