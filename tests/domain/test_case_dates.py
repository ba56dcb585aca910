"""The days of a case by what happened on them."""

from __future__ import annotations

from datetime import date

import pytest

from review.domain.case_dates import (
    KEPT_APART,
    CaseEvent,
    Dated,
    DateSource,
    NotYet,
    case_dates,
    check_has_come,
)

MARCH, MAY = date(2024, 3, 1), date(2024, 5, 6)


def test_the_days_of_the_case_stand_with_those_of_its_steps() -> None:
    rows = {"hearing": (MAY, "officer"), "unknown_step": (MAY, "officer")}

    assert case_dates(rows, assigned_on=MARCH, closed_on=MAY) == {
        CaseEvent.ASSIGNED: Dated(MARCH),
        CaseEvent.HEARING: Dated(MAY, DateSource.OFFICER),
        CaseEvent.CLOSED: Dated(MAY),
    }


def test_a_day_nobody_knows_is_not_there() -> None:
    assert case_dates({}, assigned_on=None, closed_on=MAY) == {
        CaseEvent.CLOSED: Dated(MAY)
    }


def test_the_days_of_the_case_itself_are_not_kept_twice() -> None:
    assert set(CaseEvent) - set(KEPT_APART) == {CaseEvent.ASSIGNED, CaseEvent.CLOSED}


def test_only_what_has_happened_is_entered() -> None:
    check_has_come(MAY, MAY)
    with pytest.raises(NotYet):
        check_has_come(MAY, MARCH)
