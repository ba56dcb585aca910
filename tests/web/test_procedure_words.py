"""Time limits and what the days of a case say about them, in sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.domain.schemes import DayKind, ItemKind, Procedure
from review.web.procedure_words import limit_words
from tests.domain.builders import item

pytestmark = pytest.mark.usefixtures("request_in_english")

WHOLE = item("i", 10, ItemKind.ALL_OR_NOTHING)
LIMITS = (
    Procedure("assigned", "first_interview", 3, DayKind.WORKING, "本产品建议"),
    Procedure("applied", "decided", 7, DayKind.CALENDAR, "法律援助法 art. 43"),
)


def test_limits_of_an_item_with_their_sources() -> None:
    working, calendar = limit_words(replace(WHOLE, procedures=LIMITS))

    assert working == (
        "Proposed from the days: Assignment → First interview within 3 working days "
        "(suggestion of this product)"
    )
    assert calendar == (
        "Proposed from the days: Application → Decision to give aid within 7 days "
        "(Legal Aid Law art. 43)"
    )
