"""Errors that objections found, by item and by review."""

from __future__ import annotations

import pytest

from review.domain.appeals import Cause, Ruling
from review.domain.reconsidered import Reconsidered, by_item, errors_of, places_in
from tests.domain.builders import item, points_scheme, section

PLACES = {"a": 0, "b": 1}
ERROR, NEW, UNCLEAR = Cause.REVIEWER_ERROR, Cause.NEW_EVIDENCE, Cause.RULE_UNCLEAR
UPHELD, PARTLY, REJECTED = Ruling


def point(
    code: str = "a",
    ruling: Ruling = UPHELD,
    cause: Cause = ERROR,
    answer: object = 2,
) -> Reconsidered:
    return Reconsidered(1, 7, code, ruling, cause, answer)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], (0, 0)),
        ([point()], (1, 1)),
        ([point(ruling=PARTLY)], (1, 1)),
        ([point(answer=0)], (0, 1)),
        ([point(cause=NEW)], (0, 1)),
        ([point(cause=UNCLEAR)], (0, 1)),
        ([point(ruling=REJECTED, cause=Cause.RULE_APPLIED)], (0, 1)),
        ([point(""), point("gone")], (0, 0)),
        ([point("b")], (0, 0)),
        ([point(ruling=REJECTED, cause=UNCLEAR), point(), point()], (1, 1)),
    ],
)
def test_a_review_errs_where_it_was_decided_otherwise_for_its_error(
    points: list[Reconsidered], expected: tuple[int, int]
) -> None:
    """The review answered 0 to the first item, and not the second."""
    assert errors_of([0, None], points, PLACES) == expected


def test_a_review_that_brought_its_total_alone_has_no_items() -> None:
    assert errors_of(None, [point()], PLACES) == (0, 0)


def test_points_are_counted_by_item_whoever_objects() -> None:
    points = [point(), point(cause=NEW), point(ruling=REJECTED), point("")]

    assert by_item(points) == {(7, "a"): (2, 3), (7, ""): (1, 1)}


def test_answers_stand_in_the_order_of_the_sheet() -> None:
    scheme = points_scheme(section("s", item("x"), item("y")))

    assert places_in(scheme) == {"x": 0, "y": 1}
