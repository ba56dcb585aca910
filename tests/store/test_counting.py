"""PostgreSQL knows of many new rows as soon as they are durable."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from review.store import unit
from review.store.counting import MANY, SOME
from review.store.models import Area
from tests.conftest import AT

pytestmark = [
    pytest.mark.usefixtures("app_context"),
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]
KNOWN = text("SELECT reltuples FROM pg_class WHERE oid = 'areas'::regclass")


def add(n: int, first: int = 0) -> None:
    event = unit.record("tried", chain="test", actor=unit.SYSTEM, at=AT)
    codes = [f"area{number}" for number in range(first, first + n)]
    rows = [dict.fromkeys(("code", "name", "name_key"), code) for code in codes]
    unit.add_all(event, Area, [{**row, "level": "county"} for row in rows])


def n_known() -> int:
    """How many areas the planner believes in; -1 before it counted any."""
    with unit.reading() as connection:
        return int(connection.scalar(KNOWN))


def test_many_rows_are_counted_whether_at_once_or_in_pieces() -> None:
    with unit.transaction():
        add(MANY)
    assert n_known() >= MANY

    with unit.transaction():
        for first in range(MANY, 2 * MANY, SOME):
            add(SOME, first)
    assert n_known() >= 2 * MANY


def test_few_rows_and_what_came_to_nothing_are_not_counted() -> None:
    before = n_known()
    with unit.transaction():
        add(MANY - 1)
    with pytest.raises(ZeroDivisionError), unit.transaction():
        add(MANY, MANY)
        _ = 1 / 0

    assert n_known() == before


def test_rows_of_another_transaction_are_its_own() -> None:
    before = n_known()
    for first in (0, MANY - 1):
        with unit.transaction():
            add(MANY - 1, first)
    assert n_known() == before
