"""What is sent straight to the driver is stored as SQLAlchemy itself would store it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from gc import collect
from typing import Any
from weakref import ref

import pytest
from flask import Flask
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Engine,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    bindparam,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, ProgrammingError

from review.store import unit
from review.store.database import new_public_id
from review.store.kept import MOST_KEPT, Kept, kept
from review.store.models.columns import JSON, Moment

THINGS = Table(
    "kept_things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("code", String(20), unique=True),
    Column("at", Moment),
    Column("on", Date),
    Column("data", JSON),
    Column("flag", Boolean),
    Column("size", Integer, default=7),
    Column("token", String(24), default=new_public_id),
)
ELSEWHERE = timezone(timedelta(hours=8))
WHOLE: dict[str, Any] = {
    "at": datetime(2026, 3, 1, 7, 5, 9, 12, tzinfo=ELSEWHERE),
    "on": date(2026, 3, 1),
    "data": {"理由": ["无", None, 1.5], "b": "'%s?:x"},
    "flag": True,
    "size": 3,
}
EMPTY: dict[str, Any] = dict.fromkeys(("at", "on", "data", "flag", "size"))


@pytest.fixture
def current(app: Flask) -> Iterator[Connection]:
    with app.app_context(), unit.transaction() as connection:
        THINGS.create(connection)
        yield connection
        THINGS.drop(connection)


def stored(current: Connection, code: str) -> list[Any]:
    """What the table holds, in the database's own words."""
    names = ", ".join(f'CAST("{each}" AS TEXT)' for each in WHOLE)
    query = f"SELECT {names} FROM kept_things WHERE code LIKE '{code}%' ORDER BY id"
    return [tuple(row) for row in current.exec_driver_sql(query.replace("%", "%%"))]


@pytest.mark.parametrize("rows", [[WHOLE], [EMPTY], [WHOLE, EMPTY, WHOLE]])
def test_rows_are_stored_as_sqlalchemy_stores_them(
    current: Connection, rows: list[dict[str, Any]]
) -> None:
    def named(start: str) -> list[dict[str, Any]]:
        return [{**row, "code": f"{start}{n}"} for n, row in enumerate(rows)]

    unit.run(insert(THINGS), named("own"))
    current.execute(insert(THINGS), named("its"))

    own = stored(current, "own")
    assert (own, len(own)) == (stored(current, "its"), len(rows))


def test_what_was_stored_reads_back(current: Connection) -> None:
    unit.run(insert(THINGS), {"code": "a", **WHOLE})
    columns = [THINGS.columns[name] for name in WHOLE]
    found = unit.run(select(*columns)).one()
    assert found._asdict() == WHOLE
    assert found.at.tzinfo is UTC or found.at.utcoffset() == timedelta(0)


def test_the_key_of_a_new_row_comes_back(current: Connection) -> None:
    adding = insert(THINGS).returning(THINGS.c.id)
    given = [unit.run(adding, {"code": c, **WHOLE}).one()[0] for c in "ab"]
    assert given == list(current.scalars(select(THINGS.c.id).order_by(THINGS.c.id)))


def test_a_value_the_model_makes_is_made(current: Connection) -> None:
    unit.run(insert(THINGS), [{"code": "a"}, {"code": "b"}])
    rows = unit.run(select(THINGS.c.size, THINGS.c.token)).all()
    assert [row.size for row in rows] == [7, 7]
    assert len({row.token for row in rows if row.token}) == 2


def test_values_of_the_statement_itself_are_sent(current: Connection) -> None:
    unit.run(insert(THINGS), [{"code": c, "flag": c == "a", "size": 1} for c in "abc"])
    fixed = THINGS.c.flag.is_not(True), THINGS.c.size == 1
    changing = update(THINGS).where(THINGS.c.code == bindparam("of"), *fixed)
    counts = [
        unit.run(changing.values(on=date(2026, 1, 2)), {"of": c}).rowcount for c in "ab"
    ]
    query = select(THINGS.c.code).where(THINGS.c.on == date(2026, 1, 2))
    assert (counts, list(current.scalars(query))) == ([0, 1], ["b"])


def test_lists_whose_length_varies_find_what_they_name(current: Connection) -> None:
    unit.run(insert(THINGS), [{"code": c, "size": 1} for c in "abcd"])
    named = THINGS.c.code.in_(bindparam("codes", expanding=True))
    counts = [
        unit.run(delete(THINGS).where(named), {"codes": codes}).rowcount
        for codes in (["a", "x"], ["b", "c", "d"])
    ]
    assert counts == [1, 3]


def test_a_broken_constraint_is_told_as_such(app: Flask) -> None:
    with app.app_context(), unit.transaction() as connection:
        THINGS.create(connection)
        unit.run(insert(THINGS), {"code": "a", "size": 1})
        inner = connection.begin_nested()
        with pytest.raises(IntegrityError):
            unit.run(insert(THINGS), {"code": "a", "size": 1})
        inner.rollback()
        THINGS.drop(connection)


def test_what_can_goes_straight_to_the_driver(current: Connection) -> None:
    """The other path gives the same answers: that this one is taken has to be seen."""
    names, code = ("code", *WHOLE), THINGS.c.code
    cases = {
        kept(insert(THINGS), current.dialect, names, True): True,
        kept(select(code), current.dialect, (), False): True,
        kept(insert(THINGS).returning(code), current.dialect, names, False): True,
        kept(insert(THINGS), current.dialect, ("code",), True): True,
        # A list whose length varies.
        kept(select(code).where(code.in_([1])), current.dialect, (), False): False,
    }
    assert {each: each.is_straight for each in cases} == cases


def test_rows_are_read_as_sqlalchemy_reads_them(current: Connection) -> None:
    """Values, names and labels, on either path; the second is taken where one listens."""
    unit.run(insert(THINGS), [{"code": c, **WHOLE} for c in "ab"])
    unit.run(insert(THINGS), {"code": "c", **EMPTY})
    query = select(THINGS, THINGS.c.at.label("again")).order_by(THINGS.c.code)

    def read(result: Any) -> list[Any]:
        return [(tuple(row), row._asdict(), row.again) for row in result]

    expected = read(current.execute(query))
    assert len(expected) == 3
    assert read(unit.run(query)) == expected
    with listened(current.engine) as noted:
        assert read(unit.run(query)) == expected
    assert len(noted) == 1


@contextmanager
def listened(engine: Engine) -> Iterator[list[str]]:
    noted: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: Any) -> None:
        noted.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield noted
    event.remove(engine, "before_cursor_execute", note)


def test_one_row_is_one_row(current: Connection) -> None:
    unit.run(insert(THINGS), [{"code": c, **WHOLE} for c in "ab"])
    named = select(THINGS.c.code).where(THINGS.c.code == bindparam("code"))
    assert unit.run(named, {"code": "b"}).one().code == "b"
    assert unit.run(named, {"code": "x"}).first() is None
    for query, values in ((named, {"code": "x"}), (select(THINGS.c.code), {})):
        with pytest.raises(ValueError, match="values to unpack"):
            unit.run(query, values).one()


def test_a_value_that_nobody_gave_is_not_taken_for_empty(current: Connection) -> None:
    named = select(THINGS.c.code).where(THINGS.c.code == bindparam("code"))
    inner = current.begin_nested()
    with pytest.raises((KeyError, ProgrammingError), match="code"):
        unit.run(named, {})
    inner.rollback()
    inner = current.begin_nested()
    with pytest.raises((KeyError, ProgrammingError), match="size"):
        unit.run(insert(THINGS), [{"code": "a", "size": 1}, {"code": "b"}])
    inner.rollback()


def test_an_error_of_the_driver_says_no_value(current: Connection) -> None:
    """What somebody typed does not get into a log by way of an error."""
    unit.run(insert(THINGS), {"code": "a", **WHOLE})
    inner = current.begin_nested()
    with pytest.raises(IntegrityError) as caught:
        unit.run(insert(THINGS), {"code": "a", **WHOLE, "data": ["当事人赵某"]})
    inner.rollback()
    assert "赵某" not in str(caught.value)


def test_what_is_sent_again_and_again_stays_and_the_rest_is_let_go(
    current: Connection,
) -> None:
    def sought(code: str) -> Select[Any]:
        return select(THINGS.c.id).where(THINGS.c.code == code)

    def known(statement: Select[Any]) -> Kept:
        return kept(statement, current.dialect, (), is_many=False)

    hot, once = sought("hot"), sought("once")
    first, gone = known(hot), ref(once)
    unit.run(once)
    del once
    for n in range(2 * MOST_KEPT):
        assert unit.run(sought(f"a{n}")).all() == []
        assert known(hot) is first

    assert kept.cache_info().currsize == kept.cache_info().maxsize == MOST_KEPT
    collect()
    assert gone() is None
