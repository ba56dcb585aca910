"""What the reviews of a settled file came to, and who has one that is not settled.

Before a file is settled an officer sees which reviews are in and who still has to give
one; afterwards what the reviews say, and no longer who wrote which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from review.domain.answers import Answer
from review.domain.cited_pages import ON_PAPER, FilePages, beside
from review.domain.derivation import digest
from review.domain.divergence import titled
from review.domain.errors import NotVisible
from review.domain.objects import reviewed
from review.domain.outcomes import Outcome
from review.domain.panel_meetings import PANEL_MEETING, by_meeting
from review.domain.phases import (
    CaseFacts,
    CasePhase,
    phase_of,
)
from review.domain.policy import Action, Viewer, require
from review.domain.reads import HIDDEN, Purpose
from review.domain.reconciliation import RECONSIDERED
from review.domain.schemes import Scheme
from review.domain.sentences import Sentence
from review.domain.sheets import Sheet
from review.domain.verdicts import from_hundredths, party_rule_of
from review.domain.visibility import (
    Facet,
    Observer,
    labels,
    sees,
)
from review.services import schemes
from review.services.appeals.reconsidering import standing_in
from review.services.numbered_pages import pages_of_file
from review.services.overview import CaseLine, Overview, overview, reasons_in
from review.services.settling import (
    Settled,
    Standing,
    outcome_of,
    requiring,
    settle,
    settle_case,
)
from review.services.spoken import speak_of
from review.services.submissions import answers_in, sheet_of
from review.store import unit
from review.store.queries import access, adjudication, reconsidered
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
UNLABELLED: Mapping[str, str] = {}
Appeals = tuple[Sequence[Any], Standing]
"""The reads in which objections were decided, and the items of each that stand."""


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
    reviewed_on: date | None = None


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
    second: tuple[ReviewView, ...] = ()
    """The hidden second read: for measuring agreement, no part of the outcome."""
    outcome: Outcome | None = None
    handler_score: Decimal | None = None
    settled_at: datetime | None = None
    derivation_digest: str = ""
    is_reproduced: bool = True
    panel_reasons: str = ""
    reasons_of: Mapping[str, str] = field(default_factory=dict)
    """Why disputed items were decided otherwise than in the first view."""


def case_view(*, viewer: Viewer, public_id: str, at: datetime) -> CaseView:
    """One file as its officer sees it."""
    require(viewer, Action.RESULTS_READ)

    def check(row: Any) -> None:
        require(viewer, Action.RESULTS_READ, campaign_id=row.campaign_id)

    return file_view(
        viewer=viewer, public_id=public_id, at=at, check=check, with_second=True
    )


def file_view(
    *,
    viewer: Viewer,
    public_id: str,
    at: datetime,
    check: Callable[[Any], None] = lambda row: None,
    with_second: bool = False,
) -> CaseView:
    """One file; opening it is logged, once per sitting. Whoever calls has checked, or
    lets check, that the viewer may see this one. `with_second` is for officers alone.
    """
    with unit.reading():
        row = queries.case_by_public_id(
            public_id,
            bureau_id=viewer.bureau_id,
            user_id=viewer.user_id,
            since=at - SITTING,
        )
        if row is None:
            raise NotVisible
        check(row)
        speak_of(reviewed(row.kind))
        reads = queries.reads_of_case(row.id)
        if not with_second:
            reads = [read for read in reads if read.purpose not in HIDDEN]
        appeals = _appeals(row)
        divergences = queries.divergences_of(row.id)
        findings = _findings([*reads, *appeals[0]])
        reasons = adjudication.reasons_in(reads)
        is_kept = any(each.page_keys for rows in findings.values() for each in rows)
        own = {"bureau_id": viewer.bureau_id}
        pages = pages_of_file(public_id, **own) if is_kept else ON_PAPER
    if not row.was_opened:
        with unit.transaction():
            access.note_opening(
                queries.OPENED, public_id, user_id=viewer.user_id, at=at
            )
    view = _case_view(row, reads, appeals, divergences, findings, reasons)
    return _of_today(view, pages)


def _appeals(row: Any) -> Appeals:
    """What was decided on objections; where the result says of none nothing is read."""
    if row.rule not in (RECONSIDERED, PANEL_MEETING):
        return (), {}
    rows = reconsidered.appeals_of(row.id)
    return rows, standing_in(rows)


def _of_today(view: CaseView, pages: FilePages) -> CaseView:
    """The reviews as they are, and beside their pages how these are numbered now."""

    def told(reviews: Sequence[ReviewView]) -> tuple[ReviewView, ...]:
        return tuple(replace(r, answers=beside(r.answers, pages)) for r in reviews)

    return replace(view, reviews=told(view.reviews), second=told(view.second))


def _findings(reads: Sequence[Any]) -> dict[int, list[Any]]:
    ids = [read.submission_id for read in reads if read.submission_id is not None]
    found: dict[int, list[Any]] = {each: [] for each in ids}
    for finding in review_queries.findings_of(ids):
        found[finding.submission_id].append(finding)
    return found


def _case_view(
    row: Any,
    reads: Sequence[Any],
    appeals: Appeals,
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
        reasons=tuple(titled(each, scheme) for each in reasons_in(divergences, phase)),
        **_content(row, scheme, phase, reads, appeals, findings, reasons),
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
        n_hidden_open=sum(
            n(each, submitted=False) - n(each, submitted=True) for each in HIDDEN
        ),
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
    appeals: Appeals,
    findings: Mapping[int, Sequence[Any]],
    reasons: Mapping[str, str],
) -> dict[str, Any]:
    """Reviews and derivation, calculated again and held against the stored digest."""
    if not sees(Observer.OFFICER, Facet.CONTENT, phase):
        return {}
    submitted = [read for read in reads if read.submission_id is not None]
    there = [read for read in submitted if read.purpose in queries.RECONCILED]
    there += appeals[0]
    named = labels(
        row.secret_key, ((read.read_public_id, Purpose(read.purpose)) for read in there)
    )
    asked = requiring(scheme, row.n_reviews)
    outcome = outcome_of(asked, there, named, appeals[1])
    if row.rule == PANEL_MEETING:
        outcome = by_meeting(outcome, from_hundredths(row.score), row.grade)
    views = [_review(scheme, read, named, findings) for read in there]
    return {
        "reviews": tuple(sorted(views, key=lambda view: int(view.label))),
        "second": tuple(
            _review(scheme, read, UNLABELLED, findings)
            for read in submitted
            if read.purpose == Purpose.SECOND
        ),
        "outcome": outcome,
        "handler_score": from_hundredths(row.handler_score),
        "settled_at": row.settled_at,
        "panel_reasons": row.panel_reasons or "",
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
        label=named.get(read.read_public_id, ""),
        purpose=Purpose(read.purpose),
        part=read.part,
        items=only,
        total=from_hundredths(read.total),
        grade=read.grade,
        sheet=None
        if read.choices is None
        else sheet_of(scheme, answers, part, only, party_rule_of(read.summary)),
        answers=answers,
        comment=read.comment or "",
        on_paper=read.on_paper,
        reviewed_on=read.reviewed_on,
    )
