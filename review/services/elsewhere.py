"""Whoever waits for a disk, a store or another process does not calculate meanwhile.

A server's process calculates one answer at a time, and whoever is in turn keeps the
others waiting. What mostly waits gives its turn back before it does. And never do all
threads of the process wait: some are left for pages that need nothing from elsewhere.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from review.domain.errors import Busy
from review.store import lending

THREADS = 20
"""Of each process of the server; all but one of those that calculate wait."""
ROOM = 16
"""Requests of a process that may wait for files at the same time."""
_giving_back: ContextVar[Callable[[], None] | None] = ContextVar("turn", default=None)


@contextmanager
def in_turn(give_back: Callable[[], None]) -> Iterator[None]:
    """The turn ends with this, or when something in it begins to wait."""
    kept = _giving_back.set(give_back)
    try:
        yield
    finally:
        end_turn()
        _giving_back.reset(kept)


def end_turn() -> None:
    """From here on others go first; without a turn there is nothing to give back."""
    give_back = _giving_back.get()
    if give_back is not None:
        _giving_back.set(None)
        give_back()


@contextmanager
def waiting() -> Iterator[None]:
    """What is done in this waits elsewhere; where too many do already, it is told."""
    end_turn()
    lending.give_back()
    if not _room.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _room.release()


_room = threading.BoundedSemaphore(ROOM)
