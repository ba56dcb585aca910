"""What the re-check of a share takes over from the campaign that it re-checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from review.domain.campaigns import CampaignKind
from review.domain.recheck_plans import SHARE, n_of_share, recheck_plan
from review.domain.rotation import WhoReviews
from tests.casework import CENSUS, plan

DUE = date(2026, 4, 20)
FIRST = replace(
    plan(sample=CENSUS),
    kind=CampaignKind.ANNUAL,
    seed="announced",
    second_reads=5,
    seeds=5,
    common_files=6,
)


@pytest.mark.parametrize(
    ("settled", "expected"),
    [((), 0), ((1,), 1), ((10,), 1), ((11,), 2), ((2, 2, 2), 3), ((400, 12), 42)],
)
def test_the_share_of_each_county_is_rounded_up(
    settled: tuple[int, ...], expected: int
) -> None:
    assert n_of_share(settled) == expected


def test_the_files_are_the_same_and_the_draw_is_new() -> None:
    made = recheck_plan(FIRST, code="again", name="复查", due_on=DUE)

    same = ("schemes", "narrowed", "reviews", "assessment_year", "reviewers", "leads")
    assert all(getattr(made, name) == getattr(FIRST, name) for name in same)
    assert (made.closed_from, made.closed_until) == (
        FIRST.closed_from,
        FIRST.closed_until,
    )
    assert (made.recheck_of, made.sample, made.seed) == (FIRST.code, SHARE, "")
    assert made.sample.percent == Decimal(10) and not made.sample.leave_out_drawn
    assert (made.code, made.name, made.due_on) == ("again", "复查", DUE)
    assert made.kind is CampaignKind.SPECIAL
    assert (made.second_reads, made.seeds, made.common_files) == (0, 0, 0)


@pytest.mark.parametrize(
    ("who", "barred", "expected"),
    [
        (WhoReviews.ANYONE, False, False),
        (WhoReviews.ANYONE, True, True),
        # What a county reviewed itself is not re-checked by the same county.
        (WhoReviews.OWN, False, True),
    ],
)
def test_who_reviewed_their_own_files_do_not_re_check_them(
    who: WhoReviews, barred: bool, expected: bool
) -> None:
    first = replace(FIRST, who_reviews=who, bar_same_county=barred)
    made = recheck_plan(first, code="again", name="复查", due_on=DUE)
    assert (made.who_reviews, made.bar_same_county) == (WhoReviews.ANYONE, expected)
