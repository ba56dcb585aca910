"""Items and organs of settled files, for the officers of the campaign alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from review.domain.aggregation import Rate
from review.domain.answers import Special
from review.domain.errors import NotVisible
from review.domain.item_times import ItemTime, seconds_by_item
from review.domain.policy import Role, Viewer
from review.domain.tracing import read_spans
from review.services import item_figures, sweeping, tracing
from review.services.item_figures import Order, in_order
from review.store import unit
from review.store.models import Campaign
from review.store.queries import item_figures as queries
from tests.conftest import AT
from tests.domain.builders import item, section, text
from tests.factories import World
from tests.services.rounds import (
    first_two,
    further_read,
    lost,
    n_statements,
    reader,
    sheet,
    submit,
    under_review,
)
from tests.worlds import one_of_each_role

pytestmark = pytest.mark.usefixtures("app_context")

OUTSIDE = {"special": "not_done_external", "organ": "看守所", "cause": "停止会见"}


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


def test_items_of_the_same_title_stand_once_for_an_organ(app: Flask) -> None:
    same = text("及时会见")
    lines = (replace(item(code, 50), title=same) for code in ("a0", "a1"))
    world = under_review(sheet(section("a", *lines)), n_cases=2)
    first_two(world, {"a0": OUTSIDE}, {"a0": OUTSIDE})
    first_two(world, {"a1": OUTSIDE}, {"a1": OUTSIDE}, case=1)

    found = item_figures.of_campaign(viewer=officer_of(world), code="2026")
    (organ,) = found.organs
    assert (organ.n_files, organ.items) == (2, ((same, 2),))


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


TRACES: tuple[list[list[object]], ...] = (
    [[1, 60, ""], [2, 90, "a0"], [3, 20, ""], [3, 9, "a1"], [4, 5, "a2"], [9, 99, ""]],
    [[1, 30, "a1"], [1, 4, "a1"], [2, 8, "a0"], [1, 7, "a1"], [2, 3, "a0"]],
    [[1, 60, ""]],
    [[1, 10, "a0"], [2, 40, "a1"]],
)


def keep_traces() -> None:
    with unit.transaction() as connection:
        rules = {"trace_days": 30, "decimals": 1, "minimum_n": 1}
        connection.execute(update(Campaign).values(rules=rules))


def traced(world: World, case: int, slot: int, sent: list[list[object]]) -> None:
    tracing.note(
        viewer=reader(world, case, slot),
        public_id=world.reads[case][slot],
        sent=sent,
        at=AT,
    )


def test_times_are_what_the_domain_makes_of_each_trace(app: Flask) -> None:
    world = under_review(n_cases=3)
    keep_traces()
    for number, sent in enumerate(TRACES):
        traced(world, number // 2, number % 2, sent)
    traced(world, 2, 0, TRACES[0])
    for case in range(2):
        first_two(world, lost(1), lost(1), case=case)

    expected: dict[tuple[str, int], int] = {}
    for sent in TRACES:
        spans = read_spans(sent, items={"a0", "a1", "a2"})
        for pair in seconds_by_item(spans).items():
            expected[pair] = expected.get(pair, 0) + 1
    with unit.reading():
        rows = queries.times(world.campaign_id)
    assert {(row.item, int(row.seconds)): row.n for row in rows} == expected
    assert expected[("a1", 29)] == 1


def test_a_time_stands_from_five_reviews_of_settled_files_on(app: Flask) -> None:
    world = under_review(n_cases=3)
    keep_traces()

    def time() -> ItemTime:
        found = item_figures.of_campaign(viewer=officer_of(world), code="2026")
        return next(line.time for line in found.lines if line.item == "a1")

    for case in range(3):
        for slot in range(2):
            traced(world, case, slot, [[1, 5, "a0"], [2, 10 * (case + 1), "a1"]])
    first_two(world, lost(1), lost(1))
    first_two(world, lost(1), lost(1), case=1)
    assert time() == ItemTime(4, None)

    first_two(world, lost(1), lost(1), case=2)
    assert time() == ItemTime(6, 20)

    sweeping.sweep(at=AT + timedelta(days=31))
    assert time() == ItemTime(0, None)


def test_items_stand_by_time_and_those_without_one_last(world: World) -> None:
    first_two(world, lost(2), lost(3))
    quick, slow, unknown = (
        replace(line, time=ItemTime(9, seconds))
        for line, seconds in zip(
            item_figures.of_campaign(viewer=officer_of(world), code="2026").lines,
            (5, 80, None),
            strict=False,
        )
    )
    assert in_order([unknown, quick, slow], Order.TIME) == [slow, quick, unknown]
