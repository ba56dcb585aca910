"""What was counted is kept for one state of the database and for no other."""

from __future__ import annotations

import pytest

from review.services.standing import once
from review.store import unit
from review.store.queries import chains
from tests.conftest import AT

pytestmark = pytest.mark.usefixtures("app_context")


def counted(found: list[int]) -> int:
    """How often it was counted, as seen in a reading of its own."""

    def count() -> int:
        found.append(len(found) + 1)
        return len(found)

    with unit.reading():
        return once(("tested",), count)


def test_counted_once_until_something_happens() -> None:
    found: list[int] = []
    assert [counted(found), counted(found)] == [1, 1]

    with unit.transaction():
        unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)

    assert [counted(found), counted(found)] == [2, 2]


def test_an_event_of_any_chain_is_another_state() -> None:
    """Also where an earlier chain's head is the greater one."""
    found: list[int] = []
    states = []
    for chain in ("a", "b", "c", "d"):
        with unit.transaction():
            unit.record("tested", chain=chain, actor=unit.SYSTEM, at=AT)
        states.append(counted(found))

    assert states == [1, 2, 3, 4]


def test_a_transaction_counts_for_itself() -> None:
    found: list[int] = []
    counted(found)

    with unit.transaction():
        assert once(("tested",), lambda: 7) == 7

    assert counted(found) == 1


def test_the_last_event_tells_two_databases_of_as_many_events_apart() -> None:
    with unit.transaction():
        unit.record("tested", chain="z", actor=unit.SYSTEM, at=AT)
    with unit.reading():
        n, first = chains.state()
    with unit.transaction():
        unit.record("tested", chain="z", actor=unit.SYSTEM, at=AT)
    with unit.reading():
        assert chains.state()[0] == n + 1
        assert chains.state()[1] != first
