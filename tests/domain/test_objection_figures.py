"""Objections counted: an answer counts once it was told, a file once however often."""

from __future__ import annotations

import pytest

from review.domain.appeals import DECISION_DAYS, Cause, Ground, Ruling, Side, Stage
from review.domain.objection_figures import (
    Objected,
    ObjectedPoint,
    PointCount,
    Spread,
    figures_of,
    outcome_of,
)

UPHELD, PARTLY, REJECTED = Ruling
FACT, RULE = Ground.FACT, Ground.RULE
ERROR, APPLIED = Cause.REVIEWER_ERROR, Cause.RULE_APPLIED


def point(
    ruling: Ruling | None = None,
    cause: Cause | None = None,
    item: str = "a",
    ground: Ground = FACT,
) -> ObjectedPoint:
    return ObjectedPoint(7, item, ground, ruling, cause)


def objected(*points: ObjectedPoint, file: int = 1, **more: object) -> Objected:
    given = {"side": Side.HANDLER, "stage": Stage.TOLD, "points": points} | more
    return Objected(file, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rulings", "outcome"),
    [
        ([UPHELD], UPHELD),
        ([UPHELD, UPHELD], UPHELD),
        ([REJECTED, REJECTED], REJECTED),
        ([PARTLY], PARTLY),
        ([UPHELD, REJECTED], PARTLY),
        ([PARTLY, REJECTED], PARTLY),
        ([UPHELD, PARTLY], PARTLY),
    ],
)
def test_an_objection_is_upheld_or_rejected_as_a_whole_or_partly(
    rulings: list[Ruling], outcome: Ruling
) -> None:
    assert outcome_of(point(each) for each in rulings) is outcome


@pytest.mark.parametrize(
    ("days", "spread"),
    [
        ([], Spread()),
        ([None, None], Spread()),
        ([4], Spread(1, 4, 4)),
        ([9, None, 1], Spread(2, 1, 9)),
        ([3, 1, 8], Spread(3, 3, 8)),
    ],
)
def test_days_that_half_of_them_took_at_most(
    days: list[int | None], spread: Spread
) -> None:
    assert Spread.of(days) == spread


def test_points_are_counted_by_ground_and_by_item() -> None:
    found = figures_of(
        [
            objected(point(UPHELD, ERROR), point(REJECTED, APPLIED, "b", RULE)),
            objected(point(PARTLY, ERROR), stage=Stage.TOLD, file=2),
            objected(point(), file=3, stage=Stage.GIVEN),
        ]
    )

    errors = {ERROR: 2}
    assert found.by_ground == {
        FACT: PointCount(3, {UPHELD: 1, PARTLY: 1}, errors),
        RULE: PointCount(1, {REJECTED: 1}, {APPLIED: 1}),
    }
    assert found.by_item == {
        (7, "a"): PointCount(3, {UPHELD: 1, PARTLY: 1}, errors),
        (7, "b"): PointCount(1, {REJECTED: 1}, {APPLIED: 1}),
    }
    assert (found.points.n, found.points.n_open) == (4, 1)
    assert found.by_outcome == {PARTLY: 2}


def test_what_was_not_told_counts_as_open_and_moves_nothing() -> None:
    open_ones = [
        objected(point(), stage=stage, moves_score=True, n_answering=3)
        for stage in Stage
        if stage is not Stage.TOLD
    ]
    found = figures_of(open_ones)

    assert (found.n, found.by_outcome, found.points.n_open) == (4, {}, 4)
    assert (found.n_files, found.n_scores_moved, found.answering) == (0, 0, Spread())


def test_a_file_counts_once_and_late_is_what_took_more_than_the_term() -> None:
    found = figures_of(
        [
            objected(
                point(UPHELD), moves_score=True, moves_grade=True, n_deciding=n_days
            )
            for n_days in (DECISION_DAYS, DECISION_DAYS + 1)
        ]
        + [objected(point(REJECTED), file=2, side=Side.FIRM)]
    )

    assert (found.n_files, found.n_scores_moved, found.n_grades_moved) == (2, 1, 1)
    assert (found.n_late, found.deciding.n) == (1, 2)
    assert found.by_side == {Side.HANDLER: 2, Side.FIRM: 1}
