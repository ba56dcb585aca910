"""What waits for a panel, and the meetings that were held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import aliased

from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    CampaignCase,
    Case,
    Event,
    EventTarget,
    PanelDecision,
    PanelMeeting,
    PanelMember,
    PanelVote,
    Person,
    Result,
    ReviewerCode,
    SeniorRead,
    StoredText,
)
from review.store.queries.phases import is_current_result


def waiting(campaign_id: int) -> Sequence[Row]:
    """The results that a senior sent to the panel and that it has not decided."""
    return unit.connection().execute(_WAITING, {"campaign_id": campaign_id}).all()


def n_waiting(campaign_id: int) -> int:
    values = {"campaign_id": campaign_id}
    return int(unit.connection().scalar(_N_WAITING, values) or 0)


def meetings(campaign_id: int) -> Sequence[Row]:
    """The meetings of a campaign, the newest first, with how many files each decided."""
    return unit.connection().execute(_MEETINGS, {"campaign_id": campaign_id}).all()


def meeting(public_id: str, *, campaign_id: int) -> Row | None:
    values = {"public_id": public_id, "campaign_id": campaign_id}
    return unit.connection().execute(_MEETING, values).first()


def members(meeting_id: int) -> Sequence[Row]:
    """Who was present: the lead first, then by pinyin."""
    return unit.connection().execute(_MEMBERS, {"meeting_id": meeting_id}).all()


def decisions(meeting_id: int) -> Sequence[Row]:
    """What was decided, in the order of the sample."""
    return unit.connection().execute(_DECISIONS, {"meeting_id": meeting_id}).all()


def votes(meeting_id: int) -> Sequence[Row]:
    return unit.connection().execute(_VOTES, {"meeting_id": meeting_id}).all()


def called_since(chain: str, kind: str, since: datetime) -> list[set[int]]:
    """The people of each panel that was asked about since."""
    found: dict[int, set[int]] = {}
    values = {"chain": chain, "kind": kind, "since": since}
    for row in unit.connection().execute(_CALLED, values):
        found.setdefault(row.id, set()).add(row.target_id)
    return list(found.values())


def result(result_id: int) -> Row:
    """A result whole, for the one that replaces it."""
    return unit.connection().execute(_RESULT, {"result_id": result_id}).one()


def _before_panel(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(CampaignCase)
        .join(Result, is_current_result())
        .join(SeniorRead, SeniorRead.result_id == Result.id)
        .outerjoin(PanelDecision, PanelDecision.result_id == Result.id)
        .where(
            CampaignCase.campaign_id == bindparam("campaign_id"),
            IN_SAMPLE,
            SeniorRead.decision == "panel",
            PanelDecision.id.is_(None),
        )
    )


_WAITING = (
    _before_panel(
        CampaignCase.id,
        CampaignCase.public_id,
        CampaignCase.scheme_id,
        CampaignCase.kind,
        Case.case_no,
        Case.stage,
        Case.volume_set,
        Result.id.label("result_id"),
        Result.grade,
        Result.score,
        StoredText.body.label("reason"),
    )
    .join(Case, Case.id == CampaignCase.case_id)
    .join(StoredText, StoredText.id == SeniorRead.text_id)
    .order_by(CampaignCase.position)
)
_CALLED = (
    select(Event.id, EventTarget.target_id)
    .join(EventTarget, EventTarget.event_id == Event.id)
    .where(
        Event.chain == bindparam("chain"),
        Event.kind == bindparam("kind"),
        Event.at > bindparam("since"),
    )
)
_N_WAITING = _before_panel(func.count())
_COUNT = (
    select(func.count())
    .select_from(PanelDecision)
    .where(PanelDecision.meeting_id == PanelMeeting.id)
    .scalar_subquery()
)
_MEETINGS = (
    select(
        PanelMeeting.id, PanelMeeting.public_id, PanelMeeting.held_on, _COUNT.label("n")
    )
    .where(PanelMeeting.campaign_id == bindparam("campaign_id"))
    .order_by(PanelMeeting.held_on.desc(), PanelMeeting.id.desc())
)
_MEETING = (
    select(
        PanelMeeting.id,
        PanelMeeting.public_id,
        PanelMeeting.held_on,
        PanelMeeting.place,
        StoredText.body.label("said"),
    )
    .outerjoin(StoredText, StoredText.id == PanelMeeting.text_id)
    .where(
        PanelMeeting.public_id == bindparam("public_id"),
        PanelMeeting.campaign_id == bindparam("campaign_id"),
    )
)
_MEMBERS = (
    select(PanelMember.reviewer_code, PanelMember.is_lead, Person.name)
    .join(ReviewerCode, ReviewerCode.code == PanelMember.reviewer_code)
    .join(Person, Person.id == ReviewerCode.person_id)
    .where(PanelMember.meeting_id == bindparam("meeting_id"))
    .order_by(PanelMember.is_lead.desc(), Person.name_key)
)
_BEFORE = aliased(Result)
_DECISIONS = (
    select(
        PanelDecision.id,
        PanelDecision.grade,
        PanelDecision.score,
        PanelDecision.is_by_lead,
        StoredText.body.label("reason"),
        CampaignCase.public_id,
        CampaignCase.scheme_id,
        Case.case_no,
        Case.stage,
        Case.volume_set,
        CampaignCase.kind,
        _BEFORE.grade.label("former_grade"),
        _BEFORE.score.label("former_score"),
    )
    .join(StoredText, StoredText.id == PanelDecision.text_id)
    .join(CampaignCase, CampaignCase.id == PanelDecision.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(_BEFORE, _BEFORE.id == PanelDecision.result_id)
    .where(PanelDecision.meeting_id == bindparam("meeting_id"))
    .order_by(CampaignCase.position)
)
_VOTES = (
    select(PanelVote.decision_id, PanelVote.reviewer_code, PanelVote.grade)
    .join(PanelDecision, PanelDecision.id == PanelVote.decision_id)
    .where(PanelDecision.meeting_id == bindparam("meeting_id"))
)
_RESULT = select(Result.__table__).where(Result.id == bindparam("result_id"))
