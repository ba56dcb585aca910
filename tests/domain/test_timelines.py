"""The steps of a case in their order, with the working days between them."""

from __future__ import annotations

from datetime import date

import pytest

from review.domain.case_dates import CaseEvent, Dated
from review.domain.timelines import Step, steps_known, timeline
from review.domain.working_days import working_days_between

ASSIGNED, MET, CLOSED = (
    CaseEvent.ASSIGNED,
    CaseEvent.FIRST_INTERVIEW,
    CaseEvent.CLOSED,
)
MONDAY, THURSDAY = date(2025, 3, 3), date(2025, 3, 6)


def test_known_steps_stand_in_the_order_of_the_case() -> None:
    dates = {
        CLOSED: Dated(date(2025, 9, 1)),
        CaseEvent.APPLIED: Dated(date(2025, 2, 1)),
        ASSIGNED: Dated(MONDAY),
    }

    assert steps_known(dates) == ((ASSIGNED, MONDAY), (CLOSED, date(2025, 9, 1)))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (MONDAY, THURSDAY, Step(MET, THURSDAY, working_days_between(MONDAY, THURSDAY))),
        (MONDAY, MONDAY, Step(MET, MONDAY, is_same_day=True)),
        (THURSDAY, MONDAY, Step(MET, MONDAY, is_backwards=True)),
    ],
)
def test_each_step_counts_from_the_one_above(
    first: date, second: date, expected: Step
) -> None:
    assert timeline(((ASSIGNED, first), (MET, second))) == (
        Step(ASSIGNED, first),
        expected,
    )
    assert working_days_between(MONDAY, THURSDAY).n == 3
