"""Seniors are paid for each fail they read, once, like reviewers for their reviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from review.domain.fees import FeeRole, FeeRule, PaidAs
from review.services import fees
from review.store import invariants, unit
from review.store.models import SeniorFeeLine
from tests.conftest import AT
from tests.factories import World
from tests.services.rounds import rows
from tests.services.test_senior_reads import decide, failed

LATER = AT + timedelta(days=1)
SENIOR = PaidAs(FeeRole.SENIOR)
RULE = FeeRule({FeeRole.SENIOR: Decimal(40)}, (), {})


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """Two fails, one of which a senior has read."""
    with app.app_context():
        made = failed()
        decide(made.reviewers[3])
        fees.set_rule(viewer=made.officer, code="2026", rule=RULE, at=AT)
        yield made
        with unit.reading():
            assert invariants.check() == []


def due(world: World) -> list[tuple[str, int, str]]:
    found = fees.page(viewer=world.officer, code="2026", on=AT.date())
    return [(x.number, x.pay.counts[SENIOR], str(x.pay.gross)) for x in found.lines]


def freeze(world: World) -> str:
    found = fees.page(viewer=world.officer, code="2026", on=AT.date())
    return fees.freeze(
        viewer=world.officer,
        code="2026",
        basis=found.basis,
        at=LATER,
        on=AT.date(),
    )


def test_what_a_senior_decided_is_paid_once(world: World) -> None:
    assert due(world) == [("R3", 1, "40.00")]

    key = freeze(world)
    made = fees.payout(viewer=world.officer, code="2026", key=key).payout
    assert (made.n_reads, made.pay.counts, made.pay.gross) == (1, {SENIOR: 1}, 40)
    assert due(world) == []

    decide(world.reviewers[3], 1)
    assert due(world) == [("R3", 1, "40.00")]


def test_a_cancelled_list_gives_the_decision_back(world: World) -> None:
    key = freeze(world)
    fees.cancel(viewer=world.officer, code="2026", key=key, reason="单价有误", at=LATER)

    assert due(world) == [("R3", 1, "40.00")]
    freeze(world)
    assert len(rows(SeniorFeeLine)) == 2


def test_the_database_refuses_to_pay_a_decision_twice(world: World) -> None:
    freeze(world)
    with unit.reading() as connection:
        line = connection.execute(SeniorFeeLine.__table__.select()).one()
    again = {key: value for key, value in line._mapping.items() if key != "id"}

    with pytest.raises(IntegrityError), unit.transaction() as connection:
        connection.execute(insert(SeniorFeeLine.__table__).values(**again))


def test_without_a_rate_decisions_wait(world: World) -> None:
    rule = FeeRule({FeeRole.FIRST: Decimal(50)})
    fees.set_rule(viewer=world.officer, code="2026", rule=rule, at=LATER)

    found = fees.page(viewer=world.officer, code="2026", on=AT.date())
    assert found.waiting == {FeeRole.SENIOR: 1}
