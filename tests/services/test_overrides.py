"""Override rates: of settled files only, for the officers of the campaign."""

from __future__ import annotations

import pytest
from flask import Flask

from review.domain.errors import NotVisible
from review.domain.policy import Role, Viewer
from review.services import overrides
from tests.factories import World
from tests.limited import FOURTH_DAY, IN_TIME, know, limited_sheet
from tests.services.rounds import reader, submit, under_review
from tests.worlds import one_of_each_role

pytestmark = pytest.mark.usefixtures("app_context")

LATE = {"choice": ["late"], "findings": [{"option": "late", "reason": "第4个工作日"}]}
OTHERWISE = {"choice": [], "reason": "笔录日期为3月6日"}


@pytest.fixture
def world(app: Flask) -> World:
    world = under_review(limited_sheet())
    for number in (0, 1):
        know(world, number, first_interview=FOURTH_DAY, archived=IN_TIME)
    return world


def officer_of(world: World) -> Viewer:
    assert world.officer is not None
    return world.officer


def give(world: World, case: int, slot: int, met: object) -> None:
    read = world.reads[case][slot]
    submit(world, reader(world, case, slot), read, met=met, filed="met", rest="full")


def rates(world: World) -> list[tuple[str, int, int, int, int]]:
    """Item, shown, overridden; of those proposed as late shown, overridden."""
    found = overrides.of_campaign(viewer=officer_of(world), code="2026")
    return [
        (x.item, x.total.whole, x.total.part, x.late.whole, x.late.part)
        for x in found.lines
    ]


def test_what_reviewers_did_is_told_when_the_file_is_settled(world: World) -> None:
    give(world, 0, 0, LATE)
    assert rates(world) == []

    give(world, 0, 1, OTHERWISE)
    give(world, 1, 0, OTHERWISE)

    assert rates(world) == [("met", 2, 1, 2, 1), ("filed", 2, 0, 0, 0)]


@pytest.mark.parametrize("role", sorted(Role))
def test_only_the_staff_of_the_campaign_reads_them(world: World, role: Role) -> None:
    viewer = one_of_each_role(world)[role]
    if role in (Role.BUREAU_OFFICER, Role.CAMPAIGN_MANAGER):
        assert overrides.of_campaign(viewer=viewer, code="2026").lines == ()
        return
    with pytest.raises(NotVisible):
        overrides.of_campaign(viewer=viewer, code="2026")
