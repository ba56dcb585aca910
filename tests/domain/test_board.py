"""The board's arithmetic as tables: ages, shares, what is stuck, who holds too much."""

from __future__ import annotations

from datetime import date

import pytest

from review.domain.board import (
    Cell,
    Held,
    Progress,
    by_phase_and_age,
    first_day_of,
    over_time,
    overburdened,
    shares,
    stuck,
)
from review.domain.phases import CasePhase

P = CasePhase
CELLS = (
    Cell(P.REVIEWING, "east", "civil", 0, 3),
    Cell(P.REVIEWING, "east", "civil", 3, 2),
    Cell(P.REVIEWING, "west", "civil", 2, 1),
    Cell(P.DIVERGED, "west", "criminal", 2, 4),
    Cell(P.SETTLED, "west", "criminal", 3, 5),
)


@pytest.mark.parametrize(
    ("days", "age"), [(0, 0), (7, 0), (8, 1), (14, 1), (15, 2), (30, 2), (31, 3)]
)
def test_ages_end_with_their_last_day(days: int, age: int) -> None:
    today = date(2026, 3, 31)

    for younger in range(1, age + 1):
        assert (today - first_day_of(younger, today)).days < days
    for older in range(age + 1, 4):
        assert (today - first_day_of(older, today)).days >= days


def test_files_are_counted_by_phase_and_age() -> None:
    assert by_phase_and_age(CELLS) == {
        P.REVIEWING: (3, 0, 1, 2),
        P.DIVERGED: (0, 0, 4, 0),
        P.SETTLED: (0, 0, 0, 5),
    }


def test_who_is_furthest_behind_stands_first() -> None:
    found = shares(CELLS, "area")

    assert [(s.code, s.n, s.n_settled) for s in found] == [
        ("east", 5, 0),
        ("west", 10, 5),
    ]
    assert [s.code for s in shares(CELLS, "kind")] == ["civil", "criminal"]


def test_stuck_is_what_lies_still_and_is_not_settled() -> None:
    assert stuck(CELLS) == ((P.DIVERGED, 4), (P.REVIEWING, 3))


@pytest.mark.parametrize(
    ("n_open", "named"),
    [
        ((), []),
        ((1, 1, 1), []),
        ((4, 1, 1), []),
        ((5, 2, 2), ["R0"]),
        ((6, 0, 0, 0), []),
        ((9, 8, 7, 6, 1, 1, 1, 1, 1, 1), ["R0", "R1", "R2"]),
    ],
)
def test_who_holds_twice_what_is_usual_is_named(
    n_open: tuple[int, ...], named: list[str]
) -> None:
    held = [Held("x", f"R{n}", each, 0, None) for n, each in enumerate(n_open)]

    assert [each.number for each in overburdened(held)] == named


def test_days_add_up_and_the_last_one_stays() -> None:
    reviews = {date(2026, 3, n): 2 for n in (1, 2, 3, 4)}
    settled = {date(2026, 3, 5): 1}

    assert over_time(reviews, settled, most=9)[-2:] == (
        Progress(date(2026, 3, 4), 8, 0),
        Progress(date(2026, 3, 5), 8, 1),
    )
    thinned = over_time(reviews, settled, most=3)
    assert [each.on.day for each in thinned] == [1, 3, 5]
    assert over_time({}, {}, most=3) == ()


def test_a_standstill_is_seen_up_to_today() -> None:
    reviews = {date(2026, 3, n): 2 for n in (1, 2, 3)}
    days = [
        [each.on.day for each in over_time(reviews, {}, most=most, until=until)]
        for most, until in (
            (9, date(2026, 3, 20)),
            (2, date(2026, 3, 20)),
            (9, date(2026, 3, 3)),
            (9, date(2026, 3, 1)),
            (9, None),
        )
    ]

    assert days == [[1, 2, 3, 20], [2, 20], [1, 2, 3], [1, 2, 3], [1, 2, 3]]
    assert over_time(reviews, {}, most=9, until=date(2026, 3, 20))[-1].n_reviews == 6
    assert over_time({}, {}, most=9, until=date(2026, 3, 20)) == ()
