"""Common files are read by nearly all who may, and nobody is left without one twice."""

from __future__ import annotations

from collections import Counter

import pytest

from review.domain.common_files import (
    Expected,
    chosen,
    common_file,
    expected,
    is_number,
    number_in,
    readers,
    shortlist,
)

ALL = frozenset("abcdefgh")
FEW = frozenset("abcd")
TWO = dict.fromkeys("123456789", 2)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        # Six files, forty reviewers: two read each anyhow, two are left without it.
        ((6, 500, 1000, 40, 0), Expected(6, 38, 216, 5)),
        ((6, 4, 8, 40, 0), Expected(4, 38, 144, 3)),
        ((6, 10, 20, 40, 8), Expected(2, 38, 72, 1)),
        # Three reviews of the one half, two of the other: what is asked for at most.
        ((6, 10, 25, 10, 0), Expected(6, 8, 30, 4)),
        ((6, 10, 20, 4, 0), Expected()),
        ((6, 0, 0, 40, 0), Expected()),
        ((0, 500, 1000, 40, 0), Expected()),
    ],
)
def test_expected_counts_the_reviews_added(
    given: tuple[int, int, int, int, int], said: Expected
) -> None:
    n, n_drawn, n_reviews, n_reviewers, n_seeds = given
    found = expected(
        n,
        n_drawn=n_drawn,
        n_reviews=n_reviews,
        n_reviewers=n_reviewers,
        n_seeds=n_seeds,
    )

    assert found == said
    assert found.is_too_few is (0 < found.least < 5)


def test_the_number_is_none_or_enough_of_them() -> None:
    assert [n for n in range(-1, 40) if is_number(n)] == [0, *range(6, 31)]
    assert [number_in({}), number_in({"common_files": 6})] == [0, 6]


def test_the_shortlist_is_drawn_by_the_key_alone() -> None:
    names = {n: f"case {n}" for n in range(100)}

    assert shortlist(names, 6, "k") == shortlist(dict(reversed(names.items())), 6, "k")
    assert len(shortlist(names, 6, "k")) == 40 < len(shortlist(names, 12, "k"))
    assert shortlist(names, 6, "k") != shortlist(names, 6, "other")
    assert shortlist(names, 0, "k") == frozenset()


@pytest.mark.parametrize(
    ("may_read", "n", "found"),
    [
        # A file that one may not read stands back behind those that all may.
        ({"1": ALL - {"a"}, "2": ALL, "3": ALL}, 2, {"2", "3"}),
        ({"1": ALL - {"a"}, "2": ALL, "3": ALL}, 3, {"1", "2", "3"}),
        # Where nobody reads everything, those come in turn who have the fewest.
        ({"1": FEW | {"e"}, "2": FEW | {"f"}, "3": ALL - FEW | {"a"}}, 2, {"3"}),
        # Two counted readers and two left without it leave nobody.
        ({"1": FEW, "2": ALL}, 2, {"2"}),
        ({}, 2, set()),
    ],
)
def test_the_files_that_serve_everybody_are_chosen(
    may_read: dict[str, frozenset[str]], n: int, found: set[str]
) -> None:
    files = chosen(may_read, n, counted=TWO, secret="k")

    assert found <= set(files)
    assert len(files) == min(n, sum(len(who) > 4 for who in may_read.values()))


def test_equals_are_chosen_by_lot() -> None:
    may_read = dict.fromkeys("123456789", ALL)
    by_key = {chosen(may_read, 2, counted=TWO, secret=f"{k}") for k in range(20)}

    assert len(by_key) > 10


def given(
    *,
    n: int,
    held: str = "ab",
    loads: dict[str, int] | None = None,
    caps: dict[str, int | None] | None = None,
) -> dict[str, tuple[str, ...]]:
    files = [str(each) for each in range(n)]
    return readers(
        files,
        may_read=dict.fromkeys(files, ALL),
        held=dict.fromkeys(files, held),
        loads=loads or {},
        caps=dict.fromkeys(ALL) | (caps or {}),
        secret="k",
    )


def test_all_read_but_those_who_have_it_and_two_by_turns() -> None:
    found = given(n=3)

    assert {len(who) for who in found.values()} == {4}
    # Six who may, two left without each of three files: everybody once.
    assert Counter("".join(map("".join, found.values()))) == dict.fromkeys("cdefgh", 2)


def test_nobody_gets_more_than_the_own_limit() -> None:
    found = given(n=4, loads={"c": 3, "d": 5}, caps={"c": 4, "d": 5})
    n_given = Counter("".join(map("".join, found.values())))

    assert n_given["c"] <= 1 and n_given["d"] == 0


def test_who_has_the_most_is_left_without_one_first() -> None:
    assert set(given(n=1, loads={"c": 9, "e": 8, "f": 1})["0"]) == set("dfgh")


def test_where_too_few_are_free_nobody_reads_it() -> None:
    assert given(n=4, held="abcdefg") == dict.fromkeys("0123", ())


def test_a_common_file_is_told_by_its_spread() -> None:
    found = common_file([(8000, "good"), (9150, "best"), (7900, "good"), (None, None)])

    assert (found.n_reads, found.low, found.high) == (4, 7900, 9150)
    assert found.grades == {"good": 2, "best": 1}
    assert common_file([(None, "good")]).low is None
