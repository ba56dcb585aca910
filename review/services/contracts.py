"""The contracts of entrusted campaigns as they are stored.

Functions here join the transaction of their caller.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from review.domain.entrustment import (
    Contract,
    Ending,
    OrganisationKind,
    contract_as_data,
)
from review.domain.policy import Viewer, runs_under_contract
from review.store import unit
from review.store.models import Entrustment
from review.store.queries import entrustments as queries


def add(event: unit.Recorded, contract: Contract, tenant: dict[str, int]) -> None:
    """From now on this contract counts for the campaign."""
    said = contract_as_data(contract)
    unit.add(
        event,
        Entrustment,
        **{key: said[key] for key in ("organisation", "kind", "contract_no", "scope")},
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        recorded_at=event.at,
        **tenant,
    )


def end(
    event: unit.Recorded, row: Any, how: Ending, *, at: datetime, reason: str = ""
) -> None:
    unit.change(
        event,
        Entrustment,
        {"id": row.id},
        ended_event_id=event.id,
        ended_at=at,
        ended_as=how.value,
        ended_reason=reason,
    )


def contract_in(row: Any) -> Contract:
    return Contract(
        organisation=row.organisation,
        kind=OrganisationKind(row.kind),
        contract_no=row.contract_no,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        scope=row.scope,
    )


def evaluated_under(campaign_id: int) -> Contract | None:
    """The contract by which the campaign is, or was to the end, reviewed by others."""
    for row in queries.of_campaign(campaign_id):
        if row.ended_as in ("", Ending.DELIVERED):
            return contract_in(row)
    return None


def own_organisation(viewer: Viewer, campaign_id: int) -> str | None:
    """Whose reviewers alone a manager under contract may know; None: everybody's."""
    if not runs_under_contract(viewer, campaign_id):
        return None
    row = queries.in_force(campaign_id)
    return row.organisation if row else ""
