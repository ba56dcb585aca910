"""A plan is checked as a whole, and every file finds its scheme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from review.domain.campaigns import (
    CampaignKind,
    CampaignPlan,
    PlanBroken,
    cap_of,
    check_one_grade_set,
    check_plan,
    is_standing,
    plan_faults,
    scheme_for,
)
from review.domain.errors import RuleBroken
from review.domain.rechecks import DrawsNothing
from review.domain.rotation import NobodyKnowsYet, SameCountyBarred, WhoReviews
from review.domain.sampling import SampleBy, SampleRule
from tests.domain.builders import grade, points_scheme, text

PLAN = CampaignPlan(
    code="2025-q1.a_b",
    name="2025年度案卷质量评查",
    assessment_year=2025,
    closed_from=date(2025, 1, 1),
    closed_until=date(2025, 12, 31),
    schemes=("civil",),
)
PERCENT = SampleRule(by=SampleBy.PERCENT)
STANDING = {"kind": CampaignKind.STANDING, "sample": SampleRule(by=SampleBy.CENSUS)}


def test_a_sound_plan_has_no_faults() -> None:
    assert plan_faults(PLAN) == ()
    assert plan_faults(replace(PLAN, closed_until=PLAN.closed_from)) == ()
    check_plan(PLAN)


@pytest.mark.parametrize("code", ["", " ", "../x", "-a", "年", "a b", "a" * 41, "a/b"])
def test_a_code_must_fit_into_an_address(code: str) -> None:
    (fault,) = plan_faults(replace(PLAN, code=code))

    assert str(fault).startswith("The code has at most 40 letters")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "The campaign needs a name."),
        ({"assessment_year": 1999}, "The assessment year is a year such as 2026."),
        ({"assessment_year": 2101}, "The assessment year is a year such as 2026."),
        ({"closed_until": date(2024, 12, 31)}, "The period ends before it begins."),
        ({"schemes": ()}, "A campaign needs at least one scheme."),
        (
            {"who_reviews": WhoReviews.OWN, "bar_same_county": True},
            str(SameCountyBarred()),
        ),
        (
            {"who_reviews": WhoReviews.FIRMS, **STANDING},
            str(NobodyKnowsYet()),
        ),
        (
            {"recheck_of": "2024", **STANDING},
            str(DrawsNothing()),
        ),
        ({"decimals": 5}, "Rates have between 0 and 4 decimals."),
        ({"decimals": -1}, "Rates have between 0 and 4 decimals."),
        (
            {"minimum_n": 0},
            "The smallest group that is published has at least 1 file.",
        ),
        ({"cap": 0}, "A reviewer's limit is at least 1 file."),
        ({"caps": {"R1": 0}}, "A reviewer's limit is at least 1 file."),
        (
            {"sample": PERCENT},
            "The percentage to draw must be over 0 and at most 100.",
        ),
    ],
)
def test_a_fault_is_told_in_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    plan = replace(PLAN, **changes)

    assert [str(fault) for fault in plan_faults(plan)] == [sentence]
    with pytest.raises(RuleBroken):
        check_plan(plan)


def test_all_faults_are_told() -> None:
    plan = replace(PLAN, code="", name="", decimals=9, schemes=(), sample=PERCENT)

    assert len(plan_faults(plan)) == 5


def test_a_random_draw_may_leave_its_seed_to_the_draw() -> None:
    assert plan_faults(replace(PLAN, sample=replace(PERCENT, percent=10))) == ()


@pytest.mark.parametrize(
    ("own", "general", "named", "expected"),
    [
        (None, None, None, None),
        (10, None, None, 10),
        (None, 40, None, 40),
        (10, 40, None, 10),
        (90, 40, None, 40),
        (10, 40, 55, 55),
    ],
)
def test_the_lower_limit_holds_unless_the_plan_names_one(
    own: int | None, general: int | None, named: int | None, expected: int | None
) -> None:
    plan = replace(PLAN, cap=general, caps={"R1": named} if named else {"R2": 1})

    assert cap_of(plan, "R1", own) == expected


def test_schemes_share_one_grade_set() -> None:
    one, same = points_scheme(code="a"), points_scheme(code="b")
    other = points_scheme(code="c", grades=(grade("good", 1), grade("bad", 0)))
    check_one_grade_set([one, same])
    check_one_grade_set([])

    with pytest.raises(PlanBroken, match="a, c do not share one set of grades"):
        check_one_grade_set([one, other])


@pytest.mark.parametrize(
    "change",
    [
        {"title": text("甲")},
        {"passes": False},
        {"standing": "good"},
    ],
)
def test_grades_of_one_name_may_still_differ(change: dict[str, Any]) -> None:
    one = points_scheme(code="a")
    first, *rest = one.grades
    other = replace(one, code="b", grades=(replace(first, **change), *rest))

    with pytest.raises(PlanBroken):
        check_one_grade_set([one, other])


@pytest.mark.parametrize("kind", CampaignKind)
def test_a_campaign_is_standing_by_its_rules(kind: CampaignKind) -> None:
    assert is_standing({"kind": kind.value}) is (kind is CampaignKind.STANDING)
    assert not is_standing({})


def test_bands_may_differ_between_schemes() -> None:
    one = points_scheme(code="a")
    first, *rest = one.grades
    check_one_grade_set([one, replace(one, grades=(replace(first, lower=95), *rest))])


TRIAL = points_scheme(
    code="trial", case_kinds=("criminal_defense",), stages=("trial_first",)
)
HARD = points_scheme(code="hard", case_classes=("major",))
CIVIL = points_scheme(code="civil", case_kinds=("civil", "arbitration"))


@pytest.mark.parametrize(
    ("kind", "stage", "case_class", "expected"),
    [
        ("criminal_defense", "trial_first", "general", "trial"),
        ("criminal_defense", "trial_first", "major", "trial"),
        ("criminal_defense", "prosecution", "major", "hard"),
        ("criminal_defense", "prosecution", "general", None),
        ("civil", "", "general", "civil"),
        ("civil", "", "major", "hard"),
        ("arbitration", "", "complex", "civil"),
        ("drafting", "", "general", None),
    ],
)
def test_the_first_scheme_that_is_meant_for_a_file_is_taken(
    kind: str, stage: str, case_class: str, expected: str | None
) -> None:
    found = scheme_for(
        [TRIAL, HARD, CIVIL], kind=kind, stage=stage, case_class=case_class
    )

    assert (found.code if found else None) == expected
