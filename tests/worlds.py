"""The small bureau of the factories, with a shipped scheme and an account of each role."""

from __future__ import annotations

from review.domain.policy import Role, Viewer
from review.files.schemes import load
from review.store import unit
from tests.conftest import AT
from tests.factories import World, campaign_under_review, user
from tests.repository import ROOT

SCHEME = ROOT / "scoring_schemes" / "criminal_defense_trial.yaml"


def campaign_with_a_shipped_scheme() -> World:
    """A campaign under review; nobody has answered yet."""
    text = SCHEME.read_text(encoding="utf-8")
    return campaign_under_review(load(text), text)


def one_of_each_role(world: World) -> dict[Role, Viewer]:
    """An account of every role; the campaign's own people where it has them."""
    assert world.officer is not None and world.lead is not None
    found = {
        Role.BUREAU_OFFICER: world.officer,
        Role.REVIEWER: world.reviewers[0],
        Role.PANEL_LEAD: world.lead,
        Role.LAWYER: world.lawyers[0],
    }
    scopes = {
        Role.COUNTY_OFFICER: {"area_id": world.counties[0]},
        Role.CAMPAIGN_MANAGER: {"campaign_id": world.campaign_id},
        Role.FIRM_HEAD: {"firm_id": world.firms[0]},
    }
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        for role in sorted(set(Role) - set(found)):
            name = f"a {role.value}"
            found[role] = user(event, world, name, role, **scopes.get(role, {}))
    return found
