from __future__ import annotations

from review.domain.rereading import beside

OWN = {1: True, 2: True, 3: False}
OTHERS = {n: n % 2 == 0 for n in range(10, 30)}


def test_as_many_files_of_others_as_own_ones_settled_and_not() -> None:
    found = beside(OWN, OTHERS, secret="key")

    assert not set(found) & set(OWN)
    assert sorted(OTHERS[file] for file in found) == [False, True, True]


def test_the_lot_hangs_on_the_key_and_on_nothing_else() -> None:
    once = beside(OWN, OTHERS, secret="key")

    assert beside(OWN, dict(reversed(OTHERS.items())), secret="key") == once
    assert any(beside(OWN, OTHERS, secret=f"{n}") != once for n in range(5))


def test_the_own_files_are_never_beside_themselves() -> None:
    assert beside(OWN, OWN, secret="key") == []
    assert beside(OWN, OWN | {9: True}, secret="key") == [9]
