from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import pytest

from review.domain.answers import Answer, Special
from review.domain.derivation import (
    as_data,
    canonical,
    digest,
    half_up,
    plain,
    sum_of,
)
from review.domain.indicators import OVERALL_RULES
from review.domain.rules import UnknownRule
from review.domain.schemes import (
    Direction,
    ItemKind,
    NotApplicableRule,
    Party,
    Scheme,
)
from review.domain.scoring import Sheet, score, to_json
from review.domain.sheets import VetoHit
from tests.domain.builders import (
    CANNOT,
    NA,
    OUTSIDE,
    D,
    adding,
    answers,
    bonus,
    filled,
    grade,
    indicator,
    indicator_scheme,
    item,
    options,
    points_scheme,
    section,
    step,
    table,
    text,
    veto,
)

FULL, SECTION, SHEET = NotApplicableRule


def mark_of(sheet: Sheet, code: str) -> Decimal | None:
    return next(each.mark for each in sheet.items if each.code == code)


ALTERNATIVES = {"options": options(none=10, late=4, thin=3)}
LEVELS = {"options": options(good=10, half=5, over=12, bad=0)}
ERRORS = {"table": table((1, 8), (3, 4), (6, 0))}
EACH = {"each": D(3)}


@pytest.mark.parametrize(
    ("kind", "rest", "choice", "deducting", "adds"),
    [
        (ItemKind.STEPS, {}, 0, 10, 0),
        (ItemKind.STEPS, {}, "2.5", "7.5", "2.5"),
        (ItemKind.STEPS, {}, 10, 0, 10),
        (ItemKind.ALL_OR_NOTHING, {}, "met", 10, 10),
        (ItemKind.ALL_OR_NOTHING, {}, "missing", 0, 0),
        (ItemKind.PER_OCCURRENCE, EACH, 0, 10, 0),
        (ItemKind.PER_OCCURRENCE, EACH, 1, 7, 3),
        (ItemKind.PER_OCCURRENCE, EACH, 3, 1, 9),
        (ItemKind.PER_OCCURRENCE, EACH, 4, 0, 10),
        (ItemKind.PER_OCCURRENCE, EACH, 999, 0, 10),
        (ItemKind.ALTERNATIVES, ALTERNATIVES, [], 10, 0),
        (ItemKind.ALTERNATIVES, ALTERNATIVES, ["late"], 6, 4),
        (ItemKind.ALTERNATIVES, ALTERNATIVES, ["late", "thin"], 3, 7),
        (ItemKind.ALTERNATIVES, ALTERNATIVES, ["none", "late"], 0, 10),
        (ItemKind.LEVELS, LEVELS, "good", 10, 10),
        (ItemKind.LEVELS, LEVELS, "half", 5, 5),
        (ItemKind.LEVELS, LEVELS, "over", 10, 10),
        (ItemKind.LEVELS, LEVELS, "bad", 0, 0),
        (ItemKind.ERROR_COUNT, ERRORS, 0, 10, 10),
        (ItemKind.ERROR_COUNT, ERRORS, 1, 8, 8),
        (ItemKind.ERROR_COUNT, ERRORS, 2, 8, 8),
        (ItemKind.ERROR_COUNT, ERRORS, 3, 4, 4),
        (ItemKind.ERROR_COUNT, ERRORS, 5, 4, 4),
        (ItemKind.ERROR_COUNT, ERRORS, 6, 0, 0),
        (ItemKind.ERROR_COUNT, ERRORS, 999, 0, 0),
        (ItemKind.YES_NO, {}, "yes", 10, 10),
        (ItemKind.YES_NO, {}, "no", 0, 0),
        (ItemKind.YES_NO, {"full_on": "no"}, "yes", 0, 0),
        (ItemKind.YES_NO, {"full_on": "no"}, "no", 10, 10),
    ],
)
def test_each_kind_of_item_has_its_mark(
    kind: ItemKind,
    rest: dict[str, object],
    choice: object,
    deducting: object,
    adds: object,
) -> None:
    sections = (section("s", item("x", 10, kind, **rest), item("rest", 90)),)
    for build, expected in ((points_scheme, deducting), (adding, adds)):
        scheme = build(*sections)
        sheet = score(scheme, filled(scheme, x=choice))
        assert mark_of(sheet, "x") == D(expected)
        assert sheet.items[0].lost == 10 - D(expected)
        assert sheet.total == 90 + D(expected)


def test_a_level_that_is_gone_from_the_item_earns_nothing() -> None:
    scheme = points_scheme(section("s", item("x", 10, ItemKind.LEVELS, **LEVELS)))
    assert mark_of(score(scheme, {"x": Answer("unheard")}), "x") == 0


def test_an_error_table_need_not_be_sorted() -> None:
    steps = table((6, 0), (1, 8), (3, 4))
    scheme = points_scheme(
        section("s", item("x", 10, ItemKind.ERROR_COUNT, table=steps))
    )
    marks = [mark_of(score(scheme, answers(scheme, x=n)), "x") for n in (0, 2, 4, 7)]
    assert marks == [10, 8, 4, 0]


def test_sub_items_carry_the_points_of_their_item() -> None:
    parent = item("p", 10, None, items=(item("p1", 4), item("p2", 6)))
    scheme = points_scheme(section("s", parent, item("rest", 90)))
    sheet = score(scheme, filled(scheme, p1=1, p2=6))
    assert [(each.code, each.mark) for each in sheet.items] == [
        ("p1", 3),
        ("p2", 0),
        ("rest", 90),
    ]
    assert sheet.total == 93


def test_a_recorded_item_bears_no_marks() -> None:
    scheme = points_scheme(section("s", item("x", 100), item("r", 7, ItemKind.RECORD)))
    sheet = score(scheme, filled(scheme, r="认罪认罚", x=3))
    assert sheet.total == 97
    assert (sheet.sections[0].maximum, sheet.items[1].maximum) == (100, 0)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("59.995", "60.00"),
        ("59.994999", "59.99"),
        ("89.5", "89.50"),
        ("0.005", "0.01"),
        ("0.004", "0.00"),
        ("100", "100.00"),
        ("66.66666666666666666666666666666666666666", "66.67"),
    ],
)
def test_numbers_are_rounded_half_up_to_hundredths(exact: str, rounded: str) -> None:
    assert str(half_up(Decimal(exact))) == rounded
    assert str(half_up(Fraction(exact))) == rounded


@pytest.mark.parametrize(
    ("lost", "total", "expected"),
    [
        ("40.005", "60.00", "pass"),
        ("40.006", "59.99", "fail"),
        ("10.5", "89.50", "good"),
        ("10.005", "90.00", "excellent"),
        ("10.0051", "89.99", "good"),
        ("100", "0.00", "fail"),
        ("0", "100.00", "excellent"),
    ],
)
def test_the_band_reads_the_rounded_total(lost: str, total: str, expected: str) -> None:
    scheme = points_scheme(section("s", item("x", 100, step=D("0.0001"))))
    sheet = score(scheme, answers(scheme, x=lost))
    assert (str(sheet.total), sheet.grade) == (total, expected)
    assert sheet.exact == 100 - Fraction(lost)


def test_a_rescaled_total_is_rounded_once() -> None:
    scheme = points_scheme(
        section("s", item("x", 97, step=D("0.1")), item("n", 3)),
        not_applicable=SHEET,
    )
    sheet = score(scheme, answers(scheme, x="38.8", n=NA))
    assert (sheet.exact, str(sheet.total), sheet.grade) == (60, "60.00", "pass")
    third = score(scheme, answers(scheme, x=1, n=NA))
    assert (third.exact, str(third.total)) == (Fraction(9600, 97), "98.97")


# Two sections: s of 40 (a 10, b 30) and t of 60 (c 60). `lost` per item; None is 不适用.
@pytest.mark.parametrize(
    ("rule", "a", "b", "c", "total"),
    [
        (FULL, 5, 6, 12, "77.00"),
        (SECTION, 5, 6, 12, "77.00"),
        (SHEET, 5, 6, 12, "77.00"),
        # One item of a section does not apply.
        (FULL, None, 6, 12, "82.00"),
        (SECTION, None, 6, 12, "80.00"),  # 40 × 24/30 = 32, and 48
        (SHEET, None, 6, 12, "80.00"),  # 100 × 72/90
        (SECTION, None, 0, 12, "88.00"),
        (SHEET, None, 0, 12, "86.67"),  # 100 × 78/90
        (FULL, None, 0, 12, "88.00"),
        # A section of nothing but 不适用 leaves the sheet under every rule.
        (FULL, None, None, 12, "80.00"),
        (SECTION, None, None, 12, "80.00"),
        (SHEET, None, None, 12, "80.00"),
        (FULL, 5, 6, None, "72.50"),
        (SECTION, 5, 6, None, "72.50"),
        (SHEET, 5, 6, None, "72.50"),
        # One section gone, and an item of the other.
        (FULL, None, 6, None, "85.00"),  # (24 + 10) / 40
        (SECTION, None, 6, None, "80.00"),
        (SHEET, None, 6, None, "80.00"),
    ],
)
def test_what_does_not_apply_is_taken_out_by_the_rule(
    rule: NotApplicableRule, a: object, b: object, c: object, total: str
) -> None:
    deducting = points_scheme(
        section("s", item("a", 10), item("b", 30)),
        section("t", item("c", 60)),
        not_applicable=rule,
    )
    given = {"a": a, "b": b, "c": c}
    raw = {code: NA if lost is None else lost for code, lost in given.items()}
    assert str(score(deducting, answers(deducting, **raw)).total) == total
    sums = {"a": 10, "b": 30, "c": 60}
    won = {c: NA if lost is None else sums[c] - lost for c, lost in given.items()}
    collecting = adding(*deducting.sections, not_applicable=rule)
    assert str(score(collecting, answers(collecting, **won)).total) == total


def test_a_section_that_left_says_so_and_weighs_nothing() -> None:
    scheme = points_scheme(
        section("s", item("a", 10), item("b", 30)), section("t", item("c", 60))
    )
    sheet = score(scheme, answers(scheme, a=NA, b=NA, c=12))
    first, second = sheet.sections
    assert (first.left, first.weight, first.mark, first.applicable) == (True, 0, 0, 0)
    assert (first.maximum, first.n_not_applicable) == (40, 2)
    assert (second.left, second.weight, second.mark) == (False, 60, 48)
    assert sheet.scale == Fraction(100, 60)


@pytest.mark.parametrize("rule", NotApplicableRule)
@pytest.mark.parametrize("direction", Direction)
def test_a_sheet_of_nothing_but_not_applicable_has_no_grade(
    rule: NotApplicableRule, direction: Direction
) -> None:
    scheme = points_scheme(
        section("s", item("a", 10), item("r", 0, ItemKind.RECORD)),
        section("t", item("c", 90)),
        bonus("plus", 5, item("more", 5)),
        veto("v", "forged"),
        not_applicable=rule,
        direction=direction,
    )
    sheet = score(scheme, answers(scheme, a=NA, c=NA, r="无", more=5, forged="no"))
    assert sheet.nothing_applicable is True
    assert (sheet.total, sheet.grade, sheet.has_result) == (None, None, False)
    assert sheet.verdict.nothing_applicable is True


@pytest.mark.parametrize(
    ("cap", "total", "grade"), [("", D("0.00"), "fail"), ("pass", None, None)]
)
def test_a_veto_is_found_also_where_nothing_else_applies(
    cap: str, total: Decimal | None, grade: str | None
) -> None:
    """What makes the total nothing needs no total; a cap has no grade to hold down."""
    scheme = points_scheme(section("s", item("a", 100)), veto("v", "forged", cap=cap))
    sheet = score(scheme, answers(scheme, a=NA, forged="yes"))
    assert (sheet.total, sheet.grade, sheet.nothing_applicable) == (
        total,
        grade,
        total is None,
    )


@pytest.mark.parametrize("rule", sorted(OVERALL_RULES))
def test_a_veto_is_found_also_where_no_indicator_applies(rule: str) -> None:
    plain = indicator_scheme(rule)
    scheme = replace(plain, sections=(*plain.sections, veto("v", "forged")))
    sheet = score(scheme, answers(scheme, forged="yes", **graded("-----")))
    assert (sheet.nothing_applicable, sheet.grade) == (False, scheme.grades[-1].code)


def test_items_worth_nothing_do_not_keep_a_section_in_the_sheet() -> None:
    zero = item("z", 0, ItemKind.YES_NO)
    scheme = points_scheme(
        section("s", item("a", 40), zero), section("t", item("c", 60))
    )
    sheet = score(scheme, answers(scheme, a=NA, z="yes", c=0))
    assert (sheet.sections[0].left, sheet.total) == (True, 100)


@pytest.mark.parametrize("code", ["a", "extra", "forged", "office"])
def test_a_scored_line_that_cannot_be_assessed_leaves_no_total(code: str) -> None:
    scheme = points_scheme(
        section("s", item("a", 50), item("b", 50)),
        section("o", item("office", 10, party=Party.CENTER)),
        bonus("plus", 5, item("extra", 5)),
        veto("v", "forged"),
        counted_parties=(Party.HANDLER,),
    )
    sheet = score(scheme, filled(scheme, **{code: CANNOT}))
    assert sheet.cannot_assess is True
    assert (sheet.total, sheet.before_veto, sheet.grade) == (None, None, None)
    assert (sheet.has_result, sheet.nothing_applicable) == (False, False)


def test_cannot_assess_goes_before_nothing_applicable() -> None:
    scheme = points_scheme(section("s", item("a", 100)), veto("v", "forged"))
    sheet = score(scheme, answers(scheme, a=NA, forged=CANNOT))
    assert (sheet.cannot_assess, sheet.nothing_applicable) == (True, False)


def test_a_record_cannot_take_the_total_away() -> None:
    scheme = points_scheme(section("s", item("a", 100), item("r", 0, ItemKind.RECORD)))
    assert score(scheme, filled(scheme, r=CANNOT)).total == 100


@pytest.mark.parametrize("build", [points_scheme, adding])
def test_what_was_beyond_the_handler_costs_nothing(build: type[Scheme]) -> None:
    scheme = build(section("s", item("a", 40), item("b", 60)))
    sheet = score(scheme, filled(scheme, a=OUTSIDE))
    assert (sheet.total, mark_of(sheet, "a"), sheet.items[0].lost) == (100, 40, 0)
    assert sheet.items[0].special is Special.NOT_DONE_EXTERNAL


def test_what_was_beyond_the_handler_is_no_bonus() -> None:
    scheme = points_scheme(
        section("s", item("a", 100)), bonus("b", 5, item("x", 5)), maximum_total=D(105)
    )
    assert score(scheme, filled(scheme, x=OUTSIDE)).total == 100


@pytest.mark.parametrize(
    ("lost", "x", "y", "maximum", "total"),
    [
        (10, 0, 0, 110, 90),
        (10, 3, 0, 110, 93),
        (10, 4, 4, 110, 95),  # The section's cap.
        (2, 5, 0, 110, 103),
        (2, 5, 0, 100, 100),  # The sheet's cap.
        (2, 5, 0, 102, 102),
        (100, 5, 5, 100, 5),
    ],
)
def test_a_bonus_lifts_the_total_up_to_its_cap(
    lost: int, x: int, y: int, maximum: int, total: int
) -> None:
    sections = (section("s", item("a", 100)), bonus("b", 5, item("x"), item("y")))
    deducting = points_scheme(*sections, maximum_total=D(maximum))
    sheet = score(deducting, answers(deducting, a=lost, x=x, y=y))
    assert (sheet.total, sheet.sections[1].mark) == (total, min(x + y, 5))
    collecting = adding(*sections, maximum_total=D(maximum))
    assert score(collecting, answers(collecting, a=100 - lost, x=x, y=y)).total == total


@pytest.mark.parametrize(
    ("kind", "rest", "choice", "won"),
    [
        (ItemKind.ALL_OR_NOTHING, {}, "met", 10),
        (ItemKind.ALL_OR_NOTHING, {}, "missing", 0),
        (ItemKind.PER_OCCURRENCE, EACH, 2, 6),
        (ItemKind.ALTERNATIVES, ALTERNATIVES, ["thin"], 3),
        (ItemKind.LEVELS, LEVELS, "half", 5),
        (ItemKind.YES_NO, {}, "yes", 10),
        (ItemKind.YES_NO, {}, "no", 0),
        (ItemKind.STEPS, {}, NA, 0),
    ],
)
def test_a_bonus_item_wins_marks_in_a_sheet_that_deducts(
    kind: ItemKind, rest: dict[str, object], choice: object, won: int
) -> None:
    scheme = points_scheme(
        section("s", item("a", 50), item("b", 50)),
        bonus("plus", 10, item("x", 10, kind, **rest)),
        maximum_total=D(110),
    )
    sheet = score(scheme, answers(scheme, a=0, b=50, x=choice))
    assert (sheet.total, sheet.bonus, sheet.items[2].lost) == (50 + won, won, 0)


def test_the_bonus_is_not_rescaled() -> None:
    scheme = points_scheme(
        section("s", item("a", 50), item("b", 50)),
        bonus("plus", 5, item("x", 5)),
        maximum_total=D(105),
    )
    assert score(scheme, answers(scheme, a=NA, b=10, x=5)).total == 85


@pytest.mark.parametrize(
    ("cap", "hit", "total", "before", "expected"),
    [
        ("", "no", 98, 98, "excellent"),
        ("", "yes", 0, 98, "fail"),
        ("pass", "no", 98, 98, "excellent"),
        ("pass", "yes", 98, 98, "pass"),
        ("fail", "yes", 98, 98, "fail"),
        ("excellent", "yes", 98, 98, "excellent"),
        ("", NA, 98, 98, "excellent"),
    ],
)
def test_a_veto_takes_the_total_or_caps_the_grade(
    cap: str, hit: object, total: int, before: int, expected: str
) -> None:
    scheme = points_scheme(
        veto("v", "forged", "late", cap=cap, may_not_apply=True),
        section("s", item("a", 100)),
        bonus("b", 5, item("x", 5)),
    )
    sheet = score(scheme, filled(scheme, a=4, x=2, forged=hit))
    assert (sheet.total, sheet.before_veto, sheet.grade) == (total, before, expected)
    assert sheet.grade_before_veto == "excellent"


def test_a_total_of_nothing_is_written_like_any_total() -> None:
    scheme = points_scheme(veto("v", "forged"), section("s", item("a", 100)))
    assert str(score(scheme, filled(scheme, forged="yes")).total) == "0.00"


def test_several_vetoes_hold_to_the_strictest() -> None:
    scheme = points_scheme(
        veto("v", "minor", cap="good"),
        veto("w", "major", cap="fail"),
        veto("u", "other", cap="pass"),
        section("s", item("a", 100)),
    )
    sheet = score(scheme, filled(scheme, minor="yes", major="yes"))
    assert (sheet.total, sheet.grade) == (100, "fail")
    assert [(hit.section, hit.item, hit.grade_cap) for hit in sheet.hits] == [
        ("v", "minor", "good"),
        ("w", "major", "fail"),
    ]
    assert sheet.verdict.hits == ("minor", "major")


def test_a_cap_never_lifts_a_grade() -> None:
    scheme = points_scheme(veto("v", "minor", cap="good"), section("s", item("a", 100)))
    assert score(scheme, filled(scheme, a=50, minor="yes")).grade == "fail"


PARTIES = (
    section("s", item("a", 60), item("b", 40)),
    section(
        "o",
        item("c", 10, party=Party.CENTER),
        item("d", 20, party=Party.FIRM),
        item("e", 10, party=Party.CENTER),
    ),
)


@pytest.mark.parametrize(
    ("counted", "total"),
    [
        ((Party.HANDLER,), "90.00"),  # 90 of 100
        ((Party.CENTER,), "75.00"),  # 15 of 20
        ((Party.HANDLER, Party.CENTER), "87.50"),  # 105 of 120
        (tuple(Party), "80.71"),  # 113 of 140
    ],
)
def test_only_the_parties_that_count_make_the_grade(
    counted: tuple[Party, ...], total: str
) -> None:
    scheme = points_scheme(*PARTIES, counted_parties=counted)
    sheet = score(scheme, filled(scheme, a=10, c=5, d=12))
    assert str(sheet.total) == total
    assert [each.left for each in sheet.sections] == [False, False]
    assert [str(each.percent) for each in sheet.parties] == ["90.00", "75.00", "40.00"]


def test_a_veto_on_a_party_that_does_not_count_is_only_recorded() -> None:
    forged = item("forged", 0, ItemKind.YES_NO, party=Party.CENTER)
    vetoes = veto("v")
    scheme = points_scheme(
        section("v", forged, kind=vetoes.kind, effect=vetoes.effect, points=0),
        section("s", item("a", 100)),
        counted_parties=(Party.HANDLER,),
    )
    sheet = score(scheme, filled(scheme, forged="yes"))
    assert (sheet.total, sheet.verdict.hits) == (100, ())
    assert sheet.hits == (VetoHit("v", "forged", vetoes.effect, "", False),)


@pytest.mark.parametrize(
    ("build", "total"), [(points_scheme, "98.00"), (adding, "2.00")]
)
def test_a_running_total_takes_the_unanswered_as_the_sheet_begins(
    build: type[Scheme], total: str
) -> None:
    scheme = build(
        section("s", item("a", 40), item("b", 60), item("r", 0, ItemKind.RECORD)),
        bonus("plus", 5, item("x", 5)),
        veto("v", "forged"),
    )
    sheet = score(scheme, answers(scheme, a=2))
    assert (str(sheet.total), sheet.n_missing) == (total, 3)
    assert [each.answered for each in sheet.items] == [True, False, False, False, False]
    assert sheet.items[1].lost == 0


def test_a_reason_without_a_choice_is_still_missing() -> None:
    scheme = points_scheme(section("s", item("a", 100)))
    sheet = score(scheme, answers(scheme, a={"reason": "先写理由"}))
    assert (sheet.n_missing, sheet.total) == (1, 100)


PARTED = points_scheme(
    section("f1", item("a", 20), part="formal"),
    section("p1", item("b", 50), part="work"),
    section("f2", item("c", 10), part="formal"),
    section("p2", item("d", 20), part="work"),
    veto("v", "forged", part="check"),
)


@pytest.mark.parametrize(
    ("part", "raw", "total", "maximum", "expected"),
    [
        ("formal", {"a": 3, "c": 0}, "27.00", 30, "excellent"),
        ("formal", {"a": 3, "c": NA}, "25.50", 30, "good"),
        ("work", {"b": 10, "d": 4}, "56.00", 70, "good"),
        ("check", {"forged": "no"}, "0.00", 0, None),
        ("check", {"forged": "yes"}, "0.00", 0, None),
        (None, {"a": 3, "b": 10, "c": 0, "d": 4, "forged": "no"}, "83.00", 100, "good"),
    ],
)
def test_a_part_carries_its_share_of_the_full_mark(
    part: str | None,
    raw: dict[str, object],
    total: str,
    maximum: int,
    expected: str | None,
) -> None:
    sheet = score(PARTED, answers(PARTED, **raw), part)
    assert (str(sheet.total), sheet.maximum, sheet.n_missing) == (total, maximum, 0)
    assert (sheet.grade, sheet.part) == (expected, part)


def test_a_part_with_nothing_that_applies_has_no_result() -> None:
    sheet = score(PARTED, answers(PARTED, a=NA, c=NA), "formal")
    assert (sheet.nothing_applicable, sheet.total) == (True, None)


def test_a_scheme_of_nothing_but_checks_has_empty_parts() -> None:
    scheme = points_scheme(veto("v", "x", part="one"), veto("w", "y", part="two"))
    sheet = score(scheme, answers(scheme, x="no"), "one")
    assert (sheet.maximum, sheet.total, sheet.grade) == (0, 0, None)
    assert sheet.scale == 0


def test_a_share_is_of_the_counted_points_of_standard_sections() -> None:
    remark = item("r", 50, ItemKind.RECORD)
    office = item("o", 50, party=Party.CENTER)
    scheme = points_scheme(
        section("s", item("a", 40), remark, office, part="one"),
        bonus("plus", 50, item("x", 50), part="one"),
        section("t", item("b", 60), part="two"),
        counted_parties=(Party.HANDLER,),
    )
    maxima = [score(scheme, {}, part).maximum for part in ("one", "two", None)]
    assert maxima == [40, 60, 100]


# Indicators a to e, of which a and b are core.
STEPS = (
    step("excellent", "good", at_least={"excellent": 4}, at_most={"pass": 0}),
    step("good", "pass", at_least={"good": 3}, at_most={"fail": 1}),
    step("pass", at_most={"fail": 2}),
)


def graded(word: str) -> dict[str, object]:
    """One letter per indicator: e, g, p, f for the grades, - for 不适用."""
    names = {"e": "excellent", "g": "good", "p": "pass", "f": "fail", "-": NA}
    return {code: names[letter] for code, letter in zip("abcde", word, strict=False)}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("eeeee", "excellent"),
        ("eeeeg", "excellent"),
        ("geeee", "excellent"),
        ("peeee", "good"),
        ("eeegg", "good"),
        ("eeeep", "good"),
        ("gggpp", "good"),
        ("gggpf", "good"),
        ("feggg", "pass"),
        ("ggppp", "pass"),
        ("pppff", "pass"),
        ("gggff", "pass"),
        ("ggfff", "fail"),
        ("eeee-", "excellent"),
        ("eee--", "good"),
        ("-eeee", "excellent"),
        ("--eee", "good"),
        ("----e", "pass"),
        ("----f", "pass"),
    ],
)
def test_the_first_step_that_holds_gives_the_overall_grade(
    word: str, expected: str
) -> None:
    scheme = indicator_scheme("counts@1", *STEPS)
    sheet = score(scheme, answers(scheme, **graded(word)))
    assert (sheet.grade, sheet.total, sheet.rule) == (expected, None, "counts@1")


def test_counts_of_every_grade_are_in_the_derivation() -> None:
    scheme = indicator_scheme("counts@1", *STEPS)
    overall = score(scheme, answers(scheme, **graded("egg-f"))).overall
    assert overall is not None
    assert overall.counts == (("excellent", 1), ("good", 2), ("pass", 0), ("fail", 1))
    assert (overall.grade, overall.limit) == ("good", "good")


@pytest.mark.parametrize(
    ("word", "worst", "majority"),
    [
        ("eeeee", "excellent", "excellent"),
        ("eeeef", "fail", "excellent"),
        ("eeegg", "good", "excellent"),
        ("eegg-", "good", "good"),
        ("ppgge", "pass", "pass"),
        ("egpf-", "fail", "fail"),
        ("eg---", "good", "good"),
        ("e----", "excellent", "excellent"),
    ],
)
def test_the_worst_or_the_most_frequent_grade_decides(
    word: str, worst: str, majority: str
) -> None:
    for rule, expected in (("worst@1", worst), ("majority@1", majority)):
        scheme = indicator_scheme(rule)
        sheet = score(scheme, answers(scheme, **graded(word)))
        assert (sheet.grade, sheet.rule) == (expected, rule)


@pytest.mark.parametrize(
    ("judged", "expected", "too_good"),
    [
        ("excellent", "good", True),
        ("good", "good", False),
        ("pass", "pass", False),
        ("fail", "fail", False),
    ],
)
def test_a_judgement_is_held_to_the_first_step_that_holds(
    judged: str, expected: str, too_good: bool
) -> None:
    scheme = indicator_scheme("judgement@1", *STEPS)
    sheet = score(scheme, answers(scheme, overall=Answer(judged), **graded("eeegg")))
    overall = sheet.overall
    assert overall is not None
    assert (sheet.grade, overall.too_good) == (expected, too_good)
    assert (overall.judged, overall.limit) == (judged, "good")


def test_a_judgement_without_limits_is_free() -> None:
    scheme = indicator_scheme("judgement@1")
    sheet = score(
        scheme, answers(scheme, overall=Answer("excellent"), **graded("fffff"))
    )
    assert sheet.grade == "excellent"


def test_no_step_that_holds_limits_a_judgement_to_the_worst() -> None:
    scheme = indicator_scheme("judgement@1", step("good", at_least={"good": 5}))
    sheet = score(scheme, answers(scheme, overall=Answer("good"), **graded("ppppp")))
    assert (sheet.grade, sheet.overall and sheet.overall.too_good) == ("fail", True)


def test_a_judgement_that_is_not_given_yet_is_missing() -> None:
    scheme = indicator_scheme("judgement@1", *STEPS)
    sheet = score(scheme, answers(scheme, **graded("eeeee")))
    assert (sheet.grade, sheet.n_missing) == (None, 1)
    assert sheet.overall and sheet.overall.limit == "excellent"


def test_a_judgement_that_cannot_be_made_leaves_no_grade() -> None:
    scheme = indicator_scheme("judgement@1", *STEPS)
    sheet = score(scheme, answers(scheme, overall=CANNOT, **graded("eeeee")))
    assert (sheet.cannot_assess, sheet.grade) == (True, None)


@pytest.mark.parametrize("rule", sorted(OVERALL_RULES))
def test_indicators_that_all_do_not_apply_give_no_grade(rule: str) -> None:
    scheme = indicator_scheme(rule)
    sheet = score(scheme, answers(scheme, **graded("-----")))
    assert (sheet.nothing_applicable, sheet.grade) == (True, None)
    outside = score(scheme, answers(scheme, **graded("----"), e=OUTSIDE))
    assert (outside.nothing_applicable, outside.grade) == (True, None)


@pytest.mark.parametrize("rule", sorted(OVERALL_RULES))
def test_no_indicator_answered_yet_is_not_nothing_applicable(rule: str) -> None:
    scheme = indicator_scheme(rule)
    sheet = score(scheme, {})
    assert (sheet.nothing_applicable, sheet.grade) == (False, None)
    assert sheet.n_missing == 5 + (rule == "judgement@1")


def test_an_indicator_beyond_the_handler_leaves_the_counts() -> None:
    scheme = indicator_scheme("worst@1")
    sheet = score(
        scheme, answers(scheme, a="good", b=OUTSIDE, c=NA, d="good", e="good")
    )
    assert sheet.grade == "good"


def test_an_indicator_that_cannot_be_assessed_leaves_no_grade() -> None:
    scheme = indicator_scheme("worst@1")
    sheet = score(scheme, answers(scheme, **graded("eeee"), e=CANNOT))
    assert (sheet.cannot_assess, sheet.grade) == (True, None)


def test_an_indicator_of_a_party_that_does_not_count_leaves_the_counts() -> None:
    items = (indicator("a"), indicator("b", party=Party.CENTER))
    scheme = indicator_scheme("worst@1", items=items, counted_parties=(Party.HANDLER,))
    assert score(scheme, answers(scheme, a="good", b="fail")).grade == "good"


def test_only_indicators_that_count_can_keep_a_grade() -> None:
    items = (
        indicator("a"),
        indicator("b", party=Party.CENTER),
        item("r", 0, ItemKind.RECORD),
    )
    scheme = indicator_scheme("worst@1", items=items, counted_parties=(Party.HANDLER,))
    sheet = score(scheme, answers(scheme, a=NA, b="good", r="无"))
    assert (sheet.nothing_applicable, sheet.grade) == (True, None)


@pytest.mark.parametrize(
    ("cap", "hit", "expected"),
    [("pass", "yes", "pass"), ("pass", "no", "excellent"), ("", "yes", "fail")],
)
def test_a_veto_holds_an_indicator_sheet_down(
    cap: str, hit: str, expected: str
) -> None:
    items = tuple(indicator(code) for code in "abcde")
    scheme = indicator_scheme(
        "worst@1", sections=(section("s", *items), veto("v", "forged", cap=cap))
    )
    sheet = score(scheme, answers(scheme, forged=hit, **graded("eeeee")))
    assert (sheet.grade, sheet.grade_before_veto) == (expected, "excellent")


def test_a_scale_of_five_grades_may_name_them_as_it_likes() -> None:
    five = tuple(grade(code) for code in ("5", "4", "3", "2", "1"))
    scheme = indicator_scheme(
        "majority@1", grades=five, indicator_grades=five, items=(indicator("a"),)
    )
    assert score(scheme, answers(scheme, a="4")).grade == "4"


@pytest.mark.parametrize("rule", ["votes@1", "counts@2", ""])
def test_an_unknown_overall_rule_is_named(rule: str) -> None:
    scheme = indicator_scheme(rule)
    with pytest.raises(UnknownRule, match="counts@1, worst@1, majority@1, judgement@1"):
        score(scheme, {})


def test_an_indicator_sheet_without_a_rule_is_refused() -> None:
    with pytest.raises(UnknownRule):
        score(indicator_scheme(overall=None), {})


def test_the_derivation_is_written_exactly_and_without_empty_words() -> None:
    scheme = points_scheme(
        section("s", item("a", 60), item("n", 10)),
        section("t", item("b", 30)),
        veto("v", "forged", cap="good"),
    )
    sheet = score(scheme, answers(scheme, a="0.5", n=NA, b=OUTSIDE, forged="yes"))
    assert to_json(sheet) == {
        "scheme": "d",
        "rule": "points@1",
        "items": [
            {
                "code": "a",
                "section": "s",
                "kind": "steps",
                "party": "handler",
                "counted": True,
                "answered": True,
                "maximum": "60",
                "mark": "59.5",
                "lost": "0.5",
            },
            {
                "code": "n",
                "section": "s",
                "kind": "steps",
                "party": "handler",
                "counted": True,
                "answered": True,
                "maximum": "10",
                "lost": "0",
                "special": "not_applicable",
            },
            {
                "code": "b",
                "section": "t",
                "kind": "steps",
                "party": "handler",
                "counted": True,
                "answered": True,
                "maximum": "30",
                "mark": "30",
                "lost": "0",
                "special": "not_done_external",
            },
            {
                "code": "forged",
                "section": "v",
                "kind": "yes_no",
                "party": "handler",
                "counted": True,
                "answered": True,
                "maximum": "0",
                "lost": "0",
                "hit": True,
            },
        ],
        "sections": [
            {
                "code": "s",
                "kind": "standard",
                "maximum": "70",
                "applicable": "60",
                "earned": "59.5",
                "mark": "833/12",
                "weight": "70",
                "n_not_applicable": 1,
            },
            {
                "code": "t",
                "kind": "standard",
                "maximum": "30",
                "applicable": "30",
                "earned": "30",
                "mark": "30",
                "weight": "30",
                "n_not_applicable": 0,
            },
            {
                "code": "v",
                "kind": "veto",
                "maximum": "0",
                "applicable": "0",
                "earned": "0",
                "mark": "0",
                "weight": "0",
                "n_not_applicable": 0,
            },
        ],
        "hits": [
            {
                "section": "v",
                "item": "forged",
                "effect": "grade_cap",
                "grade_cap": "good",
                "counted": True,
            }
        ],
        "parties": [
            {"party": "handler", "maximum": "100", "mark": "99.42", "bonus": "0"}
        ],
        "party_rule": "party_marks@2",
        "n_missing": 0,
        "maximum": "100",
        "scale": "1",
        "exact": "1193/12",
        "bonus": "0",
        "before_veto": "99.42",
        "total": "99.42",
        "grade_before_veto": "excellent",
        "grade": "good",
    }


def test_a_derivation_of_indicators_shows_the_counts() -> None:
    scheme = indicator_scheme("judgement@1", *STEPS)
    sheet = score(scheme, answers(scheme, overall=Answer("good"), **graded("eeeee")))
    assert to_json(sheet)["overall"] == {
        "rule": "judgement@1",
        "counts": [["excellent", 5], ["good", 0], ["pass", 0], ["fail", 0]],
        "grade": "good",
        "limit": "excellent",
        "judged": "good",
    }


def test_the_digest_is_of_the_canonical_form() -> None:
    data = {"b": "优秀", "a": [1, "0.5"]}
    assert canonical(data) == '{"a":[1,"0.5"],"b":"优秀"}'.encode()
    assert digest(data) == digest({"a": [1, "0.5"], "b": "优秀"})
    assert len(digest(data)) == 64
    assert digest(data) != digest({"a": [1, "0.5"], "b": "良好"})
    assert digest({}) == (
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )


def test_a_derivation_has_the_digest_of_what_is_shown_of_it() -> None:
    sheet = score(points_scheme(), {})
    assert digest(sheet) == digest(to_json(sheet))
    assert digest(MappingProxyType({"a": ()})) == digest({"a": []})


def test_equal_answers_give_equal_digests_and_different_ones_do_not() -> None:
    scheme = points_scheme()
    same = [digest(score(scheme, filled(scheme, i1=x))) for x in (1, "1.0")]
    assert same[0] == same[1]
    other = digest(score(scheme, filled(scheme, i2=1)))
    assert other != same[0]


@pytest.mark.parametrize(
    ("number", "shown"),
    [("100", "100"), ("1E+2", "100"), ("3.50", "3.5"), ("0.00", "0"), ("-1.0", "-1")],
)
def test_a_decimal_is_written_plainly(number: str, shown: str) -> None:
    assert plain(Decimal(number)) == shown


def test_mappings_are_data_too() -> None:
    assert as_data({"n": D("1.50"), "t": text("a")}) == {
        "n": "1.5",
        "t": {"zh": "a", "en": "a"},
    }


@pytest.mark.parametrize(
    "numbers",
    [
        [],
        [Fraction(5)],
        [Fraction(1, 3), Fraction(1, 6), Fraction(1, 2)],
        [Fraction(n, d) for n in range(12) for d in (1, 4, 7, 30, 100)],
    ],
)
def test_a_sum_over_one_denominator_is_the_sum(numbers: list[Fraction]) -> None:
    assert sum_of(numbers) == sum(numbers, Fraction(0))
