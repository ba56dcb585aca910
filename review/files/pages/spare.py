"""One process that waits for a file, so that nobody who wants a page waits for its start.

It has loaded what any file needs and has seen none. It is given one file, is limited and
shut off then like any other, and ends with that file; the next one is started when the
page that was waited for is out. A process it does not belong to, forked off from this
one, forgets it: two of them must never give it a file each.
"""

from __future__ import annotations

import os
import threading
from typing import BinaryIO

from review.files.pages.inspection import PagesRefused, Refusal
from review.files.pages.limits import Limits
from review.files.pages.process import Worker

PAUSE = 1.0
"""Seconds until the next one is started: first comes what is being waited for."""


class Spare:
    """Nothing is started before it is called for the first time."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._waiting: Worker | None = None
        self._begin()
        os.register_at_fork(after_in_child=self._forget)

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._is_wanted = False

    def _forget(self) -> None:
        """What belongs to another process is neither given anything nor ended."""
        self._begin()
        if self._waiting is not None:
            self._waiting.disown()
            self._waiting = None

    def call(self) -> None:
        """From now on one is kept ready."""
        with self._lock:
            self._is_wanted = True
            self._start_soon()

    def _start_soon(self) -> None:
        if self._is_wanted and self._waiting is None and self._timer is None:
            self._timer = threading.Timer(self._pause, self._start)
            self._timer.daemon = True
            self._timer.start()

    def _start(self) -> None:
        """A system that has no room for it just now has none for luxury."""
        with self._lock:
            self._timer = None
            if self._is_wanted and self._waiting is None:
                try:
                    self._waiting = Worker(ahead=True)
                except OSError:
                    self._start_soon()

    def worker(self, file: BinaryIO, limits: Limits) -> Worker:
        """A process for this file: the one that waits, or a new one if it is gone."""
        with self._lock:
            found, self._waiting = self._waiting, None
            self._start_soon()
        if found is not None:
            try:
                return found.given(file, limits)
            except PagesRefused as refused:
                if refused.reason is not Refusal.TOO_MUCH:
                    raise
        return Worker.of(file, limits)

    def close(self) -> None:
        """End it; none is kept ready any more until one is called for again."""
        with self._lock:
            self._is_wanted = False
            found, self._waiting = self._waiting, None
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        if found is not None:
            found.close()
