"""The drawn derivation: every step from the sections to the grade, in order."""

from __future__ import annotations

from fractions import Fraction

import pytest

from review.domain.answers import Answer, Finding
from review.domain.schemes import ItemKind, NotApplicableRule, Party, Scheme
from review.domain.scoring import score
from review.web.derivation import Derivation, band_words, derivation_of, exact
from tests.domain.builders import (
    CANNOT,
    NA,
    D,
    answers,
    bonus,
    filled,
    grade,
    indicator_scheme,
    item,
    lost,
    points_scheme,
    section,
    step,
    veto,
)

pytestmark = pytest.mark.usefixtures("request_in_english")


def drawn(scheme: Scheme, **raw: object) -> Derivation:
    given = filled(scheme, **raw)
    return derivation_of(scheme, score(scheme, given), given)


def steps(derivation: Derivation) -> list[tuple[str, str]]:
    return [(each.words, each.value) for each in derivation.steps]


def two_sections(**rest: object) -> Scheme:
    a = section("a", item("a1", 40, may_not_apply=True), item("a2", 20))
    b = section("b", item("b1", 40, may_not_apply=True))
    return points_scheme(a, b, **rest)


def test_a_plain_sheet_needs_no_more_than_a_sum() -> None:
    found = drawn(two_sections(), a1=lost("10.5"))

    assert steps(found) == [
        ("Sum of the sections", "89.5 / 100"),
        ("Total", "89.50"),
        ("Grade", "good (80 or more, under 90)"),
    ]
    assert (found.total, found.grade, found.note) == ("89.50", "good", "")


def test_a_section_that_leaves_is_made_up_for_and_rounded() -> None:
    found = drawn(two_sections(), a1=NA, a2=NA, b1=lost(5))

    assert steps(found) == [
        ("Sum of the sections", "35 / 40"),
        ("Scaled up to the full mark (× 100 ÷ 40)", "87.5"),
        ("Total", "87.50"),
        ("Grade", "good (80 or more, under 90)"),
    ]
    assert found.sections[0].note == (
        "Nothing in this section applies: it leaves the sheet."
    )
    assert found.sections[0].brings == ""


def test_rounding_is_a_step_of_its_own() -> None:
    rule = NotApplicableRule.RESCALE_SHEET
    found = drawn(two_sections(not_applicable=rule), b1=NA, a1=lost(10))

    assert steps(found)[:3] == [
        ("Sum of the sections", "50 / 60"),
        ("Scaled up to the full mark (× 100 ÷ 60)", "250/3 ≈ 83.333333"),
        ("Rounded half up to hundredths", "83.33"),
    ]


def test_bonus_cap_and_veto_follow_the_sum() -> None:
    scheme = points_scheme(
        section("a", item("a1", 100)),
        bonus("extra", 5, item("won", 5)),
        veto("core", "never_met", cap="pass"),
        maximum_total=D(102),
    )

    found = drawn(scheme, won=Answer(D(5)), never_met=Answer("yes"))

    assert steps(found) == [
        ("Sum of the sections", "100 / 100"),
        ("Bonus", "+5"),
        ("Never above 102", "102"),
        ("Veto: never_met", "at best pass"),
        ("Total", "102.00"),
        ("Grade without the veto", "excellent"),
        ("Grade", "pass (60 or more, under 80)"),
    ]
    assert [each.brings for each in found.sections] == ["100 / 100", "+5", ""]


def test_a_veto_that_makes_the_total_zero_is_said() -> None:
    scheme = points_scheme(section("a", item("a1", 100)), veto("core", "bribed"))

    found = drawn(scheme, bribed=Answer("yes"))

    assert ("Veto: bribed", "total zero") in steps(found)
    assert (found.total, found.standing) == ("0.00", "fail")


def test_a_sheet_that_cannot_be_assessed_has_no_steps() -> None:
    found = drawn(two_sections(), a1=CANNOT)

    assert (found.steps, found.total, found.grade) == ((), "", "")
    assert found.note == "An item cannot be assessed: no total; the lead will decide."


def test_a_sheet_on_which_nothing_applies_has_no_grade() -> None:
    found = drawn(points_scheme(section("a", item("x", 100, may_not_apply=True))), x=NA)

    assert (found.total, found.note) == (
        "",
        "Nothing applies: no total and no grade.",
    )


def test_items_show_the_answer_the_loss_and_every_finding() -> None:
    scheme = points_scheme(section("a", item("a1", 100, party=Party.FIRM)))
    finding = Finding(reason="无笔录", pages="3", absent=True)

    (row,) = drawn(scheme, a1=Answer(D(2), findings=(finding,))).sections[0].items

    assert (row.answer, row.lost, row.mark, row.maximum) == (
        "\N{MINUS SIGN}2",
        "\N{MINUS SIGN}2",
        "98",
        "100",
    )
    assert row.notes == ("Law firm",)
    assert [(f.reason, f.place) for f in row.findings] == [
        ("无笔录", "page 3 · absent from the file")
    ]


def test_an_unfinished_sheet_says_so() -> None:
    scheme = two_sections()
    given = answers(scheme, a2="full")

    found = derivation_of(scheme, score(scheme, given), given)

    assert found.note == "So far; what is unanswered has lost nothing."
    assert found.sections[0].items[0].notes == ("not answered",)


def test_disputed_items_alone_have_neither_sections_nor_a_total() -> None:
    scheme = two_sections()
    given = filled(scheme)

    found = derivation_of(scheme, score(scheme, given), given, only=("b1",))

    assert [each.items[0].code for each in found.sections] == ["b1"]
    assert found.note == ""


def test_a_part_is_graded_as_if_it_were_the_whole_sheet() -> None:
    scheme = points_scheme(
        section("a", item("a1", 40), part="formal"), section("b", item("b1", 60))
    )
    given = answers(scheme, a1=lost(4))

    found = derivation_of(scheme, score(scheme, given, "formal"), given)

    assert steps(found) == [
        ("Sum of the sections", "36 / 40"),
        ("Total", "36.00"),
        ("As a whole sheet (× 100 ÷ 40)", "90.00"),
        ("Grade", "excellent (90 or more)"),
    ]


@pytest.mark.parametrize(
    ("raw", "counted", "shown"),
    [
        # What of 87.5 is whose: 40 of 50 by the law firm, 47.5 by the handler.
        (
            {"a1": lost("2.5"), "b1": lost(10), "x": 2},
            tuple(Party),
            [("Handler", "47.5 / 50 +2"), ("Law firm", "40 / 50")],
        ),
        (
            {"a1": lost("2.5"), "n": NA, "b1": lost(10)},
            tuple(Party),
            [("Handler", "46.875 / 50"), ("Law firm", "40 / 50")],
        ),
        (
            {"b1": lost(10), "forged": "yes"},
            tuple(Party),
            [("Handler (taken by a veto)", "0 / 50"), ("Law firm", "40 / 50")],
        ),
        (
            {"b1": lost(10)},
            (Party.HANDLER,),
            [
                ("Handler", "100 / 100"),
                ("Law firm (not counted in the grade)", "40 / 50"),
            ],
        ),
        ({"b1": NA}, tuple(Party), []),
    ],
)
def test_every_party_is_shown_with_what_it_brings_to_the_total(
    raw: dict[str, object],
    counted: tuple[Party, ...],
    shown: list[tuple[str, str]],
) -> None:
    scheme = points_scheme(
        section("a", item("a1", 40), item("n", 10)),
        section("b", item("b1", 50, party=Party.FIRM)),
        bonus("plus", 5, item("x", 5)),
        veto("v", "forged"),
        counted_parties=counted,
        maximum_total=D(105),
    )

    found = drawn(scheme, **raw)

    assert [(each.words, each.value) for each in found.parties] == shown


def test_an_indicator_sheet_shows_counts_rule_and_limit() -> None:
    scheme = indicator_scheme(
        "judgement@1", step("good", at_least={"good": 3}), step("fail")
    )

    found = drawn(scheme, a="fail", b="good", overall="excellent")

    assert steps(found) == [
        ("Grades of the indicators", "excellent 3 · good 1 · fail 1"),
        (
            "Rule",
            "The reviewer judges the overall grade, within what the counts allow.",
        ),
        ("Judged by the reviewer", "excellent"),
        ("Best grade the counts allow", "good"),
        ("Grade", "good"),
    ]
    assert found.is_points is False


@pytest.mark.parametrize(
    ("lowers", "expected"),
    [
        ((90, 60, 0), ["90 or more", "60 or more, under 90", "under 60"]),
        ((90, 60, None), ["90 or more", "60 or more, under 90", "under 60"]),
        ((None, None), ["", ""]),
        ((0,), ["0 or more"]),
    ],
)
def test_bands_begin_at_their_lower_end(
    lowers: tuple[int | None, ...], expected: list[str]
) -> None:
    grades = tuple(grade(f"g{n}", low) for n, low in enumerate(lowers))
    scheme = points_scheme(grades=grades)

    assert [band_words(scheme, each.code) for each in grades] == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (Fraction(5), "5"),
        (Fraction(1, 8), "0.125"),
        (Fraction(100), "100"),
        (Fraction(0), "0"),
        (Fraction(200, 3), "200/3 ≈ 66.666667"),
        (Fraction(1, 7), "1/7 ≈ 0.142857"),
        (D("12.50"), "12.5"),
    ],
)
def test_numbers_are_exact_or_say_that_they_are_not(
    number: Fraction, expected: str
) -> None:
    assert exact(number) == expected


def test_an_optional_text_that_is_empty_is_no_row() -> None:
    scheme = points_scheme(
        section("s", item("a", 100)), section("r", item("hint", 0, ItemKind.RECORD))
    )
    codes = {
        words: [row.code for each in found.sections for row in each.items]
        for words, found in (
            ("", drawn(scheme, hint="")),
            ("改进", drawn(scheme, hint="改进")),
        )
    }

    assert codes == {"": ["a"], "改进": ["a", "hint"]}
