"""Faults that no service and no constraint would let through, put in by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from review.store import unit
from review.store.database import db, writing


def plant(*statements: str) -> None:
    """Run statements past every trigger and foreign key.

    An administrator of the database could do the same; the checks must see it.
    """
    with _unguarded() as connection:
        _run(connection, statements)
        connection.commit()


@contextmanager
def planted(*statements: str) -> Iterator[None]:
    """The same for a while: inside, reading sees the fault; afterwards it is gone."""
    with _unguarded() as connection:
        _run(connection, statements)
        token = unit._connection.set(connection)
        try:
            yield
        finally:
            unit._connection.reset(token)
            connection.rollback()


@contextmanager
def _unguarded() -> Iterator[Connection]:
    """A connection on which nothing is checked."""
    mark = writing.set(True)
    with db.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        if _is_sqlite():
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            connection.rollback()
            if _is_sqlite():
                raw.execute("PRAGMA foreign_keys=ON")
    writing.reset(mark)


def _run(connection: Connection, statements: tuple[str, ...]) -> None:
    connection.begin()
    for statement in (*_open_doors(connection), *statements):
        connection.exec_driver_sql(statement)


def _open_doors(connection: Connection) -> list[str]:
    if not _is_sqlite():
        return ["SET LOCAL session_replication_role = replica"]
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    return [f"DROP TRIGGER {n}" for (n,) in connection.exec_driver_sql(query).all()]


def bare(table: str) -> list[str]:
    """Statements that leave a table without constraints, as a careless restore might."""
    return [
        f"CREATE TABLE bare_{table} AS SELECT * FROM {table}",
        f"DROP TABLE {table} CASCADE" if not _is_sqlite() else f"DROP TABLE {table}",
        f"ALTER TABLE bare_{table} RENAME TO {table}",
    ]


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
