"""A plan with everything it was looked at with, and what only measures reviewers in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from review.domain import common_files
from review.domain.campaigns import CampaignPlan
from review.domain.common_files import Expected
from review.domain.hidden_reads import HiddenReads
from review.domain.second_reads import expected
from review.domain.seeds import n_seed_reads
from review.domain.sufficiency import Sufficiency
from review.services.drawing import Pinned, PlannedDraw
from review.services.opening import Member
from review.services.planned_rounds import PlannedRound


@dataclass(frozen=True, slots=True)
class LookedPlan:
    """A plan with everything it was looked at with."""

    plan: CampaignPlan
    planned: PlannedDraw
    people: Sequence[Member]
    pinned: Pinned
    suffices: Sufficiency
    on: date
    round: PlannedRound
    first: Any = None
    """The campaign of which a share is re-checked."""
    public_ids: Mapping[int, str] = field(default_factory=dict)
    """Of the schemes, by which their pages are found."""

    @property
    def readers(self) -> list[Member]:
        return [member for member in self.people if not member.is_lead]


def common(seen: LookedPlan) -> Expected:
    draw = seen.planned.preview
    return common_files.expected(
        seen.plan.common_files,
        n_drawn=draw.report.drawn,
        n_reviews=draw.n_reviews,
        n_reviewers=len(seen.readers),
    )


def hidden(seen: LookedPlan, common: Expected) -> HiddenReads:
    """Of a file that is read in parts every part has a hidden second read."""
    n_parts = sum(len(each.scheme.parts) for each in seen.planned.chosen)
    return HiddenReads(
        second=expected(n_parts, seen.plan.second_reads),
        seeds=n_seed_reads(seen.planned.preview.n_reviews, seen.plan.seeds),
        common=common.n_reads,
    )
