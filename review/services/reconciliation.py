"""How far the files of a campaign are, and what their reviews came to: for officers.

Before a file is settled an officer sees which reviews are in and who still has to give
one; afterwards what the reviews say, and no longer who wrote which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from review.domain.answers import Answer
from review.domain.derivation import digest
from review.domain.divergence import DivergenceKind, titled
from review.domain.errors import NotVisible
from review.domain.outcomes import Outcome
from review.domain.phases import (
    CampaignFacts,
    CampaignPhase,
    CaseFacts,
    CasePhase,
    campaign_phase_of,
    phase_of,
)
from review.domain.policy import Action, Viewer, require
from review.domain.reads import Purpose
from review.domain.schemes import Scheme
from review.domain.sentences import Sentence
from review.domain.sheets import Sheet
from review.domain.verdicts import from_hundredths
from review.domain.visibility import (
    SETTLED,
    Facet,
    Observer,
    labels,
    reason_shown,
    sees,
)
from review.services import schemes
from review.services.sampling import campaign_of
from review.services.settling import (
    Settled,
    outcome_of,
    requiring,
    settle,
    settle_case,
)
from review.services.submissions import answers_in, sheet_of
from review.store import unit
from review.store.queries import access, adjudication, campaigns, phases
from review.store.queries import results as queries
from review.store.queries import reviews as review_queries

__all__ = [
    "CaseLine",
    "CaseView",
    "Overview",
    "ReadLine",
    "ReviewView",
    "Settled",
    "case_view",
    "overview",
    "settle",
    "settle_case",
]

SITTING = timedelta(minutes=10)
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


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A place at a file: whose it is until the file is settled, and whether it is in."""

    purpose: Purpose
    part: str
    reviewer: str
    is_submitted: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review of a settled file, under its label (评查员一); never its author."""

    label: str
    purpose: Purpose
    part: str
    items: tuple[str, ...] | None
    total: Decimal | None
    grade: str | None
    sheet: Sheet | None
    answers: Mapping[str, Answer]
    comment: str
    on_paper: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """A file with its reads, its divergence, and once settled its derivation.

    `is_reproduced` says that calculating again gave the stored derivation.
    """

    public_id: str
    campaign_code: str
    campaign: str
    case_id: str
    """The address of the case file itself, where its scans are."""
    case_no: str
    stage: str
    volume_set: str
    kind: str
    case_class: str
    cause: str
    closed_on: date
    handler: str
    firm: str
    scheme: Scheme
    phase: CasePhase
    reads: tuple[ReadLine, ...]
    reasons: tuple[Sentence, ...]
    reviews: tuple[ReviewView, ...] = ()
    outcome: Outcome | None = None
    handler_score: Decimal | None = None
    settled_at: datetime | None = None
    derivation_digest: str = ""
    is_reproduced: bool = True
    reasons_of: Mapping[str, str] = field(default_factory=dict)
    """Why disputed items were decided otherwise than in the first view."""


def overview(
    *, viewer: Viewer, campaign_code: str, phases_in: Sequence[CasePhase] = APART
) -> Overview:
    """How many files are in each phase, and which are in those asked for."""
    with unit.reading():
        campaign = campaign_of(viewer, campaign_code, Action.CAMPAIGN_READ)
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
        reasons=_reasons(divergences, phase),
        diverged_at=divergences[-1].diverged_at if divergences else None,
    )


def _reasons(divergences: Sequence[Any], phase: CasePhase) -> tuple[Sentence, ...]:
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


def case_view(*, viewer: Viewer, public_id: str, at: datetime) -> CaseView:
    """One file; opening it is logged, once per sitting."""
    require(viewer, Action.RESULTS_READ)
    with unit.reading():
        row = queries.case_by_public_id(
            public_id,
            bureau_id=viewer.bureau_id,
            user_id=viewer.user_id,
            since=at - SITTING,
        )
        if row is None:
            raise NotVisible
        require(viewer, Action.RESULTS_READ, campaign_id=row.campaign_id)
        reads = queries.reads_of_case(row.id)
        divergences = queries.divergences_of(row.id)
        findings = _findings(reads)
        reasons = adjudication.reasons_in(reads)
    if not row.was_opened:
        with unit.transaction():
            access.note_opening(
                queries.OPENED, public_id, user_id=viewer.user_id, at=at
            )
    return _case_view(row, reads, divergences, findings, reasons)


def _findings(reads: Sequence[Any]) -> dict[int, list[Any]]:
    ids = [read.submission_id for read in reads if read.submission_id is not None]
    found: dict[int, list[Any]] = {each: [] for each in ids}
    for finding in review_queries.findings_of(ids):
        found[finding.submission_id].append(finding)
    return found


def _case_view(
    row: Any,
    reads: Sequence[Any],
    divergences: Sequence[Any],
    findings: Mapping[int, Sequence[Any]],
    reasons: Mapping[str, str],
) -> CaseView:
    scheme = schemes.parsed(row.scheme_id, row.scheme_digest)
    phase = phase_of(_facts(row, scheme, reads, divergences))
    return CaseView(
        public_id=row.public_id,
        campaign_code=row.campaign_code,
        campaign=row.campaign,
        case_id=row.case_id,
        case_no=row.case_no,
        stage=row.stage,
        volume_set=row.volume_set,
        kind=row.kind,
        case_class=row.case_class,
        cause=row.cause,
        closed_on=row.closed_on,
        handler=row.handler or "",
        firm=row.firm or "",
        scheme=scheme,
        phase=phase,
        reads=tuple(_read_line(read, phase) for read in reads),
        reasons=tuple(titled(each, scheme) for each in _reasons(divergences, phase)),
        **_content(row, scheme, phase, reads, findings, reasons),
    )


def _facts(
    row: Any, scheme: Scheme, reads: Sequence[Any], divergences: Sequence[Any]
) -> CaseFacts:
    def n(purpose: Purpose, *, submitted: bool) -> int:
        return sum(
            read.purpose == purpose
            and (not submitted or read.submission_id is not None)
            for read in reads
        )

    further = [each.n_needed for each in divergences if each.needs != "lead"]
    leads = [each.n_needed for each in divergences if each.needs == "lead"]
    return CaseFacts(
        n_required=row.n_reviews * len(scheme.parts),
        n_places=n(Purpose.COUNTED, submitted=False),
        n_submitted=n(Purpose.COUNTED, submitted=True),
        n_further_needed=sum(further),
        n_further_places=n(Purpose.THIRD, submitted=False),
        n_further_submitted=n(Purpose.THIRD, submitted=True),
        n_lead_needed=sum(leads),
        n_lead_submitted=n(Purpose.ADJUDICATION, submitted=True),
        n_results=int(row.settled_at is not None),
        n_provisional=row.n_provisional,
        n_final=row.n_final,
    )


def _read_line(read: Any, phase: CasePhase) -> ReadLine:
    named = sees(Observer.OFFICER, Facet.NAME, phase)
    return ReadLine(
        purpose=Purpose(read.purpose),
        part=read.part,
        reviewer=read.reviewer if named else "",
        is_submitted=read.submission_id is not None,
    )


def _content(
    row: Any,
    scheme: Scheme,
    phase: CasePhase,
    reads: Sequence[Any],
    findings: Mapping[int, Sequence[Any]],
    reasons: Mapping[str, str],
) -> dict[str, Any]:
    """Reviews and derivation, calculated again and held against the stored digest."""
    if not sees(Observer.OFFICER, Facet.CONTENT, phase):
        return {}
    there = [read for read in reads if read.submission_id is not None]
    named = labels(
        row.secret_key, ((read.read_public_id, Purpose(read.purpose)) for read in there)
    )
    outcome = outcome_of(requiring(scheme, row.n_reviews), there, named)
    views = [_review(scheme, read, named, findings) for read in there]
    return {
        "reviews": tuple(sorted(views, key=lambda view: int(view.label))),
        "outcome": outcome,
        "handler_score": from_hundredths(row.handler_score),
        "settled_at": row.settled_at,
        "derivation_digest": row.derivation_digest,
        "reasons_of": reasons,
        "is_reproduced": digest(outcome) == row.derivation_digest,
    }


def _review(
    scheme: Scheme,
    read: Any,
    named: Mapping[str, str],
    findings: Mapping[int, Sequence[Any]],
) -> ReviewView:
    answers = answers_in(scheme, read.choices, findings[read.submission_id])
    part = read.part if len(scheme.parts) > 1 else None
    only = None if read.items is None else tuple(read.items)
    return ReviewView(
        label=named[read.read_public_id],
        purpose=Purpose(read.purpose),
        part=read.part,
        items=only,
        total=from_hundredths(read.total),
        grade=read.grade,
        sheet=None if read.choices is None else sheet_of(scheme, answers, part, only),
        answers=answers,
        comment=read.comment or "",
        on_paper=read.on_paper,
    )
