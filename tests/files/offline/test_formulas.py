"""The workbook's formulas come to what the domain comes to."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from review.domain.schemes import NotApplicableRule, Scheme, SectionKind
from review.domain.scoring import score
from review.files.offline import OfflineCase, workbook
from review.files.offline.case_sheet import FIGURES_ROW
from review.files.schemes import load
from tests.calculator import Calculator
from tests.domain.builders import (
    D,
    adding,
    bonus,
    item,
    points_scheme,
    section,
    veto,
)
from tests.files.offline.cases import SCHEMES, a_case, some_answers
from tests.filling import Filling
from tests.web.forms.sheets import every_kind, in_parts

LANGUAGES = ("zh_Hans", "en")


def calculated(case: OfflineCase, locale: str = "zh_Hans") -> dict[str, Any]:
    """Total, grade, marks and sections as a program calculates them when it opens."""
    body = workbook([case], locale=locale, as_of="today")
    calculator, filling = Calculator(body), Filling(body)
    sheet = filling.sheet().title
    found = {
        "total": calculator.value(sheet, f"F{FIGURES_ROW}"),
        "grade": calculator.value(sheet, f"H{FIGURES_ROW}"),
        "answered": calculator.value(sheet, f"L{FIGURES_ROW}"),
        "marks": {},
    }
    for row in range(FIGURES_ROW + 3, filling.sheet().max_row + 1):
        key, mark = filling.sheet()[f"A{row}"].value, filling.sheet()[f"L{row}"].value
        if key and mark:
            found["marks"][key] = calculator.value(sheet, f"L{row}")
    return found


def expected(case: OfflineCase, locale: str = "zh_Hans") -> dict[str, Any]:
    sheet = score(case.scheme, case.answers, case.part)
    grade = case.scheme.grade(sheet.grade or "")
    given = [code for code, answer in case.answers.items() if answer.is_given]
    marks = {
        each.code: float(each.mark) if each.mark is not None else "—"
        for each in sheet.items
        if each.maximum and each.code in given
    }
    return {
        "total": "—" if sheet.total is None else float(sheet.total),
        "grade": grade.title.in_language(locale) if grade else "—",
        "marks": marks,
    }


def agree(case: OfflineCase, locale: str = "zh_Hans") -> None:
    found, wanted = calculated(case, locale), expected(case, locale)
    marks = {key: mark for key, mark in found["marks"].items() if mark != ""}
    assert marks == pytest.approx(wanted["marks"])
    assert (found["total"], found["grade"]) == (wanted["total"], wanted["grade"])


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_shipped_schemes_come_to_what_the_domain_says(path: Path, locale: str) -> None:
    scheme = load(path.read_text(encoding="utf-8"))
    if scheme.overall is not None:
        pytest.skip("an indicator sheet has no total")
    for share in (0.4, 0.9):
        dice = Random(f"{path.stem} {share}")
        agree(a_case(scheme, some_answers(scheme, dice, share)), locale)


@pytest.mark.parametrize("rule", NotApplicableRule)
@pytest.mark.parametrize("seed", range(5))
def test_every_kind_of_line_under_every_rule(
    rule: NotApplicableRule, seed: int
) -> None:
    scheme = every_kind(not_applicable=rule)
    agree(a_case(scheme, some_answers(scheme, Random(seed))), "en")


@pytest.mark.parametrize("seed", range(4))
def test_a_sheet_that_adds_up(seed: int) -> None:
    plain = every_kind()
    standard = [s for s in plain.sections if s.kind is SectionKind.STANDARD]
    scheme = adding(*standard, digest="adds")
    agree(a_case(scheme, some_answers(scheme, Random(seed))))


@pytest.mark.parametrize("part", ["formal", "substance"])
def test_a_part_of_a_sheet_is_graded_as_a_whole(part: str) -> None:
    code = "a1" if part == "formal" else "b1"
    agree(a_case(in_parts(), {code: {"choice": "5", "reason": "x"}}, part=part))


def test_half_hundredths_are_rounded_up() -> None:
    """Neither 97.885 nor 100 · 28.995 / 30 is a binary fraction."""
    for lost in ("0.0015", "1.005", "2.115", "29.995"):
        exact = item("a", 30, step=D(lost))
        scheme = points_scheme(section("s", exact, item("b", 70, may_not_apply=True)))
        raw = {"a": {"choice": lost}}
        agree(a_case(scheme, raw))
        agree(a_case(scheme, raw | {"b": {"special": "not_applicable"}}))


def test_a_section_of_nothing_applicable_leaves_the_sheet() -> None:
    scheme = points_scheme(
        section("a", item("a1", 40, may_not_apply=True)), section("b", item("b1", 60))
    )
    out = {"a1": {"special": "not_applicable"}}

    agree(a_case(scheme, out))
    agree(a_case(scheme, out | {"b1": {"choice": "15", "reason": "x"}}))


@pytest.mark.parametrize("rule", NotApplicableRule)
def test_nothing_applicable_has_no_total(rule: NotApplicableRule) -> None:
    scheme = points_scheme(
        section("a", item("a1", 100, may_not_apply=True)), not_applicable=rule
    )

    assert (
        calculated(a_case(scheme, {"a1": {"special": "not_applicable"}}))["total"]
        == "—"
    )


def test_what_cannot_be_assessed_takes_the_total_away() -> None:
    case = a_case(points_scheme(), {"i3": {"special": "cannot_assess"}})

    assert expected(case)["total"] == "—"
    agree(case)


@pytest.mark.parametrize("cap", ["", "pass"])
def test_a_veto_makes_zero_or_caps(cap: str) -> None:
    scheme = points_scheme(
        section("a", item("a1", 100)),
        veto("v", "took_money", "lied", cap=cap),
        bonus("x", 3, item("prize", 3)),
        maximum_total=D(103),
    )
    for hit in ("no", "yes"):
        raw = {
            "took_money": {"choice": "no"},
            "lied": {"choice": hit, "reason": "x"},
            "prize": {"choice": "3"},
        }
        agree(a_case(scheme, raw))


def test_answers_are_counted() -> None:
    scheme = every_kind()
    raw = {"seal": {"choice": "met"}, "late": {"choice": ["a_lot"]}}

    assert calculated(a_case(scheme))["answered"] == "0/12"
    assert calculated(a_case(scheme, raw))["answered"] == "2/12"


def test_indicator_sheets_and_disputed_items_have_no_total() -> None:
    indicators = load(
        next(p for p in SCHEMES if p.stem == "nine_indicators").read_text("utf-8")
    )
    disputed: Scheme = every_kind()

    for case in (a_case(indicators), a_case(disputed, only=("seal", "plan"))):
        found = calculated(case, "en")
        assert (found["total"], found["grade"]) == ("by the server",) * 2


def test_what_is_typed_changes_the_total() -> None:
    """The numbers of the reviewer's own program, not those the workbook came with."""
    body = workbook([a_case(every_kind())], locale="en", as_of="today")
    filling = Filling(body).fill("notes", answer=7.5).fill("seal", answer="Not met")
    filling.fill("late:a_lot", answer="Yes").fill("took_money", answer="Not found")

    calculator = Calculator(filling.saved())

    sheet = filling.sheet().title
    assert calculator.value(sheet, f"F{FIGURES_ROW}") == 81.5
    assert calculator.value(sheet, f"H{FIGURES_ROW}") == "good"
