"""The rule of a draw: what it may say, and how it is written down."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from review.domain.sampling_rule import (
    Risk,
    SampleBy,
    SampleRule,
    SampleRuleBroken,
    Stratifier,
    published,
    resolved,
    rule_as_data,
    rule_faults,
    rule_from_data,
)

COUNTY, KIND, FIRM, HANDLER, CLASS = Stratifier
NUMBER = SampleRule(SampleBy.NUMBER, number=3)
PER_BOTH = replace(NUMBER, per=(COUNTY, KIND))
LISTED = SampleRule(SampleBy.LISTED, case_numbers=("1",))
CENSUS = SampleRule(SampleBy.CENSUS)
FULL = SampleRule(
    SampleBy.PERCENT,
    percent=Decimal("12.5"),
    stratify_by=(FIRM, KIND),
    minimum_per_handler=1,
    per=(FIRM,),
    quotas=(("*", 4),),
    maximum_per_handler=3,
    extra_tickets=((Risk.COMPLAINT, 2), (Risk.LATE, 1)),
    complaints=("(2025)1号",),
    late_after=45,
)


def test_old_rule_is_written_as_before() -> None:
    assert rule_as_data(SampleRule(SampleBy.PERCENT, percent=Decimal("10.0"))) == {
        "by": "percent",
        "percent": "10.0",
        "number": None,
        "case_numbers": [],
        "stratify_by": ["county", "case_kind"],
        "minimum_per_handler": 0,
        "include_secret": False,
    }


@pytest.mark.parametrize(
    "rule", [CENSUS, PER_BOTH, FULL, replace(LISTED, next_number=True)]
)
def test_rule_is_read_back_as_it_was_written(rule: SampleRule) -> None:
    assert rule_from_data({**rule_as_data(rule), "fixed": True}) == rule


def test_strangers_do_not_get_the_numbers_complained_about() -> None:
    assert "complaints" not in published(FULL)
    assert rule_from_data(published(FULL)) == replace(FULL, complaints=())


@pytest.mark.parametrize(
    ("rule", "sentences"),
    [
        (FULL, []),
        (replace(NUMBER, number=None, per=(KIND,), quotas=(("civil", 2),)), []),
        (replace(LISTED, next_number=True), []),
        (
            replace(NUMBER, number=None),
            ["The number of files to draw must be at least 1."],
        ),
        (
            replace(NUMBER, number=0, per=(KIND,), quotas=(("civil", 2),)),
            ["The number of files to draw must be at least 1."],
        ),
        (
            replace(CENSUS, next_number=True),
            ["Only named case numbers have a next one."],
        ),
        (
            replace(NUMBER, minimum_per_handler=3, maximum_per_handler=2),
            ["The maximum per handler (2) is below the minimum (3)."],
        ),
        (
            replace(NUMBER, maximum_per_handler=0),
            ["The maximum per handler is at least 1."],
        ),
        (
            replace(CENSUS, maximum_per_handler=2),
            ["A maximum per handler goes only with a percentage or a number."],
        ),
        (
            replace(CENSUS, extra_tickets=((Risk.LATE, 1),)),
            ["Quotas and extra tickets go only with a percentage or a number."],
        ),
        (
            replace(NUMBER, extra_tickets=((Risk.LATE, 21),)),
            ["A risk gives between 0 and 20 extra tickets."],
        ),
        (
            replace(NUMBER, per=(FIRM,)),
            ["What has a quota of its own must be among the strata as well."],
        ),
        (
            replace(NUMBER, quotas=(("civil", 2),)),
            [
                "Single quotas need to know for what they are: county, kind, class, firm.",
                "The quota “civil: 2” names as many things as quotas are for.",
            ],
        ),
        (
            replace(PER_BOTH, quotas=(("civil", 2), ("01/civil", -1))),
            [
                "The quota “civil: 2” names as many things as quotas are for.",
                "The quota “01/civil: -1” names as many things as quotas are for.",
            ],
        ),
        (
            replace(NUMBER, stratify_by=(FIRM,), per=(FIRM,), quotas=(("某所", 2),)),
            ["The quota “某所” names a firm or a handler; write * for each."],
        ),
    ],
)
def test_faults_of_a_rule_are_told_all_at_once(
    rule: SampleRule, sentences: list[str]
) -> None:
    assert [str(fault) for fault in rule_faults(rule)] == sentences


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("东山县/民事", "0101/civil"),
        ("0101/civil", "0101/civil"),
        (" 西河区 / 刑事辩护 ", "0102/criminal_defense"),
        ("*/劳动仲裁", "*/arbitration"),
        ("民事/东山县", "0101/civil"),
        ("刑事辩护/*", "*/criminal_defense"),
        ("*/东山县", "0101/*"),
        ("*/*", "*/*"),
    ],
)
def test_quotas_are_written_with_names_and_kept_by_code(
    written: str, codes: str
) -> None:
    rule = replace(PER_BOTH, quotas=((written, 2),))

    found = resolved(rule, {"东山县": "0101", "西河区": "0102"})

    assert found.quotas == ((codes, 2),)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("重大疑难", "major"),
        ("复杂案件", "complex"),
        ("general", "general"),
        ("*", "*"),
    ],
)
def test_quotas_name_classes_as_people_do(written: str, code: str) -> None:
    rule = replace(NUMBER, stratify_by=(CLASS,), per=(CLASS,), quotas=((written, 2),))

    assert resolved(rule, {}).quotas == ((code, 2),)


def test_a_kind_is_no_class_and_a_class_no_kind() -> None:
    by_class = replace(NUMBER, stratify_by=(CLASS,), per=(CLASS,))

    with pytest.raises(SampleRuleBroken, match="Nothing here is called"):
        resolved(replace(by_class, quotas=(("民事", 2),)), {})
    with pytest.raises(SampleRuleBroken, match="Nothing here is called"):
        resolved(replace(PER_BOTH, quotas=(("*/复杂", 2),)), {})


@pytest.mark.parametrize("written", ["南山县/civil", "东山县/民", "东山县/"])
def test_quota_for_what_is_not_there_is_refused(written: str) -> None:
    rule = replace(PER_BOTH, quotas=((written, 2),))

    with pytest.raises(SampleRuleBroken, match="Nothing here is called"):
        resolved(rule, {"东山县": "0101"})
