"""Which answers a changed sheet can take, kind by kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from review.domain.answers import Answer, Answers, encode
from review.domain.carrying import Carrier
from review.domain.schemes import Direction, Item, ItemKind, Scheme
from tests.domain.builders import (
    NA,
    D,
    indicator,
    indicator_scheme,
    item,
    options,
    points_scheme,
    section,
    table,
)


def sheet(changed: Item, **rest: Any) -> Scheme:
    points = section("s", changed, item("rest", 50))
    return points_scheme(points, **rest)


STEPS = item("x", 10)
TIMES = item("x", 10, ItemKind.PER_OCCURRENCE, each=D(2))
NAMED = item("x", 10, ItemKind.ALTERNATIVES, options=options(late=3, none=10))
LEVELS = item("x", 10, ItemKind.LEVELS, options=options(good=10, thin=4))
ERRORS = item("x", 10, ItemKind.ERROR_COUNT, table=table((1, 5), (3, 0)))
YES = item("x", 10, ItemKind.YES_NO)


def carried(before: Scheme, after: Scheme, given: Answers) -> Answer | str:
    """What becomes of the answer to x: an answer, or the reason why it does not fit."""
    given = {"rest": Answer(D(0))} | dict(given)
    answers, misfits = Carrier(before, after, "").carry(encode(before, given))
    return answers["x"] if not misfits else ", ".join(m.why for m in misfits)


@pytest.mark.parametrize(
    ("before", "after", "given", "expected"),
    [
        (STEPS, replace(STEPS, points=D(20)), D(0), D(0)),
        (STEPS, replace(STEPS, points=D(20)), D(10), D(20)),
        (STEPS, replace(STEPS, points=D(20)), D(5), "weight"),
        (STEPS, replace(STEPS, step=D(2)), D(4), D(4)),
        (STEPS, replace(STEPS, step=D(2)), D(3), "choice"),
        (STEPS, TIMES, D(2), "kind"),
        (TIMES, replace(TIMES, each=D(5), points=D(20)), 3, 3),
        (NAMED, replace(NAMED, options=options(late=5, none=10)), ("late",), ("late",)),
        (NAMED, replace(NAMED, options=options(none=10)), ("late",), "choice"),
        (NAMED, replace(NAMED, options=options(none=10)), (), ()),
        (LEVELS, replace(LEVELS, options=options(good=20, thin=8)), "thin", "thin"),
        (ERRORS, replace(ERRORS, table=table((2, 0))), 2, 2),
        (YES, replace(YES, full_on="no", points=D(5)), "yes", "yes"),
        (YES, item("y", 10, ItemKind.YES_NO), "yes", "added, removed"),
        (YES, item("x", 0, ItemKind.RECORD), "yes", "removed"),
    ],
)
def test_an_answer_is_taken_as_it_was_given_or_not_at_all(
    before: Item, after: Item, given: Any, expected: object
) -> None:
    found = carried(sheet(before), sheet(after), {"x": Answer(given)})
    assert (found.choice if isinstance(found, Answer) else found) == expected


@pytest.mark.parametrize(
    ("before", "given", "expected"),
    [(STEPS, D(3), "kind"), (TIMES, 2, "kind"), (LEVELS, "thin", "thin")],
)
def test_marks_lost_are_no_marks_won(
    before: Item, given: Any, expected: object
) -> None:
    adding = sheet(before, direction=Direction.ADD)
    answers, misfits = Carrier(sheet(before), adding, "").carry(
        encode(sheet(before), {"x": Answer(given)})
    )
    found = answers["x"].choice if "x" in answers else misfits[0].why
    assert found == expected


def test_not_applicable_needs_an_item_that_may_not_apply() -> None:
    before = sheet(replace(STEPS, may_not_apply=True))
    assert carried(before, before, {"x": NA}) == NA
    assert carried(before, sheet(STEPS), {"x": NA}) == "special"


def test_a_grade_that_is_gone_does_not_fit() -> None:
    before = indicator_scheme(items=(indicator("x"), indicator("rest")))
    grades = before.indicator_grades
    after = replace(before, indicator_grades=grades[1:])
    for grade, fits in ((grades[0], False), (grades[1], True)):
        given = {"x": Answer(grade.code)}
        answers, misfits = Carrier(before, after, "").carry(encode(before, given))
        assert (bool(answers), bool(misfits)) == (fits, not fits)


def test_each_part_asks_its_own_items() -> None:
    parts = (
        section("a", item("a1", 50), part="formal"),
        section("b", item("b1", 50), part="professional"),
    )
    before = points_scheme(*parts)
    one_sheet = points_scheme(*(replace(each, part="") for each in parts))
    vector = encode(before, {"a1": Answer(D(3))})
    answers, misfits = Carrier(before, before, "formal").carry(vector)
    assert (list(answers), misfits) == (["a1"], ())
    _answers, misfits = Carrier(before, one_sheet, "formal").carry(vector)
    assert [(each.item, each.why.value) for each in misfits] == [("b1", "added")]
