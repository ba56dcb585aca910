"""Statements that modules keep: compiled once, and a change sent without detours.

To find a compiled statement again SQLAlchemy compares keys as long as the statement,
and it prepares every value of every row by name. Either takes about as long as SQLite
takes to run the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ClauseElement, Connection, CursorResult, Dialect
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[str, Any]
Written = Callable[[Any], Any]


class Kept:
    """A statement in the words of one database, for rows that have these names."""

    def __init__(
        self,
        statement: ClauseElement,
        dialect: Dialect,
        names: tuple[str, ...],
        is_many: bool,
    ) -> None:
        compiled = statement.compile(
            dialect=dialect, column_keys=list(names), for_executemany=is_many
        )
        assert isinstance(compiled, SQLCompiler)
        self._compiled = compiled
        self._as_row = _as_row(compiled) if _is_bare(compiled) else None

    @property
    def is_bare(self) -> bool:
        """Whether the statement goes to the driver without SQLAlchemy's preparations."""
        return self._as_row is not None

    def run(self, current: Connection, rows: Sequence[Row]) -> CursorResult[Any]:
        """Execute for one row or for many."""
        if self._as_row is None:
            return current.execute(self._compiled, list(rows))  # type: ignore[call-overload]
        said = [self._as_row(row) for row in rows]
        return current.exec_driver_sql(
            self._compiled.string, said if len(said) > 1 else said[0]
        )


@lru_cache(maxsize=2048)
def kept(
    statement: ClauseElement, dialect: Dialect, names: tuple[str, ...], is_many: bool
) -> Kept:
    """The statement as it was compiled when it was first met."""
    return Kept(statement, dialect, names, is_many)


def _is_bare(compiled: SQLCompiler) -> bool:
    """A change that needs nothing of SQLAlchemy any more: its answer is a number.

    Left to SQLAlchemy: values it makes itself, lists whose length it writes out, and
    what is read, because the database's own values have yet to be made Python's.
    """
    is_change = compiled.isinsert or compiled.isupdate or compiled.isdelete
    left = (
        compiled.insert_prefetch,
        compiled.update_prefetch,
        compiled.post_compile_params,
        compiled.literal_execute_params,
        compiled.effective_returning and compiled.for_executemany,
    )
    return is_change and not any(left)


def _as_row(compiled: SQLCompiler) -> Callable[[Row], Any]:
    """How a row is handed to the driver: by position or by name, in its own types."""
    fixed = dict(compiled.params)
    written = _written(compiled)
    if not compiled.positional:
        return lambda row: _by_name({**fixed, **row}, written)
    places = [(name, written.get(name)) for name in compiled.positiontup or ()]
    return lambda row: _by_place({**fixed, **row}, places)


def _by_place(
    row: Row, places: Sequence[tuple[str, Written | None]]
) -> tuple[Any, ...]:
    return tuple([write(row[name]) if write else row[name] for name, write in places])


def _by_name(row: dict[str, Any], written: Mapping[str, Written]) -> dict[str, Any]:
    for name, write in written.items():
        row[name] = write(row[name])
    return row


def _written(compiled: SQLCompiler) -> dict[str, Written]:
    """What makes a value the database's own, where its type asks for that."""
    dialect = compiled.dialect
    found = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for name, bind in compiled.binds.items()
    }
    return {name: write for name, write in found.items() if write is not None}
