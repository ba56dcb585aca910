"""Faults that no service and no constraint would let through, put in by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import text

from review.store.database import db, sqlite_library

Statement = str | tuple[str, Mapping[str, Any]]


def plant(*statements: Statement) -> None:
    """Run statements past every trigger and foreign key.

    An administrator of the database could do the same; the checks must see it.
    """
    pairs = [(s, {}) if isinstance(s, str) else s for s in statements]
    if db.engine.dialect.name == "sqlite":
        _plant_in_sqlite(pairs)
        return
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement, values in pairs:
            connection.execute(text(statement), values)


def _plant_in_sqlite(pairs: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    connection = sqlite_library().connect(db.engine.url.database)
    named = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type='trigger'"
    )
    triggers = dict(named.fetchall())
    for name in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement, values in pairs:
        connection.execute(statement, dict(values))
    for recreated in triggers.values():
        connection.execute(recreated)
    connection.commit()
    connection.close()
