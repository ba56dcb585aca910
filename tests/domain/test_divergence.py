from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from review.domain.answers import Answer
from review.domain.divergence import (
    Divergence,
    DivergenceKind,
    answers_matter,
    disputed_items,
    divergences,
    titled,
)
from review.domain.reads import Purpose, Read
from review.domain.schemes import Combination, ItemKind, Resolution, Scheme, Text
from review.domain.scoring import score
from review.domain.sentences import Sentence
from review.domain.sheets import Verdict
from tests.domain.builders import (
    NA,
    OUTSIDE,
    D,
    answers,
    bonus,
    filled,
    indicator,
    indicator_scheme,
    item,
    options,
    points_scheme,
    section,
    veto,
)


def plainly(found: tuple[Divergence, ...]) -> list[str]:
    return [str(each.sentence) for each in found]


def reads_of(*verdicts: Verdict) -> list[Read]:
    return [
        Read(Purpose.COUNTED, slot, str(slot), verdict)
        for slot, verdict in enumerate(verdicts, 1)
    ]


def sheets(scheme: Scheme, *given: dict[str, object], part: str = "") -> list[Read]:
    scope = part or None
    return [
        Read(
            Purpose.COUNTED,
            slot,
            str(slot),
            score(scheme, filled(scheme, **raw), scope).verdict,
            part,
            filled(scheme, **raw),
        )
        for slot, raw in enumerate(given, 1)
    ]


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ((80,), []),
        ((80, 85), []),
        ((80, "85.01"), ["The totals lie 5.01 apart, over 5."]),
        (("85.01", 80), ["The totals lie 5.01 apart, over 5."]),
        ((80, 83, 85), []),
        ((80, 83, 86), ["The totals lie 6 apart, over 5."]),
        ((80, 80, 80), []),
    ],
)
def test_totals_diverge_over_the_limit_and_not_at_it(
    totals: tuple[object, ...], expected: list[str]
) -> None:
    scheme = points_scheme(combination=Combination(total_gap=D(5)))
    reads = reads_of(*(Verdict(D(total)) for total in totals))
    assert plainly(divergences(scheme, reads)) == expected


def test_without_a_limit_no_gap_is_too_wide() -> None:
    reads = reads_of(Verdict(D(0), "fail"), Verdict(D(100), "excellent", hits=("x",)))
    assert divergences(points_scheme(combination=Combination()), reads) == ()


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        (("good", "good"), []),
        (("good", "pass"), ["The grades differ: good, pass."]),
        (("good", "good", "fail"), ["The grades differ: good, good, fail."]),
    ],
)
def test_grades_diverge_when_they_differ(
    grades: tuple[str, ...], expected: list[str]
) -> None:
    scheme = points_scheme(combination=Combination(grade_differs=True))
    reads = reads_of(*(Verdict(D(80), grade) for grade in grades))
    assert plainly(divergences(scheme, reads)) == expected


@pytest.mark.parametrize(
    ("hits", "items"),
    [
        (((), ()), ()),
        ((("x",), ("x",)), ()),
        ((("x",), ()), ("x",)),
        ((("x",), ("y",)), ("x", "y")),
        ((("x", "y"), ("y",), ("y",)), ("x",)),
    ],
)
def test_vetoes_diverge_when_not_all_found_the_same(
    hits: tuple[tuple[str, ...], ...], items: tuple[str, ...]
) -> None:
    scheme = points_scheme(combination=Combination(veto_differs=True))
    found = divergences(scheme, reads_of(*(Verdict(D(0), hits=each) for each in hits)))
    assert [each.items for each in found] == ([items] if items else [])
    named = ", ".join(items)
    expected = [f"Not every reader found the same veto: {named}."] if items else []
    assert plainly(found) == expected


ITEMS = points_scheme(
    section(
        "s",
        item("a", 10, gap_limit=D(2)),
        item("b", 10),
        item("r", 0, ItemKind.RECORD, options=options(x=0, y=0)),
        item("n", 10, ItemKind.PER_OCCURRENCE, each=D(4)),
        item("rest", 70),
    ),
    bonus("plus", 5, item("x", 5, gap_limit=D(1))),
    veto("v", "forged"),
    combination=Combination(item_gap=True),
)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"a": 0}, {"a": 2}, []),
        ({"a": 0}, {"a": 2.5}, ["Item a lies 2.5 apart, over 2."]),
        ({"a": 5}, {"a": 0}, ["Item a lies 5 apart, over 2."]),
        ({"b": 0}, {"b": 10}, []),
        ({"x": 0}, {"x": 2}, ["Item x lies 2 apart, over 1."]),
        ({"a": NA}, {"a": 2}, []),
        ({"a": NA}, {"a": 3}, ["Item a lies 3 apart, over 2."]),
        ({"a": OUTSIDE}, {"a": 3}, ["Item a lies 3 apart, over 2."]),
        ({"a": NA}, {"a": OUTSIDE}, []),
        ({"x": OUTSIDE}, {"x": 0}, []),
        ({"x": NA}, {"x": 1}, []),
        (
            {"a": 0, "x": 0},
            {"a": 9, "x": 5},
            ["Item a lies 9 apart, over 2.", "Item x lies 5 apart, over 1."],
        ),
    ],
)
def test_items_diverge_over_their_own_limit(
    first: dict[str, object], second: dict[str, object], expected: list[str]
) -> None:
    assert plainly(divergences(ITEMS, sheets(ITEMS, first, second))) == expected


def test_items_are_compared_only_where_the_scheme_says_so() -> None:
    scheme = points_scheme(*ITEMS.sections, combination=Combination())
    assert divergences(scheme, sheets(scheme, {"a": 0}, {"a": 9})) == ()


def test_of_several_reads_the_widest_gap_of_an_item_counts() -> None:
    reads = sheets(ITEMS, {"a": 0}, {"a": 1.5}, {"a": 3})
    assert plainly(divergences(ITEMS, reads)) == ["Item a lies 3 apart, over 2."]


def test_all_reasons_are_given_together() -> None:
    every = Combination(
        total_gap=D(5), grade_differs=True, veto_differs=True, item_gap=True
    )
    scheme = points_scheme(*ITEMS.sections, combination=every)
    reads = sheets(scheme, {"a": 9, "forged": "yes"}, {})
    assert [each.kind.value for each in divergences(scheme, reads)] == [
        "total_gap",
        "grade_differs",
        "veto_differs",
        "item_gap",
    ]


INDICATORS = indicator_scheme(
    "worst@1",
    items=(indicator("a", gap_limit=D(1)), indicator("b")),
    combination=Combination(rule="lower@1", item_gap=True, total_gap=D(1)),
)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"a": "excellent"}, {"a": "good"}, []),
        (
            {"a": "excellent"},
            {"a": "pass"},
            [
                "The overall grades lie 2 grades apart, over 1.",
                "Item a lies 2 apart, over 1.",
            ],
        ),
        (
            {"b": "excellent"},
            {"b": "fail"},
            ["The overall grades lie 3 grades apart, over 1."],
        ),
        ({"a": NA}, {"a": "good"}, []),
        ({"a": NA, "b": "pass"}, {"a": "pass"}, ["Item a lies 2 apart, over 1."]),
    ],
)
def test_indicators_lie_as_many_grades_apart_as_lie_between(
    first: dict[str, object], second: dict[str, object], expected: list[str]
) -> None:
    reads = sheets(INDICATORS, first, second)
    assert plainly(divergences(INDICATORS, reads)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {}, ()),
        ({"b": 0}, {"b": 0.5}, ("b",)),
        # Within its own limit an item is not disputed while another one is.
        ({"a": 0, "b": 0}, {"a": 2, "b": 1}, ("b",)),
        ({"a": 0, "b": 0}, {"a": 3, "b": 1}, ("a", "b")),
        # All within limits: then every difference is read again.
        ({"a": 0, "x": 0}, {"a": 2, "x": 1}, ("a", "x")),
        # Other choices with the same mark make no difference to the result.
        ({"n": 3}, {"n": 4}, ()),
        ({"n": 2}, {"n": 3}, ("n",)),
        ({"r": "x"}, {"r": "y"}, ()),
        ({"forged": "yes"}, {"forged": "no"}, ("forged",)),
        # Not applicable changes the sheet even beside a full mark.
        ({"b": NA}, {"b": 0}, ("b",)),
        ({"b": NA}, {"b": OUTSIDE}, ("b",)),
        ({"b": NA}, {"b": NA}, ()),
    ],
)
def test_disputed_is_what_differs_over_its_own_limit(
    first: dict[str, object], second: dict[str, object], expected: tuple[str, ...]
) -> None:
    assert disputed_items(ITEMS, sheets(ITEMS, first, second)) == expected


EQUAL = points_scheme(
    section(
        "s",
        item("a", may_not_apply=True),
        item("b"),
        item("alt", 10, ItemKind.ALTERNATIVES, options=options(x=2, y=2, z=4)),
        item("n", 10, ItemKind.PER_OCCURRENCE, each=D(4)),
        item("own", 10, gap_limit=D(3)),
        item("other", 10, gap_limit=D(3)),
        item("r", 0, ItemKind.RECORD, options=options(x=0, y=0)),
        item("rest", 40),
    ),
    veto("v", "forged", "bribed"),
    combination=Combination(
        total_gap=D(5),
        grade_differs=True,
        veto_differs=True,
        findings_differ=True,
        resolution=Resolution.DISPUTED_ITEMS,
    ),
)


@pytest.mark.parametrize(
    ("first", "second", "kinds", "disputed"),
    [
        # The same findings are agreement.
        ({}, {}, [], ()),
        ({"a": 2, "alt": ["x"]}, {"a": 2, "alt": ["x"]}, [], ()),
        # Two points on one item are not two points on another.
        ({"a": 2}, {"b": 2}, ["findings_differ"], ("a", "b")),
        # The same points for another fault of the same item, or for two instead of one.
        ({"alt": ["x"]}, {"alt": ["y"]}, ["findings_differ"], ("alt",)),
        ({"alt": ["x", "y"]}, {"alt": ["z"]}, ["findings_differ"], ("alt",)),
        # All points are lost with three occurrences; a fourth is a finding all the same.
        ({"n": 3}, {"n": 4}, ["findings_differ"], ("n",)),
        # What does not apply is another finding than a full mark.
        ({"a": NA}, {"a": OUTSIDE}, ["findings_differ"], ("a",)),
        ({"a": OUTSIDE}, {}, ["findings_differ"], ("a",)),
        # Two totals of nothing by different vetoes.
        (
            {"forged": "yes"},
            {"bribed": "yes"},
            ["veto_differs", "findings_differ"],
            ("forged", "bribed"),
        ),
        # The same veto hides different findings under it: they are disputed too.
        (
            {"forged": "yes", "a": 2},
            {"forged": "yes", "b": 5},
            ["findings_differ"],
            ("a", "b"),
        ),
        # A limit of its own says how far findings may lie apart.
        ({"own": 2}, {"other": 2}, [], ("own", "other")),
        ({"own": 2, "a": 1}, {"other": 3}, ["findings_differ"], ("a",)),
        # What is only recorded has no bearing on the result.
        ({"r": "x"}, {"r": "y"}, [], ()),
    ],
)
def test_equal_totals_with_different_findings_are_no_agreement(
    first: dict[str, object],
    second: dict[str, object],
    kinds: list[str],
    disputed: tuple[str, ...],
) -> None:
    reads = sheets(EQUAL, first, second)
    totals = {read.verdict.total for read in reads}
    assert len(totals) == 1
    assert [each.kind.value for each in divergences(EQUAL, reads)] == kinds
    assert disputed_items(EQUAL, reads) == disputed
    # Without the switch equal totals agree, but for the veto.
    lenient = replace(
        EQUAL, combination=replace(EQUAL.combination, findings_differ=False)
    )
    found = [each.kind.value for each in divergences(lenient, reads)]
    assert found == [kind for kind in kinds if kind == "veto_differs"]


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        ({"a": 2}, {"b": 2}, ["findings_differ"]),
        ({"alt": ["x"]}, {"alt": ["y"]}, ["findings_differ"]),
        ({"a": 2}, {"a": 2}, []),
        # Apart within the limit the totals show the difference themselves.
        ({"a": 2}, {"b": 3}, []),
        ({"own": 2}, {"other": 2}, []),
        ({"a": 2}, {"b": 9}, ["total_gap"]),
    ],
)
def test_a_scheme_may_ask_for_the_same_findings_where_totals_are_equal(
    first: dict[str, object], second: dict[str, object], kinds: list[str]
) -> None:
    asked = replace(EQUAL.combination, findings_differ=False, equal_totals_differ=True)
    scheme = replace(EQUAL, combination=asked)

    found = divergences(scheme, sheets(scheme, first, second))
    assert [each.kind.value for each in found] == kinds
    for each in found:
        is_said = "The totals are equal, and the findings are not" in each.sentence.text
        assert is_said is (each.kind is DivergenceKind.FINDINGS_DIFFER)


def test_the_reason_names_every_item_with_different_findings() -> None:
    reads = sheets(EQUAL, {"a": 2}, {"b": 2})
    assert plainly(divergences(EQUAL, reads)) == [
        "The readers found different things, whatever it costs: a, b."
    ]


def test_findings_are_compared_only_where_every_read_has_them() -> None:
    reads = reads_of(Verdict(D(98), "excellent"), Verdict(D(98), "excellent"))
    assert divergences(EQUAL, reads) == ()


def test_a_judgement_may_be_disputed() -> None:
    scheme = indicator_scheme("judgement@1", items=(indicator("a"),))

    def read(judged: str) -> Read:
        given = answers(scheme, a="good", overall=Answer(judged))
        verdict = score(scheme, given).verdict
        return Read(Purpose.COUNTED, 1, "一", verdict, answers=given)

    assert disputed_items(scheme, [read("good"), read("pass")]) == ("overall",)
    assert disputed_items(scheme, [read("good"), read("good")]) == ()


def test_only_the_lines_of_the_part_are_disputed() -> None:
    scheme = points_scheme(
        section("s", item("a", 40), part="formal"),
        section("t", item("b", 60), part="work"),
        combination=Combination(item_gap=True),
    )
    both = ({"a": 1, "b": 1}, {"a": 2, "b": 2})
    assert disputed_items(scheme, sheets(scheme, *both, part="formal")) == ("a",)
    assert disputed_items(scheme, sheets(scheme, *both, part="work")) == ("b",)


def test_a_single_part_with_a_name_is_the_whole_sheet() -> None:
    only = section("s", item("a", 100, gap_limit=D(2)), part="all")
    scheme = points_scheme(only, combination=Combination(item_gap=True))
    reads = sheets(scheme, {"a": 0}, {"a": 3})
    assert plainly(divergences(scheme, reads)) == ["Item a lies 3 apart, over 2."]
    assert disputed_items(scheme, reads) == ("a",)


def test_a_gap_of_totals_on_paper_needs_no_answers() -> None:
    scheme = points_scheme(combination=Combination(total_gap=D(5), item_gap=True))
    reads = reads_of(Verdict(Decimal("70.00")), Verdict(Decimal("80.00")))
    assert plainly(divergences(scheme, reads)) == ["The totals lie 10 apart, over 5."]
    assert disputed_items(scheme, reads) == ()


def test_a_reason_is_told_with_titles_instead_of_codes() -> None:
    scheme = points_scheme(section("a", item("a0"), item("a1")))
    grade = scheme.grades[0]
    text = "%(grades)s %(items)s %(item)s %(gap)s"
    codes = {"grades": f"{grade.code}, ", "items": "a0, a1", "item": "a1", "gap": "3"}

    told = titled(Sentence(text, codes), scheme)

    a0, a1 = (scheme.item(code).title for code in ("a0", "a1"))
    assert told.text == text
    assert told.values == {
        "grades": (grade.title, Text("—", "—")),
        "items": (a0, a1),
        "item": (a1,),
        "gap": "3",
    }


@pytest.mark.parametrize(
    ("rules", "counted", "expected"),
    [
        ({}, [("", 90, [1]), ("", 90, [2])], False),
        ({"equal_totals_differ": True}, [("", 90, [1]), ("", 90, [2])], True),
        ({"equal_totals_differ": True}, [("", 90, [1]), ("", 90, [1])], False),
        ({"equal_totals_differ": True}, [("", 90, [1]), ("", 91, [2])], False),
        # The totals of one part are equal, those of the other are not.
        (
            {"equal_totals_differ": True},
            [("a", 9, [1]), ("b", 5, [1]), ("a", 9, [2]), ("b", 6, [1])],
            True,
        ),
        ({"equal_totals_differ": True}, [("", 90, [1])], False),
        ({"findings_differ": True}, [("", 90, [1]), ("", 91, [1])], True),
        ({"item_gap": True}, [("", 90, [1]), ("", 91, [1])], True),
        (
            {"resolution": Resolution.DISPUTED_ITEMS},
            [("", 90, [1]), ("", 91, [1])],
            True,
        ),
    ],
)
def test_answers_are_read_where_they_can_part_the_reviews(
    rules: dict[str, object], counted: list[tuple[str, int, list[int]]], expected: bool
) -> None:
    assert answers_matter(Combination(**rules), counted) is expected  # type: ignore[arg-type]
