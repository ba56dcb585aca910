"""A plan that is written and read again is the same plan, and the same file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from review.domain.campaigns import DEFAULT_RECUSAL, CampaignKind, CampaignPlan
from review.domain.candidates import Bar, Strength, Unit
from review.domain.entrustment import Contract, OrganisationKind
from review.domain.kinds import CaseClass
from review.domain.rotation import WhoReviews
from review.domain.sampling_rule import Risk, SampleBy, SampleRule, Stratifier
from review.domain.scheme_uses import Narrowing
from review.files.campaign_plans import to_yaml
from review.files.campaigns import load
from tests.repository import ROOT

PLAN = CampaignPlan(
    code="2025",
    name="2025年度案卷质量评查",
    assessment_year=2025,
    closed_from=date(2025, 1, 1),
    closed_until=date(2025, 12, 31),
    schemes=("civil",),
)
KIND, FIRM, CLASS = Stratifier.CASE_KIND, Stratifier.FIRM, Stratifier.CASE_CLASS
LOTS = SampleRule(
    by=SampleBy.PERCENT,
    percent=Decimal("12.50"),
    stratify_by=(KIND, FIRM),
    per=(KIND,),
    quotas=(("民事", 5), ("*", 2)),
    minimum_per_handler=1,
    maximum_per_handler=3,
    extra_tickets=((Risk.COMPLAINT, 2), (Risk.LATE, 1)),
    complaints=("(2025)青援1号",),
    late_after=45,
    include_secret=True,
    leave_out_drawn=True,
)
STRICT = replace(
    DEFAULT_RECUSAL,
    grades={**DEFAULT_RECUSAL.grades, Bar.PARTY: None, Bar.EMPLOYER: Strength.WARN},
    employer_years=3,
    years={**dict.fromkeys(CaseClass, 0), CaseClass.MAJOR: 10},
    unit=Unit.COUNTY,
)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"kind": CampaignKind.SPECIAL},
        {"due_on": date(2026, 3, 31), "seed": "体彩26035 第3期"},
        {"schemes": ("a", "b@2"), "narrowed": {"b@2": Narrowing(("civil",))}},
        {"narrowed": {"civil": Narrowing((), ("trial_first",), ("complex", "major"))}},
        {"reviews": {"general": 1, "major": 3}},
        {"sample": LOTS},
        {"sample": SampleRule(by=SampleBy.NUMBER, number=8, stratify_by=())},
        {"sample": SampleRule(by=SampleBy.NUMBER, quotas=(("*", 1),), per=(KIND,))},
        {
            "sample": SampleRule(
                by=SampleBy.NUMBER,
                stratify_by=(CLASS,),
                per=(CLASS,),
                quotas=(("重大疑难", 9), ("复杂", 5)),
            )
        },
        {
            "sample": SampleRule(
                by=SampleBy.LISTED,
                case_numbers=tuple(f"(2025)青援{n}号" for n in range(40)),
                next_number=True,
            )
        },
        {"reviewers": ("R1", "007", "null"), "leads": ("L1",)},
        {"cap": 30, "caps": {"R1": 10, "007": None}},
        {"recusal": STRICT, "bar_same_county": True},
        {"who_reviews": WhoReviews.FIRMS, "recheck_of": "2025-self"},
        {"decimals": 0, "minimum_n": 1, "provisional_first": True, "answer_days": 7},
        {
            "closing_question": True,
            "trace_days": 90,
            "second_reads": 5,
            "seeds": 5,
            "common_files": 8,
        },
        {"name": 'a: "b" # [c] {d} true', "code": "true"},
        {
            "entrusted": Contract(
                "青川市律师协会",
                OrganisationKind.BAR,
                "青律评〔2026〕7号",
                date(2026, 3, 1),
                date(2026, 6, 30),
                "一卷二评",
            )
        },
    ],
)
def test_a_plan_is_read_as_it_was_written(changes: dict[str, Any]) -> None:
    plan = replace(PLAN, **changes)

    text = to_yaml(plan)

    assert load(text) == plan
    assert to_yaml(load(text)) == text


def test_what_is_understood_without_a_word_is_not_written() -> None:
    assert to_yaml(PLAN) == (
        'code: "2025"\n'
        'name: "2025年度案卷质量评查"\n'
        "assessment_year: 2025\n"
        "closed_from: 2025-01-01\n"
        "closed_until: 2025-12-31\n"
        "schemes: [civil]\n"
    )


@pytest.mark.parametrize("name", ["campaign.yaml", "campaign_by_class.yaml"])
def test_the_examples_are_plans(name: str) -> None:
    plan = load((ROOT / "docs/example" / name).read_text(encoding="utf-8"))

    assert load(to_yaml(plan)) == plan


def test_a_file_that_says_nothing_has_every_fail_read_by_a_senior() -> None:
    assert load(to_yaml(PLAN)).senior_read
    assert "senior_read" not in to_yaml(PLAN)

    off = replace(PLAN, senior_read=False)
    assert "senior_read: false" in to_yaml(off)
    assert not load(to_yaml(off)).senior_read
