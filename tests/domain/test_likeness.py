"""Exact and adjacent answers: a table of cases for each kind of line."""

from __future__ import annotations

import pytest

from review.domain.likeness import Comparer, Tally
from review.domain.schemes import ItemKind, Party
from tests.domain.builders import (
    D,
    item,
    options,
    points_scheme,
    section,
    table,
    veto,
)

NA = {"special": "not_applicable"}
CANNOT = {"special": "cannot_assess"}
K = ItemKind
LINES = {
    "steps": item("steps", may_not_apply=True, step=D(2)),
    "whole": item("whole", 1, step=D(1)),
    "met": item("met", kind=K.ALL_OR_NOTHING),
    "count": item("count", kind=K.PER_OCCURRENCE, each=D(1)),
    "named": item("named", kind=K.ALTERNATIVES, options=options(a=1, b=2, c=3)),
    "single": item("single", kind=K.ALTERNATIVES, options=options(a=1)),
    "levels": item("levels", kind=K.LEVELS, options=options(high=10, mid=5, low=0)),
    "two": item("two", kind=K.LEVELS, options=options(high=10, low=0)),
    "errors": item("errors", kind=K.ERROR_COUNT, table=table((1, 5), (3, 0))),
    "note": item("note", 0, kind=K.RECORD, party=Party.CENTER),
}
SCHEME = points_scheme(section("s", *LINES.values()), veto("v", "forged"))
AT = {code: place for place, code in enumerate([*LINES, "forged"])}
SAME, NEAR, APART = Tally(1, 1, 1), Tally(1, 0, 1), Tally(1, 0, 0)
NOTHING = Tally()


@pytest.mark.parametrize(
    ("line", "one", "other", "expected"),
    [
        ("steps", "0", "0", SAME),
        ("steps", "0", "2", NEAR),
        ("steps", "2", "0", NEAR),
        ("steps", "0", "4", APART),
        ("steps", NA, NA, SAME),
        ("steps", NA, "0", APART),
        ("steps", NA, CANNOT, APART),
        ("steps", None, "0", NOTHING),
        ("steps", "0", None, NOTHING),
        ("whole", "0", "1", APART),
        ("met", "met", "missing", APART),
        ("count", 0, 1, NEAR),
        ("count", 0, 2, APART),
        ("named", ["a"], ["a", "b"], NEAR),
        ("named", ["a"], ["b"], APART),
        ("named", [], ["a"], NEAR),
        ("single", [], ["a"], APART),
        ("levels", "high", "mid", NEAR),
        ("levels", "high", "low", APART),
        ("two", "high", "low", APART),
        ("errors", 2, 3, NEAR),
        ("note", "", "", NOTHING),
        ("forged", "yes", "no", APART),
        ("forged", "no", "no", SAME),
    ],
)
def test_answers_are_the_same_next_to_each_other_or_apart(
    line: str, one: object, other: object, expected: Tally
) -> None:
    first: list[object] = [None] * len(AT)
    second = list(first)
    first[AT[line]], second[AT[line]] = one, other

    assert Comparer(SCHEME).compare(first, second) == expected


def test_a_sheet_adds_its_lines_up() -> None:
    first: list[object] = [None] * len(AT)
    second = list(first)
    for code, one, other in (("steps", "0", "2"), ("count", 1, 1), ("met", "met", "x")):
        first[AT[code]], second[AT[code]] = one, other
    second[AT["met"]] = "missing"

    assert Comparer(SCHEME).compare(first, second) == Tally(3, 1, 2)
