"""SQLite takes one writer at a time; whoever waits for it waits in a line.

SQLite itself lets a waiting writer sleep, longer each time, while the lock is free: under
load some wait a quarter of a second. A lock of the process, and behind it one on a file
beside the database for the other processes, are passed on at once.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from review.domain.errors import Busy

SUFFIX = "-turn"
PATIENCE = 15.0
"""Seconds after which a writer is told to come back, as SQLite's own timeout has it."""
NAP = 0.0001

_lines: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


@contextmanager
def turn(engine: Engine, patience: float | None = None) -> Iterator[None]:
    """The only writing transaction of this database; on PostgreSQL many may write.

    Where there is no place for the lock nothing can be written, and SQLite says so.
    """
    path = engine.url.database or ""
    if engine.dialect.name != "sqlite" or not os.access(_folder(path), os.W_OK):
        yield
        return
    patience = PATIENCE if patience is None else patience
    until = time.monotonic() + patience
    line = _lines[path]
    if not line.acquire(timeout=patience):
        raise Busy
    try:
        file = _only_process(path + SUFFIX, until)
        try:
            yield
        finally:
            os.close(file)
    finally:
        line.release()


def _folder(path: str) -> str:
    return os.path.dirname(path) or os.curdir


def _only_process(path: str, until: float) -> int:
    """The locked file; closing it is passing the lock on."""
    # Opened anew each time: a descriptor inherited from a parent would share its lock.
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while not _is_locked(file):
            if time.monotonic() > until:
                raise Busy
            time.sleep(NAP)
    except BaseException:
        os.close(file)
        raise
    return file


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
