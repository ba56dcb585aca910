"""Statements that modules keep: compiled once, and sent to the driver without detours.

To find a compiled statement again SQLAlchemy compares keys as long as the statement, it
prepares every value of every row by name, and it looks at every answer as if for the
first time. Each of these takes about as long as SQLite takes to run the statement. What
is sent and what is answered is the same either way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ClauseElement,
    Connection,
    Dialect,
    Row,
    Select,
    UpdateBase,
)
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

MOST_KEPT = 128
"""More than the pages of a busy hour send, about 70. What people search for makes a
statement of its own each time, which holds up to a quarter of a megabyte: the one that
was not sent for longest is let go, and compiled again in about 20 ms if it comes back."""
Values = Mapping[str, Any]
Written = Callable[[Any], Any]
Told = Callable[[Any], "Answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement came to: its rows, or how many it changed."""

    rows: Sequence[Row[Any]] = ()
    rowcount: int = -1
    lastrowid: Any = None

    def __iter__(self) -> Iterator[Row[Any]]:
        return iter(self.rows)

    def all(self) -> Sequence[Row[Any]]:
        """Every row."""
        return self.rows

    def first(self) -> Row[Any] | None:
        """The first row, if there is any."""
        return self.rows[0] if self.rows else None

    def one(self) -> Row[Any]:
        """The only row there can be; anything else is an error of ours."""
        (row,) = self.rows
        return row

    def scalars(self) -> list[Any]:
        """The first value of every row."""
        return [row[0] for row in self.rows]


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
        self._compiled, self._words = compiled, compiled.string
        self._as_row = _as_row(compiled)
        self._told = _told(statement, compiled) if _is_plain(compiled) else None
        self._errors = dialect.loaded_dbapi.Error

    @property
    def is_straight(self) -> bool:
        """Whether the statement goes to the driver without SQLAlchemy's preparations."""
        return self._told is not None

    def run(self, current: Connection, rows: Sequence[Values]) -> Answer:
        """Execute for one row or for many."""
        # Who counts or notes statements listens to SQLAlchemy.
        if self._told is None or current.engine._has_events:
            return self._by_library(current, rows)
        said = [self._as_row(row) for row in rows]
        cursor = current.connection.dbapi_connection.cursor()
        try:
            if len(said) > 1:
                cursor.executemany(self._words, said)
            else:
                cursor.execute(self._words, said[0])
            return self._told(cursor)
        except self._errors as error:
            raise self._known(current, error, said) from error
        finally:
            cursor.close()

    def _by_library(self, current: Connection, rows: Sequence[Values]) -> Answer:
        values = list(rows) if len(rows) > 1 else rows[0]
        result = current.execute(self._compiled, values)  # type: ignore[call-overload]
        if result.returns_rows:
            return Answer(result.all())
        return Answer((), result.rowcount, getattr(result, "lastrowid", None))

    def _known(self, current: Connection, error: Any, said: Sequence[Any]) -> Exception:
        """The driver's error as SQLAlchemy names it; a broken connection is not kept."""
        dialect, raw = current.dialect, current.connection.dbapi_connection
        is_lost = dialect.is_disconnect(error, raw, None)  # type: ignore[arg-type]
        if is_lost:
            current.invalidate(error)
        return DBAPIError.instance(
            self._words,
            said,
            error,
            self._errors,
            hide_parameters=True,
            connection_invalidated=is_lost,
            dialect=dialect,
        )


@lru_cache(maxsize=MOST_KEPT)
def kept(
    statement: ClauseElement, dialect: Dialect, names: tuple[str, ...], is_many: bool
) -> Kept:
    """The statement as it was compiled when it was first met."""
    return Kept(statement, dialect, names, is_many)


def _is_plain(compiled: SQLCompiler) -> bool:
    """Whether the statement is the same for every row of values.

    Left to SQLAlchemy: values it makes at a change, and lists whose length it writes out.
    """
    left = (
        compiled.update_prefetch,
        compiled.post_compile_params,
        compiled.literal_execute_params,
        compiled.effective_returning and compiled.for_executemany,
    )
    return not any(left)


def _told(statement: ClauseElement, compiled: SQLCompiler) -> Told | None:
    """How the driver's answer is read; None where only SQLAlchemy knows its columns."""
    if isinstance(statement, Select) or compiled.effective_returning:
        return _rows_of(compiled)
    return _number if isinstance(statement, UpdateBase) else None


def _number(cursor: Any) -> Answer:
    return Answer((), cursor.rowcount, getattr(cursor, "lastrowid", None))


def _rows_of(compiled: SQLCompiler) -> Told:
    """Rows as SQLAlchemy makes them, each value in the type of its column."""
    dialect, columns = compiled.dialect, compiled._result_columns
    data = SimpleResultMetaData([column.keyname for column in columns])
    places = data._key_to_index
    types = [column.type.dialect_impl(dialect) for column in columns]
    # SQLite knows no types of what it answers.
    untyped = (None,) * len(types) if dialect.name == "sqlite" else None

    @lru_cache(maxsize=1)
    def readers(codes: tuple[Any, ...]) -> tuple[Written | None, ...] | None:
        pairs = zip(types, codes, strict=True)
        found = tuple(each.result_processor(dialect, code) for each, code in pairs)
        return found if any(found) else None

    def told(cursor: Any) -> Answer:
        reading = readers(untyped or tuple([each[1] for each in cursor.description]))
        rows = [Row(data, reading, places, raw) for raw in cursor.fetchall()]
        return Answer(rows, cursor.rowcount)

    return told


def _as_row(compiled: SQLCompiler) -> Callable[[Values], Any]:
    """How a row is handed to the driver: by position or by name, in its own types."""
    fixed = _fixed(compiled)
    written = tuple(_written(compiled).items())
    made = tuple(_made(compiled).items())
    places = compiled.positiontup or ()
    in_order = _in_order(places)
    if compiled.positional and not (fixed or written or made):
        return in_order

    def as_row(row: Values) -> Any:
        said = {**fixed, **row}
        for name, make in made:
            said[name] = make(None)
        for name, write in written:
            said[name] = write(said[name])
        return in_order(said) if compiled.positional else said

    return as_row


def _fixed(compiled: SQLCompiler) -> dict[str, Any]:
    """What the statement says itself. What rows have to say is never taken for empty."""
    asked = {name for bind, name in compiled.bind_names.items() if bind.required}
    return {name: it for name, it in compiled.params.items() if name not in asked}


def _in_order(names: Sequence[str]) -> Callable[[Values], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda row: tuple([row[name] for name in names])


def _made(compiled: SQLCompiler) -> dict[str, Written]:
    """What the model gives a column of a new row that nobody gave a value."""
    return {
        column.key: default.arg if default.is_callable else lambda _, it=default.arg: it
        for column in compiled.insert_prefetch
        if (default := column.default)
    }


def _written(compiled: SQLCompiler) -> dict[str, Written]:
    """What makes a value the database's own, where its type asks for that."""
    dialect = compiled.dialect
    found = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for bind, name in compiled.bind_names.items()
    }
    return {name: write for name, write in found.items() if write is not None}
