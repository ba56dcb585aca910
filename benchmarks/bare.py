"""The baseline: the least that Flask and SQLite can do for an answer of the same size.

No session, no rights, no rules: one row is read and as many bytes are sent, or one row
is written durably. What a page of ours costs beyond that is ours.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

from flask import Flask, request

from review.store.database import sqlite_library

FILE, SIZE = "BARE_FILE", "BARE_SIZE"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000")
TABLE = "CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, body BLOB)"
N_ROWS = 16


def connected(path: str | Path) -> Any:
    """A connection as durable as ours."""
    connection = sqlite_library().connect(str(path), isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def made(path: str | Path) -> None:
    """A row for every client."""
    connection = connected(path)
    connection.execute(TABLE)
    rows = [(key, b"") for key in range(N_ROWS)]
    connection.executemany("INSERT INTO rows VALUES (?, ?)", rows)
    connection.close()


def write(connection: Any, key: int, body: bytes) -> None:
    """One durable commit."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE rows SET body = ? WHERE id = ?", (body, key))
    connection.execute("COMMIT")


def create_app(path: str | Path, size: int) -> Flask:
    app = Flask(__name__)
    own, page = threading.local(), "x" * size

    def connection() -> Any:
        if not hasattr(own, "connection"):
            own.connection = connected(path)
        return own.connection

    @app.get("/page/<int:key>")
    def read(key: int) -> str:
        connection().execute("SELECT body FROM rows WHERE id = ?", (key,)).fetchone()
        return page

    @app.post("/page/<int:key>")
    def store(key: int) -> str:
        # Other bytes each time: SQLite writes no page that has not changed.
        write(connection(), key, os.urandom(8) + request.get_data())
        return "ok"

    return app


def from_environment() -> Flask:
    return create_app(os.environ[FILE], int(os.environ[SIZE]))
