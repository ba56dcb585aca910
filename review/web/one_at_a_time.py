"""A server's process calculates one answer at a time; its other threads wait for networks.

Threads of one interpreter do not calculate faster together: whoever holds the database
has to ask the others for the interpreter after every statement, and everybody waits for
the one that holds the database. Called directly, without a server, two processes of two
threads took 250 submissions a second at once and 410 in turns; through the server, where
reading and sending take their share, turns bring 8 to 20 in a hundred. What waits for a
store or another process ends its turn itself (`services/elsewhere.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from review.services.elsewhere import in_turn

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE = 0.05
"""Seconds the next one waits; a long request must not hold up the rest."""
SMALL = 1 << 18
"""Bytes of a request that are taken in before; a file is not, and waits for nobody."""


class OneAtATime:
    """An application that is called by one thread after the other, as a courtesy."""

    def __init__(
        self,
        app: WSGIApplication,
        patience: float = PATIENCE,
        begin: Callable[[], None] | None = None,
    ) -> None:
        """`begin` is called when there is something to serve: not by a command, and in
        the very process that serves.
        """
        self._app = app
        self._begin = begin
        self._patience = patience
        self._next = threading.Lock()
        self._turn = threading.Lock()

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """A browser that sends slowly holds nobody up: what it sends is read first."""
        if self._begin:
            begin, self._begin = self._begin, None
            begin()
        if not _take_in(environ):
            return self._app(environ, start_response)
        with in_turn(self._taken()):
            return self._app(environ, start_response)

    def _taken(self) -> Callable[[], None]:
        """How the turn that is now this thread's is given back.

        Only who is next waits for it. Of one that takes long there is no waiting: it goes
        on without a turn, and beside it there is one at a time again. If all that wait
        lost patience with it at once, they would be in each other's way.
        """
        with self._next:
            if not self._turn.acquire(timeout=self._patience):
                self._turn = threading.Lock()
                self._turn.acquire()
            return self._turn.release


def _take_in(environ: WSGIEnvironment) -> bool:
    """Read a small request whole; False where its length is unknown or great."""
    length = environ.get("CONTENT_LENGTH") or "0"
    is_open = "HTTP_TRANSFER_ENCODING" in environ
    if is_open or not length.isdecimal() or int(length) > SMALL:
        return False
    if length != "0":
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(length)))
    return True
