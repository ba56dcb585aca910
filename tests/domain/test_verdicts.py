"""What is stored of a sheet gives back its verdict."""

from __future__ import annotations

from decimal import Decimal

import pytest

from review.domain.answers import Answers
from review.domain.schemes import Party, Scheme
from review.domain.scoring import score
from review.domain.verdicts import (
    from_hundredths,
    in_hundredths,
    summary_of,
    verdict_from,
)
from tests.domain.builders import (
    CANNOT,
    NA,
    answers,
    bonus,
    filled,
    indicator_scheme,
    item,
    lost,
    points_scheme,
    section,
    veto,
)

PARTIES = points_scheme(
    section("s", item("a", 60), item("b", 40, party=Party.CENTER, may_not_apply=True)),
    bonus("extra", 5, item("c", 5)),
    veto("v", "no_file"),
)


@pytest.mark.parametrize(
    ("scheme", "given"),
    [
        (PARTIES, filled(PARTIES, a=lost("12.5"), c="2.5")),
        (PARTIES, filled(PARTIES, no_file="yes")),
        (PARTIES, filled(PARTIES, a=CANNOT)),
        (PARTIES, filled(PARTIES, b=NA)),
        (indicator_scheme("worst@1"), filled(indicator_scheme("worst@1"), c="pass")),
        (
            indicator_scheme("worst@1"),
            answers(indicator_scheme("worst@1"), **dict.fromkeys("abcde", NA)),
        ),
    ],
)
def test_stored_figures_give_the_verdict_back(scheme: Scheme, given: Answers) -> None:
    sheet = score(scheme, given)
    total = in_hundredths(sheet.total)

    assert verdict_from(total, sheet.grade, summary_of(sheet)) == sheet.verdict


def test_parties_keep_their_order_whatever_the_database_does() -> None:
    sheet = score(PARTIES, filled(PARTIES))
    summary = summary_of(sheet)
    turned = dict(reversed(summary["parties"].items()))

    assert len(turned) == 2
    assert verdict_from(10000, "excellent", summary | {"parties": turned}).parties == (
        sheet.verdict.parties
    )


def test_summary_says_nothing_that_is_empty() -> None:
    sheet = score(PARTIES, filled(PARTIES))

    assert summary_of(sheet) == {
        "sections": {"s": ["100", "100"]},
        "parties": {"handler": ["60", "60", "0"], "center": ["40", "40", "0"]},
    }


@pytest.mark.parametrize(
    ("score_", "stored"),
    [
        (Decimal("88.5"), 8850),
        (Decimal("0.00"), 0),
        (Decimal(100), 10000),
        (None, None),
    ],
)
def test_scores_are_stored_in_hundredths(
    score_: Decimal | None, stored: int | None
) -> None:
    assert in_hundredths(score_) == stored
    assert from_hundredths(stored) == score_
