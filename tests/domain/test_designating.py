"""Case numbers from above: which lists are taken, and which campaigns they join."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from review.domain.designating import (
    MOST_NUMBERS,
    BadNumbers,
    Effect,
    NameNeeded,
    NoDraw,
    NoReason,
    Target,
    TooLate,
    check_joins,
    checked_name,
    checked_reason,
    effect_of,
    joined,
    left,
    numbers_in,
)
from review.domain.errors import RuleBroken
from review.domain.sampling_rule import SampleBy, SampleRule, rule_as_data

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


def test_what_is_withdrawn_leaves_the_rule_as_it_was() -> None:
    rule = SampleRule(SampleBy.CENSUS)
    both = joined(joined(rule, ("1号", "2号")), ("2号", "3号"))

    assert left(both, ("１号", "2号"), ("2号", "3号")).designated == ("2号", "3号")
    assert rule_as_data(left(both, ("1号", "2号", "3号"), ())) == rule_as_data(rule)


@pytest.mark.parametrize(
    ("is_elsewhere", "has_joined", "drawn_at", "effect"),
    [
        (False, False, None, Effect.WAITED),
        (False, True, None, Effect.LEFT),
        (False, True, AT, Effect.STAYED),
        (True, False, None, Effect.ELSEWHERE),
    ],
)
def test_what_a_withdrawal_comes_to(
    is_elsewhere: bool, has_joined: bool, drawn_at: datetime | None, effect: Effect
) -> None:
    found = effect_of(
        is_elsewhere=is_elsewhere, has_joined=has_joined, drawn_at=drawn_at
    )
    assert found is effect


def test_a_withdrawal_says_why() -> None:
    assert checked_reason(" 案卷\n已移送 ") == "案卷 已移送"
    for reason in ("", " \n", "长" * 201):
        with pytest.raises(NoReason):
            checked_reason(reason)
