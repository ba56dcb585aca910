"""One transaction, one chained event; facts stay; outsiders cannot read the vault."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest
from flask import Flask
from sqlalchemy import bindparam, event, insert, select, text
from sqlalchemy.exc import DBAPIError

from review.domain.errors import Busy
from review.store import turns, unit
from review.store.audience import HIDDEN_FROM_OUTSIDE, OUTSIDE
from review.store.database import db, sqlite_library
from review.store.models import Area, Bureau, Chain, Event, ReviewerCode
from review.store.protection import APPEND_ONLY
from tests.conftest import AT
from tests.services.rounds import counted

pytestmark = pytest.mark.usefixtures("app_context")


def record(kind: str = "tried", chain: str = "test") -> unit.Recorded:
    return unit.record(kind, chain=chain, actor=unit.SYSTEM, at=AT)


def test_transaction_keeps_nothing_of_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), unit.transaction():
        event = record()
        unit.add(event, Area, code="x", name="x", name_key="x", level="county")
        _ = 1 / 0

    with unit.reading() as connection:
        found = connection.scalars(select(Area.code).where(Area.code == "x")).all()
        events = connection.scalars(select(Event.id).where(Event.chain == "test"))
        assert (found, events.all()) == ([], [])


def test_transaction_does_not_nest() -> None:
    with unit.transaction(), pytest.raises(unit.NoTransaction), unit.transaction():
        pass


def test_reading_sees_one_moment_whatever_is_written_meanwhile(app: Flask) -> None:
    def write() -> None:
        with app.app_context(), unit.transaction():
            record(chain="meanwhile")

    def count() -> int:
        chain = select(Event.id).where(Event.chain == "meanwhile")
        with unit.reading() as connection:
            return len(connection.scalars(chain).all())

    with unit.reading():
        before = count()
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        assert (before, count()) == (0, 0)
    assert count() == 1


def test_change_outside_a_transaction_is_refused() -> None:
    with pytest.raises(unit.NoTransaction):
        record()
    with unit.reading(), pytest.raises(unit.NoTransaction):
        record()


def test_events_form_a_chain() -> None:
    with unit.transaction():
        first, second = record("first"), record("second")
        assert first.id != second.id

    with unit.reading() as connection:
        rows = connection.execute(
            select(Event.chain_seq, Event.previous_digest, Event.digest)
            .where(Event.chain == "test")
            .order_by(Event.chain_seq)
        ).all()
        head = connection.execute(select(Chain).where(Chain.name == "test")).one()
    assert [row.chain_seq for row in rows] == [1, 2]
    assert rows[0].previous_digest == unit.EMPTY
    assert rows[1].previous_digest == rows[0].digest
    assert head.head_digest == rows[1].digest


@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_events_cannot_be_changed(verb: str) -> None:
    with unit.transaction():
        record()

    with pytest.raises(DBAPIError, match="append-only"), unit.transaction() as c:
        c.execute(text(verb.format("events")))


def test_every_append_only_table_has_its_triggers() -> None:
    with unit.reading() as connection:
        if connection.dialect.name == "sqlite":
            query = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
            twice = [*APPEND_ONLY, "grants", "reads"]
            expected = sorted([*twice, *twice])
        else:
            query = (
                "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
            )
            expected = sorted([*APPEND_ONLY, "grants", "reads"])
        names = sorted(connection.scalars(text(query)))
    assert names == expected


def test_two_transactions_begin_a_chain_one_after_the_other(app: Flask) -> None:
    barrier = threading.Barrier(8)

    def begin() -> None:
        barrier.wait()
        with app.app_context(), unit.transaction():
            record(chain="new")

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with unit.reading() as connection:
        query = select(Event.chain_seq).where(Event.chain == "new").order_by(Event.id)
        assert connection.scalars(query).all() == list(range(1, 9))


def test_a_lock_not_given_in_time_is_said_plainly(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    with unit.transaction() as connection:
        record(chain="held")
        is_sqlite = connection.dialect.name == "sqlite"
        outcome: list[Exception] = []
        thread = threading.Thread(target=_wait_for_it, args=[app, is_sqlite, outcome])
        thread.start()
        thread.join()

    assert [type(each) for each in outcome] == [Busy]


def _wait_for_it(app: Flask, is_sqlite: bool, outcome: list[Exception]) -> None:
    with app.app_context():
        if not is_sqlite:
            impatient = "SET lock_timeout=10"
            event.listen(
                db.engine, "connect", lambda raw, _: raw.cursor().execute(impatient)
            )
        try:
            with unit.transaction():
                record(chain="held")
        except Busy as error:
            outcome.append(error)


def test_a_lock_of_another_program_is_said_plainly(app: Flask) -> None:
    """A backup, or somebody's own tool, stands in no line of ours."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL locks rows, not the database")
    event.listen(
        db.engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=10")
    )
    db.engine.dispose()
    raw = sqlite_library().connect(db.engine.url.database, isolation_level=None)
    with closing(raw) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy), unit.transaction():
            pytest.fail("two programs wrote at once")

    with unit.transaction():
        record()


def test_outsiders_cannot_read_the_vault() -> None:
    with unit.reading() as connection:
        assert connection.scalars(select(ReviewerCode.code)).all() == []

    with pytest.raises(DBAPIError), unit.reading(OUTSIDE) as connection:
        connection.scalars(select(ReviewerCode.code)).all()
    with unit.reading(OUTSIDE) as connection:
        assert connection.scalar(select(Bureau.name)) == "青川市司法局"


def test_the_vault_opens_again_after_an_outsider() -> None:
    with unit.reading(OUTSIDE) as connection:
        connection.scalar(select(Bureau.id))

    with unit.reading() as connection:
        assert connection.scalars(select(ReviewerCode.code)).all() == []


def test_what_outsiders_do_is_recorded() -> None:
    """Hidden tables refer to events; whoever may not read them adds events still."""
    with unit.transaction(OUTSIDE):
        record(chain="outside")
    with unit.reading() as connection:
        assert connection.scalars(
            select(Event.chain_seq).where(Event.chain == "outside")
        ).all() == [1]


@pytest.mark.parametrize("table", sorted(HIDDEN_FROM_OUTSIDE))
def test_outsiders_cannot_read_any_hidden_table(table: str) -> None:
    """Not even how many rows it has: who opened which file tells who reads it."""
    query = text(f"SELECT count(*) FROM {table}")
    with unit.reading() as connection:
        assert connection.scalar(query) == 0

    with pytest.raises(DBAPIError), unit.reading(OUTSIDE) as connection:
        connection.scalar(query)


def test_a_kept_statement_takes_each_time_the_columns_it_is_given() -> None:
    adding = insert(Area.__table__)
    kept = select(Area.code, Area.is_city_proper).where(
        Area.name_key == bindparam("at")
    )

    def named(code: str, **others: object) -> dict[str, object]:
        return {
            "code": code,
            "name": code,
            "name_key": "k",
            "level": "county",
            **others,
        }

    with unit.transaction():
        unit.run(adding, named("k1"))
        unit.run(adding, named("k2", is_city_proper=True))
        unit.run(adding, [named("k3"), named("k4")])
        found = unit.run(kept.order_by(Area.code), {"at": "k"}).all()
    assert found == [("k1", False), ("k2", True), ("k3", False), ("k4", False)]


def test_the_connection_given_back_last_is_taken_again(app: Flask) -> None:
    """It has the statements and pages of the last request at hand; others are cold."""
    with app.app_context():
        burst = [db.engine.connect() for _ in range(4)]
        for each in burst:
            each.close()
        used = set()
        for _ in range(6):
            with unit.reading() as current:
                used.add(id(current.connection.dbapi_connection))

    assert len(used) == 1


def test_where_a_chain_ends_is_asked_once_in_a_transaction() -> None:
    with counted() as sent, unit.transaction():
        record("first")
        record("second")
        record("third", chain="other")

    heads = [each for each in sent if each.startswith("SELECT chains.")]
    # Two for each chain that begins: there is no head yet, and then there is.
    assert len(heads) == 4
