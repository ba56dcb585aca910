"""The form's values of a scheme, and the scheme changed by them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from review.domain.scheme_differences import differences
from review.domain.scheme_edits import (
    NO_CHOICE,
    NO_COUNT,
    NO_NUMBER,
    BadEdits,
    edited,
    fields,
    next_version,
)
from review.domain.schemes import (
    Combination,
    Example,
    ItemKind,
    NotApplicableRule,
    Scheme,
)
from review.files.schemes import load
from review.files.schemes.digests import with_digests
from tests.domain.builders import (
    D,
    bonus,
    indicator_scheme,
    item,
    options,
    points_scheme,
    section,
    step,
    table,
    veto,
)
from tests.repository import ROOT

SHIPPED = sorted((ROOT / "scoring_schemes").glob("*.yaml"))
SHEET = points_scheme(
    section(
        "s",
        item("steps", 40),
        item("times", 20, ItemKind.PER_OCCURRENCE, each=D(2)),
        item("named", 20, ItemKind.ALTERNATIVES, options=options(late=5, none=20)),
        item("errors", 10, ItemKind.ERROR_COUNT, table=table((1, 5), (3, 0))),
        item("group", 10, None, items=(item("g1", 4), item("g2", 6))),
    ),
    bonus("b", 5, item("extra", 5)),
    veto("v", "fake", cap="pass"),
    section("r", item("remark", 0, ItemKind.RECORD)),
    combination=Combination(total_gap=D(10), item_gap=True),
)


def told(old: Scheme, new: Scheme) -> list[tuple[str, str, object, object]]:
    return [
        (each.code, each.aspect, each.before, each.after)
        for each in differences(old, new)
    ]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_an_unchanged_form_is_the_same_scheme(path: object) -> None:
    scheme = load(path.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    given = {each.name: each.value for each in fields(scheme)}
    again = with_digests(edited(scheme, given, scheme.version))
    assert again.digest == scheme.digest
    assert len(given) == len(fields(scheme))


def test_names_of_fields_are_never_used_twice() -> None:
    names = [each.name for each in fields(SHEET)]
    assert len(names) == len(set(names))
    assert not [
        name for name in names if "remark" in name or name == "item:fake:points"
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"grade:excellent": "95"}, [("excellent", "Band begins at", "90", "95")]),
        (
            {"sheet:not_applicable": "full_marks"},
            [
                (
                    "",
                    "What does not apply",
                    "left out, section scaled up",
                    "counts in full",
                )
            ],
        ),
        ({"rule:total_gap": ""}, [("", "Limit between the totals", "10", "—")]),
        (
            {"rule:rule": "lower@1"},
            [("", "How reviews are combined", "mean@1", "lower@1")],
        ),
        ({"rule:veto_differs": "yes"}, [("", "Different vetoes diverge", "no", "yes")]),
        (
            {"item:steps:points": "45", "item:times:points": "15"},
            [("steps", "Full mark", "40", "45"), ("times", "Full mark", "20", "15")],
        ),
        ({"item:times:each": "2.5"}, [("times", "For each occurrence", "2", "2.5")]),
        ({"option:named:late": "6"}, [("named", "Points of the choice", "5", "6")]),
        (
            {"table:errors:1": "4"},
            [("errors", "Marks by errors", "1: 5, 3: 0", "1: 4, 3: 0")],
        ),
        (
            {"item:steps:may_not_apply": "yes"},
            [("steps", "May be answered “not applicable”", "no", "yes")],
        ),
        ({"item:g1:gap_limit": "2"}, [("g1", "Limit between two reviews", "—", "2")]),
        ({"section:b:points": "3"}, [("b", "Points of the section", "5", "3")]),
        (
            {"section:v:grade_cap": "fail"},
            [("v", "Best grade after a veto", "pass", "fail")],
        ),
    ],
)
def test_each_value_changes_what_it_names(
    given: Mapping[str, str], expected: list[tuple[str, str, object, object]]
) -> None:
    assert told(SHEET, edited(SHEET, given, "2")) == expected


def test_groups_and_sections_are_worth_what_their_items_are() -> None:
    changed = edited(SHEET, {"item:g1:points": "9"}, "2")
    (first, *_others) = changed.sections
    assert (first.points, first.items[-1].points) == (D(105), D(15))


@pytest.mark.parametrize(
    ("name", "typed", "fault"),
    [
        ("grade:excellent", "", NO_NUMBER),
        ("grade:excellent", "-1", NO_NUMBER),
        ("grade:excellent", "90.005", NO_NUMBER),
        ("grade:excellent", "99999", NO_NUMBER),
        ("rule:total_gap", "x", NO_NUMBER),
        ("rule:rule", "own@1", NO_CHOICE),
        ("rule:item_gap", "maybe", NO_CHOICE),
    ],
)
def test_a_value_that_is_none_is_refused_by_its_name(
    name: str, typed: str, fault: str
) -> None:
    with pytest.raises(BadEdits) as refused:
        edited(SHEET, {name: typed}, "2")
    assert refused.value.faults == {name: fault}


def test_the_counts_of_an_indicator_sheet_are_its_bands() -> None:
    sheet = indicator_scheme("counts@1", step("good", at_least={"good": 3}))
    assert edited(sheet, {"step:0:at_least:good": "4"}, "2").overall != sheet.overall
    with pytest.raises(BadEdits) as refused:
        edited(sheet, {"step:0:at_least:good": "1.5"}, "2")
    assert refused.value.faults == {"step:0:at_least:good": NO_COUNT}


def test_examples_expect_what_the_changed_rules_give() -> None:
    examples = (
        Example("late", {"named": ["late"]}, score=D(95), grade="excellent"),
        Example("graded", {"named": ["none"]}, grade="good"),
        Example("not asked", {"steps": {"special": "not_applicable"}}, score=D(100)),
    )
    with_examples = points_scheme(*SHEET.sections, examples=examples)
    changed = edited(with_examples, {"option:named:late": "15"}, "2")
    assert [(e.title, e.score, e.grade) for e in changed.examples] == [
        ("late", D("85.00"), "good"),
        ("graded", None, "good"),
    ]


@pytest.mark.parametrize(
    ("version", "taken", "expected"),
    [
        ("1", {"1"}, "2"),
        ("1", {"1", "2", "3"}, "4"),
        ("2025-1", {"2025-1"}, "2025-2"),
        ("final", {"final"}, "final.1"),
        ("v9", {"v9"}, "v10"),
    ],
)
def test_the_next_version_is_one_that_nobody_has(
    version: str, taken: set[str], expected: str
) -> None:
    assert next_version(version, taken) == expected


def test_what_came_and_went_is_told() -> None:
    (first, *others) = SHEET.sections
    items = (*first.items[1:], item("new", 40))
    new = points_scheme(
        section("s", *items), *others, not_applicable=NotApplicableRule.FULL_MARKS
    )
    found = told(SHEET, new)
    assert ("new", "new", "—", "40") in found
    assert ("steps", "taken out", "40", "—") in found
