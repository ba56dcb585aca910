"""Paper volumes move through the office only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from review.domain.custody import (
    CustodyBroken,
    Held,
    MoreThanKept,
    Move,
    Moved,
    Place,
    WrongNumber,
    check_move,
    held_after,
    is_fresh,
    is_rest,
    place_after,
    seen_by_reader,
    tells_since,
    tells_whose,
)
from tests.conftest import AT

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


@pytest.mark.parametrize(
    ("move", "is_settled", "is_fresh_own", "expected"),
    [
        (Move.HANDED, False, False, True),
        (Move.BACK, False, False, True),
        (Move.HANDED, True, False, False),
        (Move.HANDED, True, True, False),
        (Move.BACK, True, False, False),
        (Move.BACK, True, True, True),
        (Move.RECEIVED, True, False, True),
        (Move.RETURNED, True, False, True),
    ],
)
def test_whose_a_file_with_a_result_was_is_told_while_it_comes_back(
    move: Move, is_settled: bool, is_fresh_own: bool, expected: bool
) -> None:
    told = tells_whose(move, is_settled=is_settled, is_fresh_own=is_fresh_own)

    assert told is expected


@pytest.mark.parametrize(
    ("minutes", "expected"), [(-1, False), (0, True), (9, True), (10, False)]
)
def test_a_list_is_fresh_for_ten_minutes(minutes: int, expected: bool) -> None:
    at = AT + timedelta(minutes=minutes)

    assert is_fresh(made_at=AT, at=at) is expected


@pytest.mark.parametrize("last", [None, *Move])
@pytest.mark.parametrize("is_settled", [True, False])
def test_no_time_leads_from_a_file_with_a_result_to_a_list(
    last: Move | None, is_settled: bool
) -> None:
    told = tells_since(last.value if last else None, is_settled=is_settled)

    assert told is not (is_settled and last is Move.BACK)


IN, OUT, BACK, HOME = Move.RECEIVED, Move.HANDED, Move.BACK, Move.RETURNED
THREE_OUT = (Moved(IN, 3), Moved(OUT, 3, "a"))
TWO_BACK = (*THREE_OUT, Moved(BACK, 2, "a"))
TWO_ON = (*TWO_BACK, Moved(OUT, 2, "b"))


@pytest.mark.parametrize(
    ("moves", "office", "readers"),
    [
        ((), 0, {}),
        ((Moved(IN, 3),), 3, {}),
        (THREE_OUT, 0, {"a": 3}),
        (TWO_BACK, 2, {"a": 1}),
        (TWO_ON, 0, {"a": 1, "b": 2}),
        ((*TWO_ON, Moved(BACK, 1, "a")), 1, {"a": 0, "b": 2}),
        ((*TWO_BACK, Moved(HOME, 2)), 0, {"a": 1}),
        # Nobody had counted when it came: more than was known is a better count.
        ((Moved(IN, 1), Moved(OUT, 2, "a")), 0, {"a": 2}),
        ((Moved(IN, 1), Moved(OUT, 1, "a"), Moved(BACK, 2, "a")), 2, {"a": 0}),
        ((Moved(IN, 1), Moved(HOME, 2)), 0, {}),
        ((Moved(IN, 3), Moved(HOME, 2), Moved(IN, 2)), 3, {}),
    ],
)
def test_every_volume_is_with_somebody(
    moves: tuple[Moved, ...], office: int, readers: dict[str, int]
) -> None:
    assert held_after(moves) == Held(office, readers)


@pytest.mark.parametrize(
    ("moves", "move", "code", "due", "at_hand"),
    [
        ((Moved(IN, 3),), IN, "", 0, 3),
        ((Moved(IN, 3),), OUT, "a", 3, 3),
        (THREE_OUT, BACK, "a", 3, 3),
        (TWO_BACK, OUT, "b", 3, 2),
        (TWO_BACK, OUT, "a", 2, 2),
        (TWO_BACK, HOME, "", 3, 2),
        (TWO_BACK, BACK, "a", 1, 1),
        (TWO_ON, BACK, "b", 2, 2),
        (TWO_ON, BACK, "c", 0, 0),
    ],
)
def test_what_is_due_is_known(
    moves: tuple[Moved, ...], move: Move, code: str, due: int, at_hand: int
) -> None:
    held = held_after(moves)

    assert (held.due(move, code), held.at_hand(move, code)) == (due, at_hand)


@pytest.mark.parametrize(
    ("moves", "place", "holder", "kept"),
    [
        ((Moved(IN, 3),), Place.OFFICE, "", ()),
        (THREE_OUT, Place.REVIEWER, "a", ()),
        (TWO_BACK, Place.OFFICE, "", (("a", 1),)),
        (TWO_ON, Place.REVIEWER, "b", (("a", 1),)),
        ((*TWO_ON, Moved(BACK, 1, "a")), Place.REVIEWER, "b", (("", 1),)),
        ((Moved(IN, 3), Moved(HOME, 2)), Place.RETURNED, "", (("", 1),)),
        ((*TWO_BACK, Moved(BACK, 1, "a")), Place.OFFICE, "", ()),
    ],
)
def test_what_is_kept_back_is_said_with_whom(
    moves: tuple[Moved, ...],
    place: Place,
    holder: str,
    kept: tuple[tuple[str, int], ...],
) -> None:
    assert held_after(moves).kept_back(place, holder) == kept


@pytest.mark.parametrize(
    ("moves", "move", "place", "holder", "code", "expected"),
    [
        (THREE_OUT, BACK, Place.REVIEWER, "a", "a", False),
        (TWO_BACK, BACK, Place.OFFICE, "", "a", True),
        (TWO_ON, BACK, Place.REVIEWER, "b", "a", True),
        (TWO_ON, BACK, Place.REVIEWER, "b", "b", False),
        (TWO_ON, BACK, Place.REVIEWER, "b", "c", False),
        ((Moved(IN, 3), Moved(HOME, 2)), HOME, Place.RETURNED, "", "", True),
        ((Moved(IN, 3), Moved(HOME, 3)), HOME, Place.RETURNED, "", "", False),
        ((Moved(IN, 3),), HOME, Place.OFFICE, "", "", False),
        ((Moved(IN, 3), Moved(HOME, 2)), OUT, Place.RETURNED, "", "a", False),
    ],
)
def test_a_rest_comes_without_the_file(
    moves: tuple[Moved, ...],
    move: Move,
    place: Place,
    holder: str,
    code: str,
    expected: bool,
) -> None:
    held = held_after(moves)

    assert is_rest(move, held, place, holder, code) is expected


def test_no_more_comes_of_a_rest_than_was_kept() -> None:
    asked = {"last": Move.HANDED.value, "case_no": "1"}
    check_move(Move.BACK, n_volumes=2, kept=2, **asked)
    with pytest.raises(MoreThanKept):
        check_move(Move.BACK, n_volumes=3, kept=2, **asked)
    with pytest.raises(WrongNumber):
        check_move(Move.BACK, n_volumes=0, kept=2, **asked)
