"""Quotas of counties, kinds and firms; a table of small dockets."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from review.domain.sampling import Candidate, SampleBy, SampleRule, Stratifier, draw
from review.domain.sampling_quotas import ShortGroup

COUNTY, KIND, FIRM, HANDLER, CLASS = Stratifier
ONE = SampleRule(SampleBy.NUMBER, number=1)
DOCKET = (
    [("A", "civil", "f1")] * 8
    + [("A", "criminal", "f1")] * 2
    + [("B", "civil", "f2")] * 5
    + [("B", "criminal", "f1")] * 1
    + [("C", "civil", "f3")] * 4
)
CLASSES = {0: "major", 19: "major", 1: "complex", 2: "complex", 12: "complex"}
FILES = [
    Candidate(
        *(n, f"{n}"),
        area=area,
        kind=kind,
        firm=firm,
        handlers=(f"h{n % 3}",),
        case_class=CLASSES.get(n, "general"),
    )
    for n, (area, kind, firm) in enumerate(DOCKET)
]


def per(*by: Stratifier, n: int | None = 1, **rest: object) -> SampleRule:
    return replace(ONE, number=n, stratify_by=by, per=by, **rest)


CASES = [
    ("one of each county", per(COUNTY), {"A": 1, "B": 1, "C": 1}),
    (
        "one civil and one criminal of each firm",
        per(FIRM, KIND),
        {"f1/civil": 1, "f1/criminal": 1, "f2/civil": 1, "f3/civil": 1},
    ),
    (
        "five of each county, its kinds in proportion",
        replace(per(COUNTY, n=5), stratify_by=(COUNTY, KIND)),
        {"A/civil": 4, "A/criminal": 1, "B/civil": 4, "B/criminal": 1, "C/civil": 4},
    ),
    (
        "a fifth of each county, rounded up there",
        replace(per(COUNTY), by=SampleBy.PERCENT, percent=Decimal(20)),
        {"A": 2, "B": 2, "C": 1},
    ),
    (
        "counties in proportion",
        replace(ONE, number=10, stratify_by=(COUNTY,)),
        {"A": 5, "B": 3, "C": 2},
    ),
    (
        "quotas of single counties, the others one",
        per(COUNTY, quotas=(("B", 3), ("A", 0))),
        {"A": 0, "B": 3, "C": 1},
    ),
    (
        "only what has a quota",
        per(COUNTY, KIND, n=None, quotas=(("*/criminal", 1), ("C/civil", 2))),
        {"A/civil": 0, "A/criminal": 1, "B/civil": 0, "B/criminal": 1, "C/civil": 2},
    ),
    (
        "the first quota that fits counts",
        per(COUNTY, KIND, n=None, quotas=(("A/*", 2), ("*/civil", 1), ("A/civil", 5))),
        {"A/civil": 2, "A/criminal": 2, "B/civil": 1, "B/criminal": 0, "C/civil": 1},
    ),
    ("one of every handler", per(HANDLER), {"h0": 1, "h1": 1, "h2": 1}),
    (
        "every major file, two complex ones, no other",
        per(CLASS, n=None, quotas=(("major", 2), ("complex", 2))),
        {"major": 2, "complex": 2, "general": 0},
    ),
    (
        "one of each class of each county",
        per(COUNTY, CLASS),
        {
            "A/major": 1,
            "A/complex": 1,
            "A/general": 1,
            "B/complex": 1,
            "B/general": 1,
            "C/major": 1,
            "C/general": 1,
        },
    ),
    (
        "classes in proportion",
        replace(ONE, number=10, stratify_by=(CLASS,)),
        {"major": 1, "complex": 2, "general": 7},
    ),
]


@pytest.mark.parametrize(
    ("rule", "quota"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_quotas_of_groups(rule: SampleRule, quota: dict[str, int]) -> None:
    report = draw(FILES, rule=rule, seed="s").report

    assert {each.stratum: each.quota for each in report.strata} == quota
    assert {each.stratum: each.drawn for each in report.strata} == quota
    assert report.target == sum(quota.values()) == report.drawn


def test_group_that_is_too_small_is_named() -> None:
    rule = per(COUNTY, n=4, quotas=(("B", 7), ("D", 2), ("E", 0)))

    report = draw(FILES, rule=rule, seed="s").report

    assert report.short_groups == (ShortGroup("B", 7, 6), ShortGroup("D", 2, 0))
    assert [(s.stratum, s.quota) for s in report.strata] == [
        ("A", 4),
        ("B", 6),
        ("C", 4),
    ]


def test_one_number_for_all_files_is_never_short() -> None:
    assert draw(FILES, rule=replace(ONE, number=99), seed="s").report.short_groups == ()
