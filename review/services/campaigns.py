"""Campaigns at a glance: how far each is, and who is waiting for what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from review.domain.blindness import Blindness
from review.domain.campaigns import (
    Announced,
    CampaignKind,
    announced_in,
    of_institutions,
)
from review.domain.objects import Reviewed
from review.domain.phases import CampaignFacts, CampaignPhase, campaign_phase_of
from review.domain.policy import (
    Action,
    Viewer,
    kept_apart,
    require,
    runs_under_contract,
)
from review.domain.publication import ReleaseKind
from review.domain.reads import Purpose
from review.domain.sampling_rule import SampleRule, rule_from_data
from review.domain.schemes import Text
from review.domain.waiting import (
    CampaignNumbers,
    Reads,
    StepProgress,
    Wait,
    steps,
    waits,
)
from review.services import schemes, standing
from review.services.closing import blindness_of
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import campaigns as queries
from review.store.queries import late_conflicts, progress


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign in the list; `days_left` is negative once the term is over."""

    code: str
    name: str
    assessment_year: int
    closed_from: date
    closed_until: date
    due_on: date | None
    days_left: int | None
    phase: CampaignPhase
    numbers: CampaignNumbers
    waits: tuple[Wait, ...]
    steps: tuple[StepProgress, ...]
    is_entrusted: bool = False
    """Whether an organisation runs the reviews by a contract now."""
    of_institutions: bool = False

    @property
    def reviewed(self) -> Reviewed:
        return Reviewed.INSTITUTIONS if self.of_institutions else Reviewed.FILES

    @property
    def n_cases(self) -> int:
        return self.numbers.n_cases

    @property
    def is_late(self) -> bool:
        return any(wait.is_late for wait in self.waits)

    @property
    def is_published(self) -> bool:
        """Whether no term matters any more."""
        return self.phase is CampaignPhase.PUBLISHED


@dataclass(frozen=True, slots=True)
class PinnedScheme:
    """A scheme as it was pinned when the campaign opened."""

    code: str
    version: str
    title: Text
    digest: str
    n_files: int


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """A campaign with its settings."""

    line: CampaignLine
    schemes: tuple[PinnedScheme, ...]
    rule: SampleRule
    seed: str
    bars_same_county: bool
    decimals: int
    minimum_n: int
    provisional_first: bool
    senior_read: bool
    announced: Announced
    plan_kind: CampaignKind
    answer_days: int
    blindness: Blindness | None
    n_reviewers: int
    n_leads: int


def listing(*, viewer: Viewer, on: date) -> list[CampaignLine]:
    """The campaigns this viewer may see, newest first; a manager sees the own one."""
    grants = require(viewer, Action.CAMPAIGN_READ)
    named = [grant.campaign_id for grant in grants]
    only = None if None in named else [each for each in named if each is not None]
    with unit.reading():
        rows = progress.campaigns(viewer.bureau_id or 0, only)
        return _lines(viewer, rows, on)


def line(*, viewer: Viewer, code: str, on: date) -> CampaignLine:
    """One campaign as in the list, for the head of its other pages."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_READ)
        return _lines(viewer, [campaign], on)[0]


def page(*, viewer: Viewer, code: str, on: date) -> CampaignPage:
    """One campaign: its path, whose turn it is, and what was settled at opening."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_READ)
        (line,) = _lines(viewer, [campaign], on)
        pinned = queries.schemes_of(campaign.id)
        people = queries.campaign_reviewers(campaign.id)
        files = progress.files_by_scheme([campaign.id])
        blindness = blindness_of(
            campaign, n_cases=line.n_cases, n_settled=line.numbers.n_settled
        )
    n_files = {row.scheme_id: row.n_files for row in files}
    n_leads = sum(bool(person.is_lead) for person in people)
    return CampaignPage(
        line=line,
        schemes=tuple(
            PinnedScheme(
                row.code,
                row.version,
                Text(row.title["zh"], row.title.get("en", "")),
                row.digest,
                n_files.get(row.id, 0),
            )
            for row in pinned
        ),
        rule=rule_from_data(campaign.rules["sample"]),
        seed=campaign.seed or "",
        bars_same_county=campaign.rules["bar_same_county"],
        decimals=campaign.rules["decimals"],
        minimum_n=campaign.rules["minimum_n"],
        provisional_first=campaign.rules["provisional_first"],
        senior_read=bool(campaign.rules.get("senior_read")),
        announced=announced_in(campaign.rules),
        plan_kind=CampaignKind(campaign.rules.get("kind") or CampaignKind.ANNUAL),
        answer_days=campaign.rules.get("answer_days", 0),
        blindness=blindness,
        n_reviewers=len(people) - n_leads,
        n_leads=n_leads,
    )


def _lines(viewer: Viewer, rows: Sequence[Any], on: date) -> list[CampaignLine]:
    ids = tuple(row.id for row in rows)
    known = standing.once(("numbers", ids), lambda: _numbers(rows))
    return [
        _line(row, known[row.id], on, is_entrusted=_is_entrusted(viewer, row.id))
        for row in rows
    ]


def _is_entrusted(viewer: Viewer, campaign_id: int) -> bool:
    """Officers and managers bring along what they know of contracts."""
    elsewhere = campaign_id in kept_apart(viewer)
    return elsewhere or runs_under_contract(viewer, campaign_id)


def _line(
    row: Any, numbers: CampaignNumbers, on: date, *, is_entrusted: bool
) -> CampaignLine:
    return CampaignLine(
        code=row.code,
        name=row.name,
        assessment_year=row.assessment_year,
        closed_from=row.closed_from,
        closed_until=row.closed_until,
        due_on=row.due_on,
        days_left=(row.due_on - on).days if row.due_on else None,
        phase=_phase(row, numbers),
        numbers=numbers,
        waits=waits(numbers, due_on=row.due_on, today=on, is_entrusted=is_entrusted),
        steps=steps(numbers),
        is_entrusted=is_entrusted,
        of_institutions=of_institutions(row.rules),
    )


def _phase(row: Any, numbers: CampaignNumbers) -> CampaignPhase:
    facts = CampaignFacts(
        is_drawn=numbers.is_drawn,
        is_allocated=row.allocated_at is not None,
        n_cases=numbers.n_cases,
        n_submitted=numbers.counted.n_submitted,
        n_settled=numbers.n_settled,
        n_provisional=int(numbers.is_released),
        n_final=int(numbers.is_published),
    )
    return campaign_phase_of(facts)


def _numbers(rows: Sequence[Any]) -> dict[int, CampaignNumbers]:
    """The numbers of many campaigns in as many statements as of one."""
    ids = [row.id for row in rows]
    files, n_places = _files(ids)
    reads, n_hidden = _reads(ids)
    needed = {(r.campaign_id, r.needs): int(r.n) for r in progress.needed(ids)}
    settled = {row.campaign_id: row.n for row in progress.n_settled(ids)}
    released = {(row.campaign_id, row.kind) for row in progress.n_releases(ids)}
    conflicts = late_conflicts.n_waiting(ids)
    return {
        row.id: CampaignNumbers(
            is_drawn=row.drawn_at is not None,
            n_cases=files[row.id],
            n_places=n_places[row.id] + n_hidden[row.id],
            counted=reads[row.id, Purpose.COUNTED],
            further=reads[row.id, Purpose.THIRD],
            lead=reads[row.id, Purpose.ADJUDICATION],
            n_further_needed=sum(
                needed.get((row.id, n), 0) for n in ("third", "panel")
            ),
            n_lead_needed=needed.get((row.id, "lead"), 0),
            n_settled=settled.get(row.id, 0),
            n_conflicts=conflicts.get(row.id, 0),
            is_released=(row.id, ReleaseKind.PROVISIONAL) in released,
            is_published=(row.id, ReleaseKind.FINAL) in released,
        )
        for row in rows
    }


def _files(ids: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Files, and counted places: a sheet in parts has as many for each of them."""
    files: dict[int, int] = defaultdict(int)
    places: dict[int, int] = defaultdict(int)
    for row in progress.files_by_scheme(ids):
        n_parts = len(schemes.parsed(row.scheme_id, row.digest).parts)
        files[row.campaign_id] += row.n_files
        places[row.campaign_id] += int(row.n_reviews) * n_parts
    return files, places


def _reads(
    ids: Sequence[int],
) -> tuple[dict[tuple[int, str], Reads], dict[int, int]]:
    """Reads by campaign and purpose, and how many of them are hidden."""
    found: dict[tuple[int, str], Reads] = defaultdict(Reads)
    n_hidden: dict[int, int] = defaultdict(int)
    for row in progress.reads_by_purpose(ids):
        counts = Reads(row.n_open, row.n_people, row.n_submitted)
        found[row.campaign_id, row.purpose] = counts
        n_hidden[row.campaign_id] += row.n_hidden
    return found, n_hidden
