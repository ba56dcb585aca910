"""A round on a sheet whose items have time limits, and days to judge them by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from review.domain.case_dates import CaseEvent
from review.domain.schemes import (
    DayKind,
    Item,
    ItemKind,
    LateStep,
    Option,
    Procedure,
    Scheme,
    Text,
)
from review.services import case_dates
from review.store import unit
from review.store.models import Case
from tests.conftest import AT
from tests.domain.builders import D, item, points_scheme, section
from tests.factories import World
from tests.services.rounds import MEAN

MEETING = Procedure(
    "assigned",
    "first_interview",
    3,
    DayKind.WORKING,
    "本产品建议",
    (LateStep(3, "late"), LateStep(7, "very_late")),
)
FILING = Procedure("closed", "archived", 30, DayKind.CALENDAR, "S49")
OPTIONS = (
    Option("late", Text("超过3个工作日", "After over 3 working days"), D(1)),
    Option("very_late", Text("超过7个工作日", "After over 7 working days"), D(3)),
    Option("no_notes", Text("没有笔录", "No notes"), D(3)),
)
MET = Item(
    "met",
    Text("及时会见", "Met in time"),
    D(4),
    ItemKind.ALTERNATIVES,
    options=OPTIONS,
    procedures=(MEETING,),
)
FILED = replace(
    item("filed", 6, ItemKind.ALL_OR_NOTHING),
    title=Text("按时归档", "Filed in time"),
    procedures=(FILING,),
)
REST = item("rest", 90)
# The world's cases were assigned on Monday 3 March 2025 and closed on 1 September.
FOURTH_DAY, THIRD_DAY = date(2025, 3, 7), date(2025, 3, 6)
IN_TIME = date(2025, 9, 30)


def limited_sheet() -> Scheme:
    """Two items with limits and one without, a hundred points in all."""
    made = section("s", MET, FILED, REST)
    return points_scheme(made, combination=MEAN, case_kinds=("civil",), code="civil")


def know(world: World, number: int = 0, **on: date | None) -> None:
    """Enter days of a case as an officer would; None takes one away."""
    assert world.officer is not None
    public_id = address(world, number)
    found = case_dates.of_case(viewer=world.officer, public_id=public_id)
    known = {line.event: line.known.on for line in found.lines if line.known}
    changes = {CaseEvent(name): day for name, day in on.items()}
    case_dates.change(
        viewer=world.officer,
        public_id=public_id,
        changes={event: (known.get(event), day) for event, day in changes.items()},
        at=AT,
        today=AT.date(),
    )


def address(world: World, number: int = 0) -> str:
    with unit.reading() as connection:
        query = select(Case.public_id).where(Case.id == world.case_ids[number])
        return str(connection.scalar(query))
