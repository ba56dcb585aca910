"""An officer enters days, puts them right and takes them away; each is an event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.case_dates import CaseEvent, DateSource, NotYet
from review.domain.errors import NotVisible
from review.domain.policy import Role, Viewer
from review.services import case_dates
from review.services.case_dates import Change, ChangedMeanwhile
from review.store import invariants, unit
from review.store.models import Event
from tests.conftest import AT
from tests.factories import World
from tests.scanned import case_id
from tests.worlds import one_of_each_role

TODAY = AT.date()
TENTH, ELEVENTH = date(2025, 3, 10), date(2025, 3, 11)
MET = CaseEvent.FIRST_INTERVIEW


@pytest.fixture
def case(app: Flask, world: World) -> Iterator[str]:
    with app.app_context():
        yield case_id(world)


def officer_of(world: World) -> Viewer:
    assert world.officer is not None
    return world.officer


def change(world: World, case: str, **changes: Change) -> int:
    return case_dates.change(
        viewer=officer_of(world),
        public_id=case,
        changes={CaseEvent(name): each for name, each in changes.items()},
        at=AT,
        today=TODAY,
    )


def known(world: World, case: str) -> dict[str, tuple[str, str]]:
    found = case_dates.of_case(viewer=officer_of(world), public_id=case)
    return {
        line.event.value: (line.known.on.isoformat(), line.known.source.value)
        for line in found.known
        if line.known
    }


def payloads() -> list[dict[str, object]]:
    with unit.reading() as connection:
        query = select(Event.payload).where(Event.kind == "case_dates_changed")
        return list(connection.scalars(query.order_by(Event.id)))


OF_CASE = {
    "assigned": ("2025-03-03", DateSource.SPREADSHEET.value),
    "closed": ("2025-09-01", DateSource.SPREADSHEET.value),
}


def test_a_day_is_entered_put_right_and_taken_away(world: World, case: str) -> None:
    assert change(world, case, first_interview=(None, TENTH)) == 1
    assert known(world, case) == OF_CASE | {
        "first_interview": ("2025-03-10", "officer")
    }

    assert change(world, case, first_interview=(TENTH, ELEVENTH)) == 1
    assert known(world, case)["first_interview"] == ("2025-03-11", "officer")

    assert change(world, case, first_interview=(ELEVENTH, None)) == 1
    assert known(world, case) == OF_CASE
    assert payloads() == [
        {"first_interview": [None, "2025-03-10"]},
        {"first_interview": ["2025-03-10", "2025-03-11"]},
        {"first_interview": ["2025-03-11", None]},
    ]
    with unit.reading():
        assert invariants.check() == []


def test_what_stays_as_it_was_is_no_change(world: World, case: str) -> None:
    change(world, case, first_interview=(None, TENTH))

    assert (
        change(world, case, first_interview=(TENTH, TENTH), hearing=(None, None)) == 0
    )
    assert len(payloads()) == 1


def test_the_days_of_the_case_itself_are_not_changed_here(
    world: World, case: str
) -> None:
    assert change(world, case, assigned=(None, TENTH), closed=(None, TENTH)) == 0
    assert known(world, case) == OF_CASE


def test_two_officers_do_not_undo_one_another(world: World, case: str) -> None:
    change(world, case, first_interview=(None, TENTH))

    # The other page was opened before; another day of it goes in all the same.
    assert change(world, case, hearing=(None, ELEVENTH)) == 1
    with pytest.raises(ChangedMeanwhile):
        change(world, case, first_interview=(None, ELEVENTH))
    assert known(world, case)["first_interview"] == ("2025-03-10", "officer")


def test_a_day_to_come_is_refused(world: World, case: str) -> None:
    with pytest.raises(NotYet):
        change(world, case, hearing=(None, date(2026, 3, 3)))
    assert payloads() == []


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.BUREAU_OFFICER}))
def test_only_officers_of_the_campaign_see_and_change(
    app: Flask, world: World, case: str, role: Role
) -> None:
    viewer = one_of_each_role(world)[role]
    if role is Role.CAMPAIGN_MANAGER:
        assert case_dates.of_case(viewer=viewer, public_id=case).case_no
        return
    with pytest.raises(NotVisible):
        case_dates.of_case(viewer=viewer, public_id=case)
