"""The phase a query computes is the phase the domain reads off the same facts."""

from __future__ import annotations

from functools import reduce
from itertools import product
from types import SimpleNamespace

import pytest
from sqlalchemy import FromClause, literal, select, true, union_all

from review.domain.phases import CaseFacts, CasePhase, phase_of
from review.store import unit
from review.store.queries.phases import FACTS, phase_column

pytestmark = pytest.mark.usefixtures("app_context")

SMALL = {
    "n_required": (1, 2),
    "n_places": (0, 1, 2),
    "n_submitted": (0, 1, 2),
    "n_hidden_open": (0, 1),
    "n_further_needed": (0, 1, 3),
    "n_further_places": (0, 1, 3),
    "n_further_submitted": (0, 1),
    "n_lead_needed": (0, 1),
    "n_lead_submitted": (0, 1),
    "n_results": (0, 1),
    "n_provisional": (0, 1),
    "n_final": (0, 1),
}


def every_combination() -> FromClause:
    """A column for each fact, made by the database itself: rows sent take seconds."""
    first, *others = (
        union_all(*(select(literal(n).label(name)) for n in SMALL[name])).subquery(name)
        for name in FACTS
    )
    return reduce(lambda left, right: left.join(right, true()), others, first)


def test_sql_and_domain_agree_on_every_combination() -> None:
    everything = every_combination()
    facts = [everything.c[f"{name}_{name}"] for name in FACTS]
    named = SimpleNamespace(**dict(zip(FACTS, facts, strict=True)))
    with unit.reading() as connection:
        statement = select(*facts, phase_column(named)).select_from(everything)
        rows = connection.execute(statement).all()

    assert [row[-1] for row in rows] == [phase_of(CaseFacts(*row[:-1])) for row in rows]
    assert {tuple(row[:-1]) for row in rows} == set(product(*map(SMALL.get, FACTS)))
    assert {row[-1] for row in rows} == set(CasePhase)
    assert len(rows) == 20736
