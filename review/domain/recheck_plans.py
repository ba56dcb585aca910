"""The plan by which a share of a settled campaign is reviewed again (抽查复核)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import ceil

from review.domain.campaigns import CampaignKind, CampaignPlan
from review.domain.rotation import WhoReviews
from review.domain.sampling_rule import SampleBy, SampleRule, Stratifier

PERCENT = Decimal(10)
"""To begin with; the bureau says how much it wants."""
_COUNTIES = (Stratifier.COUNTY,)
SHARE = SampleRule(SampleBy.PERCENT, PERCENT, stratify_by=_COUNTIES, per=_COUNTIES)
"""Of every county, so that each can be compared."""


def n_of_share(settled: Iterable[int]) -> int:
    """How many files the share has, by the files of each county; the draw rounds up."""
    return sum(ceil(n * PERCENT / 100) for n in settled)


def recheck_plan(
    plan: CampaignPlan, *, code: str, name: str, due_on: date
) -> CampaignPlan:
    """The same schemes, period and people; a share by lot of what was settled.

    Where counties reviewed their own files nobody re-checks those of the own county.
    What makes reviews cost more (hidden reads, common files) is for many files only.
    """
    was_own = plan.who_reviews is WhoReviews.OWN
    return replace(
        plan,
        code=code,
        name=name,
        kind=CampaignKind.SPECIAL,
        due_on=due_on,
        sample=replace(SHARE, include_secret=plan.sample.include_secret),
        seed="",
        who_reviews=WhoReviews.ANYONE,
        bar_same_county=plan.bar_same_county or was_own,
        recheck_of=plan.code,
        entrusted=None,
        second_reads=0,
        seeds=0,
        common_files=0,
    )
