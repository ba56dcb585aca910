"""What an account's contracts make of it, asked anew with every request."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from review.domain.entrustment import (
    AlreadyAllocated,
    Contract,
    Ending,
    NotEntrusted,
    OrganisationKind,
    Standing,
)
from review.domain.errors import NotVisible
from review.domain.policy import Action, Role, require
from review.services import contracts, entrustment, opening
from review.store import unit
from review.store.models import Event
from review.store.queries import entrustments
from tests.casework import CENSUS, casework, plan, sheet
from tests.conftest import AT
from tests.factories import World, user
from tests.services.conftest import viewer_of
from tests.services.rounds import at_once

pytestmark = pytest.mark.usefixtures("app_context")

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 31)
BAR = Contract("青川市律师协会", OrganisationKind.BAR, "7号", FIRST, LAST)


def run_by_the_bar(world: World, manager: str = "manager") -> int:
    """The campaign under a contract, with a manager's account: its id."""
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        tenant = {"bureau_id": world.bureau_id, "campaign_id": world.campaign_id}
        contracts.add(event, BAR, tenant)
        own = {"campaign_id": world.campaign_id}
        made = user(event, world, manager, Role.CAMPAIGN_MANAGER, **own)
    return made.user_id or 0


def end(world: World, how: Ending) -> None:
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        row = entrustments.in_force(world.campaign_id)
        contracts.end(event, row, how, at=AT)


def test_a_request_knows_what_its_contracts_say(world: World) -> None:
    assert world.officer is not None
    officer_id = world.officer.user_id or 0
    manager_id = run_by_the_bar(world)

    officer, manager = viewer_of(officer_id), viewer_of(manager_id)
    assert officer.kept_apart == ((world.campaign_id, "2026"),)
    assert len(officer.grants) == 1
    assert [grant.standing for grant in manager.grants] == [Standing.IN_FORCE]
    with pytest.raises(NotVisible):
        require(officer, Action.RESULTS_READ, campaign_id=world.campaign_id)

    end(world, Ending.DELIVERED)
    officer, manager = viewer_of(officer_id), viewer_of(manager_id)
    assert officer.kept_apart == ()
    assert [grant.standing for grant in manager.grants] == [Standing.DELIVERED]


def test_of_several_contracts_the_last_one_counts(world: World) -> None:
    manager_id = run_by_the_bar(world)
    end(world, Ending.TAKEN_BACK)
    assert [g.standing for g in viewer_of(manager_id).grants] == [Standing.TAKEN_BACK]

    run_by_the_bar(world, "another")
    assert [g.standing for g in viewer_of(manager_id).grants] == [Standing.IN_FORCE]
    with pytest.raises(IntegrityError):
        run_by_the_bar(world, "a third")


def test_only_who_holds_a_contract_acts_on_it(world: World) -> None:
    assert world.officer is not None
    officer, code = world.officer, {"code": "2026", "at": AT}
    with pytest.raises(AlreadyAllocated):
        entrustment.entrust(viewer=officer, contract=BAR, **code)
    with pytest.raises(NotEntrusted):
        entrustment.take_back(viewer=officer, reason="x", **code)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        own = {"campaign_id": world.campaign_id}
        plain = user(event, world, "plain", Role.CAMPAIGN_MANAGER, **own)
    for viewer in (officer, plain, world.reviewers[0]):
        with pytest.raises(NotVisible):
            entrustment.hand_over(viewer=viewer, **code)


def test_of_two_clicks_at_once_a_campaign_is_entrusted_and_taken_back_once(
    app: Flask,
) -> None:
    with unit.transaction():
        made = casework()
        made.scheme(sheet())
        made.reviewer_numbers(3)
        made.case("c1")
    opening.open_campaign(viewer=made.officer, plan=plan(sample=CENSUS), at=AT)
    of = {"viewer": made.officer, "code": "2025", "at": AT}
    given = at_once(app, [partial(entrustment.entrust, contract=BAR, **of)] * 4)
    taken = at_once(app, [partial(entrustment.take_back, reason="期满", **of)] * 4)

    assert given == [None] * 4
    assert [type(each) for each in taken if each is not None] == [NotEntrusted] * 3
    with unit.reading() as connection:
        kinds = connection.scalars(select(Event.kind).order_by(Event.id)).all()
    assert [
        k for k in kinds if k.startswith("campaign_") and k != "campaign_opened"
    ] == [
        "campaign_entrusted",
        "campaign_taken_back",
    ]
