"""Case numbers from above: which lists are taken, and which campaigns they join."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from review.domain.designating import (
    MOST_NUMBERS,
    BadNumbers,
    NameNeeded,
    NoDraw,
    Target,
    TooLate,
    check_joins,
    checked_name,
    joined,
    numbers_in,
)
from review.domain.errors import RuleBroken
from review.domain.sampling_rule import SampleBy, SampleRule

AT = datetime(2026, 3, 2, tzinfo=UTC)


def test_numbers_are_taken_once_each_in_their_order() -> None:
    assert numbers_in("（2025）3号\n\n (2025)1号 \n(2025)3号") == (
        "(2025)3号",
        "(2025)1号",
    )


@pytest.mark.parametrize(
    "text", ["", " \n ", "长" * 201, "\n".join(map(str, range(MOST_NUMBERS + 1)))]
)
def test_lists_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(BadNumbers):
        numbers_in(text)


@pytest.mark.parametrize("name", ["", "  ", "长" * 201])
def test_what_they_are_for_is_said(name: str) -> None:
    with pytest.raises(NameNeeded):
        checked_name(name)


@pytest.mark.parametrize(
    ("target", "refusal"),
    [
        (Target("x", False, None), None),
        (Target("x", False, AT), TooLate),
        (Target("x", True, None), NoDraw),
    ],
)
def test_they_join_what_will_still_draw(
    target: Target, refusal: type[RuleBroken] | None
) -> None:
    if refusal is None:
        check_joins(target)
        return
    with pytest.raises(refusal):
        check_joins(target)


def test_a_number_joins_once_in_whatever_width() -> None:
    rule = joined(SampleRule(SampleBy.CENSUS), ("1号", "2号"))

    assert joined(rule, ("２号", "3号")).designated == ("1号", "2号", "3号")
