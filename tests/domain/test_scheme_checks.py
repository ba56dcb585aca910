"""Every check of a scheme: a sound scheme, one thing changed, the exact faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass, replace
from typing import Any

import pytest

from review.domain.scheme_checks import (
    codes,
    combining,
    examples,
    faults,
    grades,
    items,
    overall,
    points,
    sources,
)
from review.domain.schemes import (
    Combination,
    Direction,
    Example,
    Item,
    ItemKind,
    Method,
    Overall,
    Party,
    Resolution,
    Scheme,
    Standing,
    VetoEffect,
)
from tests.domain.builders import (
    D,
    bonus,
    grade,
    indicator,
    item,
    options,
    section,
    step,
    table,
    text,
    veto,
)

Path = tuple[str | int, ...]
OWN = "本产品建议"


def sourced(*made: Item) -> tuple[Item, ...]:
    return tuple(replace(each, source=OWN) for each in made)


GRADES = (
    grade("excellent", 90, standing=Standing.EXCELLENT, source=OWN),
    grade("good", 80, standing=Standing.GOOD, source=OWN),
    grade("pass", 60, source=OWN),
    grade("fail", 0, passes=False, source=OWN),
)
LEVELS = tuple(replace(each, lower=None) for each in GRADES)
PAIR = Item(
    "pair",
    text("pair"),
    D(20),
    source=OWN,
    items=(
        item("each", 10, ItemKind.PER_OCCURRENCE, each=D(2)),
        item("named", 10, ItemKind.ALTERNATIVES, options=options(a=4, b=8)),
    ),
)
WORK = section(
    "work",
    *sourced(item("stepped", 10, step=D(1), gap_limit=D(3))),
    PAIR,
    *sourced(
        item("level", 20, ItemKind.LEVELS, options=options(well=20, none=0)),
        item("slips", 10, ItemKind.ERROR_COUNT, table=table((0, 10), (3, 4))),
    ),
)
FORM = section(
    "form",
    *sourced(
        item("whole", 20, ItemKind.ALL_OR_NOTHING, party=Party.FIRM),
        item("asked", 20, ItemKind.YES_NO, may_not_apply=True),
        item("noted", 0, ItemKind.RECORD, options=options(a=0, b=0)),
    ),
)
EXTRA = bonus(
    "extra",
    5,
    *sourced(item("praise", 5, ItemKind.LEVELS, options=options(no=0, yes=5))),
)
ZERO = veto("zero", "forged")
CAP = veto("cap", "absent", cap="pass")
VETOES = tuple(replace(each, items=sourced(*each.items)) for each in (ZERO, CAP))
SHEET = Scheme(
    code="sheet",
    title=text("sheet"),
    version="1",
    method=Method.POINTS,
    provenance=text("own"),
    sections=(WORK, FORM, EXTRA, *VETOES),
    grades=GRADES,
    combination=Combination(total_gap=D(10), item_gap=True, source=OWN),
    case_kinds=("civil",),
    stages=("trial_first",),
    case_classes=("general", "complex"),
    maximum_total=D(105),
    points_source=OWN,
)
GRADED = replace(
    SHEET,
    method=Method.INDICATORS,
    sections=(
        section("s", *sourced(*(indicator(c, core=c in "ab") for c in "abcde"))),
        VETOES[1],
    ),
    grades=LEVELS,
    indicator_grades=LEVELS,
    overall=Overall(
        "counts@1",
        (
            step("excellent", "good", at_least={"excellent": 4}, at_most={"fail": 0}),
            step("good", at_least={"good": 3}, at_most={"fail": 0}),
            step("pass", at_most={"fail": 1}),
        ),
    ),
    combination=Combination(rule="lower@1", source=OWN),
    maximum_total=D(100),
    points_source="",
)


def changed(value: Any, path: Path, new: object) -> Any:
    """The same value with one place of it replaced."""
    if not path:
        return new
    first, rest = path[0], path[1:]
    if is_dataclass(value):
        return replace(value, **{first: changed(getattr(value, first), rest, new)})
    if isinstance(value, Mapping):
        return {**value, first: changed(value.get(first), rest, new)}
    return (*value[:first], changed(value[first], rest, new), *value[first + 1 :])


def found(scheme: Scheme) -> list[tuple[Path, str]]:
    return [(fault.path, fault.sentence) for fault in faults(scheme)]


S0 = ("sections", 0)
STEPPED, LEVEL, SLIPS = (*S0, "items", 0), (*S0, "items", 2), (*S0, "items", 3)
EACH, NAMED = (*S0, "items", 1, "items", 0), (*S0, "items", 1, "items", 1)
WHOLE, ASKED, NOTED = (("sections", 1, "items", n) for n in range(3))
PRAISE = ("sections", 2, "items", 0)
ZEROED, CAPPED = ("sections", 3), ("sections", 4)
C = ("combination",)
O, STEPS = ("overall",), ("overall", "steps")


@pytest.mark.parametrize("scheme", [SHEET, GRADED])
def test_sound_scheme_has_no_faults(scheme: Scheme) -> None:
    assert faults(scheme) == ()


# One place changed, one fault at that place (or at the place named last).
ONE_FAULT: list[tuple[Path, object, str, Path | None]] = [
    # codes
    (("sections", 1, "code"), "work", codes.TWICE, None),
    ((*WHOLE, "code"), "stepped", codes.TWICE, None),
    ((*EACH, "code"), "level", codes.TWICE, (*LEVEL, "code")),
    ((*LEVEL, "code"), "overall", codes.TAKEN, None),
    ((*NAMED, "options", 1, "code"), "a", codes.TWICE, None),
    ((*LEVEL, "options", 0, "code"), "full", codes.TAKEN, None),
    (("grades", 1, "code"), "excellent", codes.TWICE, None),
    (("case_kinds", 0), "maritime", codes.UNKNOWN, None),
    (("stages", 0), "trial", codes.UNKNOWN, None),
    (("case_classes", 1), "hard", codes.UNKNOWN, None),
    (("case_kinds",), ("civil", "civil"), codes.LISTED_TWICE, ("case_kinds", 1)),
    ((*WHOLE, "documents"), ("verdict",), codes.UNKNOWN, (*WHOLE, "documents", 0)),
    (
        (*WHOLE, "documents"),
        ("judgment", "judgment"),
        codes.LISTED_TWICE,
        (*WHOLE, "documents", 1),
    ),
    (
        ("part_titles",),
        {"formal": text("x")},
        codes.PART_UNUSED,
        ("part_titles", "formal"),
    ),
    # items
    ((*LEVEL, "kind"), None, items.NO_KIND, None),
    ((*S0, "items", 1, "kind"), ItemKind.STEPS, items.NOT_ON_GROUP, None),
    ((*S0, "items", 1, "party"), Party.FIRM, items.NOT_ON_GROUP, None),
    ((*S0, "items", 1, "documents"), ("judgment",), items.NOT_ON_GROUP, None),
    ((*STEPPED, "each"), D(1), items.NOT_FOR_KIND, None),
    ((*WHOLE, "step"), D(2), items.NOT_FOR_KIND, None),
    ((*STEPPED, "full_on"), "no", items.NOT_FOR_KIND, None),
    ((*STEPPED, "core"), True, items.NOT_FOR_KIND, None),
    ((*ZEROED, "items", 0, "full_on"), "no", items.NOT_FOR_KIND, None),
    ((*STEPPED, "step"), D(11), items.STEP_TOO_LARGE, None),
    ((*STEPPED, "step"), D(0), items.STEP_TOO_LARGE, None),
    ((*EACH, "each"), D(0), items.EACH_TOO_LARGE, None),
    ((*EACH, "each"), D(11), items.EACH_TOO_LARGE, None),
    ((*NAMED, "options"), (), items.NO_OPTIONS, None),
    ((*NAMED, "options", 1, "points"), D(11), items.OPTION_TOO_LARGE, None),
    ((*NAMED, "options", 1, "points"), D(0), items.OPTION_TOO_LARGE, None),
    ((*LEVEL, "options"), options(well=20), items.NO_OPTIONS, None),
    ((*LEVEL, "options", 1, "points"), D(21), items.LEVEL_TOO_LARGE, None),
    ((*LEVEL, "options", 0, "points"), D(19), items.NO_FULL_LEVEL, (*LEVEL, "points")),
    (
        (*PRAISE, "options", 0, "points"),
        D(1),
        items.NO_EMPTY_LEVEL,
        (*PRAISE, "options"),
    ),
    ((*SLIPS, "table"), (), items.NO_TABLE, None),
    ((*SLIPS, "table", 0, "errors"), 1, items.TABLE_START, None),
    ((*SLIPS, "table", 0, "mark"), D(9), items.TABLE_START, None),
    (
        (*SLIPS, "table"),
        table((0, 10), (3, 4), (3, 2)),
        items.TABLE_ERRORS,
        (*SLIPS, "table", 2, "errors"),
    ),
    (
        (*SLIPS, "table"),
        table((0, 10), (3, 4), (5, 6)),
        items.TABLE_MARKS,
        (*SLIPS, "table", 2, "mark"),
    ),
    ((*NOTED, "options", 1, "points"), D(1), items.OPTION_WORTH, None),
    ((*NOTED, "gap_limit"), D(1), items.POINTS_UNUSED, None),
    ((*ZEROED, "items", 0, "points"), D(1), items.POINTS_UNUSED, None),
    ((*ZEROED, "items", 0, "kind"), ItemKind.STEPS, items.NOT_IN_SECTION, None),
    # points
    ((*S0, "points"), D(59), points.SECTION_SUM, None),
    (("counted_parties",), (Party.HANDLER,), points.SHEET_SUM, ("sections",)),
    ((*ZEROED, "points"), D(1), points.POINTS_UNUSED, None),
    (("sections", 2, "points"), D(6), points.CAP_OUT_OF_REACH, None),
    (("maximum_total",), D(99), points.MAXIMUM_TOO_LOW, None),
    (("maximum_total",), D(106), points.MAXIMUM_TOO_HIGH, None),
    ((*ZEROED, "effect"), None, points.NO_EFFECT, None),
    ((*ZEROED, "grade_cap"), "pass", points.CAP_GRADE_UNUSED, None),
    ((*S0, "effect"), VetoEffect.TOTAL_ZERO, points.EFFECT_UNUSED, None),
    ((*S0, "grade_cap"), "pass", points.EFFECT_UNUSED, None),
    ((*CAPPED, "grade_cap"), "", points.NO_CAP_GRADE, None),
    ((*CAPPED, "grade_cap"), "middling", points.UNKNOWN_CAP, None),
    ((*CAPPED, "grade_cap"), "excellent", points.CAP_IS_BEST, None),
    # grades
    (("grades", 1, "lower"), None, grades.NO_LOWER, None),
    (("grades", 3, "lower"), D(10), grades.NOT_FROM_ZERO, None),
    (("grades", 1, "lower"), D(90), grades.SAME_LOWER, None),
    (("grades", 1, "lower"), D(95), grades.UNSORTED, None),
    (("grades", 0, "lower"), D("105.5"), grades.OUT_OF_REACH, None),
    (("grades", 1, "lower"), D("80.005"), grades.TOO_FINE, None),
    (("grades", 2, "standing"), Standing.EXCELLENT, grades.STANDING_ORDER, None),
    (("indicator_grades",), LEVELS, grades.INDICATOR_GRADES_UNUSED, None),
    (("overall",), Overall("counts@1"), overall.OVERALL_UNUSED, None),
    # combining
    ((*C, "rule"), "mean@2", combining.UNKNOWN_RULE, None),
    ((*C, "then"), "vote@1", combining.UNKNOWN_RULE, None),
    (
        (*C, "rule"),
        "trimmed_mean@1",
        combining.TOO_FEW_TO_TRIM,
        (*C, "reviews", "default"),
    ),
    ((*C, "reviews"), {"general": 2}, combining.NO_DEFAULT, None),
    ((*C, "reviews"), {"": 6}, combining.REVIEWS_RANGE, (*C, "reviews", "default")),
    ((*C, "reviews"), {"": 0}, combining.REVIEWS_RANGE, (*C, "reviews", "default")),
    (
        (*C, "reviews"),
        {"": 2, "major": 3},
        combining.UNKNOWN_CLASS,
        (*C, "reviews", "major"),
    ),
    ((*C, "item_gap"), False, combining.GAP_LIMIT_UNUSED, (*STEPPED, "gap_limit")),
    ((*STEPPED, "gap_limit"), None, combining.NO_GAP_LIMIT, (*C, "item_gap")),
    ((*STEPPED, "gap_limit"), D(10), combining.GAP_LIMIT_TOO_WIDE, None),
    ((*C, "total_gap"), D(105), combining.GAP_TOO_WIDE, None),
    # sources
    ((*LEVEL, "source"), "", sources.ITEM, None),
    (("grades", 1, "source"), "", sources.GRADE, None),
    ((*C, "source"), "", sources.COMBINATION, None),
    (("points_source",), "", sources.POINTS, None),
]


@pytest.mark.parametrize(("path", "value", "sentence", "at"), ONE_FAULT)
def test_points_sheet_with_one_fault(
    path: Path, value: object, sentence: str, at: Path | None
) -> None:
    assert found(changed(SHEET, path, value)) == [(at or path, sentence)]


INDICATOR_FAULTS: list[tuple[Path, object, str, Path | None]] = [
    (("sections", 0, "items", 2, "points"), D(5), items.POINTS_UNUSED, None),
    (("sections", 0, "points"), D(5), points.POINTS_UNUSED, None),
    (("grades", 0, "lower"), D(90), grades.LOWER_UNUSED, None),
    (("indicator_grades", 0, "lower"), D(90), grades.LOWER_UNUSED, None),
    (("indicator_grades", 1, "source"), "", sources.GRADE, None),
    (("overall",), None, overall.NO_OVERALL, None),
    ((*O, "rule"), "best@1", overall.UNKNOWN_RULE, None),
    ((*O, "rule"), "worst@1", overall.STEPS_UNUSED, (*O, "steps")),
    ((*STEPS, 0, "grade"), "superb", overall.UNKNOWN_GRADE, None),
    (
        (*STEPS, 0, "at_least"),
        {"superb": 1},
        overall.UNKNOWN_INDICATOR_GRADE,
        (*STEPS, 0, "at_least", "superb"),
    ),
    (
        (*STEPS, 2, "at_most"),
        {"fail": 6},
        overall.TOO_MANY,
        (*STEPS, 2, "at_most", "fail"),
    ),
    ((*STEPS, 0, "core_at_least"), "superb", overall.UNKNOWN_INDICATOR_GRADE, None),
    ((*C, "rule"), "mean@1", combining.NEEDS_POINTS, None),
    ((*C, "total_gap"), D(3), combining.GAP_TOO_WIDE, None),
    ((*C, "resolution"), Resolution.DISPUTED_ITEMS, "", None),
]


@pytest.mark.parametrize(("path", "value", "sentence", "at"), INDICATOR_FAULTS)
def test_indicator_sheet_with_one_fault(
    path: Path, value: object, sentence: str, at: Path | None
) -> None:
    expected = [(at or path, sentence)] if sentence else []

    assert found(changed(GRADED, path, value)) == expected


def test_parts_are_all_named_and_titled() -> None:
    scheme = changed(SHEET, (*S0, "part"), "formal")

    assert found(scheme) == [
        ((*S0, "part"), codes.PART_UNTITLED),
        *((("sections", n, "part"), codes.PART_UNNAMED) for n in (1, 2, 3, 4)),
    ]


def test_sheet_in_parts_is_sound_when_every_section_has_one() -> None:
    parted = tuple(replace(s, part="ab"[s is FORM]) for s in SHEET.sections)
    titles = {"a": text("a"), "b": text("b")}

    assert faults(replace(SHEET, sections=parted, part_titles=titles)) == ()


def test_indicator_sheet_is_not_divided() -> None:
    parted = tuple(
        replace(s, part=part) for s, part in zip(GRADED.sections, "ab", strict=True)
    )
    titles = {"a": text("a"), "b": text("b")}

    assert found(replace(GRADED, sections=parted, part_titles=titles)) == [
        (("sections", 0, "part"), combining.INDICATORS_IN_PARTS),
        (("sections", 1, "part"), combining.INDICATORS_IN_PARTS),
    ]


def test_every_sum_above_a_wrong_number_is_told() -> None:
    assert found(changed(SHEET, (*EACH, "points"), D(12))) == [
        ((*S0, "items", 1, "points"), points.GROUP_SUM),
        (("sections",), points.SHEET_SUM),
    ]
    assert found(changed(SHEET, (*S0, "items", 1, "points"), D(21))) == [
        ((*S0, "items", 1, "points"), points.GROUP_SUM),
        ((*S0, "points"), points.SECTION_SUM),
    ]


def test_full_mark_and_maximum_total_hang_together() -> None:
    too_high = (("maximum_total",), points.MAXIMUM_TOO_HIGH)

    for full, sentence in ((D(99), points.SHEET_SUM), (D(0), points.NO_FULL_MARK)):
        assert found(changed(SHEET, ("full_mark",), full)) == [
            (("full_mark",), sentence),
            too_high,
        ]
    assert found(changed(SHEET, ("sections", 2, "points"), D(4))) == [
        ((*PRAISE, "points"), points.BONUS_ITEM),
        too_high,
    ]


def test_item_without_points_is_told_with_the_sum_it_spoils() -> None:
    assert found(changed(SHEET, (*LEVEL, "points"), D(0))) == [
        ((*LEVEL, "points"), items.NO_POINTS),
        ((*S0, "points"), points.SECTION_SUM),
        (("sections",), points.SHEET_SUM),
    ]


def test_bonus_section_needs_a_cap() -> None:
    scheme = changed(SHEET, ("sections", 2, "points"), D(0))

    assert found(replace(scheme, maximum_total=D(100))) == [
        (("sections", 2, "points"), points.NO_CAP)
    ]


def test_alternatives_of_an_adding_sheet_can_earn_all_points() -> None:
    adding = replace(SHEET, direction=Direction.ADD)

    assert found(adding) == []
    assert found(changed(adding, (*NAMED, "options"), options(a=4, b=5))) == [
        ((*NAMED, "points"), items.OPTIONS_TOO_SMALL)
    ]


def test_indicator_in_a_points_sheet_is_misplaced() -> None:
    scheme = changed(SHEET, (*NOTED, "options"), ())

    assert found(changed(scheme, (*NOTED, "kind"), ItemKind.INDICATOR)) == [
        ((*NOTED, "kind"), items.NOT_IN_SHEET)
    ]


def test_error_count_is_no_bonus() -> None:
    slips = sourced(item("late", 5, ItemKind.ERROR_COUNT, table=table((0, 5), (1, 0))))

    assert found(changed(SHEET, ("sections", 2, "items"), slips)) == [
        ((*PRAISE, "kind"), items.NOT_IN_SECTION)
    ]


def test_grades_fall_in_quality() -> None:
    scheme = changed(SHEET, ("grades", 2, "passes"), False)

    assert found(changed(scheme, ("grades", 3, "passes"), True)) == [
        (("grades", 3, "passes"), grades.PASS_BELOW_FAIL)
    ]
    assert found(changed(SHEET, ("grades", 3, "standing"), Standing.GOOD)) == [
        (("grades", 3, "standing"), grades.STANDING_ORDER),
        (("grades", 3, "standing"), grades.FAILING_STANDING),
    ]


def test_hole_between_two_published_bands_cannot_be_written() -> None:
    """Quzhou's published table leaves 70 to 80 open; only lower ends can be written."""
    table_of_quzhou = (90, 80, 60, 0)
    bands = tuple(
        replace(each, lower=D(lower))
        for each, lower in zip(GRADES, table_of_quzhou, strict=True)
    )

    assert faults(replace(SHEET, grades=bands)) == ()


def test_step_shadowed_by_an_earlier_one_never_holds() -> None:
    reversed_steps = tuple(reversed(GRADED.overall.steps))

    assert found(changed(GRADED, STEPS, reversed_steps)) == [
        ((*STEPS, 1, "grade"), overall.NEVER_HOLDS),
        ((*STEPS, 2, "grade"), overall.NEVER_HOLDS),
        (("grades", 0, "code"), overall.NEVER_GIVEN),
        (("grades", 1, "code"), overall.NEVER_GIVEN),
    ]


def test_step_whose_conditions_exclude_each_other_never_holds() -> None:
    impossible = step("excellent", at_least={"good": 4}, at_most={"excellent": 3})

    assert found(changed(GRADED, (*STEPS, 0), impossible)) == [
        ((*STEPS, 0, "grade"), overall.NEVER_HOLDS),
        (("grades", 0, "code"), overall.NEVER_GIVEN),
    ]


def test_grade_without_a_step_is_never_given_but_the_last_is() -> None:
    two_steps = GRADED.overall.steps[:2]

    assert found(changed(GRADED, STEPS, two_steps)) == [
        (("grades", 2, "code"), overall.NEVER_GIVEN)
    ]


def test_step_that_always_holds_leaves_no_sheet_to_the_last_grade() -> None:
    always = (*GRADED.overall.steps[:2], step("pass"))

    assert found(changed(GRADED, STEPS, always)) == [
        (("grades", 3, "code"), overall.NEVER_GIVEN)
    ]


def test_judgement_may_stay_below_its_limit() -> None:
    judged = changed(GRADED, (*O, "rule"), "judgement@1")

    assert found(changed(judged, STEPS, GRADED.overall.steps[:1])) == []
    assert found(changed(judged, STEPS, (step("good"),))) == [
        (("grades", 0, "code"), overall.NEVER_GIVEN)
    ]


def test_majority_needs_an_overall_grade_for_every_indicator_grade() -> None:
    fewer = replace(GRADED, overall=Overall("majority@1"), grades=LEVELS[:3])

    assert found(changed(fewer, ("sections", 1, "grade_cap"), "good")) == [
        ((*O, "rule"), overall.NO_SUCH_OVERALL)
    ]


def test_core_needs_core_indicators() -> None:
    plain = tuple(indicator(code) for code in "abcde")

    assert found(changed(GRADED, (*S0, "items"), sourced(*plain))) == [
        ((*STEPS, 0, "core_at_least"), overall.NO_CORE)
    ]


def test_panel_has_an_odd_number() -> None:
    panel = changed(SHEET, (*C, "then"), "panel_majority@1")

    assert found(panel) == []
    assert found(changed(panel, (*C, "panel_size"), 4)) == [
        ((*C, "panel_size"), combining.PANEL_EVEN)
    ]


@pytest.mark.parametrize("then", ["third_read@1", "lead@1"])
def test_without_a_panel_its_size_says_nothing(then: str) -> None:
    alone = changed(SHEET, (*C, "then"), then)

    assert found(changed(alone, (*C, "panel_size"), 3)) == []
    assert found(changed(alone, (*C, "panel_size"), 5)) == [
        ((*C, "panel_size"), combining.PANEL_UNUSED)
    ]
    unknown = changed(SHEET, (*C, "then"), "vote@1")
    assert found(changed(unknown, (*C, "panel_size"), 5)) == [
        ((*C, "then"), combining.UNKNOWN_RULE)
    ]


def test_only_a_third_reader_reads_disputed_items_alone() -> None:
    disputed = changed(SHEET, (*C, "resolution"), Resolution.DISPUTED_ITEMS)

    assert found(disputed) == []
    assert found(changed(disputed, (*C, "then"), "lead@1")) == [
        ((*C, "resolution"), combining.RESOLUTION_UNUSED)
    ]
    assert found(changed(disputed, (*C, "item_gap"), False)) == []


def test_sub_item_has_the_source_of_its_item() -> None:
    without = changed(SHEET, (*S0, "items", 1, "source"), "")

    assert found(without) == [
        ((*EACH, "source"), sources.ITEM),
        ((*NAMED, "source"), sources.ITEM),
    ]
    assert found(changed(without, (*EACH, "source"), "S14")) == [
        ((*NAMED, "source"), sources.ITEM)
    ]


@pytest.mark.parametrize(
    "path",
    [
        ("points_source",),
        ("combination", "source"),
        ("grades", 1, "source"),
        (*S0, "source"),
        (*S0, "items", 0, "source"),
        (*S0, "items", 0, "points_source"),
        (*EACH, "source"),
    ],
)
def test_source_with_an_unknown_code_is_told_with_its_place(path: Path) -> None:
    scheme = changed(SHEET, path, "S14; S999")

    (fault,) = faults(scheme)

    assert (fault.path, fault.sentence) == (path, sources.UNKNOWN)
    assert fault.values == {"code": "S999"}


EXAMPLE = ("examples", 0)
ALL_OF_IT = {
    "stepped": 3,
    "each": 0,
    "named": [],
    "level": "well",
    "slips": 0,
    "whole": "met",
    "asked": "yes",
    "noted": "a",
    "praise": "no",
    "forged": "no",
    "absent": "no",
}
EXAMPLES: list[tuple[Example, list[tuple[Path, str]]]] = [
    (Example("e", {"stepped": 3}, score=D(97)), []),
    (Example("e", {"stepped": 3}, score=D(96)), [("score", examples.WRONG_SCORE)]),
    (Example("e", {}, grade="good"), [("grade", examples.WRONG_GRADE)]),
    (Example("e", {}, grade="superb"), [("grade", examples.UNKNOWN_GRADE)]),
    (Example("e", {}), [(None, examples.NOTHING_EXPECTED)]),
    (Example("e", {}, no_result=True), [("no_result", examples.RESULT_FOUND)]),
    (
        Example("e", {}, no_result=True, score=D(1)),
        [("no_result", examples.CONTRADICTION)],
    ),
    (Example("e", {"level": {"special": "cannot_assess"}}, no_result=True), []),
    (Example("e", {"forged": "yes"}, score=D(0), grade="fail"), []),
    (Example("e", {"absent": "yes"}, score=D(100), grade="pass"), []),
    (Example("e", {"praise": "yes", "asked": "no"}, score=D(85)), []),
    (
        Example("e", {"stepped": 3}, rest="missing", score=D(97)),
        [("rest", examples.UNFINISHED)],
    ),
    (
        Example("e", {"stepped": 3}, rest="missing", grade="pass"),
        [("rest", examples.UNFINISHED)],
    ),
    (Example("e", {"stepped": 3}, rest="missing", no_result=True), []),
    (Example("e", {}, rest="missing", no_result=True), []),
    (Example("e", ALL_OF_IT, rest="missing", score=D(97)), []),
    (
        Example("e", ALL_OF_IT, rest="missing", no_result=True),
        [("no_result", examples.RESULT_FOUND)],
    ),
]


@pytest.mark.parametrize(("example", "expected"), EXAMPLES)
def test_example_is_tried(
    example: Example, expected: list[tuple[str | None, str]]
) -> None:
    scheme = replace(SHEET, examples=(example,))

    assert found(scheme) == [
        ((*EXAMPLE, key) if key else EXAMPLE, sentence) for key, sentence in expected
    ]


def test_unfinished_example_of_a_changed_scheme_has_no_result() -> None:
    example = Example("e", {"stepped": 3}, rest="missing", score=D(97), grade="pass")
    scheme = replace(SHEET, examples=(example,))

    (made,) = examples.with_recounted_examples(scheme).examples

    assert (made.score, made.grade, made.no_result) == (None, "", True)
    assert made.rest == "missing"


def test_bad_answers_of_an_example_are_told_one_by_one() -> None:
    answers = {"stepped": 0.5, "level": "superb", "nowhere": 1, "asked": "yes"}
    scheme = replace(SHEET, examples=(Example("e", answers, score=D(1)),))

    assert [fault.path for fault in faults(scheme)] == [
        ("examples", 0, "answers", "stepped"),
        ("examples", 0, "answers", "level"),
        ("examples", 0, "answers", "nowhere"),
    ]


def test_overall_judgement_of_an_example_is_tried() -> None:
    judged = changed(GRADED, (*O, "rule"), "judgement@1")
    given = Example("e", {"c": "fail"}, overall="excellent", grade="pass")
    unknown = replace(given, overall="superb")

    assert found(replace(judged, examples=(given,))) == []
    assert [f.path for f in faults(replace(judged, examples=(unknown,)))] == [
        ("examples", 0, "overall")
    ]


def test_examples_are_tried_on_every_sheet_that_can_be_scored() -> None:
    scheme = replace(SHEET, examples=(Example("e", {}, score=D(1)),))

    assert found(changed(scheme, (*S0, "points"), D(59))) == [
        ((*S0, "points"), points.SECTION_SUM),
        ((*EXAMPLE, "score"), examples.WRONG_SCORE),
    ]
    assert found(changed(scheme, (*LEVEL, "kind"), None)) == [
        ((*LEVEL, "kind"), items.NO_KIND)
    ]


@pytest.mark.parametrize(("case_class", "is_known"), [("major", True), ("hard", False)])
def test_a_scheme_for_all_classes_may_ask_more_reviews_of_one(
    case_class: str, is_known: bool
) -> None:
    reviews = {"": 2, case_class: 3}
    combination = replace(SHEET.combination, reviews=reviews)

    told = faults(replace(SHEET, case_classes=(), combination=combination))

    assert [fault.sentence for fault in told] == (
        [] if is_known else [combining.UNKNOWN_CLASS]
    )
