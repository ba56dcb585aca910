"""The databases of the tests: prepared once a worker, a copy of its own for every test.

A worker has one database of each kind, always at the same address, and one application
made for that address; only what stands behind it is put there anew. To make an
application takes longer than most tests, and one that stays has its pages and statements
compiled.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import psycopg
from flask import Flask
from sqlalchemy import Engine

from review import create_app
from review.services import setup
from review.store import schema
from review.store.database import db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MIGRATED, FOUNDED = "migrated", "founded"


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
    }


class Database(Protocol):
    """An address; what stands behind it can be kept, and put there again."""

    url: str

    def clear(self) -> None: ...

    def keep(self, name: str) -> None: ...

    def put(self, name: str) -> None: ...


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


class PostgresDatabase:
    """A database of a server; those that were kept are templates beside it."""

    def __init__(self, server: str) -> None:
        self._own = f"test_{os.getpid()}"
        self._kept: dict[str, str] = {}
        head, _, tail = server.partition("?")
        self.url = f"{head.rsplit('/', 1)[0]}/{self._own}" + (tail and f"?{tail}")
        address = server.replace("postgresql+psycopg:", "postgresql:")
        self._server = psycopg.connect(address, autocommit=True)

    def clear(self) -> None:
        self._do(f"DROP DATABASE IF EXISTS {self._own} WITH (FORCE)")
        self._do(f"CREATE DATABASE {self._own}")

    def keep(self, name: str) -> None:
        self._kept[name] = f"{self._own}_{name}"
        self._do(f"CREATE DATABASE {self._kept[name]} TEMPLATE {self._own}")

    def put(self, name: str) -> None:
        self._do(f"DROP DATABASE {self._own} WITH (FORCE)")
        # Copying the template's files is far quicker than writing them to the log.
        copied = f"TEMPLATE {self._kept[name]} STRATEGY file_copy"
        self._do(f"CREATE DATABASE {self._own} {copied}")

    def close(self) -> None:
        """The server may be somebody's who goes on with it."""
        for name in (self._own, *self._kept.values()):
            self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._server.close()

    def _do(self, statement: str) -> None:
        self._server.execute(statement.encode())


class Workplace:
    """A worker's database of one kind and the application that was made for it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self._application = create_app(settings(database.url, folder))
        database.clear()
        with self._application.app_context():
            schema.ensure_current()
            db.engine.dispose()
            database.keep(MIGRATED)
            setup.ensure_ready(bureau_name="青川市司法局", area_name="青川市", at=AT)
            db.engine.dispose()
            database.keep(FOUNDED)

    @contextmanager
    def lend(self, folder: Path, **options: Any) -> Iterator[Flask]:
        """The application as if it were made for one test: nothing of it is left."""
        application = self._application
        made_with = dict(application.config)
        application.config.update(settings(self.database.url, folder) | options)
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
