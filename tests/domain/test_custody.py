"""Paper volumes move through the office only."""

from __future__ import annotations

import pytest

from review.domain.custody import (
    CustodyBroken,
    Move,
    Place,
    WrongNumber,
    check_move,
    place_after,
    seen_by_reader,
)

POSSIBLE = {
    (None, Move.RECEIVED),
    (Move.RETURNED, Move.RECEIVED),
    (Move.RECEIVED, Move.HANDED),
    (Move.BACK, Move.HANDED),
    (Move.HANDED, Move.BACK),
    (Move.RECEIVED, Move.RETURNED),
    (Move.BACK, Move.RETURNED),
}


@pytest.mark.parametrize("last", [None, *Move])
@pytest.mark.parametrize("move", Move)
def test_volumes_move_only_from_where_they_are(last: Move | None, move: Move) -> None:
    asked = {"last": last.value if last else None, "case_no": "1", "n_volumes": 1}
    if (last, move) in POSSIBLE:
        check_move(move, **asked)
        return
    with pytest.raises(CustodyBroken):
        check_move(move, **asked)


@pytest.mark.parametrize(
    ("last", "place"),
    [
        (None, Place.OWNER),
        (Move.RECEIVED, Place.OFFICE),
        (Move.HANDED, Place.REVIEWER),
        (Move.BACK, Place.OFFICE),
        (Move.RETURNED, Place.RETURNED),
    ],
)
def test_the_last_move_says_where_they_are(last: Move | None, place: Place) -> None:
    assert place_after(last) is place


@pytest.mark.parametrize("n", [0, -1, 100])
def test_a_file_has_some_volumes(n: int) -> None:
    with pytest.raises(WrongNumber):
        check_move(Move.RECEIVED, last=None, case_no="1", n_volumes=n)


def test_a_reviewer_is_told_of_oneself_only() -> None:
    assert seen_by_reader(is_own=True) is Place.REVIEWER
    assert seen_by_reader(is_own=False) is Place.OFFICE
