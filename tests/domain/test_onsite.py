"""On-site sessions: their hours, and when signing in is possible."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from review.domain.onsite import SessionBroken, check_session, has_opened, is_open

NINE = datetime(2026, 4, 13, 1, tzinfo=UTC)
FIVE = NINE + timedelta(hours=8)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    "moment, own, office",
    [
        (NINE - 31 * MINUTE, False, False),
        (NINE - 30 * MINUTE, True, True),
        (NINE, True, True),
        (FIVE, True, True),
        (FIVE + MINUTE, False, True),
        (FIVE + timedelta(days=3), False, True),
    ],
)
def test_signing_in_has_its_hours(moment: datetime, own: bool, office: bool) -> None:
    assert is_open(moment, starts_at=NINE, ends_at=FIVE) is own
    assert has_opened(moment, starts_at=NINE) is office


@pytest.mark.parametrize(
    "ends, place",
    [
        (NINE, "会议室"),
        (NINE - MINUTE, "会议室"),
        (NINE + timedelta(hours=17), "会议室"),
        (FIVE, ""),
        (FIVE, "室" * 101),
    ],
)
def test_a_session_has_a_place_and_hours_of_one_day(ends: datetime, place: str) -> None:
    check_session(starts_at=NINE, ends_at=FIVE, place="室" * 100)
    with pytest.raises(SessionBroken):
        check_session(starts_at=NINE, ends_at=ends, place=place)
