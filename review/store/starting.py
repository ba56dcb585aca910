"""Of several first starts of one database, one makes what it lacks; the others wait.

The line of writers is passed on after each transaction, and a first start has several:
tables, the bureau, an administrator. On SQLite the folder of the file is locked, which
leaves nothing behind; on PostgreSQL the lock is held by a connection.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from review.domain.errors import N_, RuleBroken

PATIENCE = 300.0
"""Seconds; making the tables takes some, on a slow machine a minute."""
UNTOLD = 1.0
NAP = 0.05
LOCK = 8_217_460_311
"""Any number, but always this one."""


class StartedElsewhere(RuleBroken):
    """One that hangs; what it holds it gives back when it ends."""

    sentence = N_(
        "Another start has been preparing this database for %(minutes)s minutes. Nothing "
        "was done here. End it if it hangs, and start again."
    )


@contextmanager
def alone(engine: Engine, waiting: Callable[[], object]) -> Iterator[None]:
    """Only one program at a time; who has to wait longer than a moment is told so."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            settled = connection.execution_options(isolation_level="AUTOCOMMIT")
            # Nobody else's afterwards: the pool may be another one by then.
            settled.detach()
            _wait(lambda: _is_held_by(settled), waiting)
            try:
                yield
            finally:
                settled.execute(text(f"SELECT pg_advisory_unlock({LOCK})"))
        return
    folder = Path(engine.url.database or "").parent
    if not folder.is_dir():
        # SQLite says so itself.
        yield
        return
    file = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _wait(lambda: _is_locked(file), waiting)
        yield
    finally:
        os.close(file)


def _wait(is_ours: Callable[[], bool], waiting: Callable[[], object]) -> None:
    began, is_told = time.monotonic(), False
    while not is_ours():
        waited = time.monotonic() - began
        if waited > PATIENCE:
            raise StartedElsewhere(minutes=round(PATIENCE / 60))
        if waited > UNTOLD and not is_told:
            waiting()
            is_told = True
        time.sleep(NAP)


def _is_held_by(connection: Connection) -> bool:
    return bool(connection.scalar(text(f"SELECT pg_try_advisory_lock({LOCK})")))


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
