"""At night and on holidays nobody is disturbed."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from review.domain.office_hours import Hours, may_disturb


@pytest.mark.parametrize(
    ("moment", "loud"),
    [
        ("2026-03-31T08:29", False),
        ("2026-03-31T08:30", True),
        ("2026-03-31T17:59", True),
        ("2026-03-31T18:00", False),
        ("2026-04-03T20:00", False),
        ("2026-04-04T03:00", False),
        # A Saturday that is worked for the Spring Festival.
        ("2026-02-14T10:00", True),
    ],
)
def test_nobody_is_disturbed_at_night_or_on_holidays(moment: str, loud: bool) -> None:
    local = datetime.fromisoformat(moment)

    assert may_disturb(local) is loud


def test_other_hours_can_be_kept() -> None:
    late = datetime(2026, 3, 31, 20, 0)

    assert may_disturb(late, Hours(time(19), time(21)))
