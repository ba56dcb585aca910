"""The closing question: counted, and shown only where nobody stands out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from review.domain.blindness import (
    ACQUAINTANCE_WORDS,
    Acquaintance,
    blindness,
    interval,
    read_answer,
)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 10, "0.0", "27.8"),
        (10, 10, "72.2", "100.0"),
        (5, 10, "23.7", "76.3"),
        (87, 95, "84.3", "95.7"),
        (1, 1, "20.7", "100.0"),
    ],
)
def test_interval_is_wilsons(part: int, whole: int, low: str, high: str) -> None:
    """Published values: 0 of 10 is 0 to 27.8 percent."""
    assert interval(part, whole) == (Decimal(low), Decimal(high))


def test_blind_is_who_has_not_even_a_guess() -> None:
    found = blindness({"no": 6, "guess": 3, "knows": 1, "unsaid": 9}, minimum_n=5)

    assert found is not None
    assert (found.n_blind, found.n_said) == (6, 10)
    assert (found.percent, found.low, found.high) == (
        Decimal("60.0"),
        Decimal("31.3"),
        Decimal("83.2"),
    )


@pytest.mark.parametrize(
    ("counts", "minimum_n", "is_shown"),
    [
        ({"no": 5}, 5, True),
        ({"no": 3, "knows": 2}, 5, True),
        ({"no": 4, "unsaid": 20}, 5, False),
        ({}, 1, False),
        ({"unsaid": 3}, 0, False),
    ],
)
def test_too_few_answers_are_not_shown(
    counts: dict[str, int], minimum_n: int, is_shown: bool
) -> None:
    assert (blindness(counts, minimum_n=minimum_n) is not None) is is_shown


def test_what_is_no_answer_is_none() -> None:
    assert [read_answer(raw) for raw in ("knows", "", "maybe", "NO")] == [
        Acquaintance.KNOWS,
        *[Acquaintance.UNSAID] * 3,
    ]


def test_every_answer_has_words() -> None:
    assert set(ACQUAINTANCE_WORDS) == set(Acquaintance)
