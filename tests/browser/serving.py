"""The application served to a browser; nothing of it goes on once it is stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SILENCE = 2
"""So many seconds a connection may stay open without asking anything."""


class Handler(WSGIRequestHandler):
    timeout = SILENCE


def closed_after(app: WSGIApplication) -> WSGIApplication:
    """The application, whose answers are closed also where the browser has gone away.

    The server closes them after it has emptied the connection; of one that was reset it
    cannot, and leaves the file of the answer open.
    """

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        with closing(cast(ClosingIterator, app(environ, start))) as parts:
            yield from parts

    return answer


@dataclass
class Served:
    """A server that can be stopped and started again under the same address."""

    server: BaseWSGIServer = field(init=False)
    thread: threading.Thread = field(init=False)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, app: Flask) -> None:
        self.server = make_server(
            "127.0.0.1",
            self.port,
            closed_after(app),
            threaded=True,
            request_handler=Handler,
        )
        # Threads of a daemon are not waited for: what a page sent last was then answered
        # with the database of the next test.
        self.server.daemon_threads = False  # type: ignore[attr-defined]
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
