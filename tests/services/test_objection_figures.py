"""What the objections of a campaign came to, counted from what is stored."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest
from flask import Flask

from review.domain.appeals import WHOLE, Cause, Ground, Ruling, Side, Stage
from review.domain.errors import NotVisible
from review.domain.objection_figures import PointCount, Spread
from review.services.appeals import figures, withdrawing
from tests.databases import Once
from tests.released import Place
from tests.services.objected import (
    AFTER,
    CODE,
    decide,
    give,
    lodge,
    point,
    result,
    ruling,
    tell,
    told,
)

NOT_ANSWERED = "Not answered"
LOST = {"choice": "10", "reason": "缺", "pages": "3"}
UPHELD, PARTLY, REJECTED = Ruling


@pytest.fixture
def place(app: Flask, once: Once) -> Iterator[Place]:
    with app.app_context():
        yield once(told)


def found(place: Place) -> figures.ObjectionsFigures:
    return figures.of_campaign(viewer=place.officer, code=CODE)


def by_item(place: Place) -> dict[str, PointCount]:
    return {line.item: line.count for line in found(place).items}


def test_a_decision_counts_once_it_was_told(place: Place) -> None:
    before = result(place).outcome
    key = lodge(place, point(), point("i1", ground=Ground.RULE), point(WHOLE, "整体"))
    give(place, key)
    lodge(place, point("i2"), who="甲律师事务所", key="f")
    decide(place, ruling(), ruling("i1", REJECTED), ruling(WHOLE, REJECTED), i1=LOST)

    seen = found(place).figures
    assert seen.by_stage == {Stage.DECIDED: 1, Stage.LODGED: 1}
    assert seen.by_side == {Side.HANDLER: 1, Side.FIRM: 1}
    assert (seen.points.n_open, seen.by_outcome, seen.n_scores_moved) == (4, {}, 0)
    assert (seen.deciding, seen.answering) == (Spread(1, 0, 0), Spread())

    tell(place, key)
    seen = found(place).figures
    assert seen.by_outcome == {PARTLY: 1}
    assert seen.by_ground == {
        Ground.FACT: PointCount(
            3,
            {UPHELD: 1, REJECTED: 1},
            {Cause.REVIEWER_ERROR: 1, Cause.RULE_APPLIED: 1},
        ),
        Ground.RULE: PointCount(1, {REJECTED: 1}, {Cause.RULE_APPLIED: 1}),
    }
    assert list(by_item(place)) == ["i0", "i1", "i2", WHOLE]
    assert by_item(place)["i0"] == PointCount(1, {UPHELD: 1}, {Cause.REVIEWER_ERROR: 1})
    assert by_item(place)["i2"].n_open == 1
    after = result(place).outcome
    assert before is not None
    assert after is not None
    moved = int(before.grade != after.grade)
    assert (seen.n_files, seen.n_scores_moved, seen.n_grades_moved) == (1, 1, moved)
    assert seen.answering == Spread(1, 0, 0)


def test_what_was_rejected_or_withdrawn_moves_nothing(place: Place) -> None:
    key = lodge(place, point())
    give(place, key)
    decide(place, ruling("i0", REJECTED), i0=LOST)
    tell(place, key)
    other = lodge(place, point("i1"), key="again")
    handler = place.people["赵一"]
    withdrawing.withdraw(viewer=handler, side=Side.HANDLER, public_id=other, at=AFTER)

    seen = found(place).figures
    assert (seen.n, seen.by_outcome, seen.n_scores_moved) == (2, {REJECTED: 1}, 0)
    assert by_item(place)["i1"] == PointCount(1, {}, {})
    assert seen.by_stage == {Stage.TOLD: 1, Stage.WITHDRAWN: 1}


def test_the_items_are_taken_along(place: Place) -> None:
    give(place, key := lodge(place, point(), point(WHOLE, "整体偏低")))
    decide(place, ruling(), ruling(WHOLE, REJECTED))
    tell(place, key)

    body = figures.export_items(
        viewer=place.officer,
        code=CODE,
        file_format="csv",
        say=lambda sentence: sentence,
        words=lambda text: text.zh,
    )
    heads, first, whole = csv.reader(body.decode("utf-8-sig").splitlines())
    assert heads[4:9] == ["Objected to", *(each.words for each in Ruling), NOT_ANSWERED]
    assert first[1:9] == ["1.1", "i0", "i0", "1", "1", "0", "0", "0"]
    assert whole[1:9] == ["", "", "整体等次", "1", "0", "0", "1", "0"]
    causes = [each.words for each in Cause]
    assert dict(zip(heads[9:], first[9:], strict=True)) == dict.fromkeys(
        causes, "0"
    ) | {Cause.REVIEWER_ERROR.words: "1"}


@pytest.mark.parametrize("who", ["赵一", "甲律师事务所"])
def test_they_are_the_offices(place: Place, who: str) -> None:
    with pytest.raises(NotVisible):
        figures.of_campaign(viewer=place.people[who], code=CODE)


def test_without_objections_there_is_nothing_to_count(place: Place) -> None:
    seen = found(place)
    assert (seen.figures.n, seen.items) == (0, ())
