"""A request's readings and transactions follow one another on one connection.

To take one and to give it back costs as much as a statement, and PostgreSQL is asked each
time whether it is still there. One on which something failed is not used again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_place: ContextVar[Place | None] = ContextVar("lent", default=None)


class Place:
    """Where the connection lies while nobody uses it; none was asked for at first."""

    __slots__ = ("connection",)

    def __init__(self) -> None:
        self.connection: Connection | None = None


@contextmanager
def lending() -> Iterator[None]:
    """Inside, a connection is kept from the first time it is needed to the end."""
    before = _place.set(Place())
    try:
        yield
    finally:
        give_back()
        _place.reset(before)


def lent_to(app: WSGIApplication) -> WSGIApplication:
    """The application, each of whose requests has one connection at a time.

    What is still read while an answer is being sent is read on another.
    """

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with lending():
            return app(environ, start)

    return answer


def give_back() -> None:
    """Whoever waits for something else keeps no connection meanwhile."""
    place = _place.get()
    if place is not None and place.connection is not None:
        connection, place.connection = place.connection, None
        connection.close()


class Lent:
    """A connection for one reading or transaction: the one at hand, or a new one."""

    __slots__ = ("_connection", "_engine", "_place")

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._place = _place.get()

    def __enter__(self) -> Connection:
        place = self._place
        if place is None or place.connection is None:
            self._connection = self._engine.connect()
        else:
            # Taken away: what begins beside it needs one of its own.
            self._connection, place.connection = place.connection, None
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        place = self._place
        if kind is None and place is not None and place.connection is None:
            place.connection = self._connection
        else:
            self._connection.close()
