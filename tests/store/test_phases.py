"""The phase a query computes is the phase the domain reads off the same facts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import Column, Integer, MetaData, Table, insert, select

from review.domain.phases import CaseFacts, CasePhase, phase_of
from review.store import unit
from review.store.queries.phases import FACTS, phase_column

SMALL = {
    "n_required": (1, 2),
    "n_places": (0, 1, 2),
    "n_submitted": (0, 1, 2),
    "n_further_needed": (0, 1, 3),
    "n_further_places": (0, 1, 3),
    "n_further_submitted": (0, 1),
    "n_lead_needed": (0, 1),
    "n_lead_submitted": (0, 1),
    "n_results": (0, 1),
    "n_provisional": (0, 1),
    "n_final": (0, 1),
}


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_sql_and_domain_agree_on_every_combination() -> None:
    combinations = list(product(*(SMALL[name] for name in FACTS)))
    facts = Table(
        "every_fact",
        MetaData(),
        Column("n", Integer, primary_key=True),
        *(Column(name, Integer) for name in FACTS),
        prefixes=["TEMPORARY"],
    )
    named = SimpleNamespace(**{name: facts.c[name] for name in FACTS})
    with unit.transaction() as connection:
        facts.create(connection)
        rows = [dict(zip(FACTS, row, strict=True)) for row in combinations]
        connection.execute(
            insert(facts), [{"n": n, **row} for n, row in enumerate(rows)]
        )
        statement = select(phase_column(named)).order_by(facts.c.n)
        found = connection.scalars(statement).all()

    assert found == [phase_of(CaseFacts(*row)) for row in combinations]
    assert set(found) == set(CasePhase)
    assert len(combinations) == 10368
