"""Reviewers join and leave a campaign under way; limits and the term change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer
from review.services import contracts
from review.services.accounts import actor_of
from review.services.notices import tell_term
from review.services.opening import new_code
from review.services.sampled import is_over
from review.services.sampling import campaign_of
from review.services.unheld import settle_unheld
from review.store import unit
from review.store.models import Campaign, CampaignReviewer, Read, ReviewerCode
from review.store.queries import membership as queries

MOST_FILES = 10_000
# Stored as the reason of what is taken back; the page shows it in its language.
LEFT = N_("The reviewer has left the campaign.")


class WrongLimit(RuleBroken):
    sentence = N_("A reviewer's limit is at least 1 file.")


class TermTooEarly(RuleBroken):
    sentence = N_("Reviews cannot be due on a day already past.")


class NotInForce(RuleBroken):
    sentence = N_("This reviewer is no longer on the list.")


@dataclass(frozen=True, slots=True)
class Outsider:
    """A reviewer of the list who is not in this campaign."""

    number: str
    name: str
    sound: str
    area: str


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A file that is no longer this reviewer's, and why."""

    case_no: str
    reason: str
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A reviewer of the campaign, and what leaving it would take back."""

    campaign: str
    code: str
    name: str
    number: str
    is_lead: bool
    is_senior: bool
    cap: int | None
    n_open: int
    given_back: tuple[GivenBack, ...] = ()
    may_be_senior: bool = True
    """Not once the final release is made: nothing of the campaign is read any more."""


def outsiders(*, viewer: Viewer, code: str, on: date) -> tuple[Outsider, ...]:
    """Who could be taken in, by pinyin."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        whose = contracts.own_organisation(viewer, campaign.id)
        rows = queries.outsiders(
            campaign.id, bureau_id=campaign.bureau_id, on=on, organisation=whose
        )
    return tuple(
        Outsider(row.number, row.name, row.sound, row.area or "") for row in rows
    )


def member(*, viewer: Viewer, code: str, number: str) -> Member:
    """One reviewer of the campaign."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        row = present(campaign, number)
        n_open = len(queries.open_reads_of(row.code))
        ended = queries.given_back(row.code)
        over = is_over(campaign)
    return Member(
        campaign=campaign.name,
        code=campaign.code,
        name=row.name,
        number=row.number,
        is_lead=bool(row.is_lead),
        is_senior=bool(row.is_senior),
        cap=row.cap,
        n_open=n_open,
        given_back=tuple(
            GivenBack(each.case_no, each.ended_reason, each.ended_at) for each in ended
        ),
        may_be_senior=not over,
    )


def take_in(
    *,
    viewer: Viewer,
    code: str,
    number: str,
    at: datetime,
    on: date,
    is_lead: bool = False,
    cap: int | None = None,
) -> None:
    """A reviewer of the list joins; whoever is in already, or was before, keeps the
    code that submitted reviews carry.
    """
    _check_limit(cap)
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        # Looked at behind the chain's lock: the same click may come twice at once.
        unit.hold(f"campaign:{campaign.id}")
        row = queries.member(campaign.id, number, bureau_id=campaign.bureau_id)
        if row is None:
            raise NotVisible
        if row.place_id is not None and row.ended_at is None:
            return
        _require_in_force(viewer, campaign, row, on)
        event = _event("reviewer_taken_in", viewer, campaign, row, at)
        if row.place_id is not None:
            where = {"id": row.place_id}
            values = {"ended_at": None, "is_lead": is_lead, "cap": cap}
            unit.change(event, CampaignReviewer, where, **values)
            return
        tenant = {
            "bureau_id": campaign.bureau_id,
            "campaign_id": campaign.id,
            "person_id": row.person_id,
        }
        unit.add(event, CampaignReviewer, is_lead=is_lead, cap=cap, **tenant)
        unit.add(event, ReviewerCode, code=new_code(), **tenant)


def _require_in_force(viewer: Viewer, campaign: Any, row: Any, on: date) -> None:
    """Of the viewer's organisation, if it acts for one, and not off the list yet."""
    whose = contracts.own_organisation(viewer, campaign.id)
    if whose is not None and row.organisation != whose:
        raise NotVisible
    if row.ended_on is not None and row.ended_on < on:
        raise NotInForce


def set_limit(
    *, viewer: Viewer, code: str, number: str, cap: int | None, at: datetime
) -> None:
    """How many files at most; what is held already stays."""
    _check_limit(cap)
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        row = present(campaign, number)
        if row.cap == cap:
            return
        event = _event("reviewer_limited", viewer, campaign, row, at)
        unit.change(event, CampaignReviewer, {"id": row.place_id}, cap=cap)


def set_senior(
    *, viewer: Viewer, code: str, number: str, is_senior: bool, at: datetime
) -> None:
    """Whether this reviewer reads the fails of others before a release."""
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        row = present(campaign, number)
        if bool(row.is_senior) is is_senior:
            return
        kind = "senior_named" if is_senior else "senior_relieved"
        event = _event(kind, viewer, campaign, row, at)
        unit.change(event, CampaignReviewer, {"id": row.place_id}, is_senior=is_senior)


def dismiss(*, viewer: Viewer, code: str, number: str, at: datetime) -> int:
    """A reviewer leaves; open files are taken back, submitted reviews stay."""
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        unit.hold(f"campaign:{campaign.id}")
        row = queries.member(campaign.id, number, bureau_id=campaign.bureau_id)
        if row is None or row.place_id is None:
            raise NotVisible
        if row.ended_at is not None:
            return 0
        event = _event("reviewer_dismissed", viewer, campaign, row, at)
        return end_place(event, row, LEFT, at=at)


def end_place(event: unit.Recorded, row: Any, reason: str, *, at: datetime) -> int:
    """Take somebody out of a campaign, and back what is open, in the open transaction."""
    unit.change(event, CampaignReviewer, {"id": row.place_id}, ended_at=at)
    # Asked behind the chain's lock: a submission may have come meanwhile.
    held = list(queries.open_reads_of(row.code))
    if held:
        unit.change(event, Read, {"id": held}, ended_at=at, ended_reason=reason)
        settle_unheld(held, cause=event)
    return len(held)


def change_term(
    *, viewer: Viewer, code: str, due_on: date | None, at: datetime, on: date
) -> None:
    """Another day by which reviews are due, or none; never one already past."""
    if due_on is not None and due_on < on:
        raise TermTooEarly
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_OPEN)
        if campaign.due_on == due_on:
            return
        event = unit.record(
            "term_changed",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id)],
            payload={"due_on": due_on.isoformat() if due_on else None},
        )
        unit.change(event, Campaign, {"id": campaign.id}, due_on=due_on)
        tell_term(event, campaign, due_on, on)


def present(campaign: Any, number: str) -> Any:
    """Whoever reads in the campaign under this number; inside a transaction."""
    row = queries.member(campaign.id, number, bureau_id=campaign.bureau_id)
    if row is None or row.place_id is None or row.ended_at is not None:
        raise NotVisible
    return row


def _check_limit(cap: int | None) -> None:
    if cap is not None and not 1 <= cap <= MOST_FILES:
        raise WrongLimit


def _event(
    kind: str, viewer: Viewer, campaign: Any, row: Any, at: datetime
) -> unit.Recorded:
    return unit.record(
        kind,
        chain=f"campaign:{campaign.id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("campaign", campaign.id), ("person", row.person_id)],
    )
