"""Meetings of a panel: the agenda, recording what was decided, the minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from review.domain.derivation import digest
from review.domain.errors import N_, NotVisible, RuleBroken, StaleVersion
from review.domain.outcomes import OutcomeKind
from review.domain.panel_meetings import (
    MOST_PLACE,
    MOST_REASON,
    PANEL_MEETING,
    Barred,
    NotForThese,
    NothingDecided,
    PanelReasonMissing,
    Ruling,
    VotesMissing,
    by_meeting,
    check_members,
    checked_score,
    handler_percent,
    rule_on,
)
from review.domain.policy import Action, Viewer
from review.domain.schemes import Grade, Method, Text
from review.domain.verdicts import from_hundredths, in_hundredths
from review.services import schemes
from review.services.accounts import actor_of
from review.services.minutes import DecisionLine, Minutes, grade_title, minutes
from review.services.reconciliation import CaseView, file_view
from review.services.sampling import campaign_of
from review.services.senior_reads import barred_in
from review.store import unit
from review.store.models import (
    PanelDecision,
    PanelMeeting,
    PanelMember,
    PanelVote,
    Result,
)
from review.store.queries import campaigns
from review.store.queries import panels as queries
from review.store.queries.numbered import add_texts

__all__ = [
    "Agenda",
    "AlreadyDecided",
    "DecisionLine",
    "Given",
    "Minutes",
    "Sitting",
    "agenda",
    "minutes",
    "record",
]


class MeetingDay(RuleBroken):
    sentence = N_("Say where the meeting was held, and on which day up to today.")


class AlreadyDecided(StaleVersion):
    sentence = N_("A file was decided meanwhile. Look at the agenda again.")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the campaign who may be called to a panel."""

    number: str
    name: str
    is_lead: bool


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A file that waits for the panel; open if everybody chosen may decide it."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    kind: str
    grade: Text
    score: Decimal | None
    reason: str
    grades: tuple[Grade, ...]
    has_score: bool
    barred: tuple[Barred, ...]

    @property
    def is_open(self) -> bool:
        return not self.barred


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that was held."""

    public_id: str
    held_on: date
    n: int


@dataclass(frozen=True, slots=True)
class Agenda:
    campaign: str
    code: str
    people: tuple[Candidate, ...]
    lines: tuple[AgendaLine, ...]
    meetings: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What a meeting said of one file: votes by reviewer number."""

    public_id: str
    votes: Mapping[str, str]
    reason: str
    score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """When and where a panel met, and who was present."""

    held_on: date | None
    place: str
    members: tuple[str, ...]
    lead: str
    said: str = ""


def agenda(
    *, viewer: Viewer, code: str, on: date, members: Sequence[str] = ()
) -> Agenda:
    """What waits, and which of it these members may decide together."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RECONCILE)
        people = campaigns.campaign_reviewers(campaign.id)
        rows = queries.waiting(campaign.id)
        chosen = [each.code for each in people if each.number in members]
        why_not = barred_in(campaign, rows, chosen, on)
        meetings = queries.meetings(campaign.id)
        lines = tuple(_agenda_line(row, why_not[row.id]) for row in rows)
    return Agenda(
        campaign=campaign.name,
        code=campaign.code,
        people=tuple(
            Candidate(each.number, each.name, bool(each.is_lead))
            for each in sorted(people, key=lambda e: (not e.is_lead, e.name_key))
            if each.number
        ),
        lines=lines,
        meetings=tuple(Held(m.public_id, m.held_on, m.n) for m in meetings),
    )


def _agenda_line(row: Any, why_not: tuple[Barred, ...]) -> AgendaLine:
    scheme = schemes.parsed(row.scheme_id)
    return AgendaLine(
        public_id=row.public_id,
        case_no=row.case_no,
        stage=row.stage,
        volume_set=row.volume_set,
        kind=row.kind,
        grade=grade_title(row.scheme_id, row.grade),
        score=from_hundredths(row.score),
        reason=row.reason or "",
        grades=scheme.grades,
        has_score=scheme.method is Method.POINTS,
        barred=why_not,
    )


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A file with its ruling, ready to be stored."""

    row: Any
    view: CaseView
    ruling: Ruling
    score: Decimal | None
    given: Given

    @property
    def is_changed(self) -> bool:
        return self.ruling.grade != self.row.grade


def record(
    *,
    viewer: Viewer,
    code: str,
    sitting: Sitting,
    given: Sequence[Given],
    at: datetime,
    on: date,
) -> str:
    """Keep what a panel decided; its public id. Results that change are replaced."""
    check_members(sitting.members, sitting.lead)
    place = sitting.place.strip()
    if sitting.held_on is None or sitting.held_on > on:
        raise MeetingDay
    if not 0 < len(place) <= MOST_PLACE:
        raise MeetingDay
    if not given:
        raise NothingDecided
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RECONCILE)
        codes = _codes(campaign.id, sitting.members)
        rows = _rows(campaign, set(codes.values()), given, on)
    ruled = [_ruled(viewer, sitting, each, rows, at) for each in given]
    refusals = {"panel_decisions": AlreadyDecided(), "results": AlreadyDecided()}
    with unit.refusing(refusals), unit.transaction():
        waiting = {row.result_id for row in queries.waiting(campaign.id)}
        if not {each.row.result_id for each in ruled} <= waiting:
            raise AlreadyDecided
        return _store(viewer, campaign, sitting, codes, ruled, at)


def _codes(campaign_id: int, numbers: Sequence[str]) -> dict[str, str]:
    """The codes of the members by their numbers; a stranger is not there."""
    people = campaigns.campaign_reviewers(campaign_id)
    found = {row.number: row.code for row in people if row.number in numbers}
    if set(found) != set(numbers):
        raise NotVisible
    return found


def _rows(
    campaign: Any, codes: set[str], given: Sequence[Given], on: date
) -> dict[str, Any]:
    """The waiting files that were voted on, if everybody present may decide them."""
    wanted = {each.public_id for each in given}
    rows = [row for row in queries.waiting(campaign.id) if row.public_id in wanted]
    why_not = barred_in(campaign, rows, codes, on)
    for row in rows:
        if why_not[row.id]:
            raise NotForThese(file=row.case_no)
    return {row.public_id: row for row in rows}


def _ruled(
    viewer: Viewer,
    sitting: Sitting,
    given: Given,
    rows: Mapping[str, Any],
    at: datetime,
) -> _Ruled:
    row = rows.get(given.public_id)
    if row is None:
        raise AlreadyDecided
    scheme, reason = schemes.parsed(row.scheme_id), given.reason.strip()
    if not 0 < len(reason) <= MOST_REASON:
        raise PanelReasonMissing(file=row.case_no, most=MOST_REASON)
    if set(given.votes) != set(sitting.members) or not all(given.votes.values()):
        raise VotesMissing(file=row.case_no)
    ruling = rule_on(scheme, given.votes, members=sitting.members, lead=sitting.lead)
    score = from_hundredths(row.score)
    if ruling.grade != row.grade:
        score = checked_score(scheme, ruling.grade, given.score, file=row.case_no)
    view = file_view(viewer=viewer, public_id=given.public_id, at=at)
    return _Ruled(row, view, ruling, score, given)


def _store(
    viewer: Viewer,
    campaign: Any,
    sitting: Sitting,
    codes: Mapping[str, str],
    ruled: Sequence[_Ruled],
    at: datetime,
) -> str:
    event = unit.record(
        "panel_met",
        chain=f"campaign:{campaign.id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("campaign_case", each.row.id) for each in ruled],
        payload={"n": len(ruled), "changed": sum(each.is_changed for each in ruled)},
    )
    tenant = {"bureau_id": campaign.bureau_id}
    meeting_id = _store_meeting(event, campaign.id, sitting, codes, tenant, at)
    for each in ruled:
        _store_one(event, meeting_id, each, codes, tenant, at)
    held = queries.meetings(campaign.id)
    return max(held, key=lambda row: row.id).public_id


def _store_meeting(
    event: unit.Recorded,
    campaign_id: int,
    sitting: Sitting,
    codes: Mapping[str, str],
    tenant: dict[str, Any],
    at: datetime,
) -> int:
    said = sitting.said.strip()
    text_id = _text(tenant, said) if said else None
    meeting_id = unit.add(
        event,
        PanelMeeting,
        campaign_id=campaign_id,
        held_on=sitting.held_on,
        place=sitting.place.strip(),
        text_id=text_id,
        recorded_at=at,
        **tenant,
    )
    members = [
        {
            "meeting_id": meeting_id,
            "reviewer_code": code,
            "is_lead": number == sitting.lead,
            **tenant,
        }
        for number, code in codes.items()
    ]
    unit.add_all(event, PanelMember, members)
    return int(meeting_id)


def _text(tenant: Mapping[str, Any], body: str) -> int:
    (text_id,) = add_texts([{**tenant, "kind": "panel", "body": body}])
    return text_id


def _store_one(
    event: unit.Recorded,
    meeting_id: int,
    each: _Ruled,
    codes: Mapping[str, str],
    tenant: dict[str, Any],
    at: datetime,
) -> None:
    decision_id = unit.add(
        event,
        PanelDecision,
        meeting_id=meeting_id,
        campaign_case_id=each.row.id,
        result_id=each.row.result_id,
        grade=each.ruling.grade,
        score=in_hundredths(each.score),
        is_by_lead=each.ruling.is_by_lead,
        text_id=_text(tenant, each.given.reason.strip()),
        **tenant,
    )
    votes = [
        {
            "decision_id": decision_id,
            "reviewer_code": codes[number],
            "grade": grade,
            **tenant,
        }
        for number, grade in each.given.votes.items()
    ]
    unit.add_all(event, PanelVote, votes)
    if each.is_changed:
        _replace(event, each, at)


def _replace(event: unit.Recorded, each: _Ruled, at: datetime) -> None:
    """The result by the ruling, on the same reviews; it names the one it replaces."""
    former = dict(queries.result(each.row.result_id)._mapping)
    for name in ("id", "public_id", "event_id"):
        del former[name]
    scheme, outcome = each.view.scheme, each.view.outcome
    assert outcome is not None
    decided = by_meeting(outcome, each.score, each.ruling.grade)
    values = {
        **former,
        "replaces_id": each.row.result_id,
        "outcome": OutcomeKind.SETTLED_BY_PANEL.value,
        "rule": PANEL_MEETING,
        "score": in_hundredths(each.score),
        "handler_score": in_hundredths(handler_percent(scheme, each.score)),
        "grade": each.ruling.grade,
        "derivation_digest": digest(decided),
        "settled_at": at,
    }
    unit.add(event, Result, **values)
