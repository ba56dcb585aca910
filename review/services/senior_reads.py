"""Fails read by a senior before a release: the senior's list, the decision, the officer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from review.domain.campaigns import reviewed_in
from review.domain.candidates import forbidden
from review.domain.docket import conflict_rules
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.objects import common_to
from review.domain.panel_meetings import Barred, barred
from review.domain.policy import Action, Viewer, require
from review.domain.schemes import Scheme, Text
from review.domain.senior_reads import (
    AlreadyRead,
    SeniorDecision,
    checked_reason,
    failing,
    may_read,
)
from review.domain.verdicts import from_hundredths
from review.services import schemes
from review.services.accounts import actor_of
from review.services.candidates import case_facts, reviewers_of, rules_of
from review.services.reconciliation import CaseView, file_view
from review.services.sampled import is_over
from review.services.sampling import campaign_of
from review.services.spoken import speak_of
from review.store import unit
from review.store.models import Campaign, SeniorRead
from review.store.queries import campaigns
from review.store.queries import senior_reads as queries
from review.store.queries.numbered import add_texts
from review.store.unit import Actor

SWITCH = "senior_read"


@dataclass(frozen=True, slots=True)
class FailLine:
    """A fail in a list; `decision` is None while nobody has read it."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    kind: str
    grade: Text
    score: Decimal | None
    settled_at: datetime
    decision: SeniorDecision | None = None
    decided_at: datetime | None = None
    reason: str = ""
    by_panel: bool = False
    has_nobody: bool = False
    """No senior may read it; told to officers only, and not on the day when others
    became senior: one named after the other would show who had a part in the file.
    """


@dataclass(frozen=True, slots=True)
class SeniorPage:
    """What waits for a senior in one campaign."""

    campaign: str
    lines: tuple[FailLine, ...]


@dataclass(frozen=True, slots=True)
class FailsPage:
    """The fails of a campaign as its officer sees them."""

    campaign: str
    code: str
    is_on: bool
    is_over: bool
    """The final release is made; nothing of it is read any more."""
    seniors: tuple[str, ...]
    lines: tuple[FailLine, ...]
    is_told: bool = True
    """Whether it is told which fails no senior may read."""

    @property
    def n_unread(self) -> int:
        return sum(each.decision is None and not each.by_panel for each in self.lines)


def serves(*, viewer: Viewer) -> bool:
    """Whether the viewer is senior in a campaign under way."""
    with unit.reading():
        return bool(_places(viewer))


def _places(viewer: Viewer) -> Sequence[Any]:
    """The campaigns of a senior in which fails are read before a release."""
    require(viewer, Action.SENIOR_READ)
    rows = queries.places_of(person_id=viewer.person_id, bureau_id=viewer.bureau_id)
    return [row for row in rows if row.rules.get(SWITCH)]


def listing(*, viewer: Viewer, on: date) -> tuple[SeniorPage, ...]:
    """The fails that this senior may decide, campaign by campaign."""
    with unit.reading():
        places = _places(viewer)
        speak_of(common_to(reviewed_in(place.rules) for place in places))
        return tuple(
            SeniorPage(place.name, tuple(_waiting(place, on))) for place in places
        )


def _waiting(place: Any, on: date) -> Iterator[FailLine]:
    pinned = _pinned(place.id)
    rows = [row for row in _fails(place.id, pinned) if _waits(row)]
    free = free_for(place, {row.id for row in rows}, [place.reviewer_code], on)
    return (_line(row, pinned) for row in rows if free.get(row.id))


def _pinned(campaign_id: int) -> dict[int, Scheme]:
    return {
        row.id: schemes.parsed(row.id, row.digest)
        for row in campaigns.schemes_of(campaign_id)
    }


def failing_in(pinned: Collection[Scheme]) -> frozenset[str]:
    """The failing grades of a campaign, whose schemes share one set of grades."""
    return frozenset().union(*(failing(scheme.grades) for scheme in pinned))


def _fails(campaign_id: int, pinned: dict[int, Scheme]) -> Sequence[Any]:
    return queries.fails(campaign_id, failing_in(pinned.values()))


def free_for(
    campaign: Any, files: set[int], codes: Collection[str], on: date
) -> dict[int, set[str]]:
    """By file, who of these seniors may read it: no part in it, and no conflict."""
    if not files:
        return {}
    everyone = campaigns.campaign_reviewers(campaign.id)
    people = [row for row in everyone if row.code in codes]
    facts = case_facts(campaign.id, files)
    reviewers = reviewers_of(campaign, people, {}, facts, on=on, only=files)
    rules = rules_of(campaign, everyone)
    known = conflict_rules(campaign.rules)
    parts = {code: queries.had_part_in(campaign.id, code) for code in codes}
    return {
        fact.id: {
            reviewer.key
            for reviewer in reviewers
            if may_read(
                forbidden(fact.to_allocate("", (1,), known), reviewer, rules),
                had_part=fact.id in parts[reviewer.key],
            )
        }
        for fact in facts
    }


def barred_in(
    campaign: Any, rows: Sequence[Any], present: Collection[str], on: date
) -> dict[int, tuple[Barred, ...]]:
    """By file, what keeps those present at a panel from deciding it."""
    free = free_for(campaign, {row.id for row in rows}, present, on)
    seniors: defaultdict[int, set[str]] = defaultdict(set)
    for read in queries.read_by(campaign.id):
        seniors[read.campaign_case_id].add(read.reviewer_code)
    return {
        row.id: barred(present, free=free.get(row.id, ()), seniors=seniors[row.id])
        for row in rows
    }


def _waits(row: Any) -> bool:
    """Whether a senior has still to read it; what a panel decided needs none."""
    return row.decision is None and not row.by_panel


def _line(row: Any, pinned: dict[int, Scheme], has_nobody: bool = False) -> FailLine:
    grade = pinned[row.scheme_id].grade(row.grade)
    return FailLine(
        public_id=row.public_id,
        case_no=row.case_no,
        stage=row.stage,
        volume_set=row.volume_set,
        kind=row.kind,
        grade=grade.title if grade else Text(row.grade, row.grade),
        score=from_hundredths(row.score),
        settled_at=row.settled_at,
        decision=SeniorDecision(row.decision) if row.decision else None,
        decided_at=row.decided_at,
        reason=row.reason or "",
        by_panel=bool(row.by_panel),
        has_nobody=has_nobody,
    )


def file(*, viewer: Viewer, public_id: str, at: datetime, on: date) -> CaseView:
    """A fail as the senior reads it: its reviews under labels, and nobody's name.

    Neither who handled the file is told, as to any other reader.
    """
    with unit.reading():
        place, row = _own(viewer, public_id, on)
    if row.is_read:
        raise NotVisible
    found = file_view(viewer=viewer, public_id=public_id, at=at)
    if found.campaign_code != place.code:
        raise NotVisible
    return replace(found, handler="", firm="")


def _own(viewer: Viewer, public_id: str, on: date) -> tuple[Any, Any]:
    """The place of a senior who may decide this fail, read by now or not; else it is
    not there.
    """
    row = queries.current_of(public_id, bureau_id=viewer.bureau_id)
    places = {place.id: place for place in _places(viewer)}
    if row is None or row.campaign_id not in places:
        raise NotVisible
    place = places[row.campaign_id]
    fails = {each.id for each in _fails(place.id, _pinned(place.id))}
    if row.id not in fails:
        raise NotVisible
    if not free_for(place, {row.id}, [place.reviewer_code], on).get(row.id):
        raise NotVisible
    return place, row


def decide(
    *,
    viewer: Viewer,
    public_id: str,
    decision: SeniorDecision,
    reason: str,
    result: str,
    at: datetime,
    on: date,
) -> None:
    """Say what becomes of a fail; `result` names the derivation that was looked at."""
    said = checked_reason(reason)
    with unit.refusing({"senior_reads": AlreadyRead()}), unit.transaction():
        place, row = _own(viewer, public_id, on)
        if row.is_read or row.derivation_digest != result:
            raise AlreadyRead
        event = unit.record(
            f"fail_{decision.value}",
            chain=f"campaign:{place.id}",
            actor=Actor("reviewer", place.reviewer_code),
            at=at,
            targets=[("campaign_case", row.id)],
            payload={"result": row.derivation_digest, "reason": unit.digest_of(said)},
        )
        tenant = {"bureau_id": place.bureau_id}
        (text_id,) = add_texts([{**tenant, "kind": "senior_read", "body": said}])
        unit.add(
            event,
            SeniorRead,
            campaign_case_id=row.id,
            result_id=row.result_id,
            reviewer_code=place.reviewer_code,
            decision=decision.value,
            text_id=text_id,
            decided_at=at,
            **tenant,
        )


def overview(*, viewer: Viewer, code: str, on: date) -> FailsPage:
    """The fails of a campaign: which are read, and whether anybody may read the rest."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RESULTS_READ)
        pinned = _pinned(campaign.id)
        rows = _fails(campaign.id, pinned)
        people = queries.seniors(campaign.id)
        unread = {row.id for row in rows if _waits(row)}
        free = free_for(campaign, unread, [each.code for each in people], on)
        changed = queries.seniors_changed_at(f"campaign:{campaign.id}")
        is_told = changed is None or changed.date() < on
        over = is_over(campaign)
    return FailsPage(
        campaign=campaign.name,
        code=campaign.code,
        is_on=bool(campaign.rules.get(SWITCH)),
        is_over=over,
        seniors=tuple(each.name for each in people),
        lines=tuple(
            _line(row, pinned, is_told and row.id in unread and not free.get(row.id))
            for row in rows
        ),
        is_told=is_told,
    )


class AlreadyReleased(RuleBroken):
    sentence = N_(
        "This campaign has its final release: nothing of it is read by a senior any more."
    )


def switch_on(*, viewer: Viewer, code: str, at: datetime) -> None:
    """From now on nothing of this campaign is released with an unread fail.

    There is no way back: a campaign that promised it keeps it.
    """
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_OPEN)
        if campaign.rules.get(SWITCH):
            return
        if is_over(campaign):
            raise AlreadyReleased
        event = unit.record(
            "senior_read_asked",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id)],
        )
        # Behind the chain's lock: another rule may have been set meanwhile.
        now = campaign_of(viewer, code, Action.CAMPAIGN_OPEN)
        rules = {**now.rules, SWITCH: True}
        unit.change(event, Campaign, {"id": campaign.id}, rules=rules)
