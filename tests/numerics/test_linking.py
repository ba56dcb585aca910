"""Places are swapped so that reviewers mix; loads and rules stay as they are."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from review.numerics import linking

NOBODY = linking.Held({}, [])


def places(
    pairs: list[tuple[int, ...]],
    n_reviewers: int,
    *,
    losses: object = None,
    held: linking.Held = NOBODY,
    budget: int = 0,
) -> linking.Places:
    """Cases by their readers."""
    cases = [case for case, names in enumerate(pairs) for _ in names]
    readers = [name for names in pairs for name in names]
    table = np.zeros((len(pairs), n_reviewers), dtype=np.int32)
    table += np.zeros_like(table) if losses is None else np.array(losses, np.int32)
    chosen = np.array(cases, np.int64), np.array(readers, np.int64)
    return linking.places(table, np.arange(len(pairs)), chosen, held, budget=budget)


def mixed(made: linking.Places) -> list[set[int]]:
    linking.mix(made, np.random.default_rng(3))
    read: dict[int, set[int]] = {}
    for case, reader in zip(made.case.tolist(), made.reviewer.tolist(), strict=True):
        read.setdefault(case, set()).add(reader)
    return [read[case] for case in sorted(read)]


def counted(read: list[set[int]], n_reviewers: int) -> np.ndarray:
    table = np.zeros((n_reviewers, n_reviewers), dtype=int)
    for names in read:
        for one, other in combinations(sorted(names), 2):
            table[one, other] += 1
            table[other, one] += 1
    return table


def test_two_who_always_meet_are_parted() -> None:
    made = places([(0, 1)] * 6 + [(2, 3)] * 6, 4)

    read = mixed(made)

    assert {len(names) for names in read} == {2}
    assert counted(read, 4).max() == 2
    assert np.bincount(made.reviewer).tolist() == [6, 6, 6, 6]


def test_meetings_are_kept_count_of_through_all_swaps() -> None:
    made = places([(0, 1, 2)] * 5 + [(3, 4, 5)] * 5 + [(0, 3, 6)] * 4, 7)

    read = mixed(made)

    assert {len(names) for names in read} == {3}
    assert made.n_swaps > 0
    assert made.meetings[:-1, :-1].tolist() == counted(read, 7).tolist()
    assert not made.meetings[-1].any()


def test_groups_that_share_no_case_are_joined() -> None:
    ring = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)]
    made = places(ring, 6)
    assert linking.links(made) == linking.Links(2, 2, 2, n_pairs=6, most_pairs=6)

    mixed(made)

    assert linking.links(made).n_groups == 1


def test_barred_pairs_are_never_made_and_groups_stay_where_they_must() -> None:
    barred = linking.FORBIDDEN
    losses = [[0, 0, barred, barred]] * 4 + [[barred, barred, 0, 0]] * 4
    made = places([(0, 1)] * 4 + [(2, 3)] * 4, 4, losses=losses)

    assert mixed(made) == [{0, 1}] * 4 + [{2, 3}] * 4
    assert linking.links(made).n_groups == 2


@pytest.mark.parametrize(("budget", "is_mixed"), [(0, False), (9, False), (99, True)])
def test_mixing_costs_no_more_fit_than_it_may(budget: int, is_mixed: bool) -> None:
    losses = [[0, 0, 5, 5]] * 3 + [[5, 5, 0, 0]] * 3
    ring = [(0, 1), (0, 1), (0, 1), (2, 3), (2, 3), (0, 2)]
    made = places(ring, 4, losses=losses, budget=budget)
    mixed(made)

    assert bool(made.n_swaps) is is_mixed
    assert made.budget >= 0


def test_reads_held_already_count_as_meetings_and_stay() -> None:
    held = linking.Held({0: [3]}, [[0, 1], [0, 1], [0, 1]])
    made = places([(0,), (1,)], 4, held=held)

    assert made.meetings[0, 1] == 3
    assert made.meetings[0, 3] == 1
    assert made.others.tolist() == [[3], [4]]


def test_who_reads_with_nobody_beside_is_a_group_before_and_afterwards() -> None:
    """The same allocation is told in the same figures when it is held already."""
    given = places([(0, 1), (2,)], 4)
    held = places([], 4, held=linking.Held({}, [[0, 1], [2]]))

    assert linking.links(given) == linking.Links(2, 0, 1, n_pairs=1, most_pairs=1)
    assert linking.links(held) == linking.links(given)


def test_the_same_lot_mixes_the_same_way() -> None:
    once, again = (mixed(places([(0, 1)] * 9 + [(2, 3)] * 9, 4)) for _ in range(2))

    assert once == again


@pytest.mark.parametrize(
    ("read", "n_reviewers", "n_pairs", "most"),
    [
        ([(0, 1)] * 6 + [(2, 3)] * 6, 4, 2, 6),
        ([(0, 1), (1, 2)], 5, 2, 2),
        ([(0, 1, 2)], 3, 3, 3),
        ([(0,), (1,)], 2, 0, 0),
    ],
)
def test_no_choice_has_more_linked_pairs_than_meet_or_than_there_are(
    read: list[tuple[int, ...]], n_reviewers: int, n_pairs: int, most: int
) -> None:
    found = linking.links(places(read, n_reviewers))

    assert (found.n_pairs, found.most_pairs) == (n_pairs, most)
