"""Before a store elsewhere is asked for a file it has to answer a short question.

A store that takes connections and says nothing would else keep whoever asks it for as
long as the file might take, and again at every question.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from review.gateways.objects import ObjectMissing, StoreFailed

T = TypeVar("T")
PATIENCE = 2.5
"""Seconds others wait while one asks: more than a store that lives takes to answer."""
SILENCE = 5.0
"""Seconds during which a store that did not answer is not asked again."""
ALIVE = 5.0
"""Seconds after an answer during which everybody may ask at once."""


class Door:
    """A store that has not answered lately is asked by one; the others wait for that."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._silent_until = self._alive_until = 0.0

    def ask(self, question: Callable[[], T]) -> T:
        """The answer, or StoreFailed: at once where the store was silent just now."""
        self._check()
        if not self._is_alive():
            with self._alone():
                self._check()
                if not self._is_alive():
                    return self.heed(question)
        return self.heed(question)

    def heed(self, question: Callable[[], T]) -> T:
        """Asked without a turn; whether there was an answer is remembered for all."""
        try:
            answer = question()
        except StoreFailed:
            self._silent_until = time.monotonic() + SILENCE
            self._alive_until = 0.0
            raise
        except ObjectMissing:
            self._alive_until = time.monotonic() + ALIVE
            raise
        self._alive_until = time.monotonic() + ALIVE
        return answer

    def is_there(self, question: Callable[[], object]) -> bool:
        try:
            self.ask(question)
        except ObjectMissing:
            return False
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._asking.acquire(timeout=PATIENCE):
            raise StoreFailed
        try:
            yield
        finally:
            self._asking.release()

    def _is_alive(self) -> bool:
        return time.monotonic() < self._alive_until

    def _check(self) -> None:
        if time.monotonic() < self._silent_until:
            raise StoreFailed
