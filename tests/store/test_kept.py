"""What is sent straight to the driver is stored as SQLAlchemy itself would store it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from review.store import unit
from review.store.kept import kept
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
    given = [unit.run(adding, {"code": c, **WHOLE}).scalar_one() for c in "ab"]
    assert given == list(current.scalars(select(THINGS.c.id).order_by(THINGS.c.id)))


def test_a_value_the_model_makes_is_made(current: Connection) -> None:
    unit.run(insert(THINGS), [{"code": "a"}, {"code": "b"}])
    assert list(current.scalars(select(THINGS.c.size))) == [7, 7]


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


def test_a_change_goes_straight_to_the_driver(current: Connection) -> None:
    """The other path gives the same answers: that this one is taken has to be seen."""
    adding, names = insert(THINGS), ("code", *WHOLE)
    straight = kept(adding, current.dialect, names, True)
    with_defaults = kept(adding, current.dialect, ("code",), True)
    reading = kept(select(THINGS.c.code), current.dialect, (), False)
    assert [each.is_bare for each in (straight, with_defaults, reading)] == [
        True,
        False,
        False,
    ]
