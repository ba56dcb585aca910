"""The board's days are those of the bureau's clocks, whatever the database's are."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from flask import Flask

from review.services import board
from review.services.board import Board
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

        shown = shown_in(world, zone)

    (progress,) = shown.over_time
    day = AT.date() + late
    assert (progress.on, progress.n_reviews, progress.n_settled) == (day, 3, 1)
    assert {each.oldest_on for each in shown.holders} == {day, None}


def shown_in(world: World, zone: timezone) -> Board:
    assert world.officer
    return board.board(viewer=world.officer, code="2026", on=AT.date(), zone=zone)
