"""What a campaign decides about conflicts of interest, and what a change leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.campaigns import of_institutions
from review.domain.docket import ConflictRules, as_stored, check_rules, conflict_rules
from review.domain.errors import NotVisible
from review.domain.policy import Action, Viewer, runs_under_contract
from review.services.accounts import actor_of
from review.services.recusal import Freed, recheck
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import Campaign


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rules in force for a campaign; an organisation reads them only."""

    campaign: str
    code: str
    rules: ConflictRules
    may_change: bool
    of_institutions: bool = False


def page(*, viewer: Viewer, code: str) -> RulesPage:
    with unit.reading():
        campaign = _campaign(viewer, code)
    return RulesPage(
        campaign.name,
        campaign.code,
        conflict_rules(campaign.rules),
        may_change=not runs_under_contract(viewer, campaign.id),
        of_institutions=of_institutions(campaign.rules),
    )


def _campaign(viewer: Viewer, code: str) -> Any:
    """Of one that an organisation runs the rules stay the bureau's."""
    try:
        return campaign_of(viewer, code, Action.ALLOCATE)
    except NotVisible:
        return campaign_of(viewer, code, Action.CAMPAIGN_OPEN)


def _own(viewer: Viewer, code: str) -> Any:
    """The campaign for whoever may change its rules."""
    campaign = _campaign(viewer, code)
    if runs_under_contract(viewer, campaign.id):
        raise NotVisible
    return campaign


def change(
    *, viewer: Viewer, code: str, rules: ConflictRules, at: datetime, on: date
) -> Freed:
    """Other rules from now on; open files that they bar are taken back at once."""
    check_rules(rules)
    with unit.transaction():
        campaign = _own(viewer, code)
        if conflict_rules(campaign.rules) == rules:
            return Freed()
        event = unit.record(
            "conflict_rules_changed",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id)],
            payload={"rules": unit.digest_of(as_stored(rules))},
        )
        # Looked at again behind the chain's lock: another rule may have changed.
        stored = _own(viewer, code).rules
        values = {**stored, "conflicts": as_stored(rules)}
        unit.change(event, Campaign, {"id": campaign.id}, rules=values)
        return recheck(campaign.bureau_id, cause=event, on=on, campaign_id=campaign.id)
