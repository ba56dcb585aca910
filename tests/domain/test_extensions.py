"""Which day counts for a review, and which days can be given."""

from __future__ import annotations

from datetime import date

import pytest

from review.domain.errors import RuleBroken
from review.domain.extensions import (
    AlreadyPast,
    Answer,
    NoReason,
    NoTerm,
    NotLater,
    TooFar,
    answer_of,
    check_until,
    checked_reason,
    is_late,
    term_of,
)


def d(written: str) -> date | None:
    return date.fromisoformat(f"2026-{written}") if written else None


@pytest.mark.parametrize(
    ("campaign", "own", "term"),
    [
        ("03-31", "", "03-31"),
        ("03-31", "04-10", "04-10"),
        ("03-31", "03-20", "03-31"),
        ("03-31", "03-31", "03-31"),
        ("", "04-10", ""),
        ("", "", ""),
    ],
)
def test_own_day_counts_where_it_is_later(campaign: str, own: str, term: str) -> None:
    assert term_of(d(campaign), d(own)) == d(term)


@pytest.mark.parametrize(
    ("campaign", "own", "on", "late"),
    [
        ("03-31", "", "03-31", False),
        ("03-31", "", "04-01", True),
        ("03-31", "04-10", "04-10", False),
        ("03-31", "04-10", "04-11", True),
        ("", "", "04-11", False),
    ],
)
def test_review_is_late_after_its_own_day(
    campaign: str, own: str, on: str, late: bool
) -> None:
    today = d(on)
    assert today
    assert is_late(d(campaign), d(own), on=today) is late


@pytest.mark.parametrize(
    ("until", "term", "on", "refusal"),
    [
        ("04-01", "03-31", "03-02", None),
        ("04-02", "03-31", "04-02", None),
        ("04-01", "", "03-02", NoTerm),
        ("03-31", "03-31", "03-02", NotLater),
        ("04-01", "03-31", "04-02", AlreadyPast),
    ],
)
def test_day_is_later_and_to_come(
    until: str, term: str, on: str, refusal: type[RuleBroken] | None
) -> None:
    day, today = d(until), d(on)
    assert day
    assert today
    if refusal is None:
        check_until(day, term=d(term), on=today)
    else:
        with pytest.raises(refusal):
            check_until(day, term=d(term), on=today)


def test_slip_of_the_year_is_refused() -> None:
    with pytest.raises(TooFar):
        check_until(date(2062, 4, 1), term=d("03-31"), on=date(2026, 3, 2))


@pytest.mark.parametrize("reason", ["", "  ", "字" * 201])
def test_reason_is_given_and_short(reason: str) -> None:
    with pytest.raises(NoReason):
        checked_reason(reason)


def test_what_became_of_a_request() -> None:
    assert answer_of(is_answered=False, granted=None) is Answer.OPEN
    assert answer_of(is_answered=True, granted=d("04-01")) is Answer.GRANTED
    assert answer_of(is_answered=True, granted=None) is Answer.REFUSED
