"""Every change to a stored event is found, wherever in the chain it was made."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from review.store import unit
from review.store.models import Event
from review.store.queries import chains
from tests.conftest import AT
from tests.planting import plant

N = 5


@pytest.fixture(autouse=True)
def _chain(app: Flask) -> Iterator[None]:
    with app.app_context():
        with unit.transaction():
            for number in range(N):
                unit.record(
                    "tried",
                    chain="test",
                    actor=unit.Actor("user", "someone"),
                    at=AT,
                    targets=[("case", number), ("read", number)],
                    payload={"n": number, "digest": "ab" * 32, "names": ["甲", "乙"]},
                )
        yield


def faults(chain: str = "test") -> list[tuple[int, str]]:
    with unit.reading():
        return next(s.faults for s in chains.verified() if s.name == chain)


def test_whole_chains_have_no_faults() -> None:
    with unit.reading():
        found = chains.verified()

    assert [(s.name, s.n_events, s.faults) for s in found] == [
        ("bureaus", 1, []),
        ("test", N, []),
    ]


COLUMNS = {
    "public_id": "'changed'",
    "kind": "'changed'",
    "actor_kind": "'system'",
    "actor": "'changed'",
    "cause_id": "1",
    "payload": """'{"n": 77}'""",
    "payload_digest": f"'{'0' * 64}'",
    "previous_digest": f"'{'1' * 64}'",
    "digest": f"'{'2' * 64}'",
    "at": "'2020-01-01 00:00:00+00:00'",
    "chain_seq": "chain_seq + 100",
}


def test_every_column_of_an_event_is_tried() -> None:
    assert set(COLUMNS) == set(Event.__table__.columns.keys()) - {"id", "chain"}


@pytest.mark.parametrize("column", sorted(COLUMNS))
@pytest.mark.parametrize("seq", [1, 3, N])
def test_a_changed_column_is_found(column: str, seq: int) -> None:
    value = COLUMNS[column]
    if column == "at" and is_sqlite():
        value = "'2020-01-01 00:00:00.000000'"
    where = f"WHERE chain = 'test' AND chain_seq = {seq}"
    plant(f"UPDATE events SET {column} = {value} {where}")

    assert faults() != []


def is_sqlite() -> bool:
    with unit.reading() as connection:
        return connection.dialect.name == "sqlite"


def ids() -> list[int]:
    with unit.reading() as connection:
        query = select(Event.id).where(Event.chain == "test").order_by(Event.chain_seq)
        return list(connection.scalars(query))


@pytest.mark.parametrize("place", [0, 2, N - 1])
def test_changed_objects_of_an_event_are_found(place: int) -> None:
    event_id = ids()[place]
    for change in ("target_id = 99", "kind = 'other'"):
        plant(f"UPDATE event_targets SET {change} WHERE event_id = {event_id}")
        assert (place + 1, chains.CONTENT) in faults()


def test_an_object_taken_away_or_added_is_found() -> None:
    first, second, *_ = ids()
    plant(
        f"DELETE FROM event_targets WHERE event_id = {first} AND kind = 'case'",
        "INSERT INTO event_targets (event_id, kind, target_id) "
        f"VALUES ({second}, 'case', 7)",
    )

    assert faults() == [(1, chains.CONTENT), (2, chains.CONTENT)]


@pytest.mark.parametrize("place", [0, 2, N - 1])
def test_a_missing_event_is_found(place: int) -> None:
    event_id = ids()[place]
    plant(
        f"DELETE FROM event_targets WHERE event_id = {event_id}",
        f"DELETE FROM events WHERE id = {event_id}",
    )

    assert faults() != []


def test_two_events_that_changed_places_are_found() -> None:
    plant(
        "UPDATE events SET chain_seq = 99 WHERE chain = 'test' AND chain_seq = 2",
        "UPDATE events SET chain_seq = 2 WHERE chain = 'test' AND chain_seq = 3",
        "UPDATE events SET chain_seq = 3 WHERE chain = 'test' AND chain_seq = 99",
    )

    assert faults() != []


def test_a_chain_cut_short_is_found_by_its_head() -> None:
    last = ids()[-1]
    plant(
        f"DELETE FROM event_targets WHERE event_id = {last}",
        f"DELETE FROM events WHERE id = {last}",
    )

    assert faults() == [(N - 1, chains.HEAD)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chains SET head_seq = 77 WHERE name = 'test'",
        f"UPDATE chains SET head_digest = '{'3' * 64}' WHERE name = 'test'",
        "DELETE FROM chains WHERE name = 'test'",
    ],
)
def test_a_changed_head_is_found(statement: str) -> None:
    plant(statement)

    assert faults() == [(N, chains.HEAD)]


def test_a_chain_without_events_is_found() -> None:
    plant(
        "INSERT INTO chains (name, head_seq, head_digest) "
        f"VALUES ('empty', 4, '{'3' * 64}')"
    )

    assert faults("empty") == [(0, chains.HEAD)]
