"""What a campaign decides about conflicts of interest, and what a change leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from review.domain.docket import ConflictRules, as_stored, check_rules, conflict_rules
from review.domain.policy import Action, Viewer
from review.services.accounts import actor_of
from review.services.recusal import Freed, recheck
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import Campaign


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rules in force for a campaign."""

    campaign: str
    code: str
    rules: ConflictRules


def page(*, viewer: Viewer, code: str) -> RulesPage:
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
    return RulesPage(campaign.name, campaign.code, conflict_rules(campaign.rules))


def change(
    *, viewer: Viewer, code: str, rules: ConflictRules, at: datetime, on: date
) -> Freed:
    """Other rules from now on; open files that they bar are taken back at once."""
    check_rules(rules)
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
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
        stored = campaign_of(viewer, code, Action.ALLOCATE).rules
        values = {**stored, "conflicts": as_stored(rules)}
        unit.change(event, Campaign, {"id": campaign.id}, rules=values)
        return recheck(campaign.bureau_id, cause=event, on=on, campaign_id=campaign.id)
