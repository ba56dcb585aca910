"""Entrusting a campaign to an organisation, taking it back, and handing it over.

Which campaign an organisation runs, and from when to when, is asked anew with every
request: whoever signed in before a contract ended sees nothing of it afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.campaigns import is_standing
from review.domain.entrustment import (
    AlreadyAllocated,
    Contract,
    ContractBroken,
    Ending,
    NotAllSettled,
    NotEntrusted,
    ReportedAsItGoes,
    Standing,
    contract_as_data,
    contract_faults,
    standing_of,
)
from review.domain.errors import N_, NotVisible
from review.domain.policy import Action, Viewer, may_in, runs_under_contract
from review.services import contracts
from review.services.campaign_events import record
from review.services.sampled import campaign_of
from review.store import unit
from review.store.queries import entrustments as queries
from review.store.queries import progress

MOST_REASON = 200


class OtherOrganisation(ContractBroken):
    sentence = N_(
        "A further contract is with the same organisation, %(name)s. To entrust another "
        "one, take the campaign back first."
    )


class ReasonNeeded(ContractBroken):
    sentence = N_("Say why the campaign is taken back.")


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract of the campaign, and how it ended if it did."""

    contract: Contract
    standing: Standing
    recorded_at: datetime
    ended_at: datetime | None
    is_replaced: bool
    reason: str


@dataclass(frozen=True, slots=True)
class EntrustmentPage:
    """Who runs a campaign's reviews, and what this viewer may do about it."""

    campaign: str
    code: str
    due_on: date | None
    current: ContractLine | None
    earlier: tuple[ContractLine, ...]
    n_cases: int
    n_settled: int
    is_managers: bool
    may_entrust: bool
    may_take_back: bool
    may_hand_over: bool
    may_report: bool

    @property
    def is_settled(self) -> bool:
        return 0 < self.n_cases == self.n_settled

    @property
    def n_open(self) -> int:
        """Files without a result yet."""
        return self.n_cases - self.n_settled


def page(*, viewer: Viewer, code: str, on: date) -> EntrustmentPage:
    """The contract and its history, for both sides of it."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_READ)
        rows = queries.of_campaign(campaign.id)
        n_cases, n_settled = _settled(campaign.id)
    lines = [_line(row, on) for row in rows]
    is_ours = may_in(viewer, Action.ENTRUST, code)
    counts = bool(rows) and rows[0].ended_event_id is None
    manages = runs_under_contract(viewer, campaign.id)
    return EntrustmentPage(
        campaign=campaign.name,
        code=campaign.code,
        due_on=campaign.due_on,
        current=lines[0] if lines else None,
        earlier=tuple(lines[1:]),
        n_cases=n_cases,
        n_settled=n_settled,
        is_managers=manages,
        may_entrust=is_ours and (counts or _may_begin(campaign)),
        may_take_back=is_ours and counts,
        may_hand_over=counts and manages and may_in(viewer, Action.DELIVER, code),
        may_report=_is_evaluated(rows) and may_in(viewer, Action.RESULTS_READ, code),
    )


def _may_begin(campaign: Any) -> bool:
    return campaign.allocated_at is None and not is_standing(campaign.rules)


def _is_evaluated(rows: Any) -> bool:
    return any(row.ended_as in ("", Ending.DELIVERED) for row in rows)


def _line(row: Any, on: date) -> ContractLine:
    return ContractLine(
        contract=contracts.contract_in(row),
        standing=standing_of(row.starts_on, row.ends_on, ending=row.ended_as, today=on),
        recorded_at=row.recorded_at,
        ended_at=row.ended_at,
        is_replaced=row.ended_as == Ending.REPLACED,
        reason=row.ended_reason,
    )


def _settled(campaign_id: int) -> tuple[int, int]:
    files = progress.files_by_scheme([campaign_id])
    settled = progress.n_settled([campaign_id])
    return sum(row.n_files for row in files), sum(row.n for row in settled)


def entrust(*, viewer: Viewer, code: str, contract: Contract, at: datetime) -> None:
    """Record a contract, or a further one that replaces it; the same one again is
    nothing new. A campaign whose files were given out by the bureau stays its own.
    """
    with unit.transaction():
        campaign = _held(viewer, code, Action.ENTRUST)
        for fault in contract_faults(contract, due_on=campaign.due_on):
            raise fault
        said = contract_as_data(contract)
        known = queries.in_force(campaign.id)
        if known is None and campaign.allocated_at is not None:
            raise AlreadyAllocated
        if is_standing(campaign.rules):
            raise ReportedAsItGoes(place="organisation")
        if known is not None:
            before = contracts.contract_in(known)
            if contract_as_data(before) == said:
                return
            if before.organisation != said["organisation"]:
                raise OtherOrganisation(place="organisation", name=before.organisation)
        kind = "campaign_entrusted" if known is None else "contract_changed"
        facts = {key: said[key] for key in ("contract_no", "starts_on", "ends_on")}
        event = record(kind, viewer=viewer, campaign=campaign, at=at, payload=facts)
        if known is not None:
            contracts.end(event, known, Ending.REPLACED, at=at)
        tenant = {"bureau_id": campaign.bureau_id, "campaign_id": campaign.id}
        contracts.add(event, contract, tenant)


def _held(viewer: Viewer, code: str, action: Action) -> Any:
    """The campaign behind its lock: of two who end a contract at once one does it, and
    nobody is given a file meanwhile.
    """
    unit.hold(f"campaign:{campaign_of(viewer, code, action).id}")
    return campaign_of(viewer, code, action)


def take_back(*, viewer: Viewer, code: str, reason: str, at: datetime) -> None:
    """The bureau runs the reviews itself from now on; what was done counts."""
    reason = reason.strip()
    if not reason:
        raise ReasonNeeded(place="reason")
    with unit.transaction():
        campaign = _held(viewer, code, Action.ENTRUST)
        known = queries.in_force(campaign.id)
        if known is None:
            raise NotEntrusted
        event = record("campaign_taken_back", viewer=viewer, campaign=campaign, at=at)
        how = Ending.TAKEN_BACK
        contracts.end(event, known, how, at=at, reason=reason[:MOST_REASON])


def hand_over(*, viewer: Viewer, code: str, at: datetime) -> None:
    """The organisation is done: the bureau sees results from now on and may publish
    them, and the organisation changes nothing any more. A second click is the first.
    """
    with unit.transaction():
        campaign = _held(viewer, code, Action.DELIVER)
        if not runs_under_contract(viewer, campaign.id):
            raise NotVisible
        known = queries.in_force(campaign.id)
        if known is None:
            if any(
                row.ended_as == Ending.DELIVERED
                for row in queries.of_campaign(campaign.id)
            ):
                return
            raise NotEntrusted
        n_cases, n_settled = _settled(campaign.id)
        if n_settled < n_cases or not n_cases:
            raise NotAllSettled(n=n_cases - n_settled, whole=n_cases)
        event = record(
            "evaluation_delivered",
            viewer=viewer,
            campaign=campaign,
            at=at,
            payload={"n": n_settled},
        )
        contracts.end(event, known, Ending.DELIVERED, at=at)
