"""How far the files of a campaign are, phase by phase, and why some are apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.divergence import DivergenceKind
from review.domain.phases import (
    CampaignFacts,
    CampaignPhase,
    CasePhase,
    campaign_phase_of,
)
from review.domain.policy import Action, Viewer
from review.domain.sentences import Sentence
from review.domain.visibility import SETTLED, Observer, reason_shown
from review.services import schemes
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import campaigns, phases
from review.store.queries import results as queries

# What an officer has to act on; shown when no phase is chosen.
APART = (CasePhase.DIVERGED, CasePhase.READ_AGAIN, CasePhase.AWAITING_LEAD)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A file in a list of officers."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    kind: str
    phase: CasePhase
    reasons: tuple[Sentence, ...] = ()
    diverged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """A campaign at a glance, and the files of the phases that were asked for."""

    code: str
    name: str
    phase: CampaignPhase
    due_on: date | None
    n_cases: int
    by_phase: Mapping[CasePhase, int]
    lines: tuple[CaseLine, ...]


def overview(
    *, viewer: Viewer, campaign_code: str, phases_in: Sequence[CasePhase] = APART
) -> Overview:
    """How many files are in each phase, and which are in those asked for."""
    with unit.reading():
        campaign = campaign_of(viewer, campaign_code, Action.RESULTS_READ)
        n_parts = _n_parts(campaign.id)
        by_phase = phases.n_by_phase(campaign.id, n_parts)
        rows = queries.lines(campaign.id, n_parts, phases_in)
        reasons = queries.divergences_in(campaign.id)
        ends = queries.campaign_ends(campaign.id)
    return Overview(
        code=campaign.code,
        name=campaign.name,
        phase=_campaign_phase(campaign, by_phase, ends),
        due_on=campaign.due_on,
        n_cases=sum(by_phase.values()),
        by_phase={phase: by_phase.get(phase, 0) for phase in CasePhase},
        lines=_lines(rows, reasons),
    )


def _n_parts(campaign_id: int) -> tuple[tuple[int, int], ...]:
    """How many parts the pinned schemes have, by scheme."""
    return tuple(
        (row.id, len(schemes.parsed(row.id, row.digest).parts))
        for row in campaigns.schemes_of(campaign_id)
    )


def _campaign_phase(
    campaign: Any, by_phase: Mapping[CasePhase, int], ends: Any
) -> CampaignPhase:
    untouched = (CasePhase.DRAWN, CasePhase.ALLOCATED)
    facts = CampaignFacts(
        is_drawn=campaign.drawn_at is not None,
        is_allocated=campaign.allocated_at is not None,
        n_cases=sum(by_phase.values()),
        n_submitted=sum(n for phase, n in by_phase.items() if phase not in untouched),
        n_settled=sum(n for phase, n in by_phase.items() if phase in SETTLED),
        n_provisional=ends.n_provisional,
        n_final=ends.n_final,
    )
    return campaign_phase_of(facts)


def _lines(rows: Sequence[Any], reasons: Sequence[Any]) -> tuple[CaseLine, ...]:
    by_case: dict[int, list[Any]] = {}
    for reason in reasons:
        by_case.setdefault(reason.campaign_case_id, []).append(reason)
    return tuple(_line(row, by_case.get(row.id, [])) for row in rows)


def _line(row: Any, divergences: Sequence[Any]) -> CaseLine:
    phase = CasePhase(row.phase)
    return CaseLine(
        public_id=row.public_id,
        case_no=row.case_no,
        stage=row.stage,
        volume_set=row.volume_set,
        kind=row.kind,
        phase=phase,
        reasons=reasons_in(divergences, phase),
        diverged_at=divergences[-1].diverged_at if divergences else None,
    )


def reasons_in(divergences: Sequence[Any], phase: CasePhase) -> tuple[Sentence, ...]:
    """Each reason once, in words; its figures only when the file is settled."""
    shown = [
        reason_shown(
            DivergenceKind(reason["kind"]),
            Sentence(reason["text"], reason["values"]),
            Observer.OFFICER,
            phase,
        )
        for divergence in divergences
        for reason in divergence.reasons
    ]
    return tuple({str(each): each for each in shown}.values())
