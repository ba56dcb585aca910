"""The databases of the tests: prepared once a worker, a copy of its own for every test.

A worker has one database of each kind, always at the same address, and one application
made for that address; only what stands behind it is put there anew. To make an
application takes longer than most tests, and one that stays has its pages and statements
compiled.
"""

from __future__ import annotations

import copy
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Engine

from review import create_app
from review.services import setup, standing
from review.store import schema
from review.store.database import db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MIGRATED, FOUNDED = "migrated", "founded"
Made = TypeVar("Made")


class Once(Protocol):
    """How fixtures ask for what is made once: see Workplace.once."""

    def __call__(self, make: Callable[[], Made]) -> Made: ...


def ready(make: Callable[[], Any]) -> Any:
    """A fixture of what is made once; its tests are inside the application."""

    @pytest.fixture
    def made(app: Flask, once: Once) -> Iterator[Any]:
        found = once(make)
        with app.app_context():
            yield found

    return made


def settings(url: str, folder: Path) -> dict[str, Any]:
    return {
        "TESTING": True,
        "SECRET_KEY": "for tests only",
        "SQLALCHEMY_DATABASE_URI": url,
        "PASSWORD_COST": "cheap",
        "WTF_CSRF_ENABLED": False,
        "CLOCK": lambda: AT,
        "INTAKE_FOLDER": str(folder),
        "DATA_FOLDER": str(folder / "data"),
        "OCR": False,
        # A busy machine checks a file of two pages for longer than a person waits.
        "UPLOAD_PATIENCE": 60,
    }


class Database(Protocol):
    """An address; what stands behind it can be kept, and put there again."""

    url: str

    def clear(self) -> None: ...

    def keep(self, name: str) -> None: ...

    def put(self, name: str) -> None: ...

    def mark(self) -> object:
        """Another one as soon as anything was written."""


class SQLiteFile:
    """A file, and beside it the copies that were kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "review.sqlite"
        self.url = f"sqlite:///{self._path}"

    def clear(self) -> None:
        """Never written over: whoever still has the old file open keeps that one."""
        for each in self._folder.glob(f"{self._path.name}*"):
            each.unlink()

    def keep(self, name: str) -> None:
        shutil.copy(self._path, self._folder / name)

    def put(self, name: str) -> None:
        self.clear()
        shutil.copy(self._folder / name, self._path)

    def mark(self) -> object:
        ahead = Path(f"{self._path}-wal")
        return self._path.stat().st_mtime_ns, ahead.exists() and ahead.stat().st_size


class PostgresDatabase:
    """A database of a server; what was kept of it are the rows of all its tables.

    To drop a database and copy its template are 900 files deleted and made, which took
    a quarter of many a test. Only where the tables themselves were changed, or grew far
    beyond what is kept, is the first of its states copied again.
    """

    def __init__(self, server: str) -> None:
        self._own = f"test_{os.getpid()}"
        self._template = f"{self._own}_template"
        self._kept: dict[str, Restoring] = {}
        self._shape: object = None
        head, _, tail = server.partition("?")
        self.url = f"{head.rsplit('/', 1)[0]}/{self._own}" + (tail and f"?{tail}")
        self._server = self._connected(server)
        self._inside: psycopg.Connection | None = None

    def clear(self) -> None:
        self._leave()
        self._do(f"DROP DATABASE IF EXISTS {self._own} WITH (FORCE)")
        self._do(f"CREATE DATABASE {self._own}")

    def keep(self, name: str) -> None:
        if self._shape is None:
            self._leave()
            self._copy(self._own, self._template)
            self._shape = shape_of(self._within())
        assert self._shape == shape_of(self._within()), "rows of other tables"
        self._kept[name] = Restoring.of(self._within())

    def put(self, name: str) -> None:
        connection = self._within()
        connection.execute(ALONE)
        kept = self._kept[name]
        if shape_of(connection) != self._shape or kept.is_outgrown(connection):
            self._leave()
            self._do(f"DROP DATABASE {self._own} WITH (FORCE)")
            self._copy(self._template, self._own)
        self._within().execute(kept.script.encode())

    def mark(self) -> object:
        row = self._do("SELECT pg_snapshot_xmax(pg_current_snapshot())").fetchone()
        return row and row[0]

    def close(self) -> None:
        """The server may be somebody's who goes on with it."""
        self._leave()
        for name in (self._own, self._template):
            self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._server.close()

    def _within(self) -> psycopg.Connection:
        """A connection to the database itself, past its triggers and keys."""
        if self._inside is None:
            self._inside = self._connected(self.url)
            self._inside.execute("SET session_replication_role = replica")
        return self._inside

    def _leave(self) -> None:
        if self._inside is not None:
            self._inside.close()
            self._inside = None

    @staticmethod
    def _connected(url: str) -> psycopg.Connection:
        address = url.replace("postgresql+psycopg:", "postgresql:")
        return psycopg.connect(address, autocommit=True)

    def _copy(self, template: str, name: str) -> None:
        # Copying the template's files is far quicker than writing them to the log.
        self._do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")

    def _do(self, statement: str) -> psycopg.Cursor:
        return self._server.execute(statement.encode())


ALONE = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
CATALOGUES = (
    *("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index"),
    *("pg_trigger", "pg_policy"),
)
SHAPE = " UNION ALL ".join(
    f"SELECT count(*), max(xmin::text::bigint) FROM {name}" for name in CATALOGUES
)


def shape_of(connection: psycopg.Connection) -> object:
    """Another one as soon as anything was changed but rows."""
    return connection.execute(SHAPE.encode()).fetchall()


@dataclass(frozen=True)
class Restoring:
    """How the rows of all tables, and the next numbers, become what they were."""

    script: str
    n_bytes: int

    @classmethod
    def of(cls, connection: psycopg.Connection) -> Restoring:
        tables = sorted(name for (name,) in connection.execute(TABLES.encode()))
        asked = " UNION ALL ".join(
            f"SELECT '{name}', (SELECT array_agg(t)::text FROM {name} t)"
            for name in tables
        )
        rows = connection.execute(asked.encode()).fetchall()
        script = [f"DELETE FROM {name}" for name in tables]
        script += [
            f"INSERT INTO {name} OVERRIDING SYSTEM VALUE SELECT * FROM "
            f"unnest({_quoted(values)}::{name}[])"
            for name, values in rows
            if values
        ]
        numbers = connection.execute(SEQUENCES.encode()).fetchall()
        script.append(f"SELECT {', '.join(_counted_on(*each) for each in numbers)}")
        return cls(";\n".join(script), _largest(connection))

    def is_outgrown(self, connection: psycopg.Connection) -> bool:
        """Rows that are gone take room, and searching goes past them."""
        return _largest(connection) > self.n_bytes + ROOM


ROOM = 10 * 8192
"""Up to ten pages PostgreSQL plans as if it knew nothing of a table."""
TABLES = """SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"""
LARGEST = TABLES.replace("SELECT relname", "SELECT max(pg_relation_size(oid))")
SEQUENCES = """SELECT sequencename, start_value, last_value FROM pg_sequences
    WHERE schemaname = 'public'"""


def _counted_on(name: str, start: int, last: int | None) -> str:
    return f"setval('{name}', {last or start}, {last is not None})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _largest(connection: psycopg.Connection) -> int:
    row = connection.execute(LARGEST.encode()).fetchone()
    return row[0] if row else 0


@dataclass(frozen=True)
class Kept:
    """A state that can be put there again: a database, files beside it, and what was
    made of them."""

    name: str
    files: Path
    made: Any = None


class Workplace:
    """A worker's database of one kind and the application that was made for it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.url = database.url
        self._database = database
        self._folder = folder
        self._application = create_app(settings(database.url, folder))
        self._kept: dict[tuple[str, ...], Kept] = {}
        self._arriving = threading.Lock()
        self._state: tuple[str, ...] = ()
        self._is_there = True
        database.clear()
        with self._application.app_context():
            _before_connecting(db.engine, self.arrive)
            schema.ensure_current()
            self._keep(MIGRATED)
            setup.ensure_ready(bureau_name="青川市司法局", area_name="青川市", at=AT)
            self._keep(FOUNDED)

    def expect(self, *state: str) -> None:
        """The database will be as it was when this was kept.

        It is put there when the application first asks: until then something else may
        be expected, and copying is most of what a short test costs.
        """
        self._state, self._is_there = state, False

    def arrive(self) -> None:
        """What is expected is there, also where several threads ask first."""
        with self._arriving:
            if not self._is_there:
                self._database.put(self._kept[self._state].name)
                standing.forget()
                self._noted()

    def _noted(self) -> None:
        self._mark, self._is_there = self._database.mark(), True

    @contextmanager
    def lend(self, folder: Path, **options: Any) -> Iterator[Flask]:
        """The application as if it were made for one test: nothing of it is left."""
        application = self._application
        made_with = dict(application.config)
        application.config.update(settings(self.url, folder) | options)
        with application.app_context():
            engine = db.engines[None]
            db.engines[None] = _anew(engine)
        try:
            yield application
        finally:
            with application.app_context():
                db.engine.dispose()
                db.engines[None] = engine
            application.config.clear()
            application.config.update(made_with)
            application.test_client_class = None

    def once(self, make: Callable[[], Made]) -> Made:
        """What `make` does and returns; the next time it is put there as it was.

        It is made here and now where anything was written since the last such state:
        what is put there replaces everything. So it may depend on nothing but that
        state.
        """
        with self._application.app_context():
            if self._is_there and self._database.mark() != self._mark:
                return make()
            state = (*self._state, f"{make.__module__}.{make.__qualname__}")
            if state in self._kept:
                db.engine.dispose()
                self.expect(*state)
                shutil.copytree(self._kept[state].files, self._data, dirs_exist_ok=True)
            else:
                self._keep(*state, made=make())
            return copy.deepcopy(self._kept[state].made)

    @property
    def _data(self) -> Path:
        return Path(self._application.config["DATA_FOLDER"])

    def _keep(self, *state: str, made: object = None) -> None:
        number = len(self._kept)
        kept = Kept(f"kept_{number}", self._folder / str(number), made)
        db.engine.dispose()
        self._database.keep(kept.name)
        self._data.mkdir(parents=True, exist_ok=True)
        shutil.copytree(self._data, kept.files)
        self._kept[state] = kept
        self._state = state
        self._noted()


def _before_connecting(engine: Engine, do: Callable[[], None]) -> None:
    # Not a listener: if there were one, every statement would look for listeners.
    connect = engine.dialect.connect

    def prepared(*given: Any, **named: Any) -> Any:
        do()
        return connect(*given, **named)

    engine.dialect.connect = prepared  # type: ignore[method-assign]


# For each dialect, of which there is one for each engine that was made from nothing.
_compiled: dict[object, dict[Any, Any]] = {}


def _anew(engine: Engine) -> Engine:
    """Speaks the same dialect and keeps the statements compiled for it.

    It has connections and listeners of its own, and is another engine to all that
    remembers something for an engine.
    """
    compiled = _compiled.setdefault(engine.dialect, {})
    return Engine(
        engine.pool.recreate(),
        engine.dialect,
        engine.url,
        execution_options={"compiled_cache": compiled},
    )
