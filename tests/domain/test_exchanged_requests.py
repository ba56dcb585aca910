"""Requests and withdrawals from a file: exactly what is sent, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from review.domain.collecting import Asked
from review.domain.errors import RuleBroken
from review.domain.exchange import BadContent
from review.domain.exchanged_requests import (
    Withdrawn,
    checked_request,
    checked_request_withdrawal,
    checked_withdrawn,
    request_data,
    withdrawn_data,
)

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
LATER = AT + timedelta(days=1)
DAY = date(2026, 5, 1)
ASKED = Asked(2025, DAY, AT)
GONE = Asked(2025, None, AT, LATER, "统一汇总")
NUMBERS = Withdrawn("抽查", ("1号", "2号"), LATER, "已移送")


def test_what_is_sent_is_read_back() -> None:
    assert checked_request(request_data(ASKED)) == ASKED
    undated = Asked(2025, None, AT)
    assert checked_request(request_data(undated)) == undated
    assert checked_request_withdrawal(request_data(GONE)) == GONE
    assert checked_withdrawn(withdrawn_data(NUMBERS)) == NUMBERS


def test_moments_are_the_same_in_any_zone() -> None:
    east = timezone(timedelta(hours=8))
    said = {**request_data(ASKED), "asked_at": AT.astimezone(east).isoformat()}
    assert checked_request(said).asked_at.isoformat() == AT.isoformat()


ODD: list[object] = [None, 1, True, [], {}, "", "x", ["x"], "2026-13-01", "2" * 300]
READ: list[tuple[Callable[[object], object], dict[str, Any]]] = [
    (checked_request, request_data(ASKED)),
    (checked_request_withdrawal, request_data(GONE)),
    (checked_withdrawn, withdrawn_data(NUMBERS)),
]
# Odd things that these parts may be.
FINE: dict[str, list[object]] = {
    "due_on": [None],
    "reason": ["x", "2026-13-01"],
    "name": ["x", "2026-13-01"],
    "numbers": [["x"]],
}


@pytest.mark.parametrize(("read", "said"), READ)
def test_every_part_is_there_and_of_its_kind(
    read: Callable[[object], object], said: dict[str, Any]
) -> None:
    broken: list[object] = [{**said, "more": 1}, *ODD]
    broken += [{k: v for k, v in said.items() if k != key} for key in said]
    broken += [
        {**said, key: odd}
        for key in said
        for odd in ODD
        if not any(odd is each or odd == each for each in FINE.get(key, []))
    ]

    for each in broken:
        with pytest.raises(RuleBroken):
            read(each)


@pytest.mark.parametrize(
    "change",
    [
        {"year": 1999},
        {"year": 2101},
        {"asked_at": "2026-03-02T01:00:00"},
        {"asked_at": "0001-01-01T00:00:00+14:00"},
        {"withdrawn_at": "2026-03-02"},
        {"reason": " \u3000"},
        {"reason": "a\x00b"},
        {"reason": "a\ud800"},
        {"reason": "长" * 201},
    ],
)
def test_what_nobody_writes_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadContent):
        checked_request_withdrawal({**request_data(GONE), **change})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ASKED, Asked(2025, DAY, AT), True),
        (ASKED, Asked(2025, None, AT), False),
        (ASKED, Asked(2025, DAY, LATER), False),
        (ASKED, GONE, False),
        (GONE, Asked(2025, None, LATER, LATER, "统一汇总"), True),
        (GONE, Asked(2025, None, AT, LATER, "另一个理由"), False),
        (GONE, Asked(2025, None, AT, AT, "统一汇总"), False),
    ],
)
def test_two_say_the_same(one: Asked, other: Asked, same: bool) -> None:
    assert one.is_as(other) is same
    assert other.is_as(one) is same
