"""Before a store elsewhere is asked for a file it has to answer a short question.

A store that takes connections and says nothing would else keep every thread of a server,
each with a request of its own, and with them the requests that need nothing of it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from review.gateways.objects import ObjectMissing, StoreFailed

T = TypeVar("T")
PATIENCE = 1.0
"""Seconds others wait while one asks; an answer takes a few milliseconds."""
SILENCE = 5.0
"""Seconds during which a store that did not answer is not asked again."""


class Door:
    """One thread of the process asks; nobody queues behind one that has no answer."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._silent_until = 0.0

    def ask(self, question: Callable[[], T]) -> T:
        """The answer, or StoreFailed: at once where the store was silent just now."""
        self._check()
        if not self._asking.acquire(timeout=PATIENCE):
            raise StoreFailed
        try:
            self._check()
            return self.heed(question)
        finally:
            self._asking.release()

    def heed(self, question: Callable[[], T]) -> T:
        """Asked without a turn; that there was no answer is remembered for all."""
        try:
            return question()
        except StoreFailed:
            self._silent_until = time.monotonic() + SILENCE
            raise

    def is_there(self, question: Callable[[], object]) -> bool:
        try:
            self.ask(question)
        except ObjectMissing:
            return False
        return True

    def _check(self) -> None:
        if time.monotonic() < self._silent_until:
            raise StoreFailed
