"""The board's days are those of the bureau's clocks, whatever the database's are."""

from __future__ import annotations

from datetime import UTC, date, timedelta, timezone

import pytest
from flask import Flask

from review.services import board, campaign_files
from review.services.board import Board
from review.services.campaign_files import FileFilter
from review.services.paging import Cut
from tests.conftest import AT
from tests.factories import World
from tests.services.rounds import first_two, reader, submit, under_review

# One o'clock in the morning at UTC is the day after, or before, there.
EAST, WEST = timezone(timedelta(hours=23)), timezone(timedelta(hours=-18))
DAY = timedelta(days=1)


@pytest.mark.parametrize(("zone", "late"), [(EAST, DAY), (WEST, -DAY)])
def test_a_day_is_that_of_the_bureau(
    app: Flask, zone: timezone, late: timedelta
) -> None:
    with app.app_context():
        world = under_review(n_cases=2)
        first_two(world, "full", "full")
        submit(world, reader(world, 1, 0), world.reads[1][0])

        shown = shown_in(world, zone, AT.date() + late)

    (progress,) = shown.over_time
    day = AT.date() + late
    assert (progress.on, progress.n_reviews, progress.n_settled) == (day, 3, 1)
    assert {each.oldest_on for each in shown.holders} == {day, None}


def shown_in(world: World, zone: timezone, on: date) -> Board:
    assert world.officer
    return board.board(viewer=world.officer, code="2026", on=on, zone=zone)


def test_the_course_goes_on_to_today_while_anything_is_open(app: Flask) -> None:
    month = AT.date() + 30 * DAY
    with app.app_context():
        world = under_review(n_cases=2)
        first_two(world, "full", "full")
        begun = shown_in(world, UTC, month).over_time
        for n in (0, 1):
            submit(world, reader(world, 1, n), world.reads[1][n])
        done = shown_in(world, UTC, month).over_time

    assert [(each.on, each.n_reviews) for each in begun] == [(AT.date(), 2), (month, 2)]
    assert [(each.on, each.n_reviews) for each in done] == [(AT.date(), 4)]


@pytest.mark.parametrize(("zone", "late"), [(EAST, DAY), (WEST, -DAY)])
def test_files_stood_still_since_a_day_of_the_bureau(
    app: Flask, zone: timezone, late: timedelta
) -> None:
    """Everything moved within the one day `today`: none stood still, all did a day on."""
    today = AT.date() + late
    with app.app_context():
        world = under_review(n_cases=2)
        submit(world, reader(world, 1, 0), world.reads[1][0])
        found = {n: idle(world, n, today + n * DAY, zone) for n in (0, 1)}
        ages = [aged(world, today + n * DAY, zone) for n in (7, 8, 15, 31)]

    assert found == {0: 2, 1: 2}
    assert ages == [(2, 0, 0, 0), (0, 2, 0, 0), (0, 0, 2, 0), (0, 0, 0, 2)]


def idle(world: World, days: int, on: date, zone: timezone) -> int:
    """How many files have stood still for exactly so many days."""
    assert world.officer
    wanted = FileFilter(f"停滞:{days}", zone=zone)
    own = {"viewer": world.officer, "code": "2026", "cut": Cut()}
    return campaign_files.files(**own, wanted=wanted, on=on).page.n


def aged(world: World, on: date, zone: timezone) -> tuple[int, ...]:
    """The files of the board by age."""
    assert world.officer
    own = {"viewer": world.officer, "code": "2026"}
    found = board.board(**own, on=on, zone=zone).by_age
    return tuple(map(sum, zip(*found.values(), strict=True)))
