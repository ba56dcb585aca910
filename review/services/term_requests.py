"""A reviewer asks for more time; whoever runs the campaign grants or refuses it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.extensions import (
    Answer,
    answer_of,
    check_until,
    checked_reason,
    term_of,
)
from review.domain.notices import NoticeKind
from review.domain.policy import Action, Viewer, require
from review.services import extensions
from review.services.accounts import actor_of
from review.services.desk import desk_row
from review.services.drafts import row_to_change
from review.services.notices import tell_asked, tell_days
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import TermRequest
from review.store.queries import extensions as queries
from review.store.queries import reminders
from review.store.unit import Actor


class AskedAlready(RuleBroken):
    sentence = N_("You have asked for more time already; it has not been answered yet.")


class AnsweredAlready(RuleBroken):
    sentence = N_("This request has been answered, or its review is in.")


_RACES = {
    "uq_term_requests_open": AskedAlready(),
    "failed: term_requests.read_id": AskedAlready(),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reviewer asked for one file, and what became of it."""

    until: date
    reason: str
    asked_at: datetime
    state: Answer
    granted_on: date | None
    answer: str


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """Until when an own review is due, and what was asked for it so far."""

    public_id: str
    case_no: str
    campaign: str
    due_on: date | None
    is_in: bool
    asked: tuple[Asked, ...]

    @property
    def may_ask(self) -> bool:
        is_open = any(each.state is Answer.OPEN for each in self.asked)
        return self.due_on is not None and not self.is_in and not is_open


def own(*, viewer: Viewer, public_id: str) -> OwnTerm:
    """The viewer's own review; another's is not there."""
    row = desk_row(viewer, public_id)
    with unit.reading():
        term = queries.term_of(row.id)
        asked = queries.of_read(row.id)
    return OwnTerm(
        public_id=public_id,
        case_no=row.case_no,
        campaign=term.name,
        due_on=term_of(term.due_on, term.own_on),
        is_in=row.submission_id is not None or row.ended_at is not None,
        asked=tuple(map(_asked, asked)),
    )


def _asked(row: Any) -> Asked:
    is_answered = row.answered_at is not None
    return Asked(
        until=row.until_on,
        reason=row.reason,
        asked_at=row.asked_at,
        state=answer_of(is_answered=is_answered, granted=row.granted_on),
        granted_on=row.granted_on,
        answer=row.answer,
    )


def ask(
    *,
    viewer: Viewer,
    public_id: str,
    until: date,
    reason: str,
    at: datetime,
    on: date,
) -> None:
    """Ask for a later day for one open review; nothing changes until it is granted."""
    require(viewer, Action.REVIEW)
    reason = checked_reason(reason)
    row = desk_row(viewer, public_id)
    with unit.refusing(_RACES), unit.transaction():
        term = queries.term_of(row.id)
        check_until(until, term=term_of(term.due_on, term.own_on), on=on)
        event = unit.record(
            "term_asked",
            chain=f"campaign:{row.campaign_id}",
            actor=Actor("reviewer", row.reviewer_code),
            at=at,
            targets=[("campaign", row.campaign_id), ("read", row.id)],
            payload={"due_on": until.isoformat()},
        )
        # Looked at again behind the chain's lock: a submission may have come first.
        row_to_change(viewer, public_id)
        unit.add(
            event,
            TermRequest,
            bureau_id=term.bureau_id,
            campaign_id=term.id,
            read_id=row.id,
            until_on=until,
            reason=reason,
            asked_at=at,
        )
        tell_asked(event, term, queries.n_waiting(term.id), on)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits for an answer."""

    public_id: str
    case_no: str
    reviewer: str
    number: str
    due_on: date | None
    until: date
    reason: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """The requests of a campaign that can be answered."""

    campaign: str
    code: str
    due_on: date | None
    lines: tuple[Waiting, ...]


def waiting(*, viewer: Viewer, code: str) -> WaitingPage:
    """Who asks for more time, for which file, until when and why."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = queries.waiting(campaign.id)
    lines = tuple(_waiting(row, campaign.due_on) for row in rows)
    return WaitingPage(campaign.name, campaign.code, campaign.due_on, lines)


def _waiting(row: Any, campaign: date | None) -> Waiting:
    return Waiting(
        public_id=row.request,
        case_no=row.case_no,
        reviewer=row.reviewer,
        number=row.number or "",
        due_on=term_of(campaign, row.due_on),
        until=row.until_on,
        reason=row.reason,
        asked_at=row.asked_at,
    )


def grant(
    *,
    viewer: Viewer,
    code: str,
    public_id: str,
    until: date,
    at: datetime,
    on: date,
) -> None:
    """Give the day that was asked for, or another one; the reason is the reviewer's."""
    with unit.transaction():
        campaign, row = _to_answer(viewer, code, public_id)
        check_until(until, term=term_of(campaign.due_on, row.due_on), on=on)
        event = unit.record(
            "term_granted",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id), ("read", row.id)],
            payload={"due_on": until.isoformat()},
        )
        _, row = _to_answer(viewer, code, public_id)
        extensions.put_off(event, campaign, [row], until, row.reason, on)


def refuse(
    *,
    viewer: Viewer,
    code: str,
    public_id: str,
    answer: str,
    at: datetime,
    on: date,
) -> None:
    """Say no, and why; the reviewer is told and the day stays."""
    answer = checked_reason(answer)
    with unit.transaction():
        campaign, row = _to_answer(viewer, code, public_id)
        event = unit.record(
            "term_refused",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id), ("read", row.id)],
        )
        _, row = _to_answer(viewer, code, public_id)
        unit.change(
            event, TermRequest, {"id": row.request_id}, answered_at=at, answer=answer
        )
        accounts = reminders.accounts_of([row.reviewer_code], on)
        term = term_of(campaign.due_on, row.due_on)
        told = {each.user_id: {term: 1} for each in accounts}
        tell_days(event, campaign, NoticeKind.NOT_EXTENDED, told, on)


def _to_answer(viewer: Viewer, code: str, public_id: str) -> tuple[Any, Any]:
    """The campaign and a request of it; one that lapsed meanwhile is told as such."""
    campaign = campaign_of(viewer, code, Action.ALLOCATE)
    found = [row for row in queries.waiting(campaign.id) if row.request == public_id]
    if not found:
        raise (
            AnsweredAlready if queries.is_known(campaign.id, public_id) else NotVisible
        )
    return campaign, found[0]
