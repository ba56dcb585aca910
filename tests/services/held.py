"""Somebody who holds a lock for longer than others wait for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from review.store import unit
from review.store.database import db


def impatient() -> None:
    """PostgreSQL waits a second only; for SQLite see `turns.PATIENCE`."""
    if db.engine.dialect.name == "sqlite":
        return

    def set_up(raw: Any, _: object) -> None:
        raw.execute("SET lock_timeout=1000")
        raw.commit()

    event.listen(db.engine, "connect", set_up)
    db.engine.dispose()


@contextmanager
def held(chain: str, app: Flask) -> Iterator[Callable[[], None]]:
    """Somebody is at work behind this chain's lock until told to let go."""
    begun, over = threading.Event(), threading.Event()

    def hold() -> None:
        with app.app_context(), unit.transaction():
            unit.hold(chain)
            begun.set()
            over.wait(60)

    def let_go() -> None:
        over.set()
        thread.join()

    thread = threading.Thread(target=hold)
    thread.start()
    begun.wait(60)
    try:
        yield let_go
    finally:
        let_go()


@contextmanager
def heard(log: logging.Logger, then: Callable[[], None]) -> Iterator[list[str]]:
    """What the log says; `then` is done at the first word of it."""
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())
            then()

    ear = Ear()
    log.addHandler(ear)
    try:
        yield said
    finally:
        log.removeHandler(ear)
