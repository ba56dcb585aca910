"""What a scheme says about itself, as its page puts it in sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.domain.kinds import CaseKind
from review.domain.schemes import (
    Combination,
    Direction,
    Example,
    Grade,
    Party,
    Resolution,
    Scheme,
    Standing,
    Text,
)
from review.web.forms.controls import draw
from review.web.scheme_facts import (
    combining,
    counting,
    diverging,
    example_rows,
    grade_rows,
    named,
)
from tests.domain.builders import (
    D,
    indicator_scheme,
    item,
    points_scheme,
    section,
    step,
    text,
)

pytestmark = pytest.mark.usefixtures("request_in_english")

SECTION_RULE = (
    "What does not apply is left out; the rest of its section is scaled up to the "
    "section's maximum."
)

LONG_STEP = (
    "excellent: at least 4 graded good or better; every core indicator good or better"
)


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        (
            points_scheme(),
            [
                "Full mark 100.",
                "Points are taken off the full mark, never below zero.",
                SECTION_RULE,
            ],
        ),
        (
            points_scheme(
                direction=Direction.ADD,
                maximum_total=D(105),
                counted_parties=(Party.HANDLER, Party.FIRM),
            ),
            [
                "Full mark 100.",
                "Points are added up from zero, at most to the full mark.",
                "With the bonus, 105 at most.",
                SECTION_RULE,
                "Only these parties' items make the grade: Handler, Law firm.",
            ],
        ),
        (
            indicator_scheme(
                "counts@1",
                step("excellent", core="good", at_least={"good": 4}),
                step("pass", at_most={"fail": 1, "pass": 3}),
                step("fail"),
            ),
            [
                "The counts of the indicators decide the overall grade.",
                LONG_STEP,
                "pass: at most 1 graded fail or worse; at most 3 graded pass or worse",
                "fail: without condition",
            ],
        ),
    ],
)
def test_counting_is_told_in_order(scheme: Scheme, expected: list[str]) -> None:
    assert counting(scheme) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            Combination(reviews={"": 1}),
            ["Reviews of each file: 1.", "The result is the mean of the reviews."],
        ),
        (
            Combination(
                rule="lower@1",
                reviews={"": 2, "major": 3},
                total_gap=D("7.5"),
                grade_differs=True,
                veto_differs=True,
                item_gap=True,
                then="lead@1",
                resolution=Resolution.DISPUTED_ITEMS,
                source="S24",
            ),
            [
                "Reviews of each file: 2.",
                "Files of the class “Major”: 3 reviews.",
                "The lower review is the result.",
                "Reviews diverge when their totals lie over 7.5 apart.",
                "Reviews diverge when their grades differ.",
                "Reviews diverge when not all of them found the same veto.",
                "Reviews diverge when an item lies over its own limit.",
                "Then the panel lead decides.",
                "The further reader reads only the items in dispute.",
                "Source: Chuzhou review (2021)",
            ],
        ),
    ],
)
def test_combining_is_told_in_order(rule: Combination, expected: list[str]) -> None:
    assert combining(points_scheme(combination=rule)) == expected


LET_PASS = "Different findings within these limits are agreement, as with equal totals."
NO_AGREEMENT = (
    "Reviews diverge when they found different things, even with equal totals."
)
ONE_LIMIT = replace(item("limited"), gap_limit=D(2))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            Combination(total_gap=D(10), then="lead@1"),
            [
                "The result is the mean of the reviews.",
                "Reviews diverge when their totals lie over 10 apart.",
                "Then the panel lead decides.",
                LET_PASS,
            ],
        ),
        (
            Combination(item_gap=True, findings_differ=True, then="lead@1"),
            [
                "The result is the mean of the reviews.",
                "Reviews diverge when an item lies over its own limit.",
                NO_AGREEMENT,
                "Then the panel lead decides.",
                "Items with a limit of their own: 1.",
            ],
        ),
    ],
)
def test_limits_say_what_is_no_agreement_and_what_passes_as_one(
    rule: Combination, expected: list[str]
) -> None:
    sheet = points_scheme(section("s", ONE_LIMIT, item("free")), combination=rule)

    assert diverging(sheet) == expected


def test_grades_say_their_band_and_what_they_count_as() -> None:
    grades = (
        Grade("a", text("A"), D("89.5"), standing=Standing.EXCELLENT, source="S1"),
        Grade("b", text("B"), D(60), guidance=text("enough")),
        Grade("c", text("C"), D(0), passes=False),
    )

    rows = grade_rows(points_scheme(grades=grades))

    assert [(r.title, r.band, r.passes, r.counts_as) for r in rows] == [
        ("A", "89.5 or more", True, "excellent"),
        ("B", "60 or more, under 89.5", True, ""),
        ("C", "under 60", False, ""),
    ]
    assert [(r.standing, r.source, r.guidance) for r in rows] == [
        ("excellent", "S1", ""),
        ("other", "", "enough"),
        ("fail", "", ""),
    ]


@pytest.mark.parametrize(
    ("example", "result", "rest"),
    [
        (
            Example("one", {"i0": 2}, score=D(98), grade="excellent"),
            "98.00 · excellent",
            "everything else loses nothing",
        ),
        (
            Example("two", {"i0": 2}, rest="missing", no_result=True),
            "no result",
            "everything else is unanswered",
        ),
    ],
)
def test_examples_are_told_with_what_is_expected(
    example: Example, result: str, rest: str
) -> None:
    scheme = points_scheme(examples=(example,))

    (row,) = example_rows(scheme, draw(scheme))

    assert (row.result, row.rest) == (result, rest)
    assert row.answers == (("1.1 i0", "\N{MINUS SIGN}2"),)


@pytest.mark.parametrize("title", ["Two off", Text("扣两分", "Two off")])
def test_title_of_an_example_is_in_the_readers_language(title: Text | str) -> None:
    scheme = points_scheme(examples=(Example(title, {"i0": 2}, score=D(98)),))

    (row,) = example_rows(scheme, draw(scheme))

    assert row.title == "Two off"


def test_a_code_nobody_knows_stays_as_it_is() -> None:
    assert named(CaseKind, ["civil", "maritime"]) == "Civil litigation, maritime"
