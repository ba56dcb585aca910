"""The readings and transactions of a request follow one another on one connection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import DBAPIError

from review.services.elsewhere import waiting
from review.store import lending, unit
from review.store.database import db
from review.store.models import Area
from tests.conftest import AT

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def taken(app_context: object) -> Iterator[list[object]]:
    """Every connection that was taken from the pool."""
    seen: list[object] = []

    def note(raw: object, *_: object) -> None:
        seen.append(raw)

    event.listen(db.engine, "checkout", note)
    yield seen
    event.remove(db.engine, "checkout", note)


def read() -> int:
    with unit.reading() as connection:
        return len(connection.scalars(select(Area.id)).all())


def write(code: str) -> None:
    with unit.transaction():
        event = unit.record("tried", chain="test", actor=unit.SYSTEM, at=AT)
        unit.add(event, Area, code=code, name=code, name_key=code, level="county")


def test_one_connection_serves_what_comes_one_after_the_other(
    taken: list[object],
) -> None:
    with lending.lending():
        before = read()
        write("a")
        write("b")
        assert read() == before + 2

    assert len(taken) == 1


def test_what_only_reads_cannot_write_before_or_after_a_change() -> None:
    values = {"code": "x", "name": "x", "name_key": "x", "level": "county"}
    with lending.lending():
        write("a")
        with unit.reading() as connection:
            if connection.dialect.name == "postgresql":
                level = connection.scalar(text("SHOW transaction_isolation"))
                assert level == "repeatable read"
                with pytest.raises(DBAPIError, match="read-only"):
                    connection.execute(insert(Area).values(**values))


def test_a_change_after_a_reading_is_made_as_any_other() -> None:
    with lending.lending():
        read()
        with unit.transaction() as connection:
            if connection.dialect.name == "postgresql":
                level = connection.scalar(text("SHOW transaction_isolation"))
                assert level == "read committed"
        write("a")
    with unit.transaction() as connection:
        if connection.dialect.name == "postgresql":
            assert connection.scalar(text("SHOW transaction_read_only")) == "off"


def test_what_a_failure_met_is_not_used_again(taken: list[object]) -> None:
    with lending.lending():
        with pytest.raises(ZeroDivisionError), unit.transaction():
            _ = 1 / 0
        write("a")

    assert len(taken) == 2


def test_two_at_once_have_one_each(taken: list[object]) -> None:
    with lending.lending():
        first, second = lending.Lent(db.engine), lending.Lent(db.engine)
        with first as one, second as other:
            assert one is not other
        read()

    assert (len(taken), db.engine.pool.checkedout()) == (2, 0)


def test_who_waits_for_something_else_keeps_none() -> None:
    with lending.lending():
        read()
        held = db.engine.pool.checkedout()
        with waiting():
            assert (held, db.engine.pool.checkedout()) == (1, 0)
        read()

    assert db.engine.pool.checkedout() == 0
