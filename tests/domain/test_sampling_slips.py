"""What a rule asks for and does not find is told in words, long lists by their first."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from review.domain.sampling import Candidate, draw
from review.domain.sampling_rule import Risk, SampleBy, SampleRule, Stratifier
from review.domain.sampling_slips import numbers_missed, quotas_unmet, slips
from tests.domain.test_sampling import a_file

FILES = [a_file(n, case_no=str(n)) for n in range(1, 6)] + [
    a_file(9, case_no="9", secret=True)
]
NUMBER = SampleRule(SampleBy.NUMBER, number=5)
PER_COUNTY = replace(NUMBER, per=(Stratifier.COUNTY,), stratify_by=(Stratifier.COUNTY,))
WEIGHED = replace(
    NUMBER, extra_tickets=((Risk.COMPLAINT, 2),), complaints=("１", "7", "9", "8")
)
MANY = tuple(f"x{n}" for n in range(25))


def told(rule: SampleRule) -> list[str]:
    report = draw(FILES, rule=rule, seed="1").report
    return [
        str(each) for each in (*slips(rule, report, FILES), *numbers_missed(report))
    ]


@pytest.mark.parametrize(
    ("rule", "sentences"),
    [
        (NUMBER, []),
        (
            replace(NUMBER, number=6),
            ["Files asked for: 6; files that fit: 5. All of these are drawn."],
        ),
        (
            replace(PER_COUNTY, number=6),
            ["1 group has fewer files than asked of each; what it has is drawn."],
        ),
        (SampleRule(SampleBy.PERCENT, percent=Decimal(100)), []),
        (
            WEIGHED,
            ["Complained about and not among the files of the period: 7, 8"],
        ),
        (replace(WEIGHED, extra_tickets=()), []),
        (
            SampleRule(SampleBy.LISTED, case_numbers=("1", "7", "9")),
            [
                "Named and not among the files of the period: 7",
                "Named and sealed or secret, so not drawn: 9",
            ],
        ),
        (
            replace(NUMBER, designated=("2", "6")),
            [
                "Named and not among the files of the period: 6",
                "6 cannot be used, and its series has no further number.",
            ],
        ),
        (
            SampleRule(SampleBy.LISTED, case_numbers=("1", *MANY)),
            [
                "Named and not among the files of the period (25): "
                + ", ".join(MANY[:20])
                + " …"
            ],
        ),
    ],
)
def test_what_is_asked_for_and_not_there_is_told(
    rule: SampleRule, sentences: list[str]
) -> None:
    assert told(rule) == sentences


def test_quotas_and_minima_that_stay_unmet_are_told() -> None:
    files = [
        Candidate(n, f"{n}", area="01" if n < 4 else "02", handlers=(f"h{n // 4}",))
        for n in range(8)
    ]
    rule = SampleRule(
        SampleBy.NUMBER,
        number=6,
        minimum_per_handler=0,
        maximum_per_handler=2,
        stratify_by=(Stratifier.COUNTY,),
    )
    least = SampleRule(SampleBy.NUMBER, number=6, minimum_per_handler=5)

    short = [
        str(each) for each in quotas_unmet(draw(files, rule=rule, seed="1").report)
    ]
    below = [
        str(each) for each in quotas_unmet(draw(files, rule=least, seed="1").report)
    ]

    assert len(short) == len(below) == 1
    assert short[0].startswith("2 strata give fewer files than asked")
    assert short[0].endswith("files missing: 2.")
    assert below == ["Of 2 handlers fewer files can be drawn than the minimum asks."]
