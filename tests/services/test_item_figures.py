"""Items and organs of settled files, for the officers of the campaign alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from review.domain.aggregation import Rate
from review.domain.answers import Special
from review.domain.errors import NotVisible
from review.domain.policy import Role, Viewer
from review.services import item_figures
from review.services.item_figures import Order, in_order
from tests.factories import World
from tests.services.rounds import (
    first_two,
    further_read,
    lost,
    n_statements,
    reader,
    submit,
    under_review,
)
from tests.worlds import one_of_each_role

OUTSIDE = {"special": "not_done_external", "organ": "看守所", "cause": "停止会见"}


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return under_review()


def officer_of(world: World) -> Viewer:
    assert world.officer is not None
    return world.officer


def shown(world: World, item: str = "a0") -> list[tuple[int, int, int]]:
    """Agreed, of how many files, and how often a point was lost."""
    found = item_figures.of_campaign(viewer=officer_of(world), code="2026")
    return [
        (line.agreed.part, line.agreed.whole, line.lost.part)
        for line in found.lines
        if line.item == item
    ]


def test_only_settled_files_are_told(world: World) -> None:
    submit(world, reader(world, 0, 0), world.reads[0][0], a0=lost(2))
    assert shown(world) == []

    submit(world, reader(world, 0, 1), world.reads[0][1], a0=lost(3))
    assert shown(world) == [(0, 1, 2)]

    first_two(world, lost(2), lost(2), case=1)
    assert shown(world) == [(1, 2, 4)]


def test_a_third_reader_counts_in_no_agreement(world: World) -> None:
    apart = {f"a{n}": lost(10) for n in range(5)}
    first_two(world, {"a0": "full"}, apart)
    third = further_read(world, 2)
    assert shown(world) == []

    submit(world, world.reviewers[2], third, **apart)

    assert shown(world) == [(0, 1, 1)]


def test_organs_are_told_once_for_a_file(world: World) -> None:
    first_two(world, OUTSIDE, OUTSIDE)

    found = item_figures.of_campaign(viewer=officer_of(world), code="2026")
    (organ,) = found.organs
    assert (organ.organ, organ.n_files, organ.causes) == (
        "看守所",
        1,
        (("停止会见", 1),),
    )
    assert [n for _title, n in organ.items] == [1]
    line = next(line for line in found.lines if line.item == "a0")
    assert line.specials[Special.NOT_DONE_EXTERNAL].part == 2


def test_tables_hold_what_the_page_shows(world: World) -> None:
    first_two(world, lost(2), OUTSIDE)
    viewer = officer_of(world)

    def text(export: object) -> str:
        assert callable(export)
        body = export(
            viewer=viewer,
            code="2026",
            file_format="csv",
            say=lambda sentence: sentence,
            words=lambda title: title.en,
        )
        return str(body.decode("utf-8-sig"))

    (line,) = [x for x in text(item_figures.export_items).splitlines() if ",a0," in x]
    assert line.split(",")[1:3] == ["1.1", "a0"]
    assert line.split(",")[4:6] == ["0", "1"]
    assert "看守所,1," in text(item_figures.export_organs)


def test_items_stand_by_agreement_or_by_deductions(world: World) -> None:
    first_two(world, {"a0": lost(2), "a1": lost(1)}, {"a0": lost(3), "a1": lost(1)})
    lines = item_figures.of_campaign(viewer=officer_of(world), code="2026").lines

    def first(order: Order) -> list[str]:
        return [line.item for line in in_order(lines, order)][:2]

    assert first(Order.SHEET) == ["a0", "a1"]
    assert first(Order.AGREED)[0] == "a0"
    assert set(first(Order.LOST)) == {"a0", "a1"}
    assert [x.item for x in in_order(lines[::-1], Order.LOST)][:2] == ["a1", "a0"]
    bare = replace(lines[0], agreed=Rate(0, 1, None))
    assert in_order([bare, lines[1]], Order.AGREED) == [lines[1], bare]


def test_nobody_else_learns_anything(world: World) -> None:
    first_two(world, lost(2), lost(3))
    for role, viewer in one_of_each_role(world).items():
        if role in (Role.BUREAU_OFFICER, Role.CAMPAIGN_MANAGER):
            continue
        with pytest.raises(NotVisible):
            item_figures.of_campaign(viewer=viewer, code="2026")


def test_many_files_take_as_many_statements_as_few(world: World) -> None:
    def look() -> None:
        item_figures.of_campaign(viewer=officer_of(world), code="2026")

    first_two(world, lost(2), OUTSIDE)
    look()
    few = n_statements(look)
    first_two(world, lost(2), OUTSIDE, case=1)
    assert n_statements(look) == few
