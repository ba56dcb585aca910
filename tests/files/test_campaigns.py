"""A plan file becomes a plan, or every fault is told with its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from review.domain.campaigns import BAD_CODE
from review.domain.sampling_rule import Risk, SampleBy, SampleRule, Stratifier
from review.files import campaigns

GOOD = """\
code: "2025"
name: 2025年度案卷质量评查
assessment_year: 2025
closed_from: 2024-07-01
closed_until: 2025-06-30
schemes: [civil_litigation, criminal_defense_trial@1]
sample:
  by: percent
  percent: 12.5
  minimum_per_handler: 1
caps: {R1: 3}
"""


def test_load_reads_a_plan() -> None:
    plan = campaigns.load(GOOD)

    assert (plan.code, plan.assessment_year) == ("2025", 2025)
    assert plan.closed_from == date(2024, 7, 1)
    assert plan.schemes == ("civil_litigation", "criminal_defense_trial@1")
    assert plan.sample.by is SampleBy.PERCENT
    assert plan.sample.percent == Decimal("12.5")
    assert plan.caps == {"R1": 3}


@pytest.mark.parametrize(("line", "least"), [("", 5), ("minimum_n: 1\n", 1)])
def test_small_groups_are_published_only_where_the_plan_says_so(
    line: str, least: int
) -> None:
    assert campaigns.load(GOOD + line).minimum_n == least


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("closed_from: 2024-07-01", "closed_from: July", 4),
        ("by: percent", "by: dice", 8),
        ("assessment_year: 2025", "assessment_year: soon", 3),
        ("caps: {R1: 3}", "limits: {R1: 3}", 11),
        ("name: 2025", "name: &x 2025", 2),
        ('code: "2025"', 'code: "../x"', 1),
    ],
)
def test_load_refuses_a_fault_at_its_line(old: str, new: str, line: int) -> None:
    with pytest.raises(campaigns.PlanRefused) as refusal:
        campaigns.load(GOOD.replace(old, new))

    assert [problem.line for problem in refusal.value.problems] == [line]


def test_load_names_every_missing_key() -> None:
    with pytest.raises(campaigns.PlanRefused) as refusal:
        campaigns.load("code: x\n")

    assert len(refusal.value.problems) == 5


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "closed_from: 2024-07-01",
            "closed_from: July",
            "closed_from: Give a day such as 2026-03-31.",
        ),
        (
            "by: percent",
            "by: dice",
            "sample.by: Write one of: census, percent, number, listed.",
        ),
        (
            "caps: {R1: 3}",
            "cap: many",
            "cap: Write a whole number such as 3, without quotation marks.",
        ),
        (
            "caps: {R1: 3}",
            "cap: -1",
            "cap: Write a whole number that is not below 0.",
        ),
        (
            "caps: {R1: 3}",
            "reviewrs: [R1]",
            "reviewrs: There is no key reviewrs here; do you mean reviewers?",
        ),
        (
            'code: "2025"',
            'code: "../x"',
            f"code: {BAD_CODE}",
        ),
    ],
)
def test_load_says_what_to_write_instead(old: str, new: str, sentence: str) -> None:
    with pytest.raises(campaigns.PlanRefused) as refusal:
        campaigns.load(GOOD.replace(old, new))

    (problem,) = refusal.value.problems
    assert str(problem).split(": ", 1)[1] == sentence


WHOLE = """\
code: "2025"
name: 评查
assessment_year: 2025
closed_from: 2025-01-01
closed_until: 2025-12-31
schemes: [civil]
sample:
  by: number
  number: 1
  per: [firm, case_kind]
  quotas:
    民事/*: 2
  minimum_per_handler: 1
  maximum_per_handler: 3
  extra_tickets:
    complaint: 2
    late: 1
  complaints: [(2025)7号]
  late_after: 45
"""


def test_plan_says_the_whole_sampling_rule() -> None:
    assert campaigns.load(WHOLE).sample == SampleRule(
        SampleBy.NUMBER,
        number=1,
        stratify_by=(Stratifier.CASE_KIND, Stratifier.FIRM),
        per=(Stratifier.CASE_KIND, Stratifier.FIRM),
        quotas=(("民事/*", 2),),
        minimum_per_handler=1,
        maximum_per_handler=3,
        extra_tickets=((Risk.COMPLAINT, 2), (Risk.LATE, 1)),
        complaints=("(2025)7号",),
        late_after=45,
    )


def test_unknown_risk_is_a_fault_with_its_line() -> None:
    with pytest.raises(campaigns.PlanRefused, match="complaint"):
        campaigns.load(WHOLE.replace("    complaint:", "    complain:"))
